import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import FACETS, Mode, Question
from search_api.parameters import check, pairs_of, question_from

FILTERS = st.dictionaries(
    st.sampled_from([a for a in Attribute if a is not Attribute.YEAR]),
    st.frozensets(st.one_of(st.none(), st.sampled_from(["cong-van", "Ủy ban", "a b"])), min_size=1).map(
        lambda v: Filter(values=v)
    ),
)
YEARS = st.one_of(
    st.none(),
    st.frozensets(st.one_of(st.none(), st.integers(1900, 2100).map(str)), min_size=1).map(lambda v: Filter(values=v)),
    st.just(Filter(values=frozenset({None}), low=2019, high=2023)),
)


def test_a_query_string_is_a_question() -> None:
    question = question_from(
        [
            ("q", " dân vận "),
            ("issuer", "a"),
            ("issuer", "b"),
            ("year", "2019..2023"),
            ("type", "none"),
            ("mode", "keyword"),
            ("sort", "newest"),
            ("limit", "20"),
            ("offset", "40"),
            ("facets", "issuer,year"),
            ("literal", "1"),
            ("unknown", "x"),
            ("level", ""),
        ]
    )
    assert question == Question(
        text="dân vận",
        filters={
            Attribute.ISSUER: Filter(values=frozenset({"a", "b"})),
            Attribute.YEAR: Filter(low=2019, high=2023),
            Attribute.TYPE: Filter(values=frozenset({None})),
        },
        mode=Mode.KEYWORD,
        sort=Sort.NEWEST,
        limit=20,
        offset=40,
        facets=(Attribute.ISSUER, Attribute.YEAR),
        literal=True,
    )


def test_nothing_given_is_the_default_question() -> None:
    assert question_from([]) == Question()
    assert question_from([("facets", "none")]).facets == ()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("year", "20x9", "2019..2023"),
        ("mode", "fuzzy", "hybrid, keyword, semantic"),
        ("literal", "yes", "0 or 1"),
        ("sort", "best", "relevance, newest, oldest"),
        ("limit", "101", "100"),
        ("limit", "-1", "100"),
        ("limit", "٣", "100"),
        ("offset", "ten", "10,000"),
        ("offset", "9999999999999999", "10,000"),
        ("facets", "issuer,colour", "issuer, year"),
        ("q", "x" * 2001, "2,000"),
    ],
)
def test_a_malformed_value_is_named_with_what_is_accepted(name: str, value: str, said: str) -> None:
    with pytest.raises(InputError, match=f"^{name}: ") as error:
        question_from([(name, value)])
    assert said in str(error.value)
    assert len(str(error.value)) < 300


def test_a_page_beyond_the_window_is_refused() -> None:
    check(Question(offset=9990, limit=10))
    with pytest.raises(InputError, match="10,000"):
        question_from([("offset", "9991")])


def test_a_flood_of_values_is_refused() -> None:
    with pytest.raises(InputError, match="200"):
        question_from([("issuer", str(i)) for i in range(1000)])


@given(
    FILTERS,
    YEARS,
    st.sampled_from(Mode),
    st.sampled_from([None, *Sort]),
    st.integers(0, 9900),
    st.integers(0, 100),
    st.sampled_from([FACETS, (), FACETS[:2]]),
)
def test_a_question_survives_its_address(
    filters: dict[Attribute, Filter],
    years: Filter | None,
    mode: Mode,
    sort: Sort | None,
    offset: int,
    limit: int,
    facets: tuple[Attribute, ...],
) -> None:
    if years:
        filters = {**filters, Attribute.YEAR: years}
    question = Question("dân vận", filters, mode, sort, offset, limit, facets)
    assert question_from(pairs_of(question)) == question
