"""Folding: lower case without marks, đ as d. "Đối thoại" and "doi thoai" meet here."""

import re
import unicodedata

_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})


def fold(text: str) -> str:
    """Lower case, combining marks removed, đ (and eth, which files use for it) to d.

    >>> fold("Đối thoại, TIẾP dân")
    'doi thoai, tiep dan'

    Length in code points may change where the text is decomposed; fold tokens, not offsets.
    """
    text = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in text if not unicodedata.combining(c)).translate(_D)


def slug(text: str) -> str:
    """The folded name with hyphens: ids of issuers and codes of types.

    >>> slug("Ủy ban nhân dân huyện Bình Sơn")
    'uy-ban-nhan-dan-huyen-binh-son'
    """
    return "-".join(re.findall(r"[^\W_]+", fold(text)))
