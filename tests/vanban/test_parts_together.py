"""An archive with everything in it at once: registers, corrections, confirmations, own bodies, proposals, citations."""

import json
from pathlib import Path

import pytest
from archives import answer, here, letter
from test_registers import HELD, MISSING, register

from corpus.catalogue import Catalogue
from corpus.document import DocumentId

NOW = "2026-11-24T08:00:00Z"

OWN = "Trạm Thủy nông Đồng Sậy"
OWN_HEAD = (
    letter(5).replace("ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM", "UBND HUYỆN THẠCH LÂM\nTRẠM ĐỒNG SẬY").replace("5/UBND-VX", "5/TB-TDS")
)
CITING = letter(9).replace("Để thực hiện tốt", "Thực hiện Công văn số 3/UBND-VX ngày 04/4/2018 của UBND huyện Thạch Lâm và tốt")
HIDDEN = letter(7).replace("Số: 7/UBND-VX", "Số:       /UBND-VX")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in {
        "0003": letter(3),
        "0009": CITING,
        "0005": OWN_HEAD,
        "7 ubnd vx": HIDDEN,
        "42 kh syt": HIDDEN.replace("thứ 7", "thứ 42"),
        "0002": letter(2),
    }.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "SO.xlsx").write_bytes(register(HELD, MISSING))
    archive = tmp_path / "archive"
    answer(archive, "add", str(folder), "--workers", "0")
    answer(archive, "issuers", "add", OWN, "--alias", "Trạm Đồng Sậy")
    answer(archive, "edit", found(archive, "2/UBND-VX"), "subject=mở hội chợ", "date=5/2017", "--note", "theo bản giấy")
    with Catalogue.open(archive) as catalogue:
        catalogue.edit(DocumentId(found(archive, "9/UBND-VX")), [("subject", None), ("date", None)], "Ngân", now=NOW)
    answer(archive, "edit", found(archive, "8/UBND-VX"), "signer=Lê Thị Thử")
    return archive


def found(archive: Path, number: str) -> str:
    return str(answer(archive, "search", number)["hits"][0]["id"])


def sound(archive: Path) -> None:
    for step in (("check",), ("rebuild",), ("check",)):
        done = here(archive, *step)
        assert done.returncode == 0, done.stdout + done.stderr


def test_an_export_into_an_empty_archive_is_the_same_archive(archive: Path, tmp_path: Path) -> None:
    exported = here(archive, "export").stdout
    rows = [json.loads(row) for row in exported.splitlines()]
    assert any(row.get("proposals") for row in rows)
    assert {issuer for row in rows for issuer in row["issuers"]} >= {"tram-thuy-nong-dong-say"}
    (tmp_path / "export.jsonl").write_text(exported, encoding="utf-8")
    other = tmp_path / "other"
    answer(other, "add", str(tmp_path / "export.jsonl"), "--workers", "0")
    assert here(other, "export").stdout == exported
    assert answer(other, "review") == answer(archive, "review")
    for row in rows:
        assert answer(other, "history", row["id"])["corrections"] == answer(archive, "history", row["id"])["corrections"]
    # What the register says is there already: its line brings nothing that is not known, and parts nothing.
    answer(other, "add", str(tmp_path / "in"), "--workers", "0")
    assert [json.loads(row)["subject"] for row in here(other, "export").stdout.splitlines()] == [row["subject"] for row in rows]
    sound(other)
    sound(archive)


def test_a_document_joined_by_a_line_is_corrected_removed_and_stays_away(archive: Path, tmp_path: Path) -> None:
    held = found(archive, "3/UBND-VX")
    before = answer(archive, "search")["total"]
    answer(archive, "edit", held, "number=4/UBND-VX")
    assert answer(archive, "search")["total"] == before + 1  # the line stands by itself again
    sound(archive)
    citation = answer(archive, "show", found(archive, "9/UBND-VX"))["citations"][0]
    assert citation["document"] == found(archive, "3/UBND-VX")  # which is now the line
    answer(archive, "edit", held, "number=3/UBND-VX")
    assert answer(archive, "search")["total"] == before
    assert answer(archive, "show", found(archive, "9/UBND-VX"))["citations"][0]["document"] == held
    here(archive, "remove", held)
    assert answer(archive, "search")["total"] == before - 1
    again = answer(archive, "add", str(tmp_path / "in"), "--workers", "0")["counts"]
    assert again["removed"] == 2
    assert answer(archive, "search")["total"] == before - 1
    sound(archive)
