"""What is sent to the server, as golden files: a mapping or a request that changes is seen to change."""

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.elasticsearch import Layout, queries
from indexer.engines.elasticsearch.mapping import LONGEST, index_body, token
from indexer.engines.elasticsearch.nearest import nearest_body
from indexer.engines.engine import Attribute, Clause, FacetRequest, Filter, MatchRule, Preference, Request, Stream, Term

# One node for the whole run: its tests go to one worker.
pytestmark = pytest.mark.xdist_group("elasticsearch")

GOLDEN = Path(__file__).parent / "golden"

DOI, THOAI = Term(Stream.GA, "doi_thoai"), Term(Stream.FA, "thoai")
REQUEST = Request(
    labels=frozenset({"open", "noi-bo"}),
    clauses=(Clause(DOI, 1.0, 0.4), Clause(THOAI, 0.25)),
    preferences=(Preference(Attribute.YEAR, frozenset({"2023"}), 2.0),),
    rule=MatchRule((DOI, THOAI), (2, 1), 3, ((DOI,),), ((DOI, (Term(Stream.GA, "gap_mat"),)),)),
    phrases=(("tiep", "", "dan"), ("dan",)),
    excluded=(("to", "cao"),),
    filters=MappingProxyType(
        {Attribute.YEAR: Filter(frozenset({None}), 2019, None), Attribute.TYPE: Filter(frozenset({"cong-van"}))}
    ),
    facets=(FacetRequest(Attribute.YEAR, 5, frozenset({"1999"})), FacetRequest(Attribute.TYPE, 0)),
)
FILTERS = queries.filter_queries(REQUEST.filters)

MADE: dict[str, Callable[[], object]] = {
    "index": lambda: index_body(256, "static-1", Layout()),
    "index-three-shards-hnsw": lambda: index_body(256, "static-1", Layout(3, 1, "hnsw", "30s")),
    "base": lambda: queries.base_query(REQUEST),
    "words": lambda: queries.words_query(REQUEST.rule, 2),
    "alternatives": lambda: queries.alternatives_query(REQUEST.rule),
    "ranking": lambda: queries.ranking(REQUEST.clauses, {DOI: 2.5}) + queries.preferring(REQUEST.preferences),
    "passages": lambda: queries.best_by_words(queries.passage_ranking(REQUEST.clauses, {}), ["b", "a"], 4),
    "filters": lambda: {attribute.value: query for attribute, query in FILTERS.items()},
    "facets": lambda: queries.facet_aggregations(REQUEST.facets, FILTERS, applied=False),
    "nearest": lambda: nearest_body("vector", np.array([1, -2, 127], np.int8), 132, queries.visible(REQUEST.labels)),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_sent_is_what_was_agreed(name: str) -> None:
    """To accept a change: write what is made into the file, and read the difference."""
    made = json.dumps(MADE[name](), ensure_ascii=False, indent=1, default=list) + "\n"
    assert made == (GOLDEN / f"{name}.json").read_text(encoding="utf-8")


@given(st.text(min_size=1, max_size=400))
def test_a_token_is_one_piece_for_the_whitespace_analyzer(term: str) -> None:
    made = token(term)
    assert made.split() == [made]
    assert len(made.encode("utf-16-le")) // 2 <= LONGEST
    made.encode()


@given(st.text(max_size=5), st.text(max_size=5))
def test_different_terms_have_different_tokens(one: str, other: str) -> None:
    assert (token(one + "x") == token(other + "x")) == (one == other)
    assert (token(one + " x") == token(other + " x")) == (one == other)
