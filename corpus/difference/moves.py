"""Passages that stand elsewhere on the other side: found among the units that the alignment left over."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from corpus.difference.alignment import Run
from corpus.difference.words import Words

SHINGLE = 3
COMMONEST = 4
"""A shingle that more leftover units hold tells nothing of which of them it was."""
FEW_WORDS = 6
"""Units of fewer words must be the same to be one; of fewer than a shingle has they are put down as dropped and added."""
LEAST_SHARE = 0.3
"""Share of words in common below which two units, or a unit and all of the other side, have nothing to do with each other."""
ALIKE = 0.55
"""Share of words in common from which two leftover units are one passage that was moved."""
LOOKED_AT = 3
"""Units of the one side that are compared with one of the other: those with the most shingles in common."""


class Pair(NamedTuple):
    """A unit of the one and a unit of the other side."""

    one: int
    other: int


def moved_units(
    one: Words, other: Words, runs: Sequence[Run], explained: Sequence[float], other_explained: Sequence[float]
) -> list[Pair]:
    """Which units are one passage in another place; each unit once, ascending on the one side.

    `explained`, `other_explained`: the share of each unit's words that the alignment gave a partner. Two units that lie in
    the same gap in the same order are not moved: they stand where they stood, and were rewritten.
    """
    left = {unit for unit, share in enumerate(explained) if share < LEAST_SHARE}
    other_left = {unit for unit, share in enumerate(other_explained) if share < LEAST_SHARE}
    if not left or not other_left:
        return []
    torn = {unit for unit, share in enumerate(explained) if share < 1}
    other_torn = {unit for unit, share in enumerate(other_explained) if share < 1}
    says, other_says = _says(one, torn), _says(other, other_torn)
    near = _mutual(
        {unit: those for unit, those in says.items() if unit in left},
        {unit: those for unit, those in other_says.items() if unit in other_left},
    )
    pairs = _with_neighbours(near, says, other_says)
    kept = [run for run in runs if one.units[run.one] not in left and other.units[run.other] not in other_left]
    by_gap: Mapping[int, list[Pair]] = defaultdict(list)
    moved = []
    first, other_first = _first_words(one), _first_words(other)
    ones, others = [run.one for run in kept], [run.other for run in kept]
    for pair in pairs:
        gap = bisect_right(ones, first[pair.one])
        if gap == bisect_right(others, other_first[pair.other]):
            by_gap[gap].append(pair)
        else:
            moved.append(pair)
    for among in by_gap.values():
        stays = _longest_ascending([pair.other for pair in among])
        moved += [pair for place, pair in enumerate(among) if place not in stays]
    return sorted(moved)


def _says(words: Words, left: Collection[int]) -> dict[int, list[int]]:
    says: dict[int, list[int]] = {unit: [] for unit in left}
    for unit, word in zip(words.units, words.says, strict=True):
        if unit in says:
            says[unit].append(word)
    return says


def _shingled(says: Mapping[int, list[int]]) -> dict[int, set[tuple[int, ...]]]:
    return {
        unit: set(zip(*(those[shift:] for shift in range(SHINGLE)), strict=False))
        for unit, those in says.items()
        if len(those) >= SHINGLE
    }


def _with_neighbours(pairs: Sequence[Pair], says: Mapping[int, list[int]], other_says: Mapping[int, list[int]]) -> list[Pair]:
    """The pairs, and beside them units of the same words, however few: a heading moves with what it heads."""
    found = dict(pairs)
    taken = set(found.values())
    for pair in pairs:
        for way in (-1, 1):
            at, there = pair.one + way, pair.other + way
            while at in says and there in other_says and at not in found and there not in taken and says[at] == other_says[there]:
                found[at] = there
                taken.add(there)
                at, there = at + way, there + way
    return [Pair(at, there) for at, there in sorted(found.items())]


def _mutual(says: Mapping[int, list[int]], other_says: Mapping[int, list[int]]) -> list[Pair]:
    """Units that are nearest to each other, and alike; of several equally near ones the first."""
    holders: Mapping[tuple[int, ...], list[int]] = defaultdict(list)
    for unit, shingles in _shingled(says).items():
        for shingle in shingles:
            holders[shingle].append(unit)
    nearest: dict[int, tuple[float, int]] = {}
    chosen: dict[int, tuple[float, int]] = {}
    for there, shingles in _shingled(other_says).items():
        shared: Counter[int] = Counter()
        for shingle in shingles:
            held = holders.get(shingle, ())
            if len(held) <= COMMONEST:
                shared.update(held)
        for at, _ in sorted(shared.items(), key=lambda one: (-one[1], one[0]))[:LOOKED_AT]:
            together = (Counter(says[at]) & Counter(other_says[there])).total()
            longest = max(len(says[at]), len(other_says[there]))
            share = together / longest
            if share < (ALIKE if longest >= FEW_WORDS else 1):
                continue
            chosen[there] = max(chosen.get(there, (0.0, 0)), (share, -at))
            nearest[at] = max(nearest.get(at, (0.0, 0)), (share, -there))
    return [Pair(at, -there) for at, (_, there) in sorted(nearest.items()) if chosen[-there][1] == -at]


def _first_words(words: Words) -> dict[int, int]:
    first: dict[int, int] = {}
    for place, unit in enumerate(words.units):
        first.setdefault(unit, place)
    return first


def _longest_ascending(values: Sequence[int]) -> set[int]:
    """Places of a longest ascending part of distinct values."""
    tails: list[int] = []
    places: list[int] = []
    before: list[int | None] = []
    for place, value in enumerate(values):
        at = bisect_right(tails, value)
        before.append(places[at - 1] if at else None)
        tails[at : at + 1] = [value]
        places[at : at + 1] = [place]
    kept = set()
    last = places[-1] if places else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
