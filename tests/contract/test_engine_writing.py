"""Batches: all or nothing, replacing, deleting; readers that keep their state."""

from collections.abc import Iterator

import numpy as np
import pytest
from engines_under_test import Bench
from strategies import by_words, entry, everything

from indexer.engines.engine import IndexEntry, Nearest


def failing(*entries: IndexEntry) -> Iterator[IndexEntry]:
    yield from entries
    raise RuntimeError("reading stopped")


def test_a_put_replaces_the_document_of_the_same_id(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x"]), entry("b", "x"))
    bench.write(entry("a", "y", passages=["y", "y"], revision=2))
    assert bench.ids(by_words("x")) == ["b"]
    assert bench.ids(by_words("y")) == ["a"]
    assert bench.engine.revisions() == {"a": 2, "b": 1}
    assert (bench.engine.status().documents, bench.engine.status().passages) == (2, 2)


def test_in_one_batch_the_last_put_of_an_id_wins(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x"]), entry("a", "y", revision=2))
    assert bench.engine.revisions() == {"a": 2}
    assert bench.ids(by_words("x")) == []
    assert bench.engine.verify() == []


def test_in_one_batch_deletes_go_first(bench: Bench) -> None:
    bench.write(entry("a", "x"))
    bench.engine.write([entry("a", "y", revision=2)], ["a"])
    assert bench.engine.revisions() == {"a": 2}


def test_deleting_what_is_absent_is_no_error(bench: Bench) -> None:
    bench.write(entry("a", "x"), deletes=["nobody"])
    bench.write(deletes=["a", "a", "nobody"])
    assert bench.engine.revisions() == {}
    assert bench.ids(everything()) == []


def test_an_empty_batch_changes_nothing(bench: Bench) -> None:
    bench.write(entry("a", "x"))
    bench.write()
    assert bench.ids(everything()) == ["a"]


def test_a_batch_that_raises_leaves_nothing(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x"]))
    with pytest.raises(RuntimeError, match="reading stopped"):
        bench.engine.write(failing(entry("a", "y", revision=2), entry("b", "x", passages=["x"])), ["a"])
    assert bench.engine.revisions() == {"a": 1}
    assert bench.ids(by_words("x")) == ["a"]
    assert bench.engine.verify() == []
    bench.write(entry("c", "x", passages=["x"]))
    assert bench.ids(by_words("x")) == ["a", "c"]
    assert bench.engine.verify() == []
    assert bench.engine.status().passages == 2


def test_vectors_that_do_not_fit_are_refused(bench: Bench) -> None:
    good = entry("a", "x", passages=["x"])
    for vectors in (np.zeros((1, 4), np.int8), np.zeros((2, 5), np.int8), np.zeros((2, 4), np.float32)):
        bad = IndexEntry(**{name: getattr(good, name) for name in IndexEntry.__slots__} | {"vectors": vectors})
        with pytest.raises(ValueError, match="document a"):
            bench.engine.write([bad])
    assert bench.engine.revisions() == {}


def test_a_reader_keeps_its_state_while_others_write(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x"], vectors=[(9, 0, 0, 0), (9, 0, 0, 0)]))
    before = bench.reader
    bench.write(entry("b", "x", passages=["x"], vectors=[(9, 0, 0, 0), (9, 0, 0, 0)]), deletes=["a"])
    bench.write(entry("c", "x"))
    question = by_words("x", nearest=Nearest(np.array([9, 0, 0, 0], np.int8), 5, 0.5))
    assert [hit.id for hit in before.search(question).candidates] == ["a"]
    assert [one.id for one in before.neighbours(np.array([9, 0, 0, 0], np.int8), 5, None)] == ["a"]
    assert bench.ids(question) == ["b", "c"]


def test_many_small_batches_are_all_there(bench: Bench) -> None:
    for n in range(30):
        bench.write(entry(f"t{n:02d}", "x", passages=["x"]), deletes=[f"t{n - 2:02d}"] if n % 5 == 0 and n else [])
    assert bench.engine.verify() == []
    assert bench.ask(by_words("x")).total == 25
    assert bench.engine.status().passages == 25


def test_status_says_what_the_index_was_made_with(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x"]))
    status = bench.engine.status()
    assert (status.documents, status.passages, status.encoder) == (1, 1, "thử")
    assert status.fingerprint
    assert all(isinstance(text, str) for text in status.details.values())
