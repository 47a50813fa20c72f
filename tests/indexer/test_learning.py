"""Learning on tables small enough to check by hand, pairs that keep to their side, and the folder that is written."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, DocumentId, Fields
from corpus.errors import ArchiveDamaged
from indexer.encoders import load
from indexer.encoders.static import StaticEncoder
from indexer.training.learning import learn, loss, vectors
from indexer.training.pairs import BATCH, batches, document_vectors, text_of, usable
from indexer.training.saving import save

APART = np.zeros((4, 4), bool)


def rows(*units: int) -> np.ndarray:
    return np.array(units, np.int64)


def texts(seed: int, count: int, units: int) -> list[np.ndarray]:
    chance = np.random.default_rng(seed)
    return [chance.integers(units, size=int(chance.integers(1, 6))) for _ in range(count)]


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_the_gradient_is_that_of_the_loss(seed: int) -> None:
    from indexer.training.learning import _gradient

    chance = np.random.default_rng(seed)
    table = chance.standard_normal((9, 6)).astype(np.float64)
    questions, targets = texts(seed, 4, 9), texts(seed + 1, 4, 9)
    together = np.eye(4, dtype=bool)
    together[0, 2] = True
    touched, gradient = _gradient(table, questions, targets, together)  # type: ignore[arg-type]
    place, column = int(chance.integers(len(touched))), int(chance.integers(6))
    step = np.zeros_like(table)
    step[touched[place], column] = 1e-3

    def exact(moved: np.ndarray) -> float:
        return loss(moved, questions, targets, together)  # type: ignore[arg-type]

    slope = (exact(table + step) - exact(table - step)) / 2e-3
    assert gradient[place, column] == pytest.approx(slope, rel=0.05, abs=0.05)


def test_learning_brings_pairs_together_and_leaves_the_table_given_alone() -> None:
    table = np.random.default_rng(1).standard_normal((40, 16)).astype(np.float32)
    before = table.copy()
    questions, targets = [rows(place) for place in range(20)], [rows(20 + place) for place in range(20)]
    steps = [(questions, targets, np.eye(20, dtype=bool))] * 200
    learnt = learn(table, steps)
    assert np.array_equal(table, before)
    assert loss(learnt, questions, targets, np.eye(20, dtype=bool)) < loss(table, questions, targets, np.eye(20, dtype=bool)) / 2
    assert np.array_equal(learn(table, steps), learnt)


def test_texts_without_units_have_no_direction_and_break_nothing() -> None:
    table = np.ones((3, 4), np.float32)
    assert not vectors(table, [rows()]).any()
    learnt = learn(table, [([rows(), rows(0)], [rows(1), rows()], np.eye(2, dtype=bool))])
    assert np.isfinite(learnt).all()


def paper(number: int, subject: str | None = "phòng chống thiên tai năm 2021") -> Document:
    text = f"Ủy ban nhân dân yêu cầu các xã thực hiện việc thứ {number}. " * 20
    return Document(DocumentId(f"d{number:011d}"), 1, Fields(subject=subject), text)


def test_batches_repeat_and_know_which_pairs_are_no_negatives() -> None:
    encoder = StaticEncoder()
    some = [text_of(paper(number), encoder) for number in range(30)]
    links = {some[0].id: frozenset({some[1].id}), some[1].id: frozenset({some[0].id})}
    first = batches(encoder.table, some, links, 3, seed=4)
    again = batches(encoder.table, some, links, 3, seed=4)
    assert len(first) == 3
    for (questions, targets, together), other in zip(first, again, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(questions, other[0], strict=True))
        assert len(questions) == len(targets) == len(together) <= BATCH
        assert together.diagonal().all()
    assert any(together.sum() > len(together) for _, _, together in first)


def test_documents_without_subject_and_link_are_not_used() -> None:
    encoder = StaticEncoder()
    alone, linked = text_of(paper(1, None), encoder), text_of(paper(2, None), encoder)
    other = text_of(paper(3), encoder)
    links = {linked.id: frozenset({other.id}), other.id: frozenset({linked.id})}
    assert [text.id for text in usable([alone, linked, other], links)] == [linked.id, other.id]
    assert usable([text_of(Document(DocumentId("x"), 1, Fields(subject="a"), ""), encoder)], {}) == []


def test_a_saved_table_is_loaded_with_its_floor_and_gives_its_vectors(tmp_path: Path) -> None:
    encoder = StaticEncoder()
    moved = encoder.table + np.random.default_rng(2).normal(0, 0.01, encoder.table.shape).astype(np.float32)
    save(moved, tmp_path / "own", 0.31, {"documents": 3})
    own = load(str(tmp_path / "own"))
    assert isinstance(own, StaticEncoder)
    assert own.floor == 0.31
    assert own.fingerprint not in (encoder.fingerprint, load("static").fingerprint)
    text = "đối thoại, tiếp công dân định kỳ"
    assert own.passages([text])[0] == pytest.approx(vectors(moved, [encoder.units(text)])[0], abs=0.01)
    assert np.array_equal(own.questions([text]), own.questions(["doi thoai, tiep cong dan dinh ky"]))


def test_saving_again_replaces_the_folder_and_a_spoilt_config_is_an_error(tmp_path: Path) -> None:
    encoder = StaticEncoder()
    for floor in (0.2, 0.3):
        save(encoder.table, tmp_path / "own", floor, {})
    assert load(str(tmp_path / "own")).floor == 0.3
    config = json.loads((tmp_path / "own" / "config.json").read_text("utf-8"))
    (tmp_path / "own" / "config.json").write_text(json.dumps(config | {"floor": "x"}), "utf-8")
    with pytest.raises(ArchiveDamaged, match="vanban train"):
        load(str(tmp_path / "own"))


def test_document_vectors_are_of_length_one_or_nothing() -> None:
    encoder = StaticEncoder()
    some = [text_of(paper(1), encoder), text_of(Document(DocumentId("x"), 1, Fields(), "?!"), encoder)]
    lengths = np.linalg.norm(document_vectors(encoder.table, some), axis=1)
    assert lengths == pytest.approx([1.0, 0.0], abs=1e-5)
