"""Whose turn it is to draw: few at once, few waiting, and nothing again that ran out of time a while ago.

Drawing is the one thing that a page can ask for and that may take seconds. A server has few threads, and a file of
some kilobytes can keep the drawing busy for as long as it is let; the other threads have to stay free for questions.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock

from corpus.errors import MachineBusy, Unreadable


class Turns:
    """`at_once` draw, `waiting` more wait at most `patience` seconds; all others are told at once to come again."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._drawing = BoundedSemaphore(at_once)
        self._here = BoundedSemaphore(at_once + waiting)
        self._patience = patience

    @contextmanager
    def one(self) -> Iterator[None]:
        """Raises MachineBusy."""
        if not self._here.acquire(blocking=False):
            raise MachineBusy("many pages are being drawn at this moment; try again in a few seconds")
        try:
            if not self._drawing.acquire(timeout=self._patience):
                raise MachineBusy(f"pages of others took longer than {self._patience:.0f} seconds to draw; try again in a while")
            try:
                yield
            finally:
                self._drawing.release()
        finally:
            self._here.release()


class OutOfTime:
    """Drawings that ran out of time in the last `seconds`, in this process; they are not tried again before that.

    A file of which `files_after` drawings ran out is not drawn at all: it may have thousands of such pages.
    """

    def __init__(self, seconds: float, files_after: int, most: int, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._files_after, self._most, self._now = seconds, files_after, most, now
        self._since: dict[tuple[Path, str], float] = {}
        self._lock = Lock()

    def refuse(self, file: Path, what: str) -> None:
        """Raises Unreadable "time" where there is no use in trying."""
        with self._lock:
            fresh = [key for key, then in self._since.items() if key[0] == file and self._now() - then < self._seconds]
        if (file, what) in fresh or len(fresh) >= self._files_after:
            raise Unreadable("time", "drawing it took too long a while ago; it is tried again later")

    def note(self, file: Path, what: str) -> None:
        with self._lock:
            self._since.pop((file, what), None)
            self._since[file, what] = self._now()
            while len(self._since) > self._most:
                del self._since[next(iter(self._since))]
