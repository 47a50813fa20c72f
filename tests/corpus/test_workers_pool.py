"""The pool: order, limits, and nothing that a worker does stops the others."""

import io
import json
import os
import sys
import time
from collections.abc import Iterator

import pytest
import reading_jobs

from corpus.errors import ArchiveError
from corpus.intake import Item, Missed, find
from corpus.workers import Outcome, Read, ReadingPool
from corpus.workers import pool as pool_module

WORKERS = 2


def items(*texts: str) -> list[Item | Missed]:
    lines = "\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
    return list(find(["-"], stdin=io.BytesIO(lines.encode())))


def told(outcomes: "Iterator[Outcome] | list[Outcome]") -> list[str]:
    return [o.text if isinstance(o, Read) else o.reason for o in outcomes]


def test_outcomes_come_in_the_order_of_the_items() -> None:
    texts = [f"văn bản {n}" for n in range(600)]
    with ReadingPool(WORKERS, job=reading_jobs.behave) as pool:
        outcomes = list(pool.read(items(*texts)))
    assert told(outcomes) == texts
    assert [o.item.path for o in outcomes] == [f"-#{n}" for n in range(600)]


def test_without_workers_the_same_comes_from_this_process() -> None:
    with ReadingPool(0, job=reading_jobs.process) as pool:
        assert told(pool.read(items("a"))) == [str(os.getpid())]


def test_what_was_missed_before_passes_through_in_its_place() -> None:
    given = items("a", "b")
    missed = Missed(given[0], "outside", "a link")  # type: ignore[arg-type]
    with ReadingPool(WORKERS, job=reading_jobs.behave) as pool:
        assert told(pool.read([given[0], missed, given[1]])) == ["a", "outside", "b"]


@pytest.mark.parametrize("bad", ["exit", "abort", "raise", "unpicklable"])
def test_an_item_that_ends_its_worker_is_missed_and_the_rest_is_read(bad: str) -> None:
    with ReadingPool(WORKERS, job=reading_jobs.behave) as pool:
        outcomes = list(pool.read(items("a", "b", bad, "c", "d", bad, "e")))
    assert told(outcomes) == ["a", "b", "crashed", "c", "d", "crashed", "e"]
    assert all("text of a document" not in o.message for o in outcomes if isinstance(o, Missed))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system cannot limit a process's memory")
def test_an_item_that_eats_memory_is_missed_and_the_rest_is_read() -> None:
    with ReadingPool(1, memory=2**28, job=reading_jobs.behave) as pool:
        assert told(pool.read(items("a", "eat", "b"))) == ["a", "memory", "b"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system cannot limit a process's memory")
def test_what_an_item_leaves_in_memory_is_not_missing_to_the_next_one() -> None:
    with ReadingPool(1, memory=2**28, job=reading_jobs.behave) as pool:
        assert told(pool.read(items("some", "hoard", "some", *["a"] * 40))) == ["x", "memory", "x", *["a"] * 40]


def test_an_item_that_takes_too_long_is_missed_and_the_rest_is_read() -> None:
    started = time.monotonic()
    with ReadingPool(WORKERS, seconds=1.0, job=reading_jobs.behave) as pool:
        assert told(pool.read(items("a", "sleep", "b", "sleep", "c"))) == ["a", "time", "b", "time", "c"]
    assert time.monotonic() - started < 30


def test_a_caller_who_takes_his_time_makes_no_item_late() -> None:
    with ReadingPool(1, seconds=0.5, job=reading_jobs.behave) as pool:
        outcomes = pool.read(items(*"abcdefgh"))
        first = next(outcomes)
        time.sleep(1.0)
        assert told([first, *outcomes]) == list("abcdefgh")


def test_an_original_that_cannot_be_kept_ends_the_run() -> None:
    with ReadingPool(1, job=reading_jobs.behave) as pool:
        outcomes = pool.read(items("a", "disk", "b"))
        assert told([next(outcomes)]) == ["a"]
        with pytest.raises(OSError, match="No space left"):
            list(outcomes)


def test_workers_that_cannot_start_are_told() -> None:
    with ReadingPool(1, job=_Unloadable()) as pool, pytest.raises(ArchiveError, match="cannot be started"):
        list(pool.read(items("a")))


class _Unloadable:
    """Pickles to something that no worker can load."""

    def __call__(self, item: Item) -> Outcome:
        raise NotImplementedError

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return __import__, ("no_such_module_anywhere",)


def test_only_so_much_is_taken_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "MOST_ITEMS_AHEAD", 20)
    taken = 0

    def source() -> Iterator[Item | Missed]:
        nonlocal taken
        for item in items(*map(str, range(200))):
            taken += 1
            yield item

    with ReadingPool(WORKERS, job=reading_jobs.behave) as pool:
        for given, _ in enumerate(pool.read(source()), 1):
            assert taken - given <= 20


def test_texts_read_ahead_are_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "MOST_BYTES_AHEAD", 2**20)
    most = 0
    collect = ReadingPool._collect

    def watched(self: ReadingPool, window: object, waiting: object) -> None:
        nonlocal most
        collect(self, window, waiting)  # type: ignore[arg-type]
        most = max(most, pool_module._cost(window))  # type: ignore[arg-type]

    monkeypatch.setattr(ReadingPool, "_collect", watched)
    with ReadingPool(WORKERS, job=reading_jobs.behave) as pool:
        assert len(told(pool.read(items(*["long 300000"] * 60)))) == 60
    assert most < 2**20 + 3 * 600_000


def test_closing_in_the_middle_ends_the_workers() -> None:
    with ReadingPool(WORKERS, job=reading_jobs.behave) as pool:
        outcomes = pool.read(items("a", *["sleep"] * 40))
        next(outcomes)
        processes = [w.process for w in pool._alive]
        started = time.monotonic()
        outcomes.close()  # type: ignore[attr-defined]
        assert pool._alive == []
        assert len(processes) > 0
        assert time.monotonic() - started < 10


def test_a_pool_is_used_again_and_keeps_its_workers() -> None:
    with ReadingPool(1, job=reading_jobs.process) as pool:
        assert len({*told(pool.read(items("a"))), *told(pool.read(items("b", "c")))}) == 1


def test_nothing_to_read_starts_no_process() -> None:
    with ReadingPool(WORKERS) as pool:
        assert list(pool.read([])) == []
        assert pool._alive == []
