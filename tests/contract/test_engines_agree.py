"""Random documents, removals and questions: every engine answers like the reference engine."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from engines_under_test import ENGINES, Bench, engines, memory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import IDS, VALUES, Batch, batches, fa, labels, requests, terms, vectors

from indexer.engines.engine import Attribute, Hit, Request, Response, Sort

OTHERS = engines(but="memory")
quick = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def replayed(name: str, folder: Path, history: Iterable[Batch]) -> tuple[Bench, Bench]:
    expected, actual = memory(folder), ENGINES[name](folder / "index")
    for batch in history:
        for bench in (expected, actual):
            bench.write(*batch.puts, deletes=batch.deletes)
    return expected, actual


@pytest.mark.parametrize("name", OTHERS)
@given(history=batches, questions=st.lists(requests(), min_size=4, max_size=8))
@quick
def test_every_engine_answers_like_the_reference(name: str, history: list[Batch], questions: list[Request]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        expected, actual = replayed(name, Path(folder), history)
        for question in questions:
            same_set(question, expected.ask(question), actual.ask(question))
        assert actual.engine.verify() == []
        assert actual.engine.revisions() == expected.engine.revisions()
        actual.settle()
        assert actual.engine.verify() == []
        for question in questions:
            same_answer(question, expected.ask(question), actual.ask(question))
        actual.close()


@pytest.mark.parametrize("name", OTHERS)
@given(history=batches, reader=labels, asked=st.lists(terms, max_size=5), row=vectors, k=st.integers(0, 6))
@settings(quick, max_examples=25)
def test_every_engine_looks_up_like_the_reference(name, history, reader, asked, row, k) -> None:
    with tempfile.TemporaryDirectory() as folder:
        expected, actual = replayed(name, Path(folder), history)
        known, found = expected.reader, actual.reader
        for attribute in Attribute:
            assert found.values(attribute, reader) == known.values(attribute, reader)
        vector = np.array(row, dtype=np.int8)
        assert found.neighbours(vector, k, reader) == known.neighbours(vector, k, reader)
        for id in IDS:
            a, b = known.similar_vector(id, reader), found.similar_vector(id, reader)
            assert (a is None) == (b is None)
            assert a is None or np.array_equal(a, b)
        places = [(id, ordinal) for id in IDS for ordinal in range(-1, 4)]
        assert found.excerpts(places, reader) == known.excerpts(places, reader)
        assert found.documents(IDS, reader) == known.documents(IDS, reader)
        assert found.find(["1/a", "2/a", "1a", "9/z"], reader) == known.find(["1/a", "2/a", "1a", "9/z"], reader)
        actual.settle()
        assert actual.reader.statistics([*asked, fa("không")], reader) == known.statistics([*asked, fa("không")], reader)
        actual.close()


def same_set(question: Request, expected: Response, actual: Response) -> None:
    """What holds also while an engine still counts replaced documents in its frequencies: everything but scores."""
    assert actual.total == expected.total
    assert actual.minimum == expected.minimum
    assert actual.facets == expected.facets
    if question.sort is not Sort.RELEVANCE:
        assert [hit.id for hit in actual.rest] == [hit.id for hit in expected.rest]
    known = {hit.id: hit for hit in expected.candidates + expected.rest}
    for hit in actual.candidates + actual.rest:
        if hit.id in known:
            same_legs(known[hit.id], hit)


def same_answer(question: Request, expected: Response, actual: Response) -> None:
    same_set(question, expected, actual)
    hits = expected.candidates + expected.rest
    if any(undecided(hit.keyword) for hit in hits + actual.candidates + actual.rest):
        return
    for part, other in ((expected.candidates, actual.candidates), (expected.rest, actual.rest)):
        assert [hit.id for hit in other] == [hit.id for hit in part]
        for known, hit in zip(part, other, strict=True):
            assert hit.keyword == pytest.approx(known.keyword, abs=1e-4)
            same_passage(known, hit)


def same_legs(known: Hit, hit: Hit) -> None:
    assert (hit.words, hit.meaning, hit.number) == (known.words, known.meaning, known.number)
    assert hit.by_meaning == known.by_meaning
    assert hit.sort_date == known.sort_date
    assert (hit.by_words is None) == (known.by_words is None)


def same_passage(known: Hit, hit: Hit) -> None:
    if known.by_words is None or hit.by_words is None:
        assert hit.by_words == known.by_words
        return
    assert hit.by_words.score == pytest.approx(known.by_words.score, abs=2e-3)
    if not undecided(known.by_words.score) and not undecided(hit.by_words.score):
        assert hit.by_words.ordinal == known.by_words.ordinal


def undecided(score: float) -> bool:
    """So close to where scores are rounded for comparison that the last bits of an engine decide."""
    return abs(score * 1000 % 1 - 0.5) < 0.05


def test_values_are_those_that_questions_filter_by() -> None:
    assert set(VALUES) == set(Attribute)
