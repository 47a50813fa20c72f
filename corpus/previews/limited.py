"""Previews made in a process of its own: a hostile file ends that process, and the page says that there is no preview."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import NotFound, Unreadable
from corpus.previews.turns import OutOfTime, Turns
from corpus.previews.values import Block, Cell, PageSize, Run

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PAGED = {PDF: "pdf"} | dict.fromkeys(("image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp"), "image")
PREVIEWED = frozenset({DOCX, *_PAGED})
MOST_BYTES = 100 * 2**20
SECONDS = 20.0
MEMORY = 2**30
"""Bytes that drawing may take beyond what the process starts with."""
UNREADABLE, ABSENT = 3, 4
"""Exit statuses that stand for Unreadable and NotFound."""

_turns = Turns(at_once=2, waiting=4, patience=5.0)
"""Six in all, what one browser asks for at the same moment: two of the eight threads of a server stay free."""
_out_of_time = OutOfTime(seconds=600.0, files_after=2, most=1_000)


@dataclass(frozen=True, slots=True)
class Preview:
    """Either the sizes of the pages, or blocks; `whole` where nothing was cut off."""

    pages: tuple[PageSize, ...] = ()
    blocks: tuple[Block, ...] = ()
    whole: bool = True


def preview(original: Path, media_type: str) -> Preview:
    """What there is to be shown of an original. Raises Unreadable, also where the kind has no preview; MachineBusy."""
    if media_type in _PAGED:
        return Preview(pages=tuple(PageSize(*size) for size in json.loads(_made(f"{_PAGED[media_type]}-sizes", original))))
    if media_type == DOCX:
        blocks, whole = json.loads(_made("blocks", original))
        return Preview(blocks=tuple(map(_block, blocks)), whole=whole)
    raise Unreadable("unsupported", "files of this kind have no preview")


def picture(original: Path, media_type: str, number: int) -> bytes:
    """Page `number`, from 1, of a PDF or an image, as a PNG.

    Raises NotFound where there is no such page, Unreadable, MachineBusy.
    """
    if media_type not in _PAGED:
        raise NotFound("only PDFs and images have pages")
    return _made(f"{_PAGED[media_type]}-page", original, str(number))


def _made(what: str, original: Path, *arguments: str) -> bytes:
    try:
        if original.stat().st_size > MOST_BYTES:
            raise Unreadable("too-large", f"files over {MOST_BYTES // 2**20} MiB have no preview")
    except OSError as error:
        raise NotFound("the original is not kept") from error
    wanted = " ".join((what, *arguments))
    _out_of_time.refuse(original, wanted)
    with _turns.one():
        _out_of_time.refuse(original, wanted)  # while it waited, others may have tried
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", "corpus.previews", what, str(original), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            _out_of_time.note(original, wanted)
            raise Unreadable("time", f"drawing took longer than {SECONDS:.0f} seconds") from None
    if done.returncode == 0:
        return done.stdout
    if done.returncode in (UNREADABLE, ABSENT):
        reason, message = json.loads(done.stdout)
        raise NotFound(message) if done.returncode == ABSENT else Unreadable(reason, message)
    raise Unreadable("crashed", "drawing it failed")


def _block(read: dict[str, Any]) -> Block:
    rows = tuple(tuple(Cell(tuple(map(_block, cell["blocks"])), cell["span"]) for cell in row) for row in read["rows"])
    return Block(tuple(Run(**run) for run in read["runs"]), read["align"], read["heading"], rows)
