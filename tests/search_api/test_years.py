import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from indexer.engines.engine import Filter
from search_api.filters import union
from search_api.years import format_years, parse_years

YEARS = st.integers(1, 9999)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", Filter(values=frozenset({"2019"}))),
        (" 2019..2023 ", Filter(low=2019, high=2023)),
        ("2019..", Filter(low=2019, high=9999)),
        ("..2023", Filter(low=1, high=2023)),
        ("none", Filter(values=frozenset({None}))),
    ],
)
def test_a_year_is_one_a_range_or_none(text: str, expected: Filter) -> None:
    assert parse_years(text) == expected


@pytest.mark.parametrize("text", ["", "..", "20", "20190", "2023..2019", "2019-2023", "năm nay", "٢٠١٩", "2019..x", "x" * 500])
def test_a_malformed_year_is_named_with_what_is_accepted(text: str) -> None:
    with pytest.raises(InputError, match=r"năm: .*2019\.\.2023") as error:
        parse_years(text, name="năm")
    assert len(str(error.value)) < 200


@given(YEARS, YEARS)
def test_a_range_is_read_as_it_was_written(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert parse_years(format_years(low, high)) == Filter(low=low, high=high)


@given(
    st.lists(st.tuples(st.integers(1990, 2030), st.integers(1990, 2030)).map(lambda p: tuple(sorted(p))), min_size=1, max_size=4)
)
def test_a_union_accepts_what_any_part_accepts(ranges: list[tuple[int, int]]) -> None:
    whole = Filter(low=ranges[0][0], high=ranges[0][1])
    for low, high in ranges[1:]:
        whole = union(whole, Filter(low=low, high=high))
    for year in range(1985, 2036):
        accepted = f"{year}" in whole.values or (whole.low or 0) <= year <= (whole.high or 0)
        assert accepted == any(low <= year <= high for low, high in ranges)
