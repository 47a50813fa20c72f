"""ZIP files: members as items, and a ZIP that lies, nests or leads elsewhere refused whole."""

import io
import stat
import struct
import zipfile
from pathlib import Path

import made_files as made
import pytest

from corpus.errors import Unreadable
from corpus.intake import Item, ItemKind, Missed, archives, find, load


def found(tmp_path: Path, data: bytes) -> list[Item | Missed]:
    (tmp_path / "a.zip").write_bytes(data)
    return list(find([tmp_path / "a.zip"]))


def refusal(tmp_path: Path, data: bytes) -> str:
    missed = found(tmp_path, data)
    assert len(missed) == 1
    assert isinstance(missed[0], Missed)
    assert missed[0].item.shown == "a.zip"
    return missed[0].reason


def patched(data: bytes, at: int, value: int, name: bytes) -> bytes:
    """The 4 bytes at an offset of a member's directory entry replaced."""
    changed = bytearray(data)
    entry = changed.rfind(b"PK\x01\x02", 0, changed.rfind(name))
    changed[entry + at : entry + at + 4] = struct.pack("<L", value)
    return bytes(changed)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_members_are_items_under_the_archives_path(tmp_path: Path, method: int) -> None:
    items = found(
        tmp_path, made.packed({"năm 2023/b.txt": "hai" * 1000, "a.txt": b"", ".DS_Store": "x", "__MACOSX/._a.txt": "x"}, method)
    )
    assert [i.shown for i in items if isinstance(i, Item)] == ["a.zip/a.txt", "a.zip/năm 2023/b.txt"]
    assert [load(i) for i in items if isinstance(i, Item)] == [b"", b"hai" * 1000]
    assert all(i.kind is ItemKind.MEMBER and i.path == str(tmp_path.resolve() / i.shown) for i in items if isinstance(i, Item))


def test_names_that_begin_with_a_dot_and_slash_are_members_like_any_other(tmp_path: Path) -> None:
    items = found(tmp_path, made.packed({"./": b"", "./năm/./a.txt": "x", ".//b.txt": "x"}))
    assert [i.shown for i in items if isinstance(i, Item)] == ["a.zip/b.txt", "a.zip/năm/a.txt"]


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:\\a.txt", "c:a.txt", "..\\a.txt", "\\\\server\\a.txt"]
)
def test_a_name_that_leads_elsewhere_refuses_the_whole_zip(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, made.packed({"good.txt": "x", name: "x"})) == "hostile"
    assert [p.name for p in tmp_path.iterdir()] == ["a.zip"]


def test_a_name_with_nul_refuses_the_whole_zip(tmp_path: Path) -> None:
    assert refusal(tmp_path, made.packed({"good.txt": "x", "aQ.txt": "x"}).replace(b"aQ.txt", b"a\x00.txt")) == "hostile"


def test_a_link_refuses_the_whole_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "/etc/hostname")
    assert refusal(tmp_path, buffer.getvalue()) == "hostile"


def test_a_zip_in_a_zip_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, made.packed({"inner.ZIP": made.packed({"a.txt": "x"}), "a.txt": "x"})) == "hostile"


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    data = made.packed({"a1.txt": "x", "a2.txt": "y"}).replace(b"a2.txt", b"a1.txt")
    assert refusal(tmp_path, data) == "hostile"


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    assert refusal(tmp_path, made.packed({f"{n}.txt": "x" for n in range(4)})) == "hostile"


def test_too_much_declared_is_refused(tmp_path: Path) -> None:
    data = made.packed({"a.txt": "x" * 1000, "b.txt": "y" * 1000})
    assert refusal(tmp_path, patched(data, 24, 2**31, b"a.txt")) == "hostile"


def test_a_member_larger_than_it_says_refuses_the_whole_zip(tmp_path: Path) -> None:
    data = made.packed({"a.txt": "x" * 100_000, "b.txt": "y"})
    assert refusal(tmp_path, patched(data, 24, 10, b"a.txt")) == "hostile"


def test_members_on_the_same_bytes_are_refused(tmp_path: Path) -> None:
    data = made.packed({"a.txt": "x" * 1000, "b.txt": "x" * 1000})
    assert refusal(tmp_path, patched(data, 42, 0, b"b.txt")) == "hostile"


def test_a_directory_of_any_length_is_not_taken_into_memory(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 2**30, 0, 0)
    assert refusal(tmp_path, b"PK\x03\x04" + bytes(100) + end) == "hostile"


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "empty"), (b"PK\x03\x04 broken", "broken"), (made.packed({}), "empty"), (b"van ban", "broken")]
)
def test_what_is_no_whole_zip_is_told(tmp_path: Path, data: bytes, reason: str) -> None:
    assert refusal(tmp_path, data) == reason


def test_an_encrypted_member_is_missed_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(made.packed({"a.txt": "x", "b.txt": "y"}))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 8] |= 1
    items = found(tmp_path, bytes(data))
    assert [(i.item.shown, i.reason) for i in items if isinstance(i, Missed)] == [("a.zip/b.txt", "encrypted")]
    assert [i.shown for i in items if isinstance(i, Item)] == ["a.zip/a.txt"]


def test_a_rare_packing_is_missed(tmp_path: Path) -> None:
    (missed,) = found(tmp_path, made.packed({"a.txt": "x" * 100}, zipfile.ZIP_BZIP2))
    assert isinstance(missed, Missed)
    assert missed.reason == "unsupported"


@pytest.mark.parametrize("at", [40, -1])
def test_a_damaged_member_is_broken_when_it_is_read(tmp_path: Path, at: int) -> None:
    data = bytearray(made.packed({"a.txt": "văn bản số " * 100}))
    target = at if at > 0 else data.rfind(b"PK\x01\x02") + 16  # its bytes, or its checksum
    data[target] ^= 0x55
    (item,) = found(tmp_path, bytes(data))
    assert isinstance(item, Item)
    with pytest.raises(Unreadable) as caught:
        load(item)
    assert caught.value.reason == "broken"


def test_names_in_utf8_without_the_flag_are_read(tmp_path: Path) -> None:
    data = made.packed({"quyết định.txt": "x"})
    plain = bytearray(data)
    for start in (data.find(b"PK\x03\x04") + 6, data.rfind(b"PK\x01\x02") + 8):
        plain[start : start + 2] = b"\x00\x00"
    (item,) = found(tmp_path, bytes(plain))
    assert isinstance(item, Item)
    assert item.shown == "a.zip/quyết định.txt"


def test_a_zip_in_a_folder_is_opened_too(tmp_path: Path) -> None:
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "a.zip").write_bytes(made.packed({"x/a.txt": "x"}))
    (item,) = find([tmp_path])
    assert isinstance(item, Item)
    assert item.shown == "2023/a.zip/x/a.txt"
