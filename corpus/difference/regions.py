"""Inside an aligned passage: which stretches of words differ, once slips and accidents are dealt with.

A region is a stretch of words of the one side against one of the other. Between two regions the words are the same.
"""

from collections.abc import Sequence
from typing import NamedTuple

from corpus.difference.words import Lexicon, Words, slipped

ACCIDENT = 3
"""Words in common between two longer rewritten stretches that are there by chance: `và các`, `của huyện`."""
CLOSE = 1
"""Equal words between two regions that are looked at together."""
CLOSE_CELLS = 64
"""Words of the one times words of the other up to which they are."""
MOST_CELLS = 256
"""Words of the one times words of the other up to which a region is searched for slips; longer ones were rewritten."""
_JOINS = ((1, 1), (2, 1), (1, 2), (3, 1), (1, 3))


class Region(NamedTuple):
    """Words [start, end) of the one side against [other_start, other_end) of the other."""

    start: int
    end: int
    other_start: int
    other_end: int

    @property
    def longest(self) -> int:
        return max(self.end - self.start, self.other_end - self.other_start)


def regions(whole: Region, partners: Sequence[int]) -> list[Region]:
    """Where the words inside `whole` differ, in order; `partners`: for each word of the one its word of the other, or -1."""
    found: list[Region] = []
    start, other_start = whole.start, whole.other_start
    for at in range(whole.start, whole.end):
        partner = partners[at]
        if partner < 0:
            continue
        if at > start or partner > other_start:
            found.append(Region(start, at, other_start, partner))
        start, other_start = at + 1, partner + 1
    if whole.end > start or whole.other_end > other_start:
        found.append(Region(start, whole.end, other_start, whole.other_end))
    return found


def without_slips(found: Sequence[Region], one: Words, other: Words, texts: tuple[str, str], lexicon: Lexicon) -> list[Region]:
    """The regions without words that differ by a slip, or by blanks put in or lost (`th ực`, `thựchiện`).

    Regions that stand close are looked at together: of `chung chung` and `chung chun g` the first may have been taken for
    the last.
    """
    kept: list[Region] = []
    for region in _close_together(found):
        ours, theirs = region.end - region.start, region.other_end - region.other_start
        plain = (
            ours == theirs
            and _all_sound(one, region.start, region.end, lexicon)
            and _all_sound(other, region.other_start, region.other_end, lexicon)
        )
        if ours and theirs and ours * theirs <= MOST_CELLS and not plain:
            kept += _reconciled(region, one, other, texts, lexicon)
        else:
            kept.append(region)
    return kept


def _close_together(found: Sequence[Region]) -> list[Region]:
    kept: list[Region] = []
    for region in found:
        if kept and region.start - kept[-1].end <= CLOSE:
            last = kept[-1]
            both = Region(last.start, region.end, last.other_start, region.other_end)
            if (both.end - both.start) * (both.other_end - both.other_start) <= CLOSE_CELLS:
                kept[-1] = both
                continue
        kept.append(region)
    return kept


def without_accidents(found: Sequence[Region]) -> list[Region]:
    """Regions parted by a few words only become one where both are longer than what parts them."""
    kept: list[Region] = []
    for region in found:
        while kept:
            last = kept[-1]
            between = region.start - last.end
            if not (between <= ACCIDENT and between < last.longest and between < region.longest):
                break
            kept.pop()
            region = Region(last.start, region.end, last.other_start, region.other_end)
        kept.append(region)
    return kept


def _reconciled(region: Region, one: Words, other: Words, texts: tuple[str, str], lexicon: Lexicon) -> list[Region]:
    """Longest alignment of the region's words under slips, as a table; what it leaves is what differs."""
    ours, theirs = region.end - region.start, region.other_end - region.other_start
    width = theirs + 1
    mine = _joined(one, texts[0], region.start, region.end, lexicon)
    others = _joined(other, texts[1], region.other_start, region.other_end, lexicon)
    best = [0] * ((ours + 1) * width)
    step: list[tuple[int, int] | None] = [None] * len(best)
    for cell in range(1, len(best)):
        at, there = divmod(cell, width)
        best[cell] = max(best[cell - width] if at else 0, best[cell - 1] if there else 0)
        for left, right in _JOINS:
            if at < left or there < right or best[cell - left * width - right] + left + right <= best[cell]:
                continue
            if _same(mine[left][at], others[right][there], joined=left != right):
                best[cell] = best[cell - left * width - right] + left + right
                step[cell] = (left, right)
    same: list[Region] = []
    at, there = ours, theirs
    while at or there:
        cell = at * width + there
        taken = step[cell]
        if taken is not None:
            at, there = at - taken[0], there - taken[1]
            start, other_start = region.start + at, region.other_start + there
            same.append(Region(start, start + taken[0], other_start, other_start + taken[1]))
        elif at and best[cell] == best[cell - width]:
            at -= 1
        else:
            there -= 1
    same.reverse()
    left_over: list[Region] = []
    start, other_start = region.start, region.other_start
    for equal in (*same, Region(region.end, region.end, region.other_end, region.other_end)):
        if equal.start > start or equal.other_start > other_start:
            left_over.append(Region(start, equal.start, other_start, equal.other_start))
        start, other_start = equal.end, equal.other_end
    return left_over


def _all_sound(words: Words, start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether none of the words can be a slip."""
    return all(lexicon.is_sound(words.says[place]) for place in range(start, end))


def _joined(words: Words, text: str, start: int, end: int, lexicon: Lexicon) -> Sequence[Sequence[str]]:
    """By number of words, one to three, and by where they end: their spelling, "" where more than blanks part them."""
    single = ["", *(lexicon.spelling(words.says[place]) for place in range(start, end))]
    blank = [False] + [
        place > start and not text[words.ends[place - 1] : words.starts[place]].strip(" \t\n-") for place in range(start, end)
    ]
    double = [""] + [single[at - 1] + single[at] if blank[at] else "" for at in range(1, len(single))]
    triple = [""] + [double[at - 1] + single[at] if blank[at] and double[at - 1] else "" for at in range(1, len(single))]
    return (), single, double, triple


def _same(one: str, other: str, *, joined: bool) -> bool:
    return bool(one) and bool(other) and abs(len(one) - len(other)) < 3 and slipped(one, other, joined=joined)
