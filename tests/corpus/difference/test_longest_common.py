from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.difference.alignment import anchored
from corpus.difference.longest import BLOCK, common_pairs

numbers = st.lists(st.integers(0, 5), max_size=40)


def _length(one: Sequence[int], other: Sequence[int]) -> int:
    """The plain table."""
    row = [0] * (len(other) + 1)
    for value in one:
        before = 0
        for at, there in enumerate(other, 1):
            before, row[at] = row[at], before + 1 if value == there else max(row[at], row[at - 1])
    return row[-1]


@given(numbers, numbers)
def test_it_is_common_ascending_and_as_long_as_can_be(one: list[int], other: list[int]) -> None:
    pairs = common_pairs(one, other)
    assert all(one[at] == other[there] for at, there in pairs)
    assert all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(pairs))
    assert len(pairs) == _length(one, other)


def test_above_a_block_it_is_cut_into_parts_and_stays_common_and_ascending() -> None:
    one = [place % 7 for place in range(2 * BLOCK + 5)]
    other = [place % 5 for place in range(BLOCK + 3)]
    pairs = common_pairs(one, other)
    assert all(one[at] == other[there] for at, there in pairs)
    assert all(low[0] < high[0] and low[1] < high[1] for low, high in pairwise(pairs))
    assert len(pairs) > BLOCK // 4


@given(st.lists(st.integers(0, 9), max_size=120), st.lists(st.integers(0, 9), max_size=120))
def test_anchors_are_runs_of_equal_words_apart_and_ascending(one: list[int], other: list[int]) -> None:
    runs = anchored(one, other)
    for run in runs:
        assert run.length > 0
        assert one[run.one : run.one + run.length] == other[run.other : run.other + run.length]
    assert all(low.one + low.length <= high.one and low.other + low.length <= high.other for low, high in pairwise(runs))
