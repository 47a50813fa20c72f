"""Finding: every source once, in a stable order, and nothing opened that is not a file of the folder given."""

import contextlib
import gzip
import io
import json
import os
import pickle
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import Unreadable
from corpus.intake import Item, ItemKind, Missed, find, load
from corpus.intake import rows as rows_module


def shown(found: list[Item | Missed]) -> list[str]:
    return [f.item.shown if isinstance(f, Missed) else f.shown for f in found]


def only(found: list[Item | Missed]) -> Missed:
    assert len(found) == 1
    assert isinstance(found[0], Missed)
    return found[0]


def test_a_folder_is_walked_sorted_and_litter_is_left_out(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/2.txt",
        "a/1.txt",
        "Thumbs.db",
        "~$b.docx",
        ".git/config",
        "._b.txt",
        ".DS_Store",
        ".~lock.b.docx#",
        "a/desktop.ini",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert shown(list(find([tmp_path]))) == ["a/1.txt", "a/2.txt", "b.txt"]


def test_another_archive_inside_the_folder_is_left_out(tmp_path: Path) -> None:
    for name in ("a.txt", "kho/catalogue.db", "kho/originals/ab/hidden", "kho/note.txt", "catalogue.db"):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x")
    assert shown(list(find([tmp_path]))) == ["a.txt", "catalogue.db"]


def test_a_document_whose_name_begins_with_a_dot_is_a_document(tmp_path: Path) -> None:
    (tmp_path / ".cong van.docx").write_text("x")
    assert shown(list(find([tmp_path]))) == [".cong van.docx"]


def test_identity_is_the_real_path_and_a_single_file_shows_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("x")
    (item,) = find([os.path.join(tmp_path, ".", "a.txt")])
    assert isinstance(item, Item)
    assert (item.path, item.shown, item.kind, load(item)) == (str(file.resolve()), "a.txt", ItemKind.FILE, b"x")


def test_what_is_given_twice_comes_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert shown(list(find([tmp_path / "a.txt", tmp_path, tmp_path]))) == ["a.txt"]


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    found = list(find([tmp_path / "in"]))
    assert [(f.item.shown, f.reason) for f in found if isinstance(f, Missed)] == [("link.txt", "outside"), ("up", "outside")]
    assert len(found) == 2


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "self").symlink_to(tmp_path)
    (tmp_path / "ring").symlink_to("ring")
    found = list(find([tmp_path]))
    assert [f.shown for f in found if isinstance(f, Item)] == ["a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        found = list(find([tmp_path]))
    assert [f.reason for f in found if isinstance(f, Missed)] == ["unsupported", "unsupported"]
    with pytest.raises(Unreadable):
        load(Item("pipe", "pipe", ItemKind.FILE, str(tmp_path / "pipe.txt"), 0))


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert only(list(find([tmp_path / "no.txt"]))).reason == "missing"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no such permissions on this system")
def test_what_may_not_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:  # not tmp_path: its parents are closed to others
        os.chmod(folder, 0o755)
        (Path(folder) / "closed").mkdir(mode=0)
        with as_nobody():
            found = list(find([folder]))
        assert only(found).reason == "denied"


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """The superuser may read everything; for a while this process is not it."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_folders_to_skip_are_not_entered(tmp_path: Path) -> None:
    for name in ("archive/original.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert shown(list(find([tmp_path], skip=[tmp_path / "archive"]))) == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_names_that_are_no_unicode_are_escaped_and_still_open(tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), b"a\xff\n.txt"), "wb") as file:
        file.write(b"x")
    (item,) = find([tmp_path])
    assert isinstance(item, Item)
    assert item.shown == "a\\udcff\\n.txt"
    assert item.path.encode()
    assert load(item) == b"x"


def test_finding_is_lazy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert isinstance(next(find([tmp_path, "/does/not/exist"])), Item)


def test_a_file_too_large_is_refused_before_reading(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200 * 2**20 + 1)
    (item,) = find([tmp_path])
    assert isinstance(item, Item)
    with pytest.raises(Unreadable) as caught:
        load(item)
    assert caught.value.reason == "too-large"


def test_rows_are_items_named_by_their_id_or_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"id": "x1", "text": "một"}\n\n{"text": "hai"}\n{"id": 7, "external_id": "b", "text": "ba"}\n', encoding="utf-8"
    )
    found = [f for f in find([file]) if isinstance(f, Item)]
    assert [f.shown for f in found] == ["a.jsonl#x1", "a.jsonl#3", "a.jsonl#b"]
    assert found[0].path == f"{file.resolve()}#x1"
    assert found[0].row == {"id": "x1", "text": "một"}
    assert load(found[0]) == '{"id":"x1","text":"một"}'.encode()


def test_packed_rows_are_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n' * 3))
    assert shown(list(find([tmp_path]))) == ["a.jsonl.gz#1", "a.jsonl.gz#2", "a.jsonl.gz#3"]


@pytest.mark.parametrize("line", [b"{", b"[1]", b'"a"', b'{"a": NaN}', b'{"a": 1e999}', b"\xff", b"[" * 100_000, b'{"a":' * 5000])
def test_a_broken_line_is_missed_with_its_number_and_the_rest_goes_on(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n' + line + b'\n{"text": "b"}')
    first, broken, last = find([tmp_path])
    assert isinstance(first, Item)
    assert isinstance(last, Item)
    assert isinstance(broken, Missed)
    assert (broken.reason, broken.item.shown) == ("broken", "a.jsonl#2")
    assert "line 2" in broken.message


def test_a_line_without_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_LINE_BYTES", 100)
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n' + b"x" * 5000 + b'\n{"text": "b"}\n')
    found = list(find([tmp_path]))
    assert shown(found) == ["a.jsonl#1", "a.jsonl#2", "a.jsonl#3"]
    assert [f.reason for f in found if isinstance(f, Missed)] == ["too-large"]


def test_a_packed_file_that_never_ends_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_UNPACKED_BYTES", 1000)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "a"}\n' * 10_000))
    found = list(find([tmp_path]))
    assert len(found) < 100
    assert isinstance(found[-1], Missed)
    assert found[-1].reason == "hostile"


def test_a_cut_off_packed_file_gives_what_it_holds_and_says_so(tmp_path: Path) -> None:
    data = gzip.compress(b"".join(json.dumps({"text": f"văn bản {n} {n * 7919 % 10007}"}).encode() + b"\n" for n in range(5000)))
    (tmp_path / "a.jsonl.gz").write_bytes(data[: len(data) // 2])
    found = list(find([tmp_path]))
    assert isinstance(found[0], Item)
    assert isinstance(found[-1], Missed)
    assert found[-1].reason == "broken"


def test_no_rows_at_all_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n")
    assert only(list(find([tmp_path]))).reason == "empty"


def test_rows_of_standard_input_are_named_by_id_or_content() -> None:
    data = b'\xef\xbb\xbf{"id": "x", "text": "a"}\n{"text": "b"}\n'
    first, second = (f.shown for f in find(["-"], stdin=io.BytesIO(data)) if isinstance(f, Item))
    assert first == "-#x"
    assert second != next(f.shown for f in find(["-"], stdin=io.BytesIO(b'{"text": "c"}\n')) if isinstance(f, Item))


def test_items_travel_to_other_processes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    for item in find([tmp_path]):
        assert pickle.loads(pickle.dumps(item)) == item
