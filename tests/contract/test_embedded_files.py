"""The embedded engine's folder: what is made, what is refused, what other processes see, what is left behind."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from engines_under_test import Bench, embedded
from strategies import DIMENSIONS, Shelf, by_words, entry, everything, fa

from corpus.errors import ArchiveDamaged
from indexer.engines.embedded import EmbeddedEngine, facets, schema
from indexer.engines.embedded.generations import Made
from indexer.engines.engine import Attribute, Clause, Nearest

NEAR_AND_WORDS = by_words("x", passage_clauses=(Clause(fa("x")),), nearest=Nearest(np.array([9, 0, 0, 0], np.int8), 50, 0.5))
ROW = [(9, 0, 0, 0), (9, 0, 0, 0)]


def opened(folder: Path, encoder: str = "thử", dimensions: int = DIMENSIONS, create: bool = False) -> EmbeddedEngine:
    return EmbeddedEngine.open(folder, Shelf(), encoder=encoder, dimensions=dimensions, create=create)


def one(id: str, revision: int = 1):
    return entry(id, "x", passages=["x"], vectors=ROW, revision=revision)


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Bench]:
    bench = embedded(tmp_path / "index")
    bench.write(one("a"), one("b"))
    yield bench
    bench.engine.close()


@pytest.fixture
def folder(filled: Bench, tmp_path: Path) -> Path:
    filled.engine.close()
    return tmp_path / "index"


def test_what_was_written_is_there_when_opened_again(folder: Path) -> None:
    engine = opened(folder)
    assert engine.revisions() == {"a": 1, "b": 1}
    assert engine.reader().search(NEAR_AND_WORDS).total == 2
    assert engine.verify() == []


def test_a_missing_index_is_made_only_where_allowed(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="vanban rebuild"):
        opened(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert opened(tmp_path / "none", create=True).revisions() == {}


def test_another_encoder_is_refused_naming_both(folder: Path) -> None:
    with pytest.raises(ArchiveDamaged, match=r"thử.*khác.*vanban rebuild"):
        opened(folder, encoder="khác")
    with pytest.raises(ArchiveDamaged, match=r"4.*8.*vanban rebuild"):
        opened(folder, dimensions=8)


def test_another_schema_is_refused_naming_both(folder: Path) -> None:
    made = folder / "generation-0001" / "made.json"
    made.write_text(made.read_text("utf-8").replace(opened(folder).status().fingerprint, "xưa"), "utf-8")
    with pytest.raises(ArchiveDamaged, match=r"xưa.*vanban rebuild"):
        opened(folder)


DAMAGES = {
    "no CURRENT": lambda place: (place.parent / "CURRENT").unlink(),
    "CURRENT of nothing": lambda place: (place.parent / "CURRENT").write_text("generation-0009\n"),
    "CURRENT outside": lambda place: (place.parent / "CURRENT").write_text("../elsewhere\n"),
    "CURRENT of bytes": lambda place: (place.parent / "CURRENT").write_bytes(b"\xff\xfe\x00"),
    "no made.json": lambda place: (place / "made.json").unlink(),
    "broken made.json": lambda place: (place / "made.json").write_text("{"),
    "no main index": lambda place: (place / "main" / "meta.json").unlink(),
    "broken main index": lambda place: (place / "main" / "meta.json").write_text("{"),
    "no passages": lambda place: (place / "passages" / "meta.json").unlink(),
    "no vectors": lambda place: (place / "vectors.i8").unlink(),
    "short vectors": lambda place: (place / "vectors.i8").write_bytes(b"\x01" * 7),
    "no postings": lambda place: [file.unlink() for file in (place / "main").glob("*.idx")],
    "no columns": lambda place: [file.unlink() for file in (place / "passages").glob("*.fast")],
    "broken columns": lambda place: [file.write_bytes(b"x" * file.stat().st_size) for file in (place / "main").glob("*.fast")],
    "cut postings": lambda place: [file.write_bytes(file.read_bytes()[:20]) for file in (place / "main").glob("*.idx")],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_an_error_that_says_rebuild(folder: Path, damage: str) -> None:
    DAMAGES[damage](folder / "generation-0001")
    with pytest.raises(ArchiveDamaged, match="vanban rebuild"):
        opened(folder, create=True).reader().search(NEAR_AND_WORDS)


def test_verify_tells_changed_vectors(folder: Path) -> None:
    file = folder / "generation-0001" / "vectors.i8"
    file.write_bytes(b"\x05" + file.read_bytes()[1:])
    assert opened(folder).verify() == ["vectors of document a have changed on disk"]


def test_a_write_onto_a_shortened_vector_file_is_refused(folder: Path) -> None:
    file = folder / "generation-0001" / "vectors.i8"
    file.write_bytes(file.read_bytes()[: DIMENSIONS * 2])
    fresh = EmbeddedEngine(folder, Shelf(), Made(schema.fingerprint(), "thử", DIMENSIONS))
    with pytest.raises(ArchiveDamaged, match="vanban rebuild"):
        fresh.write([one("c")])


def overwrite_first_byte(file: Path, byte: int) -> None:
    """In place: an engine that has the file mapped dies where it is cut short."""
    with file.open("r+b") as open_file:
        open_file.write(bytes([byte]))


def test_verify_tells_every_changed_file_of_the_indexes(folder: Path) -> None:
    for part in ("main", "passages"):
        for file in (folder / "generation-0001" / part).glob("*.term"):
            kept = file.read_bytes()
            engine = opened(folder)
            overwrite_first_byte(file, kept[0] ^ 1)
            assert [str(file) in told for told in engine.verify()] == [True]
            overwrite_first_byte(file, kept[0])
            assert engine.verify() == []
            engine.close()


def test_a_rebuild_is_not_seen_before_it_is_finished(filled: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    before = filled.reader
    with EmbeddedEngine.rebuild(folder, Shelf(), encoder="khác", dimensions=DIMENSIONS) as fresh:
        fresh.write([one("c", 7)])
        assert fresh.revisions() == {"c": 7}
        assert opened(folder).revisions() == {"a": 1, "b": 1}
        fresh.finish()
    assert opened(folder, encoder="khác").revisions() == {"c": 7}
    assert [path.name for path in sorted(folder.iterdir())] == ["CURRENT", "generation-0002"]
    assert before.search(NEAR_AND_WORDS).total == 2


def test_a_rebuild_left_unfinished_leaves_nothing(filled: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with EmbeddedEngine.rebuild(folder, Shelf(), encoder="thử", dimensions=DIMENSIONS) as fresh:
        fresh.write([one("c")])
    assert [path.name for path in sorted(folder.iterdir())] == ["CURRENT", "generation-0001"]
    assert filled.ids(everything()) == ["a", "b"]


def test_a_damaged_index_can_be_rebuilt(folder: Path) -> None:
    (folder / "CURRENT").write_text("?")
    with EmbeddedEngine.rebuild(folder, Shelf(), encoder="thử", dimensions=DIMENSIONS) as fresh:
        fresh.write([one("c")])
        fresh.finish()
    assert opened(folder).revisions() == {"c": 1}


def test_after_a_rebuild_nothing_of_what_was_removed_is_on_disk(filled: Bench, tmp_path: Path) -> None:
    secret = "bimatkhongconai"
    filled.write(entry("c", f"x {secret}", passages=[secret], keys=[secret], signer=secret, vectors=[(77, -77, 77, -77)] * 2))
    filled.write(one("b", 2), deletes=["c"])
    filled.settle()
    bytes_left = b"".join(file.read_bytes() for file in (tmp_path / "index").rglob("*") if file.is_file())
    assert secret.encode() not in bytes_left
    assert bytes([77, 179, 77, 179]) not in bytes_left
    assert filled.engine.revisions() == {"a": 1, "b": 2}
    assert filled.engine.status().details["vectors"] == "4 / 4"


def test_a_torn_row_at_the_end_of_the_vectors_is_passed_over(folder: Path) -> None:
    with (folder / "generation-0001" / "vectors.i8").open("ab") as file:
        file.write(b"\x07" * 3)
    engine = opened(folder)
    engine.write([one("c")])
    assert engine.verify() == []
    assert engine.reader().search(NEAR_AND_WORDS).total == 3


def write_batches(folder: Path, first: int, count: int) -> None:
    engine = opened(folder)
    for n in range(first, first + count):
        engine.write([one(f"t{n}"), one("a", n)], ["b"])
    engine.close()


def test_commits_of_another_process_are_noticed_while_threads_search(filled: Bench, tmp_path: Path) -> None:
    writer = multiprocessing.get_context("spawn").Process(target=write_batches, args=(tmp_path / "index", 10, 12))
    writer.start()

    def searching(_: int) -> int:
        seen = 0
        while writer.is_alive():
            response = filled.reader.search(NEAR_AND_WORDS)
            assert response.total >= max(seen, 1)
            assert all(hit.by_words and hit.by_meaning for hit in response.candidates)
            seen = response.total
        return seen

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(searching, range(4)))
    writer.join()
    assert writer.exitcode == 0
    time.sleep(1.1)
    assert filled.ask(NEAR_AND_WORDS).total == 13
    assert filled.engine.verify() == []


def test_a_rebuild_by_another_is_followed(filled: Bench, tmp_path: Path) -> None:
    filled.ask(NEAR_AND_WORDS)
    with EmbeddedEngine.rebuild(tmp_path / "index", Shelf(), encoder="thử", dimensions=DIMENSIONS) as fresh:
        fresh.write([one("b", 5)])
        fresh.finish()
    time.sleep(1.1)
    assert filled.engine.revisions() == {"b": 5}
    assert filled.ask(NEAR_AND_WORDS).total == 1
    filled.engine.write([one("c")])
    assert opened(tmp_path / "index").revisions() == {"b": 5, "c": 1}


def test_an_attribute_with_too_many_values_for_buckets_is_counted_term_by_term(
    filled: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.write(*(entry(f"t{n}", "x", signer=f"ký {n % 7}") for n in range(30)), deletes=["a"])
    filled.write(entry("t1", "x", signer="ký 0"))
    expected = filled.reader.values(Attribute.SIGNER, None)
    monkeypatch.setattr(facets, "_BUCKETS", 3)
    assert filled.reader.values(Attribute.SIGNER, None) == expected
    assert (len(expected), sum(expected.values())) == (7, 30)
