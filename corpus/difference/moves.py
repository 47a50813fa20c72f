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
FEWEST_WORDS = 6
"""A heading of a few words is put down as dropped and added: too many passages begin or end alike."""
ALIKE = 0.5
"""Share of shingles in common from which two leftover units are one passage that was moved."""


class Pair(NamedTuple):
    """A unit of the one and a unit of the other side."""

    one: int
    other: int


def moved_units(
    one: Words, other: Words, runs: Sequence[Run], left: Collection[int], other_left: Collection[int]
) -> list[Pair]:
    """Which leftover units are one passage in another place; each unit once, ascending on the one side.

    `left`, `other_left`: the units that the alignment explains least. Two of them that lie in the same gap in the same
    order are not moved: they stand where they stood, and were rewritten.
    """
    pairs = _mutual(_shingled(one, left), _shingled(other, other_left))
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


def _shingled(words: Words, left: Collection[int]) -> dict[int, set[tuple[int, ...]]]:
    says: dict[int, list[int]] = {unit: [] for unit in left}
    for unit, word in zip(words.units, words.says, strict=True):
        if unit in says:
            says[unit].append(word)
    return {
        unit: set(zip(*(those[shift:] for shift in range(SHINGLE)), strict=False))
        for unit, those in says.items()
        if len(those) >= FEWEST_WORDS
    }


def _mutual(ours: Mapping[int, set[tuple[int, ...]]], theirs: Mapping[int, set[tuple[int, ...]]]) -> list[Pair]:
    """Units that are nearest to each other, and alike; of several equally near ones the first."""
    holders: Mapping[tuple[int, ...], list[int]] = defaultdict(list)
    for unit, shingles in ours.items():
        for shingle in shingles:
            holders[shingle].append(unit)
    nearest: dict[int, tuple[float, int]] = {}
    chosen: dict[int, tuple[float, int]] = {}
    for there, shingles in theirs.items():
        shared: Counter[int] = Counter()
        for shingle in shingles:
            held = holders.get(shingle, ())
            if len(held) <= COMMONEST:
                shared.update(held)
        for at, count in shared.items():
            share = count / max(len(ours[at]), len(shingles))
            if share < ALIKE:
                continue
            if there not in chosen or (share, -at) > (chosen[there][0], -chosen[there][1]):
                chosen[there] = (share, at)
            if at not in nearest or (share, -there) > (nearest[at][0], -nearest[at][1]):
                nearest[at] = (share, there)
    return [Pair(at, there) for at, (_, there) in sorted(nearest.items()) if chosen[there][1] == at]


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
