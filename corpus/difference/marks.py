"""From stretches of words that differ to changes that say what they touch: a date, a number, a name, a duty, words.

A date or a number is one thing: where a part of it differs all of it is marked, and where two write the same value in two
forms nothing is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import count, takewhile

from corpus.difference.longest import common_pairs
from corpus.difference.particulars import Particular, duties, particulars
from corpus.difference.regions import Region
from corpus.difference.values import Change, Kind
from corpus.difference.words import Words
from corpus.document import Span

_NEAR = 8
"""Duties before a place that may reach to it: they are short, and few begin inside another."""
_KINDS = (Kind.DATE, Kind.NUMBER, Kind.NAME)


class Side:
    """One side of an aligned passage: its words, and what stands in it."""

    def __init__(self, text: str, words: Words, start: int, end: int, span: Span) -> None:
        self.words, self.start, self.end, self.span = words, start, end, span
        self.duties = duties(text, span.start, span.end)
        self.particulars: list[tuple[int, int, Particular]] = []
        """With the words that each takes up."""
        for found in particulars(text, span.start, span.end):
            low = bisect_right(words.ends, found.start, start, end)
            high = bisect_left(words.starts, found.end, start, end)
            if low < high:
                self.particulars.append((low, high, found))
        self._lows = [low for low, _, _ in self.particulars]

    def place(self, start: int, end: int) -> Span:
        """From the first of these words to the last; of none, the point after the word before them."""
        if start < end:
            return Span(self.words.starts[start], self.words.ends[end - 1])
        point = self.words.ends[start - 1] if start > self.start else self.span.start
        return Span(point, point)

    def within(self, start: int, end: int) -> list[tuple[int, int, Particular]]:
        first = bisect_left(self._lows, start)
        last = bisect_left(self._lows, end, first)
        return [found for found in self.particulars[first:last] if found[1] <= end]

    def tasks(self, start: int, end: int) -> bool:
        """Whether these words stand where it says who has to do what."""
        span = self.place(start, end)
        reached = bisect_left(self.duties, (span.end, 0))
        return start < end and any(span.start < high for _, high in self.duties[max(0, reached - _NEAR) : reached])


def changes(regions: Sequence[Region], one: Side, other: Side) -> tuple[Change, ...]:
    """The changes of a passage, in order, given where its words differ."""
    if not regions:
        return ()
    found: list[Change] = []
    for region in _whole_values(regions, one, other):
        found += _told(region, one, other)
    return tuple(found)


def _whole_values(regions: Sequence[Region], one: Side, other: Side) -> list[Region]:
    """The regions, each taken to the borders of the values that it cuts; those that meet in one value are one.

    The passage is seen as a row of atoms, a region or a pair of equal words each; a value that holds a region takes in
    all atoms that it covers, which may cut into the next value.
    """
    atoms: list[Region] = []
    differs: list[bool] = []
    start, other_start = one.start, other.start
    for region in (*regions, Region(one.end, one.end, other.end, other.end)):
        length, other_length = region.start - start, region.other_start - other_start
        if length == other_length:
            atoms += [Region(start + n, start + n + 1, other_start + n, other_start + n + 1) for n in range(length)]
            differs += [False] * length
        else:
            # Words that are joined on one side: the stretch stays whole.
            atoms.append(Region(start, region.start, other_start, region.other_start))
            differs.append(False)
        atoms.append(region)
        differs.append(True)
        start, other_start = region.end, region.other_end
    differs[-1] = False
    joined = [False] * len(atoms)
    covers = _covers([(a.start, a.end) for a in atoms], one) + _covers([(a.other_start, a.other_end) for a in atoms], other)
    while grown := [
        (low, high) for low, high in covers if any(differs[low:high]) and not all(joined[low : high - 1] + differs[low:high])
    ]:
        for low, high in grown:
            differs[low:high] = [True] * (high - low)
            joined[low : high - 1] = [True] * (high - 1 - low)
    found: list[Region] = []
    for at, atom in enumerate(atoms):
        if differs[at] and at and joined[at - 1]:
            last = found[-1]
            found[-1] = Region(last.start, atom.end, last.other_start, atom.other_end)
        elif differs[at]:
            found.append(atom)
    return found


def _covers(atoms: Sequence[tuple[int, int]], side: Side) -> list[tuple[int, int]]:
    """For each value of the side the atoms [low, high) that it covers."""
    starts, ends = [start for start, _ in atoms], [end for _, end in atoms]
    return [(bisect_right(ends, low), bisect_left(starts, high)) for low, high, _ in side.particulars]


def _told(region: Region, one: Side, other: Side) -> list[Change]:
    """The region as changes: values of one kind that stand for each other as such, and what is left around them."""
    ours = one.within(region.start, region.end)
    theirs = other.within(region.other_start, region.other_end)
    pairs = common_pairs([_KINDS.index(found.kind) for _, _, found in ours], [_KINDS.index(found.kind) for _, _, found in theirs])
    found: list[Change] = []
    start, other_start = region.start, region.other_start
    for at, there in pairs:
        low, high, value = ours[at]
        other_low, other_high, other_value = theirs[there]
        found += _rest(Region(start, low, other_start, other_low), one, other)
        if value.value != other_value.value:
            found.append(Change(value.kind, one.place(low, high), other.place(other_low, other_high)))
        start, other_start = high, other_high
    return found + _rest(Region(start, region.end, other_start, region.other_end), one, other)


def _rest(region: Region, one: Side, other: Side) -> list[Change]:
    """What stands beside values that were paired, without the equal words at its borders."""
    start, end, other_start, other_end = region
    ours, theirs = one.words.says, other.words.says
    room = min(end - start, other_end - other_start)
    head = sum(1 for _ in takewhile(lambda n: n < room and ours[start + n] == theirs[other_start + n], count()))
    room -= head
    tail = sum(1 for _ in takewhile(lambda n: n < room and ours[end - 1 - n] == theirs[other_end - 1 - n], count()))
    start, other_start, end, other_end = start + head, other_start + head, end - tail, other_end - tail
    if start == end and other_start == other_end:
        return []
    kind = _kind(Region(start, end, other_start, other_end), one, other)
    return [Change(kind, one.place(start, end), other.place(other_start, other_end))]


def _kind(region: Region, one: Side, other: Side) -> Kind:
    """A value that makes up at least half of the words names the change; else a duty; else words."""
    length = region.end - region.start + region.other_end - region.other_start
    for kind in _KINDS:
        those = [*one.within(region.start, region.end), *other.within(region.other_start, region.other_end)]
        if 2 * sum(high - low for low, high, found in those if found.kind is kind) >= length:
            return kind
    tasks = one.tasks(region.start, region.end) or other.tasks(region.other_start, region.other_end)
    return Kind.DUTY if tasks else Kind.WORDS
