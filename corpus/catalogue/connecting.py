"""Connections to the catalogue's file: one a thread, transactions, and SQLite's errors in our words."""

import errno
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.catalogue.migrating import migrate
from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError

NAME = "catalogue.db"
_ORIGINALS = "originals"
_BUSY_SECONDS = 30.0


class Connections:
    """A catalogue file that several threads use. Each thread has its own connection."""

    def __init__(self, folder: Path, *, create: bool, read_only: bool) -> None:
        self.path = Path(folder) / NAME
        self._read_only = read_only
        self._local = threading.local()
        self._lock = threading.Lock()
        self._opened: list[sqlite3.Connection] | None = []
        if not self.path.is_file():
            if read_only or not create:
                raise ArchiveError(f"there is no archive in {folder}: `vanban add` makes one, or name another with --archive")
            self.path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_to_start_over(self.path)
        with translated(self.path):
            try:
                migrate(self._connection(), self.path, read_only=read_only)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Close the connections of all threads; closing twice is no error."""
        with self._lock:
            opened, self._opened = self._opened or [], None
        for connection in opened:
            connection.close()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the catalogue for several questions."""
        with translated(self.path):
            db = self._connection()
            if db.in_transaction:
                yield db
                return
            db.execute("BEGIN")
            try:
                yield db
            finally:
                _end(db, "ROLLBACK")

    @contextmanager
    def writing(self, *, keep: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on disk when this ends, or nothing of it (also where `keep` is false)."""
        with translated(self.path):
            db = self._connection()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                if keep:
                    db.execute("COMMIT")
            finally:
                _end(db, "ROLLBACK")

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of any transaction, for housekeeping."""
        with translated(self.path):
            yield self._connection()

    def _connection(self) -> sqlite3.Connection:
        db: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if db is None:
            with self._lock:
                if self._opened is None:
                    raise ArchiveError(f"the catalogue {self.path} is closed")
                db = _connect(self.path, read_only=self._read_only)
                self._opened.append(db)
            self._local.connection = db
        return db


def _refuse_to_start_over(path: Path) -> None:
    """ArchiveDamaged where the catalogue is gone or empty while originals lie beside it.

    An empty catalogue in its place would take them for leftovers, and the next sweep would delete them.
    """
    gone = not path.is_file() or path.stat().st_size == 0
    if gone and next(path.parent.glob(f"{_ORIGINALS}/??/*"), None) is not None:
        raise ArchiveDamaged(
            f"the catalogue {path} is {'empty' if path.is_file() else 'missing'}, but originals lie beside it: "
            "restore it from a backup, or add the originals to an archive elsewhere"
        )


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    db = sqlite3.connect(uri, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA foreign_keys = ON")
        # Removed texts are overwritten in the file, not only unlinked from it.
        db.execute("PRAGMA secure_delete = ON")
        if not read_only:
            db.execute("PRAGMA journal_mode = WAL")
            # Acknowledged means kept: every commit waits for the disk.
            db.execute("PRAGMA synchronous = FULL")
    except BaseException:
        db.close()
        raise
    return db


def _end(db: sqlite3.Connection, statement: str) -> None:
    # A full disk may have ended the transaction already.
    if db.in_transaction:
        with suppress(sqlite3.Error):
            db.execute(statement)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours; a full disk or a failing one as OSError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        match getattr(error, "sqlite_errorcode", 0) & 0xFF:
            case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                raise ArchiveBusy(f"another process is writing to {path}: try again when it has finished") from error
            case sqlite3.SQLITE_FULL:
                raise OSError(errno.ENOSPC, "no space left on the disk", str(path)) from error
            case sqlite3.SQLITE_IOERR:
                raise OSError(errno.EIO, f"the disk fails ({error})", str(path)) from error
            case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
                raise ArchiveDamaged(f"the catalogue {path} is damaged ({error}): restore it from a backup") from error
            case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
                raise ArchiveError(f"the catalogue {path} cannot be opened for this ({error}): check its permissions") from error
        raise
