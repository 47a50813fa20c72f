"""Pages drawn as pictures for the tests of recognition: invented letters, as a scanner gives them."""

import io
from pathlib import Path

import made_files as made
import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.readers.tesseract import missing

needs_tesseract = pytest.mark.skipif(bool(missing()), reason=f"needs {', '.join(missing())}, which this machine lacks")

_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerifCondensed.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/arial.ttf",
)
RED = (205, 30, 40)


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = next((p for p in _FONTS if Path(p).exists()), None)
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


def page(*, stamp: str | None = None, colour: tuple[int, int, int] = RED, dpi: int = 150) -> Image.Image:
    """The upper half of a letter with its two columns, and a stamp in a box at its left."""
    drawn = Image.new("RGB", (int(8.27 * dpi), int(6 * dpi)), "white")
    draw = ImageDraw.Draw(drawn)
    letters, line = font(int(dpi * 0.18)), int(dpi * 0.3)
    for left, lines in ((0.8, made.LEFT), (3.9, made.RIGHT)):
        for n, text in enumerate(lines):
            draw.text((left * dpi, dpi * 0.7 + n * line), text, "black", letters)
    for n, text in enumerate(BODY):
        draw.text((0.8 * dpi, dpi * 3.2 + n * line), text, "black", letters)
    if stamp:
        box = (0.9 * dpi, 2.3 * dpi, 2.6 * dpi, 2.85 * dpi)
        draw.rectangle(box, outline=colour, width=max(2, dpi // 60))
        draw.text((box[0] + 0.25 * dpi, box[1] + 0.1 * dpi), stamp, colour, font(int(dpi * 0.26)))
    return drawn


BODY = (
    "Kính gửi: Các phòng, ban của huyện.",
    "Ủy ban nhân dân huyện đề nghị các cơ quan thực hiện việc",
    "đối thoại với nhân dân vào ngày thứ hai hằng tháng.",
)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def pdf(*pages: Image.Image, dpi: int = 150) -> bytes:
    """A PDF of pictures alone."""
    return saved(pages[0], "PDF", save_all=True, append_images=list(pages[1:]), resolution=dpi)
