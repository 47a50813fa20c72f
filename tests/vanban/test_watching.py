"""`vanban watch`: what arrives is added, once it is whole and by the same rules as `add`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from archives import answer, here, letter

from corpus.lock import WriterLock


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    folder = tmp_path / "den"
    folder.mkdir()
    return tmp_path / "archive", folder


def put(folder: Path, number: int, name: str | None = None) -> Path:
    path = folder / (name or f"{number:04}.txt")
    path.parent.mkdir(exist_ok=True)
    path.write_text(letter(number), encoding="utf-8")
    return path


def once(archive: Path, *folders: Path) -> tuple[int, list[dict[str, str]]]:
    done = here(archive, "watch", *map(str, folders), "--once", "--interval", "0.05", "--workers", "0", "--json")
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def watching(archive: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "vanban", "--lang", "en", "--archive", str(archive), "watch", str(folder)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("VANBAN_")}
    process = subprocess.Popen(
        [*command, "--interval", "0.1", "--workers", "0", "--json", "--wait", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def told(stream: IO[str] | None) -> str:
    assert stream is not None
    return stream.readline()


def test_what_lies_there_is_added_once_and_told_line_by_line(places: tuple[Path, Path]) -> None:
    archive, folder = places
    put(folder, 1, "2023/1.txt")
    put(folder, 2)
    status, lines = once(archive, folder)
    assert (status, sorted((line["outcome"], line["path"]) for line in lines)) == (
        0,
        [("added", "0002.txt"), ("added", "2023/1.txt")],
    )
    assert answer(archive, "search", "")["total"] == 2
    assert once(archive, folder) == (0, [])  # a restart brings nothing new
    put(folder, 3)
    assert [line["path"] for line in once(archive, folder)[1]] == ["0003.txt"]


def test_a_file_that_is_overwritten_is_a_new_version_or_another_document(places: tuple[Path, Path]) -> None:
    archive, folder = places
    path = put(folder, 1)
    once(archive, folder)
    time.sleep(1.1)  # sources carry whole seconds
    path.write_text(letter(1).replace("rà soát lại", "rà soát kỹ lại"), encoding="utf-8")
    assert [line["outcome"] for line in once(archive, folder)[1]] == ["version"]
    time.sleep(1.1)
    put(folder, 2, path.name)
    assert [line["outcome"] for line in once(archive, folder)[1]] == ["added"]


def test_what_cannot_be_read_is_told_once_and_read_again_when_it_changes(places: tuple[Path, Path]) -> None:
    archive, folder = places
    broken = folder / "a.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    old = time.time() - 60
    os.utime(broken, (old, old))
    status, [line] = once(archive, folder)
    assert (status, line["outcome"]) == (1, "unreadable")
    assert once(archive, folder) == (0, [])
    time.sleep(1.1)
    broken.unlink()
    put(folder, 1, "a.txt")
    assert [line["outcome"] for line in once(archive, folder)[1]] == ["added"]


def test_a_removed_document_stays_out_in_silence(places: tuple[Path, Path]) -> None:
    archive, folder = places
    put(folder, 1)
    [line] = once(archive, folder)[1]
    here(archive, "remove", line["id"])
    assert once(archive, folder) == (0, [])
    assert answer(archive, "search", "")["total"] == 0


def test_a_folder_that_is_not_there_is_waited_for(places: tuple[Path, Path]) -> None:
    archive, folder = places
    status, lines = once(archive, folder / "khong-co", folder)
    assert (status, lines) == (1, [])
    done = here(archive, "watch", str(put(folder, 1)), "--once")
    assert done.returncode == 2  # a file is no folder


def test_it_watches_while_folders_go_and_come_and_ends_on_sigterm_with_0(places: tuple[Path, Path]) -> None:
    archive, folder = places
    put(folder, 1)
    with watching(archive, folder) as process:
        assert json.loads(told(process.stdout))["path"] == "0001.txt"
        folder.rename(folder.with_name("xa"))
        assert "waiting" in told(process.stderr)
        put(folder.with_name("xa"), 2)
        folder.with_name("xa").rename(folder)
        assert "again" in told(process.stderr)
        assert json.loads(told(process.stdout))["path"] == "0002.txt"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert answer(archive, "search", "")["total"] == 2
    assert here(archive, "check").returncode == 0


def test_it_waits_for_another_writer_and_goes_on_and_ctrl_c_ends_it_with_130(places: tuple[Path, Path]) -> None:
    archive, folder = places
    archive.mkdir()
    put(folder, 1)
    with watching(archive, folder) as process:
        with WriterLock(archive, 10):
            assert "waiting for the archive" in told(process.stderr)
        assert json.loads(told(process.stdout))["outcome"] == "added"
        with WriterLock(archive, 10):  # between two files the archive is anybody's
            pass
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
