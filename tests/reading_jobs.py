"""Jobs for the tests of the worker pool: they run in worker processes, so they live in a module that can be imported."""

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

from corpus.document import Fields
from corpus.errors import Refused
from corpus.intake import Item
from corpus.workers import Outcome, Read

_HOARD: list[bytearray] = []


def behave(item: Item) -> Outcome:
    """Does what the row's text says: sleep, eat memory, end the process, raise; anything else is read."""
    text = str((item.row or {}).get("text"))
    if text == "sleep":
        time.sleep(60)
    if text == "eat":
        return read(item, "x" * len(bytearray(4 * 2**30)))
    if text == "hoard":
        _HOARD.append(bytearray(3 * 2**26))
        raise MemoryError
    if text == "some":
        return read(item, "x" * (len(bytearray(2**27)) // 2**27))
    if text == "exit":
        os._exit(7)
    if text == "abort":
        os.abort()
    if text == "raise":
        raise ZeroDivisionError("the text of a document")
    if text == "disk":
        raise OSError(28, "No space left on device")
    if text == "unpicklable":
        return Read(item, "", 0, "", "", Fields(evidence={"a": lambda: None}))  # type: ignore[dict-item]
    if text.startswith("long "):
        return read(item, "x" * int(text.removeprefix("long ")))
    return read(item, text)


def read(item: Item, text: str) -> Read:
    data = item.data or b""
    return Read(item, hashlib.sha256(data).hexdigest(), len(data), "text/plain", text, Fields())


def process(item: Item) -> Outcome:
    """Tells which process did it."""
    return read(item, str(os.getpid()))


class KeepIn:
    """Keeps originals in a folder; refuses those that were removed."""

    def __init__(self, folder: Path, removed: frozenset[bytes] = frozenset()) -> None:
        self.folder = folder
        self.removed = removed

    def __call__(self, data: bytes) -> str:
        if data in self.removed:
            raise Refused("removed", "removed before")
        name = hashlib.sha256(data).hexdigest()
        (self.folder / name).write_bytes(data)
        return name


def asks_and_sleeps(item: Item, more: Callable[[float], None]) -> Outcome:
    """Asks for one second and takes a minute."""
    more(1.0)
    time.sleep(60)
    return read(item, "")


def asks_and_takes_its_time(item: Item, more: Callable[[float], None]) -> Outcome:
    """Asks for a minute and takes a second."""
    more(60.0)
    time.sleep(1)
    return read(item, "")
