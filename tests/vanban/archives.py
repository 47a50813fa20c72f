"""Fictional folders of documents and the command as a process, for the tests of the whole."""

import contextlib
import functools
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

MATTERS = (
    "công tác dân vận",
    "đối thoại và tiếp công dân",
    "cải cách hành chính",
    "phòng, chống thiên tai",
    "an toàn thực phẩm",
    "chuyển đổi số",
    "an toàn giao thông",
    "bảo vệ môi trường",
)


def letter(number: int) -> str:
    """A fictional official letter; no two of them have the same text."""
    matter, year = MATTERS[number % len(MATTERS)], 2015 + number % 10
    return (
        f"ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM\n\nSố: {number}/UBND-VX\nV/v tăng cường {matter}\n\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
        f"Thạch Lâm, ngày {1 + number % 27} tháng {1 + number % 12} năm {year}\n\n"
        "Kính gửi: Ủy ban nhân dân các xã, thị trấn.\n\n"
        f"Để thực hiện tốt {matter} trong năm {year}, Ủy ban nhân dân huyện yêu cầu các xã, thị trấn rà soát lại việc đã làm, "
        f"báo cáo về huyện trước ngày {1 + number % 27} hằng tháng và cử cán bộ phụ trách việc thứ {number}.\n\n"
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Mẫu\n\n"
        "(Văn bản hư cấu.)\n"
    )


def folder_of_letters(folder: Path, count: int, first: int = 1) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        (folder / f"{number:04}.txt").write_text(letter(number), encoding="utf-8")
    return folder


def vanban(archive: Path, *arguments: str, timeout: float = 120, lang: str = "en") -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "vanban", "--lang", lang, "--archive", str(archive), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=_environment(), check=False)


def here(archive: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same command inside this process: quicker, where the process is not what is tested."""
    from vanban.command import main

    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch("vanban.opening.load", _encoder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main(["--archive", str(archive), *arguments])
    return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out.getvalue(), err.getvalue())


@functools.cache
def _encoder(name: str, card: Any = None) -> Any:
    """Read once for all calls inside this process: reading its table is most of the time of a short command."""
    from indexer.encoders import load

    return load(name) if card is None else load(name, card)


def answer(archive: Path, *arguments: str) -> Any:
    """What the command prints with --json; the command must not fail."""
    done = here(archive, *arguments, "--json")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def child(script: str, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """A Python script in a process of its own, for tests that bend the product before they call it."""
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=_environment(),
        check=False,
    )


def _environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("VANBAN_")}
