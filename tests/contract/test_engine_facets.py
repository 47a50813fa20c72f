"""Filters and facets."""

import pytest
from engines_under_test import Bench
from strategies import entry, everything

from indexer.engines.engine import Attribute, FacetCounts, FacetRequest, Filter, Response

YEAR, ISSUER, TYPE = Attribute.YEAR, Attribute.ISSUER, Attribute.TYPE


@pytest.fixture
def filled(bench: Bench) -> Bench:
    bench.write(
        entry("a", year="2019", type="cong-van", issuer=("ban-b", "ban-a")),
        entry("b", year="2020", type="cong-van", issuer=("ban-a",)),
        entry("c", year="2021", type="chi-thi", issuer=()),
        entry("d", issuer=("ban-b",), label="noi-bo"),
    )
    return bench


def faceted(bench: Bench, *facets: FacetRequest, **filters: Filter) -> Response:
    return bench.ask(everything(facets=facets, filters={Attribute(name): wanted for name, wanted in filters.items()}))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(frozenset({"2019"})), "a"),
        (Filter(frozenset({"2019", "2021"})), "ac"),
        (Filter(frozenset({None})), "d"),
        (Filter(frozenset({None, "2020"})), "bd"),
        (Filter(low=2020), "bc"),
        (Filter(high=2020), "ab"),
        (Filter(low=2020, high=2020), "b"),
        (Filter(frozenset({"2019"}), low=2021), "ac"),
        (Filter(low=2021, high=2019), ""),
        (Filter(low=-(10**30), high=10**30), "abc"),
        (Filter(), ""),
        (Filter(frozenset({"2", "202", "20200"})), ""),
    ],
)
def test_a_filter_accepts_its_values_its_range_and_the_unknown_where_asked(filled: Bench, wanted: Filter, found: str) -> None:
    assert "".join(filled.ids(everything(filters={YEAR: wanted}))) == found


def test_bytes_that_are_no_text_are_a_value_that_nothing_has(filled: Bench) -> None:
    broken = "\udcff"
    assert filled.ids(everything(filters={TYPE: Filter(frozenset({broken, "chi-thi"}))})) == ["c"]
    assert filled.ids(everything(filters={TYPE: Filter(frozenset({broken}))})) == []
    assert filled.reader.find([broken], None) == {}


def test_a_range_means_nothing_but_for_years(filled: Bench) -> None:
    assert filled.ids(everything(filters={TYPE: Filter(low=0)})) == []


def test_a_document_with_several_values_passes_by_any_of_them(filled: Bench) -> None:
    assert filled.ids(everything(filters={ISSUER: Filter(frozenset({"ban-b"}))})) == ["a", "d"]


def test_filters_on_several_attributes_all_hold(filled: Bench) -> None:
    both = {ISSUER: Filter(frozenset({"ban-a"})), YEAR: Filter(frozenset({"2020"}))}
    assert filled.ids(everything(filters=both)) == ["b"]


def test_a_facet_counts_each_value_and_the_documents_without(filled: Bench) -> None:
    facets = faceted(filled, FacetRequest(ISSUER), FacetRequest(TYPE)).facets
    assert facets == {
        ISSUER: FacetCounts((("ban-a", 2), ("ban-b", 2)), 0, 1),
        TYPE: FacetCounts((("cong-van", 2), ("chi-thi", 1)), 0, 1),
    }


def test_a_facet_is_counted_without_its_own_filter_and_under_all_others(filled: Bench) -> None:
    chosen = Filter(frozenset({"cong-van"}))
    facets = faceted(filled, FacetRequest(TYPE), FacetRequest(YEAR), type=chosen).facets
    assert facets[TYPE] == FacetCounts((("cong-van", 2), ("chi-thi", 1)), 0, 1)
    assert facets[YEAR] == FacetCounts((("2019", 1), ("2020", 1)), 0, 0)


def test_labels_hold_for_facets(filled: Bench) -> None:
    response = filled.ask(everything(labels=frozenset({"open"}), facets=(FacetRequest(ISSUER),)))
    assert response.facets[ISSUER] == FacetCounts((("ban-a", 2), ("ban-b", 1)), 0, 1)


def test_the_largest_values_come_first_and_the_rest_is_summed(filled: Bench) -> None:
    filled.write(entry("e", year="2021"))
    assert faceted(filled, FacetRequest(YEAR, size=2)).facets[YEAR] == FacetCounts((("2021", 2), ("2019", 1)), 1, 1)
    assert faceted(filled, FacetRequest(YEAR, size=0)).facets[YEAR] == FacetCounts((), 4, 1)


def test_chosen_values_are_always_shown(filled: Bench) -> None:
    shown = faceted(filled, FacetRequest(YEAR, size=1, chosen=frozenset({"2021", "1999"}))).facets[YEAR]
    assert shown == FacetCounts((("2019", 1), ("2021", 1), ("1999", 0)), 1, 1)


def test_many_values_in_many_commits_are_counted_exactly(bench: Bench) -> None:
    for commit in range(6):
        bench.write(*(entry(f"t{commit}{n:02d}", signer=f"ký {(n * n + commit) % 37}") for n in range(40)))
    counts = faceted(bench, FacetRequest(Attribute.SIGNER, size=10)).facets[Attribute.SIGNER]
    truth = [f"ký {(n * n + commit) % 37}" for commit in range(6) for n in range(40)]
    assert all(count == truth.count(value) for value, count in counts.values)
    assert counts.other + sum(count for _, count in counts.values) == 240


def test_a_value_given_twice_counts_once(bench: Bench) -> None:
    bench.write(entry("a", issuer=("ban-a", "ban-a", "")))
    assert faceted(bench, FacetRequest(ISSUER)).facets[ISSUER] == FacetCounts((("ban-a", 1),), 0, 0)


def test_replaced_and_deleted_documents_are_not_counted(filled: Bench) -> None:
    filled.write(entry("a", year="2022"), deletes=["b"])
    assert faceted(filled, FacetRequest(YEAR)).facets[YEAR] == FacetCounts((("2021", 1), ("2022", 1)), 0, 1)
