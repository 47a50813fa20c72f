"""The parent's side: items to workers, outcomes back in order, and limits of time, memory and look-ahead."""

import contextlib
import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import TracebackType

from corpus.errors import ArchiveError
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.intake.item import Item, Missed, Table
from corpus.readers.ocr import TEXT_ONLY, Recognition
from corpus.workers.reading import Keep, More, Outcome, Read, read_item
from corpus.workers.worker import READY, Job, MoreTime, PatientJob, serve

MOST_ITEMS_AHEAD = 256
MOST_BYTES_AHEAD = 64 * 2**20
"""Items taken from the source and not yet given out: their bytes, and the texts of those already read."""
_GROUP_ITEMS = 16
_GROUP_BYTES = 2**18
_MOST_FAILED_STARTS = 3
_START_SECONDS = 60.0


@dataclass(slots=True)
class _Slot:
    """One item on its way; `cost` in bytes is what it holds in this process."""

    item: Item
    cost: int
    outcome: Outcome | None = None


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    slots: deque[_Slot] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False
    allowed: float = 0.0
    """Seconds that it asked for, for the item it is at, since then."""

    @property
    def idle(self) -> bool:
        return self.ready and not self.slots


class ReadingPool:
    """Worker processes that read items; use as a context manager.

    `workers` processes (0: read in this process, without limits); `seconds` for one item; `memory` in bytes that a
    worker may take beyond what it starts with (where the system can limit it); `keep`, `recognition` and `own` as
    `read_item` has them; `job` replaces `read_item` (all must pickle). A file that is recognised page by page may take
    more than `seconds`: as much as `recognition` allows each page. Processes are started when there is work for them, by
    the spawn method: a program that uses this guards its entry with `if __name__ == "__main__"`.
    """

    def __init__(
        self,
        workers: int,
        seconds: float = 60.0,
        memory: int = 2**30,
        keep: Keep | None = None,
        job: Job | None = None,
        own: OwnBodies = NONE,
        recognition: Recognition = TEXT_ONLY,
    ) -> None:
        self.workers = workers
        self.seconds = seconds
        self.memory = memory
        self._job: PatientJob = (
            partial(_without_more, job) if job else partial(read_item, keep=keep, recognition=recognition, own=own)
        )
        self._context = multiprocessing.get_context("spawn")
        self._alive: list[_Worker] = []
        self._failed_starts = 0

    def __enter__(self) -> "ReadingPool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End all workers: those at rest by closing their pipe, those at work at once."""
        alive, self._alive = self._alive, []
        for worker in alive:
            worker.connection.close()
            if not worker.idle:
                worker.process.kill()
        for worker in alive:
            worker.process.join(2.0)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()

    def read(self, items: Iterable[Item | Missed]) -> Iterator[Outcome]:
        """One outcome for each item, in the order of the items; what `find` missed passes through.

        After a Table come the outcomes of its rows, behind what was read ahead by then.

        Takes at most 256 items and 64 MiB ahead of what was given out. An item that takes too long, too much memory or
        ends its worker is Missed ("time", "memory", "crashed"), and a new worker goes on. Raises OSError where an
        original cannot be kept, ArchiveError where no worker can be started. Closing the iterator ends the workers.
        """
        if self.workers <= 0:
            for item in items:
                read = item if isinstance(item, Missed) else self._job(item, _never_mind)
                yield read
                if isinstance(read, Table):
                    yield from self.read(read.rows)
            return
        source: Iterator[Item | Missed] = iter(items)
        window: deque[_Slot] = deque()
        waiting: deque[_Slot] = deque()
        finished = False
        try:
            while True:
                while not finished and len(window) < MOST_ITEMS_AHEAD and (not window or _cost(window) < MOST_BYTES_AHEAD):
                    taken = next(source, None)
                    if taken is None:
                        finished = True
                    elif isinstance(taken, Missed):
                        window.append(_Slot(taken.item, 0, taken))
                    else:
                        window.append(_Slot(taken, taken.size))
                        waiting.append(window[-1])
                if not window:
                    return
                self._hand_out(waiting)
                self._collect(window, waiting)
                while window and (outcome := window[0].outcome) is not None:
                    window.popleft()
                    if isinstance(outcome, Table):
                        source, finished = chain(outcome.rows, source), False
                    yield outcome
                    if len(window) % 8 == 0:  # while the caller works on outcomes, the workers must not run dry
                        break
        finally:
            if any(worker.slots for worker in self._alive):
                self.close()

    def _hand_out(self, waiting: deque[_Slot]) -> None:
        """Give each worker at rest a group of items; start a worker where there is work for one more."""
        while waiting:
            worker = next((w for w in self._alive if w.idle), None)
            if worker is None:
                starting = sum(not w.ready for w in self._alive)
                if len(self._alive) < self.workers and starting * _GROUP_ITEMS < len(waiting):
                    self._start()
                    continue
                return
            group = [waiting.popleft()]
            size, most = group[0].item.size, max(1, min(_GROUP_ITEMS, len(waiting) // (2 * self.workers)))
            while waiting and len(group) < most and size + waiting[0].item.size <= _GROUP_BYTES:
                size += waiting[0].item.size
                group.append(waiting.popleft())
            worker.slots.extend(group)
            worker.since, worker.allowed = time.monotonic(), 0.0
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died at rest; collecting tells
                worker.connection.send([(number, slot.item) for number, slot in enumerate(group)])

    def _collect(self, window: deque[_Slot], waiting: deque[_Slot]) -> None:
        """Take answers in; wait for one, but not longer than the nearest limit, where the first of the window is not done."""
        head = window[0]
        # With enough read ahead, only the worker that has the first item is listened to; the others wait in their pipes.
        full = _cost(window) >= MOST_BYTES_AHEAD
        listened = [w for w in self._alive if not full or not w.ready or any(slot is head for slot in w.slots)] or self._alive
        patience = 0.0
        if head.outcome is None:
            now = time.monotonic()
            patience = max(0.0, min((self._limit(w) - (now - w.since) for w in listened if w.slots or not w.ready), default=0.0))
        ready = set(wait([w.connection for w in listened], patience))
        now = time.monotonic()
        for worker in listened:
            if worker.connection in ready:
                self._take(worker, waiting)
            elif head.outcome is None and (worker.slots or not worker.ready) and now - worker.since >= self._limit(worker):
                self._lost(worker, waiting, timed_out=True)

    def _limit(self, worker: _Worker) -> float:
        return max(self.seconds, worker.allowed) if worker.ready else max(self.seconds, _START_SECONDS)

    def _take(self, worker: _Worker, waiting: deque[_Slot]) -> None:
        """Take the answers that lie in a worker's pipe, one at a time."""
        try:
            answer = worker.connection.recv()
        except (EOFError, OSError):
            self._lost(worker, waiting, timed_out=False)
            return
        worker.since = time.monotonic()
        if answer == READY:
            worker.ready = True
            self._failed_starts = 0
            return
        worker.allowed = answer.seconds if isinstance(answer, MoreTime) else 0.0
        if isinstance(answer, MoreTime):
            return
        _, outcome = answer
        if isinstance(outcome, OSError):
            raise outcome
        slot = worker.slots.popleft()
        slot.outcome = replace(outcome, item=slot.item)
        if isinstance(outcome, Read):
            slot.cost = len(slot.item.data or b"") + 2 * len(outcome.text)
        else:
            slot.cost = 0
        if isinstance(outcome, Missed) and outcome.reason == "memory":
            self._retire(worker, waiting)

    def _retire(self, worker: _Worker, waiting: deque[_Slot]) -> None:
        """End a worker that has run out of memory: what is left of it might not do for the files behind, however small."""
        self._alive.remove(worker)
        waiting.extendleft(reversed(worker.slots))
        worker.connection.close()
        worker.process.kill()
        worker.process.join()
        worker.process.close()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._job, self.memory), daemon=True)
        process.start()
        theirs.close()
        self._alive.append(_Worker(process, ours, since=time.monotonic()))

    def _lost(self, worker: _Worker, waiting: deque[_Slot], *, timed_out: bool) -> None:
        """A worker that is gone or overdue: its item is missed, the rest of its group goes to another one."""
        self._alive.remove(worker)
        worker.connection.close()
        if timed_out:
            worker.process.kill()
        worker.process.join(2.0)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        code = worker.process.exitcode
        worker.process.close()
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise ArchiveError(f"reading processes cannot be started (exit {code}); try again with `--workers 0`")
            return
        if not worker.slots:
            return
        slot = worker.slots.popleft()
        waiting.extendleft(reversed(worker.slots))
        slot.outcome = _missed(slot.item, code, max(self.seconds, worker.allowed) if timed_out else None)
        slot.cost = 0


def _missed(item: Item, code: int | None, seconds: float | None) -> Missed:
    if seconds is not None:
        return Missed(item, "time", f"{item.shown}: reading it took longer than {seconds:g} s")
    if code == -9:  # not killed by us: the system ran out of memory
        return Missed(item, "memory", f"{item.shown}: reading it took more memory than the system has")
    return Missed(item, "crashed", f"{item.shown}: reading it ended the process (exit {code}); the file is damaged or hostile")


def _without_more(job: Job, item: Item, _: More) -> Outcome:
    return job(item)


def _never_mind(_: float) -> None:
    """In this process nobody waits."""


def _cost(window: deque[_Slot]) -> int:
    return sum(slot.cost for slot in window)
