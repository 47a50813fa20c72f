"""How large a page is drawn, and pixels as a PNG. Pure."""

import io
import math
import zlib
from struct import pack

from corpus.previews.values import PageSize

WIDTH = 900
"""Pixels across a page: to be read beside its text."""
TALLEST = 4
"""How many times its width a picture may be high; what is longer is drawn smaller."""


def scale_of(width: float, height: float) -> float:
    """Pixels for each unit of a page, which may claim any box: of no height, or of kilometres."""
    width, height = (value if 0 < value < 1e7 else 1.0 for value in (width, height))
    return min(WIDTH / width, WIDTH * TALLEST / height)


def size_of(width: float, height: float) -> PageSize:
    """Of the page's picture, to the pixel above."""
    scale = scale_of(width, height)
    across, down = (max(1, math.ceil(scale * value)) if 0 < value < 1e7 else 1 for value in (width, height))
    return PageSize(min(across, WIDTH), min(down, WIDTH * TALLEST))


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
