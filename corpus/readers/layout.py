"""Lines of a page, from pieces of text and where they stand.

Columns that stand side by side come out on one line, at least three spaces apart (domain guide 1.4, effect 3).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TypeVar

COLUMN_GAP = 1.6
"""A horizontal gap of this many letter heights separates columns; justified text stays well below (about 1.0)."""
SAME_LINE = 0.45
"""Pieces whose baselines differ by less than this share of the letter height stand on one line."""


@dataclass(slots=True)
class Piece:
    """Consecutive characters of one line of one column, with its box (points or pixels), y upwards.

    `column`: it begins a column however narrow the gap before it.
    """

    left: float
    right: float
    base: float
    height: float
    text: str
    column: bool = False


P = TypeVar("P", bound=Piece)


def lines(pieces: Iterable[P]) -> Iterator[list[P]]:
    """Pieces grouped to lines from the top of the page downwards, each from left to right."""
    ordered = sorted(pieces, key=lambda p: (-p.base, p.left))
    if not ordered:
        return
    usual = median(p.height for p in ordered)
    line: list[P] = []
    for piece in ordered:
        if line and line[0].base - piece.base > SAME_LINE * max(usual, min(line[0].height, piece.height)):
            yield sorted(line, key=lambda p: p.left)
            line = []
        line.append(piece)
    yield sorted(line, key=lambda p: p.left)


def line_text(line: Sequence[Piece]) -> str:
    """One line; a gap of a column's width becomes three spaces or more, in proportion to the letters' width."""
    text = line[0].text
    end = line[0].right
    for before, piece in pairwise(line):
        gap = piece.left - end
        height = max(before.height, piece.height)
        if gap > COLUMN_GAP * height or piece.column:
            text += " " * max(3, min(40, round(gap / max(1.0, 0.6 * height))))
        elif gap > 0.15 * height:
            text += " "
        text += piece.text
        end = max(end, piece.right)
    return text
