"""The clerk's desk of an archive that is open for reading: `waiting/` in its folder, one folder for each file."""

import json
import os
import re
import secrets
import shutil
import tempfile
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from corpus.document import Document, DocumentId, Source
from corpus.errors import InputError, NotFound, Refused, Unreadable
from corpus.intake import Missed, find
from corpus.interchange import parse_row, state
from corpus.lock import WriterLock
from corpus.originals import document_id
from corpus.readers.ocr import Ocr, Recognition
from corpus.workers import Outcome, Read, ReadingPool
from search_api.desk import MOST_BYTES, MOST_WAITING, Looked, Waiting
from vanban.commands.add import Report, now, take_in_file
from vanban.opening import WAITING, Opened

_ID = re.compile(r"[0-9a-f]{16}")
_ABOUT = "about.json"
_AT_HAND = 64
"""Waiting files whose reading is remembered."""
_HALF_WAY_SECONDS = 3600
_LONGEST = 120
"""Characters of a file's name that are kept; systems allow 255 bytes."""


class WaitingFiles:
    """Implements `search_api.desk.Desk`. `wait`: seconds for another writer."""

    def __init__(self, opened: Opened, wait: float) -> None:
        self._opened = opened
        self._wait = wait
        self._folder = opened.settings.archive / WAITING
        self._read: OrderedDict[str, list[Outcome]] = OrderedDict()
        self._sweep()

    def put(self, name: str, data: bytes) -> Waiting:
        shown = plain_name(name)
        if len(data) > MOST_BYTES:
            raise InputError(f"{shown}: {len(data):,} bytes; at most {MOST_BYTES:,} are taken here, larger files by `vanban add`")
        if len(self.waiting()) >= MOST_WAITING:
            raise InputError(f"{MOST_WAITING} files wait already; keep or discard some first")
        # Read where nothing of the archive lies: what is secret must not come in, not even to wait.
        with tempfile.TemporaryDirectory(prefix="vanban-") as passing:
            file = Path(passing, shown)
            file.write_bytes(data)
            outcomes = list(self._outcomes(file))
            self._refuse_what_cannot_come_in(shown, outcomes)
        waiting = Waiting(secrets.token_hex(8), shown, len(data), now())
        self._folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self._folder) as fresh:
            _write(Path(fresh, shown), data)
            about = {"name": waiting.name, "size": waiting.size, "added": waiting.added}
            _write(Path(fresh, _ABOUT), json.dumps(about, ensure_ascii=False).encode())
            target = self._folder / waiting.id
            target.mkdir()
            for part in (shown, _ABOUT):  # what says that it is whole comes last
                os.replace(Path(fresh, part), target / part)
        self._remember(waiting.id, outcomes)
        return waiting

    def waiting(self) -> tuple[Waiting, ...]:
        found = [one for folder in self._folders() if (one := _about(folder)) is not None]
        return tuple(sorted(found, key=lambda one: (one.added, one.id), reverse=True))

    def look(self, id: str) -> Looked:
        waiting, _ = self._place(id)
        outcomes = self._outcomes_of(id)
        documents = tuple(_document(one) for one in outcomes if isinstance(one, Read))
        held = {one.id for one in documents} & self._opened.catalogue.revisions().keys()
        return Looked(waiting, documents, frozenset(held), _missed(outcomes))

    def keep(self, id: str) -> Sequence[DocumentId]:
        """Where something of the file that was read before cannot be read now, what could is kept and the file waits on."""
        _, file = self._place(id)
        known = len(_missed(self._outcomes_of(id)))
        report = Report(None, as_json=False, silent=True)
        with WriterLock(self._opened.settings.archive, self._wait):
            ids = list(take_in_file(self._opened, file, report))
        if ids and report.counts["unreadable"] + report.counts["refused"] <= known:
            self.discard(id)
        return ids

    def discard(self, id: str) -> None:
        self._place(id)
        self._read.pop(id, None)
        shutil.rmtree(self._folder / id, ignore_errors=True)

    # --- reading ---------------------------------------------------------------------------------------------

    def _outcomes_of(self, id: str) -> list[Outcome]:
        """What the waiting file was read as; kept at hand, for looking at it and keeping it come one after the other."""
        known = self._read.get(id)
        if known is None:
            known = list(self._outcomes(self._place(id)[1]))
            self._remember(id, known)
        return known

    def _remember(self, id: str, outcomes: list[Outcome]) -> None:
        self._read[id] = outcomes
        while len(self._read) > _AT_HAND:
            self._read.popitem(last=False)

    def _outcomes(self, file: Path) -> Iterator[Outcome]:
        settings = self._opened.settings
        recognition = Recognition(Ocr(settings.ocr), settings.ocr_seconds)
        # One process at least: what comes from a page is read within limits.
        with ReadingPool(1, settings.read_seconds, settings.read_memory, own=settings.own(), recognition=recognition) as pool:
            yield from pool.read(find([file]))

    def _refuse_what_cannot_come_in(self, shown: str, outcomes: Sequence[Outcome]) -> None:
        missed = [one for one in outcomes if isinstance(one, Missed)]
        secret = [one for one in missed if one.reason == "secret"]
        if secret:
            self._opened.catalogue.refuse_secret(now(), secret[0].item.path)
            raise Refused("secret", f"{shown}: marked as secret, not taken in")
        if missed and not any(isinstance(one, Read) for one in outcomes):
            raise Unreadable(missed[0].reason, missed[0].message)
        if not outcomes:
            raise Unreadable("empty", f"{shown}: there is nothing to read in it")

    # --- the folder ------------------------------------------------------------------------------------------

    def _sweep(self) -> None:
        """Clears what a kill left half-way: no longer being brought, and nothing that says that it is whole."""
        if not self._folder.is_dir():
            return
        for one in self._folder.iterdir():
            with suppress(OSError):
                if _about(one) is None and time.time() - one.stat().st_mtime > _HALF_WAY_SECONDS:
                    shutil.rmtree(one, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return [one for one in self._folder.iterdir() if _ID.fullmatch(one.name)] if self._folder.is_dir() else []

    def _place(self, id: str) -> tuple[Waiting, Path]:
        waiting = _about(self._folder / id) if _ID.fullmatch(id) else None
        if waiting is None:
            raise NotFound("no such file waits")
        return waiting, self._folder / id / waiting.name


def plain_name(name: str) -> str:
    """A file's name without folders, control characters and what systems trip over; its suffix stays.

    >>> plain_name("..\\\\..\\\\etc/Kế hoạch: số 5?.docx")
    'Kế hoạch_ số 5_.docx'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter if letter.isprintable() and letter not in '<>:"|?*#' else "_" for letter in last).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    kept = f"{stem[: _LONGEST - len(suffix) - 1]}.{suffix}" if dot and stem and len(suffix) < 12 else kept[:_LONGEST]
    # A letter of Vietnamese takes up to three bytes, and a name has 255 at most.
    while len(kept.encode("utf-8", "replace")) > 250:
        kept = kept[1:]
    return kept if kept and kept != _ABOUT and not kept.startswith(".") else f"tệp {kept.strip('.')}".strip()


def _document(read: Read) -> Document:
    fields = read.fields
    if read.row is not None:
        fields = state(fields, parse_row(read.row))
    source = Source(read.item.shown, "")
    return Document(document_id(read.sha256), 0, fields, read.text, sources=(source,))


def _missed(outcomes: Sequence[Outcome]) -> tuple[tuple[str, str], ...]:
    return tuple((one.item.shown, one.reason) for one in outcomes if isinstance(one, Missed))


def _about(folder: Path) -> Waiting | None:
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
        waiting = Waiting(folder.name, about["name"], about["size"], about["added"])
        return waiting if (folder / waiting.name).is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
