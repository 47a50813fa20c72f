"""Inside an aligned passage: which stretches of words differ, once slips and accidents are dealt with.

A region is a stretch of words of the one side against one of the other. Between two regions the words are the same.
"""

from collections.abc import Sequence
from typing import NamedTuple

from corpus.difference.words import Lexicon, Words, slipped

ACCIDENT = 3
"""Words in common between two longer rewritten stretches that are there by chance: `và các`, `của huyện`."""
MOST_CELLS = 400
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
    return _without_accidents(found)


def without_slips(
    found: Sequence[Region], one: Words, other: Words, texts: tuple[str, str], lexicon: Lexicon
) -> list[Region]:
    """The regions without words that differ by a slip, or by blanks put in or lost (`th ực`, `thựchiện`)."""
    kept: list[Region] = []
    for region in found:
        ours, theirs = region.end - region.start, region.other_end - region.other_start
        if ours and theirs and ours * theirs <= MOST_CELLS:
            kept += _reconciled(region, one, other, texts, lexicon)
        else:
            kept.append(region)
    return kept


def _without_accidents(found: Sequence[Region]) -> list[Region]:
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
    best = [0] * ((ours + 1) * width)
    step: list[tuple[int, int] | None] = [None] * len(best)
    for at in range(ours + 1):
        for there in range(theirs + 1):
            cell = at * width + there
            if at and best[cell - width] > best[cell]:
                best[cell] = best[cell - width]
            if there and best[cell - 1] > best[cell]:
                best[cell] = best[cell - 1]
            for left, right in _JOINS:
                if at < left or there < right:
                    continue
                weight = best[cell - left * width - right] + left + right
                if weight > best[cell] and _same(
                    _joined(one, texts[0], region.start + at - left, left, lexicon),
                    _joined(other, texts[1], region.other_start + there - right, right, lexicon),
                ):
                    best[cell], step[cell] = weight, (left, right)
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


def _joined(words: Words, text: str, start: int, count: int, lexicon: Lexicon) -> str | None:
    """The spelling of one word, or of several that only blanks part; None where more than blanks stand between them."""
    spelt = lexicon.spelling(words.says[start])
    for place in range(start + 1, start + count):
        between = text[words.ends[place - 1] : words.starts[place]]
        if between.strip(" \t\n-"):
            return None
        spelt += lexicon.spelling(words.says[place])
    return spelt


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and slipped(one, other)
