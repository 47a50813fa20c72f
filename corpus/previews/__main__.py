"""The process that draws: `python -m corpus.previews WHAT FILE [NUMBER]`, its answer on stdout. Not for people.

WHAT: blocks (of a Word document), pdf-sizes, pdf-page, image-sizes, image-page.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from corpus.errors import NotFound, Unreadable
from corpus.previews.limited import ABSENT, MEMORY, SECONDS, UNREADABLE
from corpus.workers.worker import limit_memory


def main(what: str, file: str, number: str = "1") -> int:
    limit_memory(MEMORY)
    _limit_seconds()
    try:
        sys.stdout.buffer.write(_answer(what, Path(file).read_bytes(), int(number)))
    except Unreadable as error:
        return _told(UNREADABLE, error.reason, str(error))
    except NotFound as error:
        return _told(ABSENT, "missing", str(error))
    except MemoryError:
        return _told(UNREADABLE, "memory", "drawing it needs more memory than it may use")
    sys.stdout.buffer.flush()
    return 0


def _answer(what: str, data: bytes, number: int) -> bytes:
    # Each kind loads what it needs and no more: a process is started for every page.
    if what == "blocks":
        from corpus.previews.docx_blocks import docx_blocks

        blocks, whole = docx_blocks(data)
        return json.dumps([[asdict(block) for block in blocks], whole], ensure_ascii=False).encode("utf-8", "replace")
    if what.startswith("image-"):
        from corpus.previews.image_pages import image_picture as picture
        from corpus.previews.image_pages import image_sizes as sizes
    else:
        from corpus.previews.pdf_pages import page_picture as picture
        from corpus.previews.pdf_pages import page_sizes as sizes

    if what.endswith("-page"):
        return picture(data, number)
    return json.dumps([[size.width, size.height] for size in sizes(data)]).encode()


def _told(status: int, reason: str, message: str) -> int:
    sys.stdout.buffer.write(json.dumps([reason, message]).encode())
    sys.stdout.buffer.flush()
    return status


def _limit_seconds() -> None:
    """Processor time, for where the parent is gone; the parent watches the clock."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS) + 1, int(SECONDS) + 2))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
