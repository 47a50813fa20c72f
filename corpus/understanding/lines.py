"""Lines and cells of a text with their offsets: what the rules of the head and the foot look at.

A two-column head comes as table cells (`|`), as tabs, as runs of spaces, or with single spaces between the columns.
A cell keeps its place in the text while emphasis and padding are taken off.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.document import Span

_COLUMNS = re.compile(r"[|\t]|[ ]{3,}")
_EMPHASIS = re.compile(
    r"\*+|_{2,}|`+|~{2,}|</?(?:b|i|u|em|strong|br|p|span|div|center)\b[^<>]{0,40}>|^\s{0,8}(?:#{1,6}|>)(?=\s)|\\(?=[*_|])",
    re.IGNORECASE,
)
# A run of spaces inside a blank number or date is not a column border.
_GOES_ON = re.compile(r"[/:…,]|\.{2}|(?:tháng|năm)\b|\d{1,4}\s*(?:tháng|năm|/|$)|[-–]\s*[A-ZĐ]{2,}", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:số|ngày|tháng|năm|/)\s*[:.…]*\s*\d{0,5}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line. `raw` has the length of its span, emphasis blanked; `text` is `raw` with single spaces.

    `row` is the line's number, `column` the cell's in it; `gap` says that an empty line stands before.
    """

    raw: str
    start: int
    row: int
    column: int
    gap: bool

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    @property
    def span(self) -> Span:
        return Span(self.start, self.start + len(self.raw))

    @property
    def is_rule(self) -> bool:
        """Whether it holds no letter and no digit: a rule drawn with characters."""
        return not any(c.isalnum() for c in self.raw)

    def part(self, start: int, end: int) -> "Cell":
        """The cell cut to raw[start:end], padding taken off."""
        piece = self.raw[start:end]
        lead = len(piece) - len(piece.lstrip())
        return Cell(piece.strip(), self.start + start + lead, self.row, self.column, self.gap and start == 0)


def cells(text: str, start: int = 0, end: int | None = None, *, rows: int = 10_000) -> Iterator[Cell]:
    """The cells of text[start:end], line by line, at most `rows` lines that hold anything; rules included."""
    end = len(text) if end is None else min(end, len(text))
    position, row, gap = start, 0, False
    while position < end and row < rows:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop
        line = text[position:stop]
        if not line.strip(" \t|"):
            # A line with only a cell border separates nothing; an empty one is a gap.
            gap = gap or not line.strip()
        else:
            yield from _cells_of_line(line, position, row, gap)
            row, gap = row + 1, False
        position = stop + 1


def _cells_of_line(line: str, offset: int, row: int, gap: bool) -> Iterator[Cell]:
    pieces: list[tuple[int, int]] = []
    for start, end, joinable in _pieces(line):
        if (
            pieces
            and joinable
            and (_GOES_ON.match(line[start:end]) or _OPEN_END.search(line[pieces[-1][0] : pieces[-1][1]][-40:]))
        ):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    column = 0
    for start, end in pieces:
        raw = _EMPHASIS.sub(lambda m: " " * len(m.group()), line[start:end])
        lead = len(raw) - len(raw.lstrip())
        raw = raw.strip()
        if raw:
            yield Cell(raw, offset + start + lead, row, column, gap and column == 0)
            column += 1
        elif line[start:end].strip():
            # A rule of stars or underscores: kept as what it was.
            piece = line[start:end]
            yield Cell(piece.strip(), offset + start + len(piece) - len(piece.lstrip()), row, column, gap and column == 0)
            column += 1


def _pieces(line: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end, and whether only spaces stand before: spaces may be padding within one cell, `|` and tabs may not."""
    start, soft = 0, False
    for border in _COLUMNS.finditer(line):
        if line[start : border.start()].strip():
            yield start, border.start(), soft
            soft = True
        if border.group() in "|\t":
            soft = False
        start = border.end()
    if line[start:].strip():
        yield start, len(line), soft


def is_capitals(text: str, share: float = 0.8) -> bool:
    """Whether (nearly) all letters of the first 300 characters are capitals; false for text without letters."""
    letters = [c for c in text[:300] if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= share * len(letters)
