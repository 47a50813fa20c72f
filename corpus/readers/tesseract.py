"""Tesseract, the system's program for recognising writing: one page in by a pipe, words with boxes and confidence out."""

import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.vietnamese import clean

Grey = NDArray[np.uint8]
"""A picture, rows of pixels from 0 (black) to 255 (white)."""

LANGUAGE = "vie"
DPI = 300
"""What pictures are brought to; the models were trained on lines about 36 pixels high, which is 10 to 12 pt at 300 dpi."""
WHOLE_PAGE, ONE_BLOCK = 3, 6
"""Page-segmentation modes: columns and paragraphs found by itself; lines one below the other."""


_FARTHEST = 100_000
"""Pixels from a page's corner beyond which a box is none of it."""


class TookTooLong(Exception):
    """The program was ended because a page took more than its seconds."""


class NotRecognised(Exception):
    """The program failed on this page."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its box in pixels, y downwards; `line` numbers the program's own line; `confidence` 0 to 1."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    line: int
    confidence: float


@cache
def missing() -> tuple[str, ...]:
    """What recognition still needs, as packages are called in Debian and Python; empty where all is there. Asked once."""
    packages = []
    program = shutil.which("tesseract")
    if program is None:
        packages += ["tesseract-ocr", f"tesseract-ocr-{LANGUAGE}"]
    elif LANGUAGE not in _languages(program):
        packages.append(f"tesseract-ocr-{LANGUAGE}")
    try:
        import PIL.Image  # noqa: F401
    except ImportError:
        packages.append("vanban[ocr]")
    return tuple(packages)


def _languages(program: str) -> list[str]:
    try:
        told = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        return []
    return (told.stdout + told.stderr).decode("utf-8", "replace").split()


def words(picture: Grey, seconds: float, mode: int = WHOLE_PAGE) -> list[Word]:
    """The words of a page in the program's order. Raises TookTooLong, NotRecognised."""
    told = _run(picture, seconds, "-l", LANGUAGE, "--psm", str(mode), "tsv").decode("utf-8", "replace")
    found: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in told.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5":  # level 5: a word
            continue
        text = "".join(clean(cells[11]).split())
        if text:
            try:
                left, top, width, height = map(int, cells[6:10])
                confidence = min(100.0, max(0.0, float(cells[10])))
            except ValueError:
                raise NotRecognised from None
            if max(map(abs, (left, top, width, height))) > _FARTHEST:
                raise NotRecognised
            line = lines.setdefault(tuple(cells[2:5]), len(lines))
            found.append(Word(text, left, top, left + width, top + height, line, confidence / 100))
    return found


def quarter_turns(picture: Grey, seconds: float) -> int:
    """By how many quarter turns to the left the page must be turned to stand upright; 0 where the program cannot tell.

    Raises TookTooLong.
    """
    try:
        told = _run(picture, seconds, "-l", "osd", "--psm", "0").decode("utf-8", "replace")
    except NotRecognised:  # too few letters, or no model for it
        return 0
    facts = dict(line.split(": ", 1) for line in told.split("\n") if ": " in line)
    with contextlib.suppress(KeyError, ValueError):
        if float(facts["Orientation confidence"]) >= 1.0:
            return int(facts["Orientation in degrees"]) // 90 % 4
    return 0


def _run(picture: Grey, seconds: float, *arguments: str) -> bytes:
    program = shutil.which("tesseract")
    if program is None:
        raise NotRecognised
    height, width = picture.shape
    page = b"P5 %d %d 255\n" % (width, height) + np.ascontiguousarray(picture).tobytes()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # workers are the parallel part; its own threads only cost
    command = [program, "stdin", "stdout", "--dpi", str(DPI), *arguments]
    options: dict[str, Any] = {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, **options
    ) as process:
        _limit(process.pid, seconds)
        try:
            told: bytes = process.communicate(page, timeout=seconds)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            raise TookTooLong from None
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise NotRecognised
    return told


def _limit(process: int, seconds: float) -> None:
    """A limit of processor time, where the system can: it holds even when whoever started the program is gone."""
    with contextlib.suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        most = int(seconds) + 2
        resource.prlimit(process, resource.RLIMIT_CPU, (most, most))
