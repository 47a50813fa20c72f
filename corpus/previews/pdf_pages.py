"""Pages of a PDF as pictures, by PDFium. Nothing of the file runs: no scripts, no forms, no links."""

import io
import math
import zlib
from struct import pack

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from corpus.errors import NotFound, Unreadable
from corpus.previews.values import PageSize

WIDTH = 900
"""Pixels across a page: to be read beside its text."""
TALLEST = 4
"""How many times its width a picture may be high; what is longer is drawn smaller."""
MOST_PAGES = 2_000
"""Pages whose sizes are told."""


def page_sizes(data: bytes) -> list[PageSize]:
    """Of each page, as `page_picture` draws it. Raises Unreadable "broken" or "encrypted"."""
    with _opened(data) as document:
        return [_size(document.get_page_size(number)) for number in range(min(len(document), MOST_PAGES))]


def page_picture(data: bytes, number: int) -> bytes:
    """Page `number`, from 1, as a PNG in RGB. Raises NotFound where there is no such page, Unreadable."""
    with _opened(data) as document:
        if not 1 <= number <= min(len(document), MOST_PAGES):
            raise NotFound(f"there is no page {number}")
        try:
            page = document[number - 1]
            bitmap = page.render(scale=_scale(page.get_size()), may_draw_forms=False, rev_byteorder=True)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("broken", f"page {number} cannot be drawn ({error})") from None
        pixels = bitmap.to_numpy()
        return png(pixels[:, :, :3].tobytes(), bitmap.width, bitmap.height)


def png(pixels: bytes, width: int, height: int) -> bytes:
    """RGB pixels, row by row, as a PNG (RFC 2083)."""
    row = width * 3
    lines = io.BytesIO()
    for start in range(0, row * height, row):
        lines.write(b"\0" + pixels[start : start + row])
    parts = (
        (b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines.getvalue(), 6)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(body)) + name + body + pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "encrypted" if "password" in str(error).lower() else "broken"
        raise Unreadable(reason, f"not a PDF that can be drawn ({error})") from None


def _scale(points: tuple[float, float]) -> float:
    """Pixels for each point of a page, which may claim any box: of no height, or of kilometres."""
    width, height = (value if 0 < value < 1e7 else 1.0 for value in points)
    return min(WIDTH / width, WIDTH * TALLEST / height)


def _size(points: tuple[float, float]) -> PageSize:
    width, height = (max(1, math.ceil(_scale(points) * value)) if 0 < value < 1e7 else 1 for value in points)
    return PageSize(min(width, WIDTH), min(height, WIDTH * TALLEST))
