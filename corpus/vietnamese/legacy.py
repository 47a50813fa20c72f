"""Text of 8-bit fonts, TCVN3 (ABC) and VNI, to Unicode (domain guide, 7.6).

Such text reads as Latin-1 letters and signs: `Uû ban nh©n d©n`, `Uûy ban nhaân daân`. In TCVN3 ư is U+00AD, the soft hyphen
that `clean` drops, so conversion comes before `clean`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

from corpus.vietnamese.caps_fonts import capital_lines
from corpus.vietnamese.spelling import is_syllable


class LegacyEncoding(StrEnum):
    TCVN3 = "TCVN3"
    VNI = "VNI"


TCVN3_LETTERS: dict[str, str] = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
"""Bytes of the ABC fonts as Latin-1 characters; capitals with tones come from a font of capitals, not from bytes."""
# What PDF files and old converters make of the same signs.
_TCVN3_ALSO = {"\u2219": "ã", "\u03bc": "à"}

_TONE_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX_MARKS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE_MARKS = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_letters() -> dict[str, str]:
    letters = dict(_VNI_ALONE)
    for base in "aeouyöô":
        letters |= {base + sign: _VNI_ALONE.get(base, base) + tone for sign, tone in _TONE_MARKS.items()}
    for base in "aeo":
        letters |= {base + sign: base + "\u0302" + tone for sign, tone in _CIRCUMFLEX_MARKS.items()}
    letters |= {"a" + sign: "a\u0306" + tone for sign, tone in _BREVE_MARKS.items()}
    for legacy, letter in list(letters.items()):  # the base's case is the letter's: `Uû` and `UÛ` are both printed Ủ
        for written in (legacy[0].upper() + legacy[1:], legacy.upper()):
            letters[written] = letter.upper()
    return {legacy: unicodedata.normalize("NFC", letter) for legacy, letter in letters.items()}


VNI_LETTERS: dict[str, str] = _vni_letters()
"""One or two characters, base and mark, to the letter."""

_TCVN3 = str.maketrans(TCVN3_LETTERS | _TCVN3_ALSO)
_VNI = re.compile("|".join(sorted(map(re.escape, VNI_LETTERS), key=len, reverse=True)))
# Letters that only Unicode text has: Vietnamese ones beyond Latin-1, and combining marks.
_UNICODE = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u0300-\u036f\u1ea0-\u1ef9]")
_COLUMN = re.compile(r"(\t+|\||[ ]{3,}|\n)")
_TOKENS = {
    LegacyEncoding.TCVN3: re.compile("[A-Za-z" + "".join(map(re.escape, TCVN3_LETTERS)) + "\u00a0-\u00ff\u2219\u03bc]+"),
    LegacyEncoding.VNI: re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+"),
}
_NO_BREAK_SPACE = "\u00a0"
_LONGEST_TOKEN = 14
"""A VNI syllable of seven letters has at most eleven characters; anything longer is none."""

_LEAST_TOKENS = 2
_LEAST_SHARE = 0.8
_MOST_SHARE_AS_IS = 0.5
_LEAST_WORDS_OF_A_TEXT = 4
"""Different syllables that only conversion makes; fewer are a formula, a name, a line of another language."""


_Judged = dict[tuple[LegacyEncoding, str], tuple[bool, bool]]


@dataclass(frozen=True, slots=True)
class Converted:
    """`text` is Unicode; `lines` says how many pieces of lines were converted, by encoding; empty where none was."""

    text: str
    lines: dict[LegacyEncoding, int]


@dataclass(slots=True)
class _Piece:
    """A column of a line: the encodings' scores, and the one that is certain by itself."""

    text: str
    shares: dict[LegacyEncoding, float]
    as_is: float
    certain: LegacyEncoding | None
    words: frozenset[str]
    unicode: bool


def to_unicode(text: str) -> Converted:
    """The text with every line (or column of a line) in TCVN3 or VNI converted. Pure, total, idempotent.

    A piece converts when at least 80 % of its words with signs become Vietnamese syllables and at most half were some
    before; shorter ones follow the certain pieces around them. Where the whole text has fewer than four such words,
    nothing converts: Unicode, other languages, units and numbers stay as they are. Give it text that is not yet `clean`.
    """
    if text.isascii():
        return Converted(text, {})
    judged: _Judged = {}
    words: set[str] = set()
    for part in _parts(text):
        if not part.isascii() and not _UNICODE.search(part):
            words |= _judge(part, judged).words
    if len(words) < _LEAST_WORDS_OF_A_TEXT:
        return Converted(text, {})
    pieces = [_judge(part, judged) for part in _parts(text)]
    known = {piece.certain for piece in pieces if piece.certain}
    around: LegacyEncoding | None = next(piece.certain for piece in pieces if piece.certain)
    lines: dict[LegacyEncoding, int] = {}
    out: list[str] = []
    changed: set[int] = set()
    line = 0
    for piece in pieces:
        around = piece.certain or (None if piece.unicode else around)
        chosen = piece.certain or _by_context(piece, around, known)
        if chosen and (converted := convert_piece(piece.text, chosen)) != piece.text:
            lines[chosen] = lines.get(chosen, 0) + 1
            changed.add(line)
            out.append(converted)
        else:
            out.append(piece.text)
        line += piece.text.count("\n")
    return Converted(capital_lines("".join(out), changed), lines)


def convert_piece(text: str, encoding: LegacyEncoding, *, capitals: bool = False) -> str:
    """The text taken as being in the encoding: every word with signs, save what only makes sense as it is.

    `capitals`: it was printed in a font of capitals (`.VnTimeH`).
    """
    lone_opening = "»" not in text  # « alone is the syllable ô, with its partner it is a quotation mark
    shouted = _is_shouted(text)

    def word(match: re.Match[str]) -> str:
        token = match.group()
        if token.isascii() or (len(token) == 1 and not token.isalpha() and not (token == "¤" or (token == "«" and lone_opening))):
            return token
        return "".join(map(one, re.split(f"({_NO_BREAK_SPACE})", token)))

    def one(token: str) -> str:
        converted = _CONVERTERS[encoding](token)
        if token.isascii() or converted is None:
            return token
        if _is_word(token) and not is_syllable(converted.lower()):
            return token
        return converted.upper() if shouted or _is_shouted_word(token) else converted

    result = _TOKENS[encoding].sub(word, text)
    return result.upper() if capitals else result


def encoding_of_font(name: str) -> tuple[LegacyEncoding, bool] | None:
    """The encoding that a font's name tells, and whether it draws capitals only; None for other fonts.

    >>> encoding_of_font(".VnTimeH")
    (<LegacyEncoding.TCVN3: 'TCVN3'>, True)
    """
    name = name.strip().lower()
    if name.startswith(".vn"):
        return LegacyEncoding.TCVN3, name.endswith("h")
    return (LegacyEncoding.VNI, False) if name.startswith("vni-") else None


def is_unicode_vietnamese(text: str) -> bool:
    """Whether the text holds a letter that no 8-bit font's text has."""
    return _UNICODE.search(text) is not None


def _parts(text: str) -> Iterator[str]:
    """Columns and what parts them, in turn; long stretches without anything to look at in one part."""
    for line in text.splitlines(keepends=True):
        if line.isascii() or (_UNICODE.search(line) and not _COLUMN.search(line.rstrip("\n"))):
            yield line
        else:
            yield from _COLUMN.split(line)


def _judge(part: str, judged: _Judged) -> _Piece:
    if part.isascii() or _UNICODE.search(part):
        return _Piece(part, {}, 1.0, None, frozenset(), not part.isascii())
    shares: dict[LegacyEncoding, float] = {}
    as_is = 0.0
    certain: LegacyEncoding | None = None
    words: frozenset[str] = frozenset()
    for encoding in LegacyEncoding:
        tokens = list(_marked(part, encoding))
        if not tokens:
            continue
        verdicts = [_verdict(encoding, token, judged) for token in tokens]
        share = sum(becomes for becomes, _ in verdicts) / len(tokens)
        before = sum(stands for _, stands in verdicts) / len(tokens)
        new = frozenset(t.lower() for t, (becomes, stands) in zip(tokens, verdicts, strict=True) if becomes and not stands)
        best = max(shares.values(), default=0.0)
        shares[encoding] = share
        as_is = max(as_is, before)
        if share >= _LEAST_SHARE and before <= _MOST_SHARE_AS_IS and len(new) >= _LEAST_TOKENS and share > best:
            certain, words = encoding, new
        elif certain and share >= best:
            certain, words = None, frozenset()
    return _Piece(part, shares, as_is, certain, words, False)


def _by_context(piece: _Piece, current: LegacyEncoding | None, known: Set[LegacyEncoding]) -> LegacyEncoding | None:
    """The encoding of a piece too short to tell: that of its surroundings where it fits better, or as well, than none."""
    if current and piece.shares.get(current, 0.0) >= max(_LEAST_SHARE, piece.as_is):
        return current
    fitting = [e for e in known if piece.shares.get(e, 0.0) >= _LEAST_SHARE and piece.as_is <= _MOST_SHARE_AS_IS]
    return fitting[0] if len(fitting) == 1 else None


def _marked(text: str, encoding: LegacyEncoding) -> Iterator[str]:
    """Words with signs; abbreviations in capitals (`H§ND`, `Q§`) and lone signs tell nothing."""
    for match in _TOKENS[encoding].finditer(text):
        for token in match.group().split(_NO_BREAK_SPACE):
            if token.isascii() or (len(token) == 1 and not token.isalpha()):
                continue
            plain = token.replace("§", "")
            if plain.isascii() and (plain.isupper() or not plain):
                continue
            yield token


def _verdict(encoding: LegacyEncoding, token: str, judged: _Judged) -> tuple[bool, bool]:
    """Whether the token becomes a syllable by conversion, and whether it is one as it stands."""
    if len(token) > _LONGEST_TOKEN:
        return False, False
    key = (encoding, token)
    if key not in judged:
        converted = _CONVERTERS[encoding](token)
        judged[key] = (converted is not None and is_syllable(converted.lower()), _is_word(token))
    return judged[key]


def _is_word(token: str) -> bool:
    """Whether the token is a Vietnamese syllable as it stands: in one case, or with a capital first."""
    if not (token.islower() or token.isupper() or token.istitle()) or len(token) > _LONGEST_TOKEN:
        return False
    return is_syllable(token.lower().replace("ð", "đ"))


def _is_shouted(text: str) -> bool:
    """Capitals by the keyboard, signs by the font of capitals: `CéNG HOµ X· HéI`. At least half of the words are such."""
    words = list(_marked(text, LegacyEncoding.TCVN3))
    return sum(map(_is_shouted_word, words)) * 2 >= len(words) > 0


def _is_shouted_word(token: str) -> bool:
    letters = [c for c in token if c.isascii()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _from_tcvn3(token: str) -> str | None:
    converted = token.translate(_TCVN3)
    if any("\u00a1" <= c <= "\u00ff" and c not in TCVN3_LETTERS for c in token):
        return None
    return converted


def _from_vni(token: str) -> str | None:
    rest = _VNI.sub("", token)
    return _VNI.sub(lambda m: VNI_LETTERS[m.group()], token) if rest.isascii() else None


_CONVERTERS: dict[LegacyEncoding, Callable[[str], str | None]] = {
    LegacyEncoding.TCVN3: _from_tcvn3,
    LegacyEncoding.VNI: _from_vni,
}
