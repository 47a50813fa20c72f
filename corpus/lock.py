"""One writer at a time: a lock that the system releases when its process dies."""

import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.errors import ArchiveBusy

_STEP = 0.05
# Windows locks bytes, and locked bytes cannot be read by others: the lock lies far behind the process id.
_LOCKED_BYTE = 1 << 20


class WriterLock:
    """The right to write to the archive in `folder`, waited for up to `wait` seconds.

    ArchiveBusy names the process that holds it. Not reentrant: a second lock of the same process waits as well.
    The file stays when the lock is released; only the system's lock on it counts.
    """

    def __init__(self, folder: Path, wait: float = 0.0) -> None:
        self.path = Path(folder) / "writer.lock"
        self._wait = wait
        self._handle: int | None = None

    def acquire(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        give_up = time.monotonic() + self._wait
        try:
            while not _try_lock(handle):
                left = give_up - time.monotonic()
                if left <= 0:
                    raise ArchiveBusy(_busy_message(self.path.parent, handle))
                time.sleep(min(_STEP, left))
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, f"{os.getpid():<20}\n".encode("ascii"))
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; releasing twice is no error."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            try:
                _unlock(handle)
            finally:
                os.close(handle)

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _busy_message(folder: Path, handle: int) -> str:
    os.lseek(handle, 0, os.SEEK_SET)
    holder = os.read(handle, 32).decode("ascii", "replace").strip()
    named = f"process {holder}" if holder.isdigit() else "another process"
    return f"{named} is writing to the archive {folder}: wait until it has finished, or wait longer with --wait"


def _try_lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _try_lock_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:
        _unlock_windows(handle)
    else:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _try_lock_windows(handle: int) -> bool:
    import msvcrt

    os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    except OSError:
        return False
    return True


def _unlock_windows(handle: int) -> None:
    import msvcrt

    os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
    msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # Windows only
