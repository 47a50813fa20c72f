"""Scans that came while nothing could recognise them: they wait, and are read once it can."""

import json
import os
from pathlib import Path

import made_files as made
import made_scans as scans
import pytest
from archives import here

from corpus.readers import tesseract


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine on whose PATH there is no program that recognises writing; undone, it is there."""
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    tesseract.missing.cache_clear()
    return monkeypatch


def put_right(absent: pytest.MonkeyPatch) -> None:
    absent.undo()
    tesseract.missing.cache_clear()


def said(archive: Path, *arguments: str) -> tuple[int, dict[str, dict[str, int]]]:
    done = here(archive, *arguments, "--json")
    return done.returncode, json.loads(done.stdout)


@scans.needs_tesseract
def test_a_scan_waits_for_the_program_and_is_read_by_a_retry(tmp_path: Path, absent: pytest.MonkeyPatch) -> None:
    archive, scan = tmp_path / "kho", tmp_path / "a.pdf"
    scan.write_bytes(scans.pdf(scans.page()))
    assert said(archive, "add", str(scan), "--workers", "0")[1]["counts"] == {"unreadable": 1}
    state = said(archive, "status")[1]
    assert state["ocr"] == {"waiting": 1, "install": "tesseract-ocr, tesseract-ocr-vie"}
    assert "tesseract-ocr-vie" in here(archive, "status").stdout
    put_right(absent)
    assert said(archive, "add", "--retry", "--workers", "0")[1]["counts"] == {"added": 1}
    assert said(archive, "status")[1]["ocr"] == {"waiting": 0}


@scans.needs_tesseract
def test_the_scanned_pages_of_a_kept_file_are_read_by_a_retry_too(tmp_path: Path, absent: pytest.MonkeyPatch) -> None:
    archive, file = tmp_path / "kho", tmp_path / "a.pdf"
    file.write_bytes(scans.joined(made.pdf([[(60, 700, "Trang co lop chu cua minh")]]), scans.pdf(scans.page())))
    added = said(archive, "add", str(file), "--workers", "0")[1]
    assert added["counts"] == {"added": 1}
    id = added["documents"][0]["id"]  # type: ignore[index]
    assert said(archive, "status")[1]["ocr"]["waiting"] == 1
    assert said(archive, "add", str(file), "--workers", "0")[1]["counts"] == {"unchanged": 1}
    put_right(absent)
    assert here(archive, "edit", id, "subject=Việc đã sửa tay").returncode == 0
    again = said(archive, "add", "--retry", "--workers", "0")[1]
    assert (again["counts"], again["documents"][0]["id"]) == ({"version": 1}, id)  # type: ignore[index]
    shown = said(archive, "show", id)[1]
    assert "đối thoại với nhân dân" in str(shown)
    assert shown["subject"] == "Việc đã sửa tay"
    assert len(shown["versions"]) == 1
    assert said(archive, "add", "--retry", "--workers", "0")[1]["counts"] == {}
    assert said(archive, "search", "đối thoại với nhân dân")[1]["total"] == 1


@scans.needs_tesseract
def test_a_first_page_that_is_a_scan_keeps_a_mixed_file_out_until_it_can_be_seen(
    tmp_path: Path, absent: pytest.MonkeyPatch
) -> None:
    archive, file = tmp_path / "kho", tmp_path / "a.pdf"
    file.write_bytes(scans.joined(scans.pdf(scans.page(stamp="MẬT")), made.pdf([[(60, 700, "Trang co lop chu cua minh")]])))
    assert said(archive, "add", str(file), "--workers", "0")[1]["counts"] == {"unreadable": 1}
    put_right(absent)
    assert said(archive, "add", "--retry", "--workers", "0")[1]["counts"] == {"refused": 1}


@scans.needs_tesseract
def test_a_watched_folder_reads_what_waited_when_it_is_watched_anew(tmp_path: Path, absent: pytest.MonkeyPatch) -> None:
    archive, folder = tmp_path / "kho", tmp_path / "den"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(scans.pdf(scans.page()))
    os.utime(folder / "a.pdf", (1e9, 1e9))
    watch = ("watch", str(folder), "--once", "--interval", "0.05", "--workers", "0", "--json")
    assert json.loads(here(archive, *watch).stdout)["outcome"] == "unreadable"
    assert here(archive, *watch).stdout == ""
    put_right(absent)
    assert json.loads(here(archive, *watch).stdout)["outcome"] == "added"
