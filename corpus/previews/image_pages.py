"""Scans kept as images (PNG, JPEG, TIFF with all its pages, WebP, BMP) as pictures of pages, upright.

They are drawn anew, never sent as they are: what a picture hides behind its points stays in the original.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from corpus.errors import NotFound, Unreadable
from corpus.previews.pictures import png, scale_of, size_of
from corpus.previews.values import PageSize
from corpus.readers.image import opened, turned, upright
from corpus.readers.recognition import MOST_RECOGNISED

if TYPE_CHECKING:
    from PIL import Image

Given = TypeVar("Given")


def image_sizes(data: bytes) -> list[PageSize]:
    """Of each page, as `image_picture` draws it; as many as recognition looks at. Raises Unreadable."""

    def sizes(picture: "Image.Image") -> list[PageSize]:
        found = []
        for number in range(MOST_RECOGNISED):
            if not _at(picture, number):
                break
            found.append(size_of(*_box(picture)))
        return found

    return _of(data, sizes)


def image_picture(data: bytes, number: int) -> bytes:
    """Page `number`, from 1, as a PNG in RGB. Raises NotFound where there is no such page, Unreadable."""

    def drawn(picture: "Image.Image") -> bytes:
        if not 1 <= number <= MOST_RECOGNISED or not _at(picture, number - 1):
            raise NotFound(f"there is no page {number}")
        page = upright(picture, scale_of(*_box(picture))).convert("RGB")
        return png(page.tobytes(), page.width, page.height)

    return _of(data, drawn)


def _of(data: bytes, what: Callable[["Image.Image"], Given]) -> Given:
    try:
        return what(opened(data))
    except ImportError:  # the machine that read the scan had Pillow; this one may only show pages
        raise Unreadable("unsupported", "drawing images needs Pillow") from None
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError) as error:
        raise Unreadable("broken", f"damaged, cannot be drawn ({type(error).__name__})") from error


def _at(picture: "Image.Image", number: int) -> bool:
    """Bring the picture to that page, from 0; whether there is one. Further frames of others than TIFFs are films."""
    if number and picture.format != "TIFF":
        return False
    try:
        picture.seek(number)
    except EOFError:
        return False
    return True


def _box(picture: "Image.Image") -> tuple[int, int]:
    width, height = picture.size
    return (height, width) if turned(picture) else (width, height)
