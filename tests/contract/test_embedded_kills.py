"""A kill at any step of a batch leaves the state before or after it, and the next batch clears up."""

import multiprocessing
import os
from pathlib import Path

import pytest
from strategies import DIMENSIONS, Shelf, by_words, entry

from indexer.engines.embedded import EmbeddedEngine, writing
from indexer.engines.embedded.vectors import VectorAppender

STEPS = {
    "within the vectors": (VectorAppender, "append", "after"),
    "before the vectors are flushed": (VectorAppender, "flush", "before"),
    "after the vectors are flushed": (VectorAppender, "flush", "after"),
    "before the passages' commit": (writing, "commit_passages", "before"),
    "after the passages' commit": (writing, "commit_passages", "after"),
    "before the main commit": (writing, "commit_main", "before"),
    "after the main commit": (writing, "commit_main", "after"),
}
BEFORE = {"a": 1, "b": 1}
AFTER = {"a": 2, "c": 1}


def opened(folder: Path) -> EmbeddedEngine:
    return EmbeddedEngine.open(folder, Shelf(), encoder="thử", dimensions=DIMENSIONS)


def one(id: str, revision: int = 1):
    return entry(id, f"x r{revision}", passages=["x", f"r{revision}"], revision=revision)


def die_at(step: str, folder: Path) -> None:
    owner, name, when = STEPS[step]
    real = getattr(owner, name)

    def dying(*arguments: object) -> object:
        if when == "after":
            real(*arguments)
        os._exit(9)

    setattr(owner, name, dying)
    opened(folder).write([one("a", 2), one("c")], ["b"])


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_batch_is_all_there_or_not_at_all(step: str, tmp_path: Path) -> None:
    opened(tmp_path).write([one("a"), one("b")])
    child = multiprocessing.get_context("spawn").Process(target=die_at, args=(step, tmp_path))
    child.start()
    child.join()
    assert child.exitcode == 9

    engine = opened(tmp_path)
    assert engine.revisions() == (AFTER if step == "after the main commit" else BEFORE)
    assert engine.verify() == []
    assert engine.reader().search(by_words("x")).total == 2

    engine.write([one("a", 2), one("c")], ["b"])
    engine.write([one("d")])
    assert engine.revisions() == AFTER | {"d": 1}
    assert engine.verify() == []
    assert engine.reader().statistics([], None).visible == 3
    assert living_passages(engine) == 6


def living_passages(engine: EmbeddedEngine) -> int:
    """Passages in the passage index itself, leftovers included."""
    return engine.reader()._snapshot.passages.num_docs


def test_what_a_killed_commit_wrote_of_deletions_does_not_stop_the_next_one(tmp_path: Path) -> None:
    """The commit itself is cut off: the list of deleted documents is written, the segments' list is not."""
    opened(tmp_path).write([one("a"), one("b"), one("c")])
    [folder] = tmp_path.glob("generation-*")
    before = {kind: (folder / kind / "meta.json").read_bytes() for kind in ("main", "passages")}
    opened(tmp_path).write([one("a", 2)], ["b"])
    assert list((folder / "main").glob("*.del"))
    for kind, meta in before.items():
        (folder / kind / "meta.json").write_bytes(meta)
    engine = opened(tmp_path)
    engine.write([one("a", 2)], ["b"])
    assert engine.revisions() == {"a": 2, "c": 1}
    assert engine.verify() == []
