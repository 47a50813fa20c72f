"""From files to documents with the workers as they are: reasons for what fails, secrets refused before anything is written."""

import hashlib
import time
import zipfile
from collections import Counter
from pathlib import Path

import compound_files
import made_files as made
import pytest
import reading_jobs

from corpus.intake import Item, Missed, find
from corpus.workers import Outcome, Read, ReadingPool, read_item

SECRET = "ỦY BAN NHÂN DÂN\nHUYỆN SAO MAI\nMẬT\nSố: 12/UBND-VX\n" + made.BODY


def one(path: Path, **kept: object) -> Outcome:
    (item,) = find([path])
    assert isinstance(item, Item)
    return read_item(item, **kept)  # type: ignore[arg-type]


def test_a_document_is_read_understood_and_kept(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    data = "\n".join((*made.LEFT, *made.RIGHT, made.BODY)).encode()
    (tmp_path / "a.txt").write_bytes(data)
    outcome = one(tmp_path / "a.txt", keep=reading_jobs.KeepIn(store))
    assert isinstance(outcome, Read)
    assert outcome.fields.number == "12/UBND-VX"
    assert (outcome.sha256, outcome.size, outcome.media_type) == (hashlib.sha256(data).hexdigest(), len(data), "text/plain")
    assert (store / outcome.sha256).read_bytes() == data


def secret_table() -> bytes:
    """A letterhead of three columns is read as data, its cells on one line; the mark stands in the middle of it."""
    document = made.letter()
    table = document.add_table(rows=1, cols=3)
    document.element.body.insert(0, table._tbl)
    for cell, lines in zip(table.rows[0].cells, ("SỞ MÂY\nMẬT\nSố: 4/SM", "x", "CỘNG HÒA"), strict=True):
        cell.text = lines
    return made.saved(document)


def secret_watermark() -> bytes:
    shape = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="TUYỆT MẬT"/></v:shape>'
    pict = f"<w:r><w:pict>{shape}</w:pict></w:r>"
    return made.with_part(made.saved(made.letter()), "word/document.xml", (b"</w:p>", pict.encode() + b"</w:p>"))


def secret_doc() -> bytes:
    return compound_files.word(made.BODY + "\r", other="TỐI MẬT\r")


def secret_docx() -> bytes:
    document = made.letter()
    document.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    return made.saved(document)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", SECRET.encode()),
        ("a.docx", secret_docx()),
        ("b.docx", secret_table()),
        ("c.docx", secret_watermark()),
        ("a.html", f"<table><tr><td>SỞ MÂY<br>MẬT<br>Số 4<td>x<td>y</table><p>{made.BODY}".encode()),
        ("a.zip", made.packed({"a.txt": SECRET})),
        ("a.doc", secret_doc()),
        ("a.rtf", made.rtf("{\\header T\u1ed0I M\u1eacT\\par}")),
        ("a.odt", made.odt(made.ODT_LETTER, header="TỐI MẬT")),
        ("a.xlsx", made.xlsx([["SỞ MÂY", "MẬT"]], header="&amp;CM\u1eacT")),
        ("a.eml", b"From: a@a.example\nSubject: a\nContent-Type: text/plain; charset=utf-8\n\n" + SECRET.encode()),
        ("a.msg", compound_files.outlook("a", SECRET.replace("\n", "\r\n"))),
        ("a.jsonl", b'{"text": "van ban", "secrecy": "T\\u1ed1i m\\u1eadt"}'),
        ("b.jsonl", b'{"text": "van ban", "secrecy": ["M\\u1eacT"]}'),
        ("c.jsonl", b'{"text": "van ban", "secrecy": "TM"}'),
        ("b.jsonl", ('{"text": "' + SECRET.replace("\n", "\\n") + '"}').encode()),
    ],
)
def test_a_secret_document_is_refused_and_nothing_of_it_leaves(tmp_path: Path, name: str, data: bytes) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (tmp_path / name).write_bytes(data)
    outcome = one(tmp_path / name, keep=reading_jobs.KeepIn(store))
    assert isinstance(outcome, Missed)
    assert (outcome.reason, outcome.sha256) == ("secret", None)
    assert list(store.iterdir()) == []
    assert made.BODY not in outcome.message


@pytest.mark.parametrize("stated", ["không", "Không mật", "none", "", None])
def test_a_row_that_states_no_secrecy_is_read(tmp_path: Path, stated: str | None) -> None:
    import json

    (tmp_path / "a.jsonl").write_text(json.dumps({"text": made.BODY, "secrecy": stated}))
    assert isinstance(one(tmp_path / "a.jsonl"), Read)


@pytest.mark.parametrize(
    ("row", "reason"), [("{}", "empty"), ('{"text": ""}', "empty"), ('{"text": 1}', "broken"), ('{"text": "--"}', "no-text")]
)
def test_a_row_without_text_has_a_reason(tmp_path: Path, row: str, reason: str) -> None:
    (tmp_path / "a.jsonl").write_text(row)
    outcome = one(tmp_path / "a.jsonl")
    assert isinstance(outcome, Missed)
    assert outcome.reason == reason


def test_a_row_keeps_its_stated_fields(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"number": "1/QĐ", "text": "văn bản"}', encoding="utf-8")
    outcome = one(tmp_path / "a.jsonl")
    assert isinstance(outcome, Read)
    assert outcome.row == {"number": "1/QĐ", "text": "văn bản"}


def test_removed_bytes_do_not_come_back(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"van ban")
    outcome = one(tmp_path / "a.txt", keep=reading_jobs.KeepIn(tmp_path, frozenset([b"van ban"])))
    assert isinstance(outcome, Missed)
    assert outcome.reason == "removed"


def test_a_folder_of_good_and_bad_files_is_read_but_for_the_bad(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for n in range(50):
        document = f"Số: {n + 1}/UBND-VX\n{made.BODY}".encode()
        kinds = {"txt": document, "md": document, "html": b"<html><p>" + document, "docx": None, "pdf": None}
        suffix = list(kinds)[n % 5]
        data = kinds[suffix] or (made.saved(made.letter()) if suffix == "docx" else made.pdf([[(60, 700, f"So: {n}/UBND-VX")]]))
        (folder / f"good {n:02}.{suffix}").write_bytes(data)
    bad = {
        "broken.pdf": made.scan()[:300],
        "empty.txt": b"",
        "scan.pdf": made.scan(),
        "password.docx": made.OLE_ENCRYPTED,
        "bomb.docx": made.docx_bomb(),
        "bomb.zip": made.packed({f"{n}.txt": "x" for n in range(10_001)}, zipfile.ZIP_STORED),
        "escape.zip": made.packed({"../../out.txt": "x"}),
    }
    for name, data in bad.items():
        (folder / name).write_bytes(data)
    with ReadingPool(2) as pool:
        outcomes = list(pool.read(find([folder])))
    assert sum(isinstance(o, Read) for o in outcomes) == 50
    assert {o.item.shown: o.reason for o in outcomes if isinstance(o, Missed)} == {
        "broken.pdf": "broken",
        "empty.txt": "empty",
        "scan.pdf": "no-text",
        "password.docx": "encrypted",
        "bomb.docx": "hostile",
        "bomb.zip": "hostile",
        "escape.zip": "hostile",
    }
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_no_real_office_file_stops_the_run(shared: Path) -> None:
    started = time.monotonic()
    with ReadingPool(2) as pool:
        outcomes = list(pool.read(find([shared / "data" / "files" / "files.zip"])))
    counts = Counter((o.item.name.lower()[-4:], o.reason if isinstance(o, Missed) else "read") for o in outcomes)
    print(f"{dict(counts)} in {time.monotonic() - started:.1f} s")  # noqa: T201 - shown by `pytest -s`
    assert len(outcomes) == 77
    assert counts[("docx", "read")] == 20
    assert counts[(".doc", "read")] == 28
    assert counts[(".doc", "unsupported")] == 4  # Word 6 and 95
    fields = [o.fields for o in outcomes if isinstance(o, Read) and o.item.name.lower().endswith(".doc")]
    assert sum(bool(f.number) for f in fields) >= 22  # the others print none in their head
    assert sum(bool(f.date) for f in fields) >= 23
    assert sum(bool(f.issuers) for f in fields) >= 22
    assert not any(reason in ("crashed", "time", "memory") for _, reason in counts)
