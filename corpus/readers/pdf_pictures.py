"""Pages of a PDF that are pictures: which ones, and what recognition sees on them."""

import ctypes
from collections.abc import Sequence
from itertools import islice

import numpy as np
import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from corpus.errors import Unreadable
from corpus.readers import stamps
from corpus.readers.ocr import Ocr, Recognition
from corpus.readers.recognition import MOST_PIXELS, Part, Recogniser
from corpus.readers.tesseract import DPI, NotRecognised, TookTooLong, missing

_COVERS = 0.6
"""A picture over this share of the page is a scan of it; letterheads' emblems and photographs cover less."""
_FEW_LETTERS = 300
"""A scan with fewer letters over it has only a running head or a signature's note as text, not its own."""
_FEW_MARKS = 0.08
"""Vietnamese text has a quarter of its letters marked; a scanner's own recognition without a Vietnamese model has few."""
_MOST_OBJECTS = 200
_LEAST_LETTERS = 2
_POINTS = 72


def wants_recognition(page: pypdfium2.PdfPage, text: str, ocr: Ocr) -> bool:
    """Whether the page is to be recognised: its text layer is missing or says little of what the page shows."""
    if ocr is not Ocr.AUTO:
        return ocr is Ocr.ALWAYS
    letters = [c for c in text if c.isalpha()]
    if len(letters) < _LEAST_LETTERS:
        return True
    poor = len(letters) < _FEW_LETTERS or sum(not c.isascii() for c in letters) < _FEW_MARKS * len(letters)
    return poor and _is_scan(page)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    """Whether one picture covers most of the page."""
    width, height = page.get_size()
    edges = [ctypes.c_float() for _ in range(4)]
    for item in islice(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2), _MOST_OBJECTS):
        if pdfium.FPDFPageObj_GetBounds(item.raw, *(ctypes.byref(edge) for edge in edges)):
            left, bottom, right, top = (edge.value for edge in edges)
            if (right - left) * (top - bottom) >= _COVERS * width * height > 0:
                return True
    return False


def recognised_pages(
    document: pypdfium2.PdfDocument, pages: Sequence[tuple[str, bool]], recognition: Recognition
) -> tuple[list[Part], list[str], str]:
    """The pages with what was seen on those that want it, warnings of what could not be recognised, and what that waits for.

    Raises Unreadable "needs-ocr" where recognition is wanted and cannot be done, and no page has text of its own, or the
    first has none: a mark of secrecy may stand there. "time" where the first cannot be recognised.
    """
    parts = [Part(number, text) for number, (text, _) in enumerate(pages, 1)]
    wanted = [number for number, (_, wants) in enumerate(pages, 1) if wants]
    if parts and 1 not in wanted and recognition.ocr is Ocr.AUTO:
        parts[0] = Part(1, parts[0].text, stamps=_stamps(document, recognition))
    if not wanted:
        return parts, [], ""
    try:
        recogniser = Recogniser(recognition)
    except Unreadable as error:
        if pages[0][1] or all(sum(map(str.isalpha, text)) < _LEAST_LETTERS or wants for text, wants in pages):
            raise
        return parts, [f"trang là ảnh chưa nhận dạng được: {len(wanted):,} ({error})"], str(error)
    left_out = 0
    for number in wanted:
        seen = recogniser.page(_picture(document, number), needed=number == 1)
        if seen is None:
            left_out += 1
        elif 2 * len(seen.text) >= len(parts[number - 1].text):  # else the layer knows more than can be seen
            parts[number - 1] = Part(number, parts[number - 1].text, seen)
        else:
            parts[number - 1] = Part(number, parts[number - 1].text, stamps=seen.stamps)
    return parts, [f"trang chưa nhận dạng được (quá lâu hoặc quá nhiều trang): {left_out:,}"] if left_out else [], ""


def _stamps(document: pypdfium2.PdfDocument, recognition: Recognition) -> str:
    """The lone lines on a scanned first page whose text layer is good: whoever made that may have passed over a stamp."""
    try:
        page = document[0]
        try:
            if not _is_scan(page) or missing():
                return ""
        finally:
            page.close()
        recognition.more(2 * recognition.seconds)
        return stamps.seen(_picture(document, 1), recognition.seconds, first=True)
    except (pypdfium2.PdfiumError, TookTooLong, NotRecognised):
        return ""


def _picture(document: pypdfium2.PdfDocument, number: int) -> np.ndarray:
    """The page as pixels at 300 dpi, or fewer where it is larger than A3."""
    page = document[number - 1]
    try:
        width, height = (max(1.0, side) for side in page.get_size())
        scale = min(DPI / _POINTS, (MOST_PIXELS / (width * height)) ** 0.5, 20_000 / max(width, height))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        try:
            return np.array(bitmap.to_numpy())
        finally:
            bitmap.close()
    finally:
        page.close()
