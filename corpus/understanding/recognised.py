"""What changes where a text was recognised from pictures: fields are less sure, and marks of secrecy are read tolerantly."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Evidence, Fields, Page, Span
from corpus.vietnamese import fold

_DOUBTFUL = 0.4
"""The most that a field is given that rests on a word which recognition could hardly read."""
_PRECISE = frozenset(("number", "symbol", "date", "arrival"))
"""Fields in which one wrong letter is a wrong value; in others a reader sees what was meant."""
_MOST_PRECISE, _MOST = 0.85, 0.95

_LINES = 40
_COLUMNS = re.compile(r"[|\t]|[ ]{3,}")
_LIKE_A = frozenset("AÂẠẬẤẦẨẪÁÀẢÃ")
"""What recognition makes of the Ậ of a stamp. MẶT and MẮT stand alone in tables; they are no marks."""
_DIGITS = str.maketrans("01", "OI")
_LONG_MARKS = ("TOIMAT", "TUYETMAT")
_ALIKE = str.maketrans("ILJ17FQDCVH", "TTTTTTOOOUM")
"""Letters that a worn stamp makes one of."""
_EDGES = re.compile(r"^[IlLJ1iíì]+(?=M)|(?<=T)[IlLJ1iíìUuƯ]+$")
"""The sides of a frame that were taken for letters."""


def lowered(fields: Fields, pages: Sequence[Page], doubtful: Sequence[Span] = ()) -> Fields:
    """The fields with these pages, less sure where their evidence lies on a page that was recognised.

    `doubtful` are the places of words that recognition could hardly read. Never raises a confidence.
    """
    evidence = {name: _lowered(name, known, pages, doubtful) for name, known in fields.evidence.items()}
    return replace(fields, evidence=evidence, pages=tuple(pages))


def _lowered(name: str, known: Evidence, pages: Sequence[Page], doubtful: Sequence[Span]) -> Evidence:
    span = known.span
    if span is None:
        return known
    page = next((page for page in pages if page.span.start <= span.start < page.span.end), None)
    if page is None or page.origin == "text":
        return known
    most = min(_MOST_PRECISE if name in _PRECISE else _MOST, page.confidence or 0.0)
    if any(word.start < span.end and span.start < word.end for word in doubtful):
        most = _DOUBTFUL if name in _PRECISE else min(most, 0.7)
    return replace(known, confidence=min(known.confidence, round(most, 2)))


def recognised_mark(text: str) -> bool:
    """Whether a line or cell of the first 40 lines is a mark of secrecy as recognition may have read a stamp.

    Frames are dropped, MAT and MẤT count as MẬT, one wrong letter in TỐI MẬT and TUYỆT MẬT is borne; capitals only.
    """
    before = ""
    for line in [line for line in text.split("\n", 4 * _LINES)[: 4 * _LINES] if line.strip()][:_LINES]:
        for cell in _COLUMNS.split(line[:400]):
            letters = " ".join(re.sub(r"[\W_]+", " ", cell.translate(_DIGITS)).split())
            if letters and len(letters) <= 14 and _is_like_mark(letters) and not re.search(r"\b(?:BÍ|BẢO)$", before):
                return True
            before = letters or before
    return False


def stamped_mark(lines: str) -> bool:
    """Whether one of these lines, each a patch of ink that stands alone in a page's head, is like a mark of secrecy.

    A stamp is uneven and often askew: its edges are taken for letters, T for I or L. False alarms are borne here: what
    is refused in error can be typed, what is kept in error has left its cabinet.
    """
    return any(
        _is_like_mark(re.sub(r"[\W_]+", " ", line.translate(_DIGITS)), worn=True) for line in lines.split("\n") if len(line) < 30
    )


def _is_like_mark(letters: str, *, worn: bool = False) -> bool:
    tight = unicodedata.normalize("NFC", "".join(letters.split()))
    if worn:
        tight = _EDGES.sub("", tight)
        if sum(map(str.islower, tight)) > 1:
            return False
        tight = tight.upper()
    if not 3 <= len(tight) <= 12 or not tight.isupper():
        return False
    if tight[0] == "M" and len(tight) == 3 and (tight[1] in _LIKE_A and tight[2] == "T"):
        return True
    plain = fold(tight).upper()
    if worn:
        if re.fullmatch(r"[MNHW][ẬẠẤẦẨẪÂ][TILJ17FYĨỈÌỊÍ]", tight):
            return True
        plain = plain.translate(_ALIKE)
        return any(_one_apart(plain, mark.translate(_ALIKE)) for mark in _LONG_MARKS)
    return any(_one_apart(plain, mark) for mark in _LONG_MARKS)


def _one_apart(a: str, b: str) -> bool:
    """Whether two words differ in at most one letter changed, missing or too many."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return a[start + 1 :] == b[start + 1 :] or a[start + 1 :] == b[start:] or a[start:] == b[start + 1 :]
