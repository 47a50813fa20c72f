"""The worker's side: one process that reads what it is sent, under limits of its own."""

import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from corpus.intake.item import Item, ItemKind, Missed
from corpus.workers.reading import More, Outcome

Job = Callable[[Item], Outcome]
PatientJob = Callable[[Item, More], Outcome]
"""A job that may need more time than one file has: it asks for it page by page."""
READY = "ready"


@dataclass(frozen=True, slots=True)
class MoreTime:
    """From a worker: the item it is at needs so many seconds more, from now."""

    seconds: float


NOTHING = Item("", "", ItemKind.FILE, "", 0)
"""Stands for the item in an answer: the parent has it, and a row's bytes need not travel back."""


def serve(connection: Connection, job: PatientJob, memory: int) -> None:
    """Answer groups of (number, item) one by one with (number, outcome or error) until the parent is gone.

    While it is at an item it may say MoreTime.
    """
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    _silence()
    limit_memory(memory)
    try:
        connection.send(READY)
        while True:
            for number, item in connection.recv():
                answer = _answer(job, item, lambda seconds: connection.send(MoreTime(seconds)))
                try:
                    connection.send((number, answer))
                except (TypeError, AttributeError, pickle.PicklingError) as error:  # an answer that cannot travel
                    connection.send((number, _defect(item, error)))
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return


def _answer(job: PatientJob, item: Item, more: More) -> Outcome | OSError:
    try:
        return replace(job(item, more), item=NOTHING)
    except (BrokenPipeError, ConnectionResetError):  # the parent is gone while more time was asked for
        raise
    except OSError as error:  # the original could not be kept: the run must end, not this item alone
        return OSError(error.errno, error.strerror or str(error), error.filename)
    except MemoryError:
        return Missed(NOTHING, "memory", f"{item.shown}: reading it needs more memory than a reader may use")
    except Exception as error:  # a defect of ours must not stop the others; only its type is told, never any text
        return _defect(item, error)


def _defect(item: Item, error: Exception) -> Missed:
    return Missed(NOTHING, "crashed", f"{item.shown}: reading it failed ({type(error).__name__}); please report this")


def _silence() -> None:
    """What libraries print about a file may quote it; a secret one's words must not reach a log or a terminal."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)


def limit_memory(memory: int) -> None:
    """Limit what this process may take beyond what it has now, where the system can (Linux and other POSIX)."""
    try:
        import resource
    except ImportError:
        return
    # No core dumps: they would hold texts, secret ones among them.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS counts its shared caches in the address space and would refuse everything.
    if memory > 0 and sys.platform != "darwin":
        with contextlib.suppress(ValueError, OSError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            wanted = _taken() + memory
            resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _taken() -> int:
    """Address space in use, in bytes: libraries reserve much of it, and it differs from machine to machine."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statistics:
            return int(statistics.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 512 * 2**20
