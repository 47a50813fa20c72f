"""Two sequences of words aligned in their order: rare shingles as anchors first, what lies between them after.

Shingles that stand once on each side are strung into the heaviest chain that keeps the order of both (patience diff, after
Cohen; here runs weigh by their length, so that of two passages that changed places the longer stays). Between two anchors
the same again with shorter shingles that are rare there; what remains is compared exactly. Time grows with n log n: no
step looks at all pairs.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.difference.longest import common_pairs

WIDTHS = (5, 3)
"""Words of a shingle, first over both texts, then between two anchors. Five stand in few sentences by chance."""
DEEPEST = 6
"""Times that one gap is looked at for shingles; each time it is cut, or the next width is taken."""
SMALL = 64
"""Words on both sides together below which a gap is not searched for shingles: comparing it exactly costs less."""


class Run(NamedTuple):
    """`length` words from `one` and from `other` on are the same."""

    one: int
    other: int
    length: int


class Gap(NamedTuple):
    """Words [start, end) of the one and [other_start, other_end) of the other side, between two runs."""

    start: int
    end: int
    other_start: int
    other_end: int


def anchored(one: Sequence[int], other: Sequence[int]) -> list[Run]:
    """Runs of equal words, ascending on both sides and apart: those that rare shingles lead to."""
    whole = Gap(0, len(one), 0, len(other))
    found: list[Run] = []
    waiting = [(whole, 0, 0)]
    while waiting:
        gap, width, depth = waiting.pop()
        gap, edges = _trimmed(one, other, gap)
        found += edges
        size = gap.end - gap.start + gap.other_end - gap.other_start
        if gap.start == gap.end or gap.other_start == gap.other_end or depth == DEEPEST or (depth and size < SMALL):
            continue
        runs = _extended(one, other, gap, _chain(_rare_runs(one, other, gap, WIDTHS[width])))
        found += runs
        if runs:
            waiting += [(between, width, depth + 1) for between in gaps_between(runs, gap)]
        elif width + 1 < len(WIDTHS):
            waiting.append((gap, width + 1, depth + 1))
    return _joined(found)


def gaps_between(runs: Iterable[Run], gap: Gap) -> list[Gap]:
    """What lies before, between and after the runs inside the gap; gaps that are empty on both sides are left out."""
    found = []
    at, there = gap.start, gap.other_start
    for run in (*runs, Run(gap.end, gap.other_end, 0)):
        if run.one > at or run.other > there:
            found.append(Gap(at, run.one, there, run.other))
        at, there = run.one + run.length, run.other + run.length
    return found


def exact_pairs(one: Sequence[int], other: Sequence[int], ours: Sequence[int], theirs: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of places with equal words, among the places given, as many as keep the order."""
    pairs = common_pairs([one[place] for place in ours], [other[place] for place in theirs])
    return [(ours[at], theirs[there]) for at, there in pairs]


def _trimmed(one: Sequence[int], other: Sequence[int], gap: Gap) -> tuple[Gap, list[Run]]:
    """The gap without what is equal at its beginning and its end, and that."""
    start, end, other_start, other_end = gap
    head = 0
    most = min(end - start, other_end - other_start)
    while head < most and one[start + head] == other[other_start + head]:
        head += 1
    tail = 0
    most -= head
    while tail < most and one[end - 1 - tail] == other[other_end - 1 - tail]:
        tail += 1
    edges = [Run(start, other_start, head), Run(end - tail, other_end - tail, tail)]
    return Gap(start + head, end - tail, other_start + head, other_end - tail), [run for run in edges if run.length]


def _rare_runs(one: Sequence[int], other: Sequence[int], gap: Gap, width: int) -> list[Run]:
    """Runs of shingles that stand once on each side of the gap, in the order of the one side."""
    ours = _shingles(one, gap.start, gap.end, width)
    theirs = _shingles(other, gap.other_start, gap.other_end, width)
    once = {shingle for shingle, count in Counter(ours).items() if count == 1}
    counted = Counter(theirs)
    places = {shingle: there for there, shingle in enumerate(theirs, gap.other_start) if counted[shingle] == 1}
    runs: list[Run] = []
    start = there = length = 0
    for at, shingle in enumerate(ours, gap.start):
        place = places.get(shingle) if shingle in once else None
        if place is None:
            continue
        if length and at - start == place - there and at <= start + length:
            length = at - start + width
            continue
        if length:
            runs.append(Run(start, there, length))
        start, there, length = at, place, width
    if length:
        runs.append(Run(start, there, length))
    return runs


def _shingles(says: Sequence[int], start: int, end: int, width: int) -> list[tuple[int, ...]]:
    return list(zip(*(says[start + shift : end] for shift in range(width)), strict=False))


def _chain(runs: Sequence[Run]) -> list[Run]:
    """The heaviest of the runs that ascend on both sides; they come ascending on the one.

    Kept is, for each place on the other side, the heaviest chain that ends there: a list in which place and weight both
    ascend, so that each run finds its predecessor by halving.
    """
    places: list[int] = []
    weights: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for at, run in enumerate(runs):
        below = bisect_left(places, run.other)
        weight = run.length + (weights[below - 1] if below else 0)
        before.append(ends[below - 1] if below else None)
        beaten = below
        while beaten < len(places) and weights[beaten] <= weight:
            beaten += 1
        places[below:beaten] = [run.other]
        weights[below:beaten] = [weight]
        ends[below:beaten] = [at]
    chain: list[Run] = []
    last = ends[-1] if ends else None
    while last is not None:
        chain.append(runs[last])
        last = before[last]
    chain.reverse()
    return chain


def _extended(one: Sequence[int], other: Sequence[int], gap: Gap, chain: Sequence[Run]) -> list[Run]:
    """The chain with each run as long as equal words go, and without the overlaps of its shingles."""
    found: list[Run] = []
    at, there = gap.start, gap.other_start
    for place, run in enumerate(chain):
        start, other_start = run.one, run.other
        late = max(0, at - start, there - other_start)
        if late >= run.length:
            continue
        start, other_start, length = start + late, other_start + late, run.length - late
        while start > at and other_start > there and one[start - 1] == other[other_start - 1]:
            start, other_start, length = start - 1, other_start - 1, length + 1
        following = chain[place + 1] if place + 1 < len(chain) else Run(gap.end, gap.other_end, 0)
        most = min(following.one - start, following.other - other_start)
        while length < most and one[start + length] == other[other_start + length]:
            length += 1
        found.append(Run(start, other_start, length))
        at, there = start + length, other_start + length
    return found


def _joined(runs: Iterable[Run]) -> list[Run]:
    """In order; runs that touch on both sides are one."""
    joined: list[Run] = []
    for run in sorted(runs):
        if joined:
            last = joined[-1]
            if (last.one + last.length, last.other + last.length) == (run.one, run.other):
                joined[-1] = Run(last.one, last.other, last.length + run.length)
                continue
        joined.append(run)
    return joined
