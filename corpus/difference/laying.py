"""Units laid side by side: which of the one belong with which of the other, which were dropped, added or moved."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.difference.alignment import Gap, anchored, exact_pairs
from corpus.difference.moves import LEAST_SHARE, Pair, moved_units
from corpus.difference.words import Words

LONGEST_CHANCE = 7
"""Words that two unlike units may have in common in one stretch by chance; a longer stretch is the same sentence."""
SHORT = 12
"""Words of a unit up to which one that was dropped and one that was added in its place are one that was changed."""


class Laid(NamedTuple):
    """Units [start, end) beside units [other_start, other_end); of a unit dropped or added the other range is empty."""

    start: int
    end: int
    other_start: int
    other_end: int
    moved: bool = False


def laid(one: Words, other: Words, count: int, other_count: int) -> tuple[list[Laid], list[int]]:
    """All units of both sides, each once, and for each word of the one its word of the other, or -1.

    Those laid beside each other in place ascend on both sides; `count`, `other_count` are the numbers of units.
    """
    runs = anchored(one.says, other.says)
    partners = [-1] * len(one)
    for run in runs:
        partners[run.one : run.one + run.length] = range(run.other, run.other + run.length)
    sizes, other_sizes = _sizes(one, count), _sizes(other, other_count)
    explained, other_explained = _explained(one, other, partners, sizes, other_sizes)
    moved = moved_units(one, other, runs, explained, other_explained)
    away, arrived = {pair.one for pair in moved}, {pair.other for pair in moved}
    if moved:
        partners = [
            -1 if there >= 0 and (one.units[at] in away or other.units[there] in arrived) else there
            for at, there in enumerate(partners)
        ]
    _fill(one, other, partners, away, arrived)
    _part_strangers(one, other, partners, sizes, other_sizes)
    _slide(one, other, partners, away, arrived)
    hulls = _hulls(one, other, partners)
    inside = {unit for hull in hulls for unit in range(hull.start, hull.end)}
    other_inside = {unit for hull in hulls for unit in range(hull.other_start, hull.other_end)}
    # A unit cannot be elsewhere and between two that belong to one passage; then it was dropped here and added there.
    moved = [pair for pair in moved if pair.one not in inside and pair.other not in other_inside]
    _match_moved(one, other, partners, moved)
    return _with_single(hulls, moved, sizes, other_sizes), partners


def _sizes(words: Words, count: int) -> list[int]:
    sizes = [0] * count
    for unit in words.units:
        sizes[unit] += 1
    return sizes


def _explained(
    one: Words, other: Words, partners: Sequence[int], sizes: Sequence[int], other_sizes: Sequence[int]
) -> tuple[list[float], list[float]]:
    """For each unit the share of its words that have partners."""
    found, other_found = [0] * len(sizes), [0] * len(other_sizes)
    for unit, there in zip(one.units, partners, strict=True):
        if there >= 0:
            found[unit] += 1
            other_found[other.units[there]] += 1
    return (
        [count / size if size else 1.0 for count, size in zip(found, sizes, strict=True)],
        [count / size if size else 1.0 for count, size in zip(other_found, other_sizes, strict=True)],
    )


def _in_order(partners: Sequence[int], other_count: int) -> list[Gap]:
    """The gaps between the words that have partners."""
    found = []
    start = other_start = 0
    for at, there in enumerate(partners):
        if there >= 0:
            if at > start or there > other_start:
                found.append(Gap(start, at, other_start, there))
            start, other_start = at + 1, there + 1
    if start < len(partners) or other_start < other_count:
        found.append(Gap(start, len(partners), other_start, other_count))
    return found


def _fill(one: Words, other: Words, partners: list[int], away: Collection[int], arrived: Collection[int]) -> None:
    """Words in the gaps get partners, those of moved units left out."""
    for gap in _in_order(partners, len(other)):
        ours = [at for at in range(gap.start, gap.end) if one.units[at] not in away]
        theirs = [there for there in range(gap.other_start, gap.other_end) if other.units[there] not in arrived]
        if ours and theirs:
            for at, there in exact_pairs(one.says, other.says, ours, theirs):
                partners[at] = there


def _part_strangers(one: Words, other: Words, partners: list[int], sizes: Sequence[int], other_sizes: Sequence[int]) -> None:
    """Takes partners from each other where their units share some words by chance only."""
    shared: dict[tuple[int, int], int] = defaultdict(int)
    longest: dict[tuple[int, int], int] = defaultdict(int)
    length, last = 0, (-2, -2)
    for at, there in enumerate(partners):
        if there < 0:
            continue
        units = one.units[at], other.units[there]
        shared[units] += 1
        length = length + 1 if last == (at - 1, there - 1) else 1
        last = (at, there)
        longest[units] = max(longest[units], length)
    strangers = {
        (unit, other_unit)
        for (unit, other_unit), together in shared.items()
        if together < LEAST_SHARE * max(sizes[unit], other_sizes[other_unit])
        and longest[unit, other_unit] <= LONGEST_CHANCE
        and longest[unit, other_unit] < min(sizes[unit], other_sizes[other_unit])
    }
    if strangers:
        for at, there in enumerate(partners):
            if there >= 0 and (one.units[at], other.units[there]) in strangers:
                partners[at] = -1


def _slide(one: Words, other: Words, partners: list[int], away: Collection[int], arrived: Collection[int]) -> None:
    """What is only dropped, or only added, begins with a unit where equal words let it: `x [a x] b` is `[x a] x b` too."""
    back = {there: at for at, there in enumerate(partners) if there >= 0}
    for gap in _in_order(partners, len(other)):
        if gap.start == gap.end and not any(other.units[at] in arrived for at in range(gap.other_start, gap.other_end)):
            steps = _steps(other, gap.other_start, gap.other_end, back)
            for step in range(steps):
                at = back.pop(gap.other_start - 1 - step)
                partners[at] = gap.other_end - 1 - step
                back[partners[at]] = at
        elif gap.other_start == gap.other_end and not any(one.units[at] in away for at in range(gap.start, gap.end)):
            matched = {at: partners[at] for at in range(max(0, gap.start - _FARTHEST), gap.start) if partners[at] >= 0}
            for step in range(_steps(one, gap.start, gap.end, matched)):
                there = partners[gap.start - 1 - step]
                partners[gap.start - 1 - step], partners[gap.end - 1 - step] = -1, there
                back[there] = gap.end - 1 - step


_FARTHEST = 40


def _steps(words: Words, start: int, end: int, matched: Mapping[int, int]) -> int:
    """By how many words a stretch without partners is to go back, so that it begins with a unit; 0 where it can't or does."""
    if start == end or start == 0 or words.units[start - 1] != words.units[start]:
        return 0
    for step in range(1, min(_FARTHEST, start) + 1):
        if words.says[start - step] != words.says[end - step] or start - step not in matched:
            return 0
        if start - step == 0 or words.units[start - step - 1] != words.units[start - step]:
            return step
    return 0


def _hulls(one: Words, other: Words, partners: Sequence[int]) -> list[Laid]:
    """Smallest ranges of units that no partnership leaves, in order."""
    found: list[Laid] = []
    start = end = other_start = other_end = 0
    for unit, there in zip(one.units, partners, strict=True):
        if there < 0:
            continue
        other_unit = other.units[there]
        if unit < end or other_unit < other_end:
            end, other_end = max(end, unit + 1), max(other_end, other_unit + 1)
            continue
        if end:
            found.append(Laid(start, end, other_start, other_end))
        start, end, other_start, other_end = unit, unit + 1, other_unit, other_unit + 1
    return [*found, Laid(start, end, other_start, other_end)] if end else found


def _match_moved(one: Words, other: Words, partners: list[int], moved: Sequence[Pair]) -> None:
    ours, theirs = _words_of(one, {pair.one for pair in moved}), _words_of(other, {pair.other for pair in moved})
    for pair in moved:
        for at, there in exact_pairs(one.says, other.says, ours[pair.one], theirs[pair.other]):
            partners[at] = there


def _words_of(words: Words, units: Collection[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {unit: [] for unit in units}
    for at, unit in enumerate(words.units):
        if unit in found:
            found[unit].append(at)
    return found


def _with_single(hulls: Sequence[Laid], moved: Sequence[Pair], sizes: Sequence[int], other_sizes: Sequence[int]) -> list[Laid]:
    """The hulls with what stands alone between them, and what was moved."""
    away, arrived = {pair.one for pair in moved}, {pair.other for pair in moved}
    found: list[Laid] = []
    edge = Laid(0, 0, 0, 0)
    end = Laid(len(sizes), len(sizes), len(other_sizes), len(other_sizes))
    for low, high in pairwise((edge, *hulls, end)):
        dropped = [unit for unit in range(low.end, high.start) if unit not in away]
        added = [unit for unit in range(low.other_end, high.other_start) if unit not in arrived]
        if (
            len(dropped) == len(added)
            and all(sizes[unit] <= SHORT for unit in dropped)
            and all(other_sizes[unit] <= SHORT for unit in added)
        ):
            found += [Laid(unit, unit + 1, there, there + 1) for unit, there in zip(dropped, added, strict=True)]
        else:
            found += [Laid(unit, unit + 1, low.other_end, low.other_end) for unit in dropped]
            found += [Laid(low.end, low.end, there, there + 1) for there in added]
        if high is not end:
            found.append(high)
    found += [Laid(pair.one, pair.one + 1, pair.other, pair.other + 1, moved=True) for pair in moved]
    return found
