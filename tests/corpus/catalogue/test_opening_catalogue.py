import sqlite3
import threading
from contextlib import closing

import pytest

from corpus.catalogue import Catalogue, connecting, migrating
from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveTooNew
from corpus.originals import Originals

NOW = "2026-11-23T08:00:00Z"


def test_an_archive_that_is_not_there_is_not_made_by_a_reader(tmp_path):
    for how in ({"create": False}, {"read_only": True}):
        with pytest.raises(ArchiveError, match="no archive"):
            Catalogue.open(tmp_path / "x", **how)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("left", [None, b""])
def test_a_lost_catalogue_is_not_begun_anew_beside_its_originals(tmp_path, left):
    Originals(tmp_path / "originals").put(b"kept")
    if left is not None:
        (tmp_path / connecting.NAME).write_bytes(left)
    with pytest.raises(ArchiveDamaged, match="originals lie beside it"):
        Catalogue.open(tmp_path)
    assert list(Originals(tmp_path / "originals"))


def test_a_newer_archive_is_refused_saying_so(tmp_path):
    with Catalogue.open(tmp_path) as catalogue:
        path = catalogue.path
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveTooNew, match="schema 99"):
        Catalogue.open(tmp_path)


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    folder.mkdir()
    for number, script in migrating.migrations().items():
        (folder / f"{number:04}_known.sql").write_text(script, encoding="utf-8")
    number = len(migrating.migrations()) + 1
    script = folder / f"{number:04}_next.sql"

    def migrate(db, path, *, read_only=False):
        migrating.migrate(db, path, read_only=read_only, folder=folder)

    def use(text):
        script.write_text(text, encoding="utf-8")
        monkeypatch.setattr(connecting, "migrate", migrate)
        return number

    return use


def test_an_older_archive_is_migrated_after_a_copy(tmp_path, incoming, next_version):
    with Catalogue.open(tmp_path / "a") as catalogue:
        catalogue.keep([incoming("Một")], NOW)
    number = next_version("-- A comment; with a semicolon.\nALTER TABLE documents ADD COLUMN shelf TEXT;\nCREATE TABLE t (a);\n")
    with pytest.raises(ArchiveError, match="older"):
        Catalogue.open(tmp_path / "a", read_only=True)
    with Catalogue.open(tmp_path / "a") as catalogue:
        assert catalogue.count() == 1
    copy = tmp_path / "a" / f"catalogue-before-{number:04}.db"
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (number - 1,)
        assert db.execute("SELECT count(*) FROM documents").fetchone() == (1,)


def test_a_migration_that_fails_leaves_the_archive_as_it_was(tmp_path, incoming, next_version, monkeypatch):
    with Catalogue.open(tmp_path / "a") as catalogue:
        catalogue.keep([incoming("Một")], NOW)
    next_version("CREATE TABLE t (a);\nCREATE TABLE documents (a);\n")
    with pytest.raises(sqlite3.OperationalError):
        Catalogue.open(tmp_path / "a")
    monkeypatch.undo()
    with Catalogue.open(tmp_path / "a") as catalogue:
        assert catalogue.count() == 1
        assert catalogue.check() == []


def test_a_strange_file_is_not_taken_for_a_catalogue(tmp_path):
    (tmp_path / "catalogue.db").write_bytes(b"xin chao " * 1000)
    with pytest.raises(ArchiveDamaged):
        Catalogue.open(tmp_path)
    (tmp_path / "catalogue.db").unlink()
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        db.execute("CREATE TABLE documents (a)")
    with pytest.raises(ArchiveDamaged, match="not a catalogue"):
        Catalogue.open(tmp_path)


def test_a_damaged_catalogue_is_said_to_be_damaged(tmp_path, incoming):
    with Catalogue.open(tmp_path) as catalogue:
        catalogue.keep([incoming(f"Số {n} " * 500, path=f"/{n}") for n in range(50)], NOW)
    path = catalogue.path
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = b"\xff" * (len(data) - 4096 * 3)
    path.write_bytes(data)
    with pytest.raises(ArchiveDamaged), Catalogue.open(tmp_path) as catalogue:
        list(catalogue.walk())


def test_a_reader_sees_what_a_writer_committed_and_cannot_write(tmp_path, incoming):
    with Catalogue.open(tmp_path) as writer, Catalogue.open(tmp_path, read_only=True) as reader:
        assert reader.count() == 0
        writer.keep([incoming("Một")], NOW)
        assert reader.count() == 1
        with pytest.raises(ArchiveError, match="permissions"):
            reader.keep([incoming("Hai")], NOW)


def test_threads_read_while_one_writes(tmp_path, incoming):
    faults = []
    with Catalogue.open(tmp_path) as catalogue:
        done = threading.Event()

        def read():
            try:
                while not done.is_set():
                    for document in catalogue.walk():
                        assert document.text
                        assert document.sources
            except Exception as error:
                faults.append(error)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for thread in readers:
            thread.start()
        for n in range(30):
            catalogue.keep([incoming(f"Số {n}", path=f"/{n % 7}")], NOW)
        done.set()
        for thread in readers:
            thread.join()
    assert faults == []


def test_a_full_disk_is_an_os_error_and_nothing_is_kept(tmp_path, incoming):
    with Catalogue.open(tmp_path) as catalogue:
        with catalogue._connections.alone() as db:
            db.execute("PRAGMA max_page_count = 60")
        with pytest.raises(OSError, match="space"):
            catalogue.keep([incoming("x" * 500_000)], NOW)
        assert catalogue.count() == 0
        assert catalogue.check() == []
