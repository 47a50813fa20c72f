import os
import threading

import pytest

from corpus.errors import NotFound
from corpus.originals import Originals, document_id, sha256_of


@pytest.fixture
def originals(tmp_path):
    return Originals(tmp_path / "originals")


def test_what_is_put_comes_back_byte_for_byte(originals):
    sha256 = originals.put(b"\x00van ban\xff")
    assert sha256 == sha256_of(b"\x00van ban\xff")
    with originals.open(sha256) as file:
        assert file.read() == b"\x00van ban\xff"
    assert originals.verify(sha256)
    assert list(originals) == [sha256]


def test_putting_twice_keeps_one(originals):
    assert originals.put(b"mot") == originals.put(b"mot")
    assert len([path for path in originals.folder.rglob("*") if path.is_file()]) == 1


def test_a_damaged_original_is_noticed_and_mended(originals):
    sha256 = originals.put(b"mot")
    originals.path(sha256).write_bytes(b"mOt")
    assert not originals.verify(sha256)
    originals.put(b"mot")
    assert originals.verify(sha256)


def test_an_id_is_the_beginning_of_the_hash_in_base32(originals):
    assert document_id(sha256_of(b"")) == "4oymiquy7qob"


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64])
def test_what_is_no_hash_or_not_kept_is_not_found(originals, name):
    assert originals.path(name) is None
    assert not originals.verify(name)
    originals.delete(name)
    with pytest.raises(NotFound):
        originals.open(name)


def test_sweeping_clears_leftovers_and_nothing_else(originals):
    known, orphan = originals.put(b"mot"), originals.put(b"hai")
    (originals.folder / known[:2] / ".unfinished-xyz").write_bytes(b"mo")
    assert originals.sweep({known}) == [orphan]
    assert [path.name for path in originals.folder.rglob("*") if path.is_file()] == [known[2:]]


def test_a_full_disk_leaves_nothing_unfinished(originals, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        originals.put(b"mot")
    assert [path for path in originals.folder.rglob("*") if path.is_file()] == []


def test_several_may_put_the_same_bytes_at_once(originals):
    threads = [threading.Thread(target=originals.put, args=(b"mot" * 10_000,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(originals) == [sha256_of(b"mot" * 10_000)]


def test_an_empty_store_has_nothing(originals):
    assert list(originals) == []
    assert originals.sweep(set()) == []
