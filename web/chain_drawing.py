"""A chain of documents as a drawing: a dot a row, an arc from each document to what it carries out. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from search_api.chain import Link

ROW = 36
"""Pixels a row; the list beside the drawing has rows of that height."""
DOTS = 46
"""Where the dots stand, from the left; arcs go to their left, the longer the further."""
STEP = 7


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    here: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    links: Sequence[Link]
    dots: tuple[Dot, ...]
    arcs: tuple[str, ...]
    width: int
    height: int


def drawing(links: Sequence[Link]) -> Drawing | None:
    """None for no chain."""
    if not links:
        return None
    dots = tuple(Dot(DOTS, place * ROW + ROW // 2, link.here) for place, link in enumerate(links))
    arcs = [_arc(dots[place], dots[upper]) for place, link in enumerate(links) for upper, _ in link.carries_out if upper != place]
    return Drawing(links, dots, tuple(arcs), DOTS + 10, len(links) * ROW)


def _arc(lower: Dot, upper: Dot) -> str:
    rows = abs(lower.y - upper.y) // ROW
    left = max(2, DOTS - 8 - STEP * rows)
    return f"M{lower.x - 6} {lower.y}C{left} {lower.y} {left} {upper.y} {upper.x - 6} {upper.y}"
