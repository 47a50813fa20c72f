"""Bringing a catalogue to the newest shape: numbered scripts, each in a transaction of its own."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

from corpus.catalogue.citing import cite_all
from corpus.catalogue.doubtful import doubt_all
from corpus.catalogue.naming import name_all
from corpus.catalogue.signing import sign_all
from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveTooNew

FOLDER = Path(__file__).parent / "migrations"
APPLICATION = 0x56414E42
"""`PRAGMA application_id` of a catalogue ("VANB"), so that a strange database is not taken for one."""
_FILLING: Mapping[int, Callable[[sqlite3.Connection], None]] = {2: sign_all, 4: cite_all, 5: doubt_all, 6: name_all}
"""What SQL cannot work out of what is kept already; done in the transaction of that script."""


def migrations(folder: Path = FOLDER) -> Mapping[int, str]:
    """The scripts by number, ascending from 1 without gaps."""
    scripts = sorted((int(found[1]), path) for path in folder.glob("*.sql") if (found := re.match(r"(\d{4})_", path.name)))
    if [number for number, _ in scripts] != list(range(1, len(scripts) + 1)):
        raise ArchiveError(f"the migrations in {folder} are not numbered from 0001 without gaps: install the program again")
    return {number: path.read_text(encoding="utf-8") for number, path in scripts}


def migrate(db: sqlite3.Connection, path: Path, *, read_only: bool = False, folder: Path = FOLDER) -> None:
    """Bring the catalogue behind `db` (autocommit) to the newest shape; a copy of an older one is made beside it first.

    ArchiveTooNew where a newer program made it, ArchiveDamaged where it is something else.
    """
    scripts = migrations(folder)
    version = _version(db, path)
    if version > len(scripts):
        raise ArchiveTooNew(
            f"{path} has schema {version}, this program knows up to {len(scripts)}: version {_program(db)} or newer is needed"
        )
    if version == len(scripts):
        return
    if read_only:
        raise ArchiveError(f"{path} has the older schema {version}: run `vanban check` once, it brings it up to date")
    if version > 0:
        _copy(db, path.with_name(f"{path.stem}-before-{version + 1:04}{path.suffix}"))
    for number, script in scripts.items():
        _apply(db, path, number, script)


def _version(db: sqlite3.Connection, path: Path) -> int:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    application = db.execute("PRAGMA application_id").fetchone()[0]
    used = db.execute("SELECT EXISTS (SELECT 1 FROM sqlite_master)").fetchone()[0]
    if application != APPLICATION and (used or version):
        raise ArchiveDamaged(f"{path} is a database, but not a catalogue of this program: choose another archive folder")
    return version


def _program(db: sqlite3.Connection) -> str:
    """The version that the schema asks for; every schema keeps it in the same place."""
    try:
        row = db.execute("SELECT value FROM meta WHERE key = 'program'").fetchone()
    except sqlite3.Error:
        row = None
    return str(row[0]) if row else "a later one"


def _apply(db: sqlite3.Connection, path: Path, number: int, script: str) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have migrated in between.
        if _version(db, path) < number:
            for statement in _statements(script):
                db.execute(statement)
            if number in _FILLING:
                _FILLING[number](db)
            db.execute(f"PRAGMA user_version = {number}")
            db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Single statements: `executescript` would commit the transaction that holds them together."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip() and not all(line.lstrip().startswith("--") for line in statement.split("\n") if line.strip()):
        raise ArchiveError(f"a migration ends in the middle of a statement: {statement.strip()[:60]!r}")


def _copy(db: sqlite3.Connection, target: Path) -> None:
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished)) as copy:
            db.backup(copy)
        os.replace(unfinished, target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
