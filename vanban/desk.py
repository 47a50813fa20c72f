"""The clerk's desk of an archive that is open for reading: `waiting/` in its folder, one folder for each file."""

import json
import os
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from corpus.document import Document, DocumentId, Source
from corpus.errors import InputError, NotFound, Refused, Unreadable
from corpus.intake import Missed, find
from corpus.interchange import parse_row, state
from corpus.lock import WriterLock
from corpus.originals import document_id
from corpus.readers.ocr import Ocr, Recognition
from corpus.workers import Read, ReadingPool, Table
from search_api.desk import MOST_BYTES, MOST_WAITING, Looked, Waiting
from vanban.commands.add import Report, now, take_in_file
from vanban.opening import WAITING, Opened

_ID = re.compile(r"[0-9a-f]{16}")
_ABOUT = "about.json"
_LONGEST = 120
"""Characters of a file's name that are kept; systems allow 255 bytes."""


class WaitingFiles:
    """Implements `search_api.desk.Desk`. `wait`: seconds for another writer."""

    def __init__(self, opened: Opened, wait: float) -> None:
        self._opened = opened
        self._wait = wait
        self._folder = opened.settings.archive / WAITING
        self._looked = lru_cache(64)(self._read_again)

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
            self._refuse_what_cannot_come_in(shown, list(self._outcomes(file)))
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
        return waiting

    def waiting(self) -> tuple[Waiting, ...]:
        found = [one for folder in self._folders() if (one := _about(folder)) is not None]
        return tuple(sorted(found, key=lambda one: (one.added, one.id), reverse=True))

    def look(self, id: str) -> Looked:
        waiting, _ = self._place(id)
        documents, missed = self._looked(id)
        held = {one.id for one in documents} & self._opened.catalogue.revisions().keys()
        return Looked(waiting, documents, frozenset(held), missed)

    def keep(self, id: str) -> Sequence[DocumentId]:
        _, file = self._place(id)
        report = Report(None, as_json=False, silent=True)
        with WriterLock(self._opened.settings.archive, self._wait):
            ids = list(take_in_file(self._opened, file, report))
        self.discard(id)
        return ids

    def discard(self, id: str) -> None:
        self._place(id)
        shutil.rmtree(self._folder / id, ignore_errors=True)

    # --- reading ---------------------------------------------------------------------------------------------

    def _read_again(self, id: str) -> tuple[tuple[Document, ...], tuple[tuple[str, str], ...]]:
        _, file = self._place(id)
        outcomes = list(self._outcomes(file))
        documents = tuple(_document(one) for one in outcomes if isinstance(one, Read))
        missed = tuple((one.item.shown, one.reason) for one in outcomes if isinstance(one, Missed))
        return documents, missed

    def _outcomes(self, file: Path) -> Iterator[Read | Missed | Table]:
        settings = self._opened.settings
        recognition = Recognition(Ocr(settings.ocr), settings.ocr_seconds)
        # One process at least: what comes from a page is read within limits.
        with ReadingPool(1, settings.read_seconds, settings.read_memory, own=settings.own(), recognition=recognition) as pool:
            yield from pool.read(find([file]))

    def _refuse_what_cannot_come_in(self, shown: str, outcomes: Sequence[Read | Missed | Table]) -> None:
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
