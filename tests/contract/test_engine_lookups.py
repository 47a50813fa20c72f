"""Statistics, values, names, neighbours, documents, excerpts, number keys: always under the reader's labels."""

from dataclasses import replace

import numpy as np
import pytest
from engines_under_test import Bench
from strategies import entry, fa

from corpus.document import Citation, Relation, Span
from indexer.engines.engine import Attribute, Excerpt, Neighbour, Statistics

OPEN = frozenset({"open"})


@pytest.fixture
def filled(bench: Bench) -> Bench:
    bench.write(
        entry("a", "x y", issuer=("ban-a",), keys=["1/a"], passages=["x", "y"], vectors=[(9, 0, 0, 0), (0,) * 4, (1,) * 4]),
        entry("b", "x", issuer=("ban-a", "ban-b"), keys=["1/a", "2/b"], vectors=[(9, 9, 0, 0)]),
        entry("c", "z", label="noi-bo", issuer=("ban-c",), keys=["1/a", "3/c"], passages=["z"], vectors=[(9, 0, 0, 0), (1,) * 4]),
        entry("d"),
    )
    return bench


def test_statistics_count_what_is_visible_and_what_bm25_counts(filled: Bench) -> None:
    terms = [fa("x"), fa("z"), fa("không")]
    frequency = {fa("x"): 2, fa("z"): 1, fa("không"): 0}
    assert filled.reader.statistics(terms, None) == Statistics(4, 4, 3, frequency)
    assert filled.reader.statistics(terms, OPEN) == Statistics(3, 4, 3, frequency)


def test_values_are_those_of_visible_documents(filled: Bench) -> None:
    assert filled.reader.values(Attribute.ISSUER, None) == {"ban-a": 2, "ban-b": 1, "ban-c": 1}
    assert filled.reader.values(Attribute.ISSUER, OPEN) == {"ban-a": 2, "ban-b": 1}
    assert filled.reader.values(Attribute.ISSUER, frozenset()) == {}


def test_names_without_one_are_left_out(filled: Bench) -> None:
    assert filled.reader.names(Attribute.ISSUER, ["ban-b", "ban-z"], None) == {"ban-b": "Ban b"}
    assert filled.reader.names(Attribute.TYPE, ["thong-bao"], None) == {"thong-bao": "Thông báo"}
    assert filled.reader.names(Attribute.YEAR, ["2020"], None) == {}


def test_neighbours_are_nearest_by_similar_vector_then_by_id(filled: Bench) -> None:
    vector = np.array([5, 0, 0, 0], dtype=np.int8)
    found = filled.reader.neighbours(vector, 10, None)
    assert found == [Neighbour("a", 1.0), Neighbour("c", 1.0), Neighbour("b", pytest.approx(0.5**0.5))]
    assert [one.id for one in filled.reader.neighbours(vector, 2, OPEN)] == ["a", "b"]
    assert filled.reader.neighbours(vector, 0, None) == []


def test_the_similar_vector_is_row_0_where_there_is_one(filled: Bench) -> None:
    assert np.array_equal(filled.reader.similar_vector("b", OPEN), [9, 9, 0, 0])
    for id, labels in (("c", OPEN), ("d", None), ("nobody", None)):
        assert filled.reader.similar_vector(id, labels) is None


def test_documents_come_with_or_without_their_text(filled: Bench) -> None:
    found = filled.reader.documents(["c", "a", "nobody"], None)
    assert {id: document.id for id, document in found.items()} == {"a": "a", "c": "c"}
    assert found["a"].text.startswith("văn bản a")
    assert filled.reader.documents(["a"], None, text=False)["a"].text == ""
    assert set(filled.reader.documents(["a", "c"], OPEN)) == {"a"}


def test_documents_come_without_their_citations_where_these_are_not_wanted(bench: Bench) -> None:
    cited = Citation("Luật X", Span(0, 6), Relation.CITES)
    put = entry("a")
    bench.write(replace(put, document=replace(put.document, fields=replace(put.document.fields, citations=(cited,)))))
    assert bench.reader.documents(["a"], None)["a"].fields.citations == (cited,)
    assert bench.reader.documents(["a"], None, citations=False)["a"].fields.citations == ()


def test_an_excerpt_is_the_passage_as_it_stands_in_the_text(filled: Bench) -> None:
    text = filled.shelf.held["a"].text
    places = [("a", 1), ("a", 0), ("a", 2), ("a", -1), ("c", 0), ("nobody", 0)]
    found = filled.reader.excerpts(places, OPEN)
    assert found == {("a", 0): Excerpt(Span(0, 5), text[:5]), ("a", 1): Excerpt(Span(10, 15), text[10:15])}
    assert ("c", 0) in filled.reader.excerpts(places, None)


def test_find_gives_the_visible_holders_of_each_key(filled: Bench) -> None:
    assert filled.reader.find(["1/a", "3/c", "9/z"], None) == {"1/a": ("a", "b", "c"), "3/c": ("c",)}
    assert filled.reader.find(["1/a", "3/c"], OPEN) == {"1/a": ("a", "b")}
    assert filled.reader.find([], None) == {}
