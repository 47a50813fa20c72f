"""Pages drawn as pictures for the tests of recognition: invented letters, as a scanner gives them."""

import io
from pathlib import Path

import made_files as made
import pypdfium2
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


def page(
    *, stamp: str | None = None, colour: tuple[int, int, int] = RED, dpi: int = 150, tilt: float = 0.0, box: bool = True
) -> Image.Image:
    """The upper half of a letter with its two columns, and a stamp at its left, in a box and turned by `tilt` degrees."""
    drawn = Image.new("RGB", (int(8.27 * dpi), int(6 * dpi)), "white")
    draw = ImageDraw.Draw(drawn)
    letters, line = font(int(dpi * 0.18)), int(dpi * 0.3)
    for left, lines in ((0.8, made.LEFT), (3.9, made.RIGHT)):
        for n, text in enumerate(lines):
            draw.text((left * dpi, dpi * 0.7 + n * line), text, "black", letters)
    for n, text in enumerate(BODY):
        draw.text((0.8 * dpi, dpi * 3.2 + n * line), text, "black", letters)
    if stamp:
        stamped(drawn, stamp, colour, dpi, tilt, box=box)
    return drawn


def stamped(page: Image.Image, text: str, colour: tuple[int, int, int], dpi: int, tilt: float, *, box: bool) -> None:
    letters, edge = font(int(dpi * 0.26)), int(dpi * 0.08)
    left, top, right, bottom = (int(side) for side in letters.getbbox(text))
    width, height = right - left + 2 * edge, bottom - top + 2 * edge
    over = Image.new("RGBA", (width + 8, height + 8), (*colour, 0))
    draw = ImageDraw.Draw(over)
    if box:
        draw.rectangle((3, 3, width + 3, height + 3), outline=(*colour, 230), width=max(2, dpi // 60))
    draw.text((4 + edge - left, 4 + edge - top), text, (*colour, 230), letters)
    turned = over.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
    page.paste(turned, (int(0.9 * dpi), int(2.25 * dpi)), turned)


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


def joined(*files: bytes) -> bytes:
    """The pages of these PDFs in one."""
    whole = pypdfium2.PdfDocument.new()
    for data in files:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()
