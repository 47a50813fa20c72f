"""Folding: lower case without marks, đ as d. "Đối thoại" and "doi thoai" meet here."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
# Scripts that decompose into marks of their own begin above; Vietnamese text never takes that way.
_FAR = re.compile("[\u0370-\u1dff\u20d0-\U0010ffff]")


def fold(text: str) -> str:
    """Lower case, combining marks removed, đ (and eth, which files use for it) to d.

    >>> fold("Đối thoại, TIẾP dân")
    'doi thoai, tiep dan'

    Length in code points may change where the text is decomposed; where offsets count, `fold_in_place`.
    """
    text = text.lower()
    if text.isascii():
        return text
    text = _MARKS.sub("", unicodedata.normalize("NFD", text))
    if _FAR.search(text):
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text.replace("đ", "d").replace("ð", "d").replace("ɖ", "d")


class _Folding(dict[int, str]):
    """Folds a character to one character; what folds to none or to several stays as it is."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDING = _Folding()


def fold_in_place(text: str) -> str:
    """NFC text folded character by character: offsets into the result are offsets into the text.

    >>> fold_in_place("Đối thoại")
    'doi thoai'
    """
    return text.translate(_FOLDING)


def slug(text: str) -> str:
    """The folded name with hyphens: ids of issuers and codes of types.

    >>> slug("Ủy ban nhân dân huyện Bình Sơn")
    'uy-ban-nhan-dan-huyen-binh-son'
    """
    return "-".join(re.findall(r"[^\W_]+", fold(text)))
