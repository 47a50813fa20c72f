"""Images of pages (PNG, JPEG, TIFF with all its pages, WebP, BMP): opened by Pillow, read by recognition."""

import io
import math
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, SupportsFloat

import numpy as np
from numpy.typing import NDArray

from corpus.errors import Unreadable
from corpus.readers.ocr import TEXT_ONLY, Ocr, Recognition
from corpus.readers.reading import Reading
from corpus.readers.recognition import LEAST_LETTERS, MOST_PIXELS, MOST_RECOGNISED, Part, Recogniser, assembled, require
from corpus.readers.tesseract import DPI

if TYPE_CHECKING:
    from PIL import Image

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "TIFF": "image/tiff", "WEBP": "image/webp", "BMP": "image/bmp"}
MOST_IMAGE_PIXELS = 80_000_000
"""A larger picture is not unpacked: A3 at 600 dpi has 70 million."""
_PAGE_WIDTH = 2480
"""A4 at 300 dpi: what a picture that does not say its resolution is taken to show across."""
_BELIEVED = (100, 1200)
_SMALLEST, _LARGEST = 0.25, 3.0
_ORIENTATION = 0x0112
"""The Exif tag of how the camera was held."""


def read_image(data: bytes, recognition: Recognition = TEXT_ONLY) -> Reading:
    """What recognition sees, page by page.

    Raises Unreadable: "no-text" (recognition is not to be used, or saw no writing), "needs-ocr", "too-large",
    "unsupported" (other formats), "broken".
    """
    if recognition.ocr is Ocr.NEVER:
        raise Unreadable("no-text", "an image; it needs text recognition (`--ocr auto`)")
    require()
    from PIL import Image

    told: list[str] = []
    parts: list[Part] = []
    left_out = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, and of sizes that are checked here
            picture = opened(data)
            media_type = FORMATS[picture.format or "PNG"]
            recogniser = Recogniser(recognition)
            for number, page in enumerate(_pages(picture), 1):
                if number > MOST_RECOGNISED:
                    told.append(f"chỉ nhận dạng {MOST_RECOGNISED} trang đầu")
                    break
                seen = recogniser.page(page, needed=number == 1)
                left_out += seen is None
                parts.append(Part(number, "", seen))
    except Image.DecompressionBombError as error:
        raise Unreadable("too-large", f"an image of more than {MOST_IMAGE_PIXELS:,} points") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        if not parts:
            raise Unreadable("broken", f"damaged, cannot be opened as an image ({type(error).__name__})") from error
        told.append(f"hỏng từ trang {len(parts) + 1}, chỉ đọc các trang trước đó")
    if left_out:
        told.append(f"trang chưa nhận dạng được (quá lâu hoặc quá nhiều trang): {left_out:,}")
    if left_out == len(parts):
        raise Unreadable("time", "recognising it took too long")
    if sum(part.letters for part in parts) < LEAST_LETTERS:
        raise Unreadable("no-text", "an image on which no writing was recognised")
    return assembled(parts, media_type, told, ())


def opened(data: bytes) -> "Image.Image":
    """The image, at its first page, no point of it unpacked. Raises Unreadable "too-large", "unsupported"; what Pillow raises."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, and of sizes that `upright` checks
            return Image.open(io.BytesIO(data), formats=list(FORMATS))
    except Image.DecompressionBombError as error:
        raise Unreadable("too-large", f"an image of more than {MOST_IMAGE_PIXELS:,} points") from error
    except UnidentifiedImageError as error:
        raise Unreadable("unsupported", "an image that cannot be read; save it as PNG, JPEG or PDF") from error


def upright(frame: "Image.Image", scale: float) -> "Image.Image":
    """The frame as grey or RGB on white paper, larger or smaller by `scale`, turned as it was held. Raises what Pillow raises."""
    from PIL import Image, ImageOps

    width, height = frame.size
    if width * height > MOST_IMAGE_PIXELS:
        raise Unreadable("too-large", f"an image of {width:,} by {height:,} points; up to {MOST_IMAGE_PIXELS:,} are read")
    orientation = frame.getexif().get(_ORIENTATION)
    page = _eight_bits(frame)
    if not 0.9 <= scale <= 1.1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        page = page.resize(size, Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX)
    if orientation:
        page.getexif()[_ORIENTATION] = orientation
        page = ImageOps.exif_transpose(page)
    return page


def turned(frame: "Image.Image") -> bool:
    """Whether it was held on its side, so that height and width change places when it is upright."""
    return frame.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)


def _pages(picture: "Image.Image") -> Iterator[NDArray[np.uint8]]:
    """The frames of a TIFF or the one of other formats, upright, at about 300 dpi. Raises what Pillow raises."""
    from PIL import ImageSequence

    for frame in ImageSequence.Iterator(picture):
        yield np.asarray(upright(frame, _scale(*frame.size, frame.info.get("dpi"))))
        if picture.format != "TIFF":  # further frames of the others are films
            return


def _eight_bits(frame: "Image.Image") -> "Image.Image":
    """The frame as grey or RGB on white paper."""
    from PIL import Image

    if frame.mode.startswith(("I", "F")):  # 16 bits and more of grey, in whatever range it uses
        values = np.asarray(frame, dtype=np.float32)
        low, high = float(values.min()), float(values.max())
        return Image.fromarray(((values - low) * (255 / max(1e-6, high - low))).astype(np.uint8))
    if "A" in frame.getbands() or "transparency" in frame.info:
        over = frame.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(paper, over).convert("RGB")
    return frame.convert("L" if frame.mode in ("1", "L") else "RGB")


def _scale(width: int, height: int, dpi: object) -> float:
    """What brings the picture to 300 dpi: by the resolution it states where that can be, else as if it showed an A4 page."""
    stated = float(dpi[0]) if isinstance(dpi, tuple) and dpi and isinstance(dpi[0], SupportsFloat) else 0.0
    wanted = DPI / stated if _BELIEVED[0] <= stated <= _BELIEVED[1] else _PAGE_WIDTH / min(width, height)
    most = math.sqrt(MOST_PIXELS / (width * height))
    return min(max(_SMALLEST, min(_LARGEST, wanted)), most)
