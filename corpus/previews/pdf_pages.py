"""Pages of a PDF as pictures, by PDFium. Nothing of the file runs: no scripts, no forms, no links."""

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from corpus.errors import NotFound, Unreadable
from corpus.previews.pictures import png, scale_of, size_of
from corpus.previews.values import PageSize

MOST_PAGES = 3_000
"""As many as the reader of PDFs takes; a PDF with more is not in the archive."""


def page_sizes(data: bytes) -> list[PageSize]:
    """Of each page, as `page_picture` draws it. Raises Unreadable "broken" or "encrypted"."""
    with _opened(data) as document:
        return [size_of(*document.get_page_size(number)) for number in range(min(len(document), MOST_PAGES))]


def page_picture(data: bytes, number: int) -> bytes:
    """Page `number`, from 1, as a PNG in RGB. Raises NotFound where there is no such page, Unreadable."""
    with _opened(data) as document:
        if not 1 <= number <= min(len(document), MOST_PAGES):
            raise NotFound(f"there is no page {number}")
        try:
            page = document[number - 1]
            bitmap = page.render(scale=scale_of(*page.get_size()), may_draw_forms=False, rev_byteorder=True)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("broken", f"page {number} cannot be drawn ({error})") from None
        pixels = bitmap.to_numpy()
        return png(pixels[:, :, :3].tobytes(), bitmap.width, bitmap.height)


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        reason = "encrypted" if "password" in str(error).lower() else "broken"
        raise Unreadable(reason, f"not a PDF that can be drawn ({error})") from None
