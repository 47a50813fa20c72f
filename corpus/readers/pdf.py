"""PDF: lines put together from where characters stand on the page, whatever order the file draws them in.

Pages without a usable text layer are pictures, which are recognised where that is wanted.
"""

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from corpus.errors import Unreadable
from corpus.readers.layout import COLUMN_GAP, SAME_LINE, Piece, line_text, lines
from corpus.readers.ocr import TEXT_ONLY, Ocr, Recognition
from corpus.readers.pdf_pictures import recognised_pages, wants_recognition
from corpus.readers.reading import MOST_CHARACTERS, MOST_PAGES, Reading
from corpus.readers.recognition import LEAST_LETTERS, assembled


def read_pdf(data: bytes, recognition: Recognition = TEXT_ONLY) -> Reading:
    """The pages joined by an empty line: their text layer, or what recognition sees on pages without a usable one.

    A warning names pages without either. Raises Unreadable: "broken", "encrypted" (a password is needed to open it),
    "too-many-pages", "no-text" (a scan, and recognition is not to be used or saw nothing), "needs-ocr".
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise Unreadable("encrypted", "protected with a password; save it without one and add it again") from error
        raise Unreadable("broken", "damaged, cannot be opened as PDF") from error
    try:
        count = len(document)
        if count == 0:
            raise Unreadable("broken", "damaged, it has no pages")
        if count > MOST_PAGES:
            raise Unreadable("too-many-pages", f"{count:,} pages; PDFs up to {MOST_PAGES:,} pages are read")
        pages, damaged, across = _pages(document, count, recognition.ocr)
        if len(damaged) == count:
            raise Unreadable("broken", "damaged, none of its pages can be opened")
        parts, warnings, waits = recognised_pages(document, pages, recognition)
    finally:
        document.close()
    blank = [p.number for p in parts if p.seen is None and p.letters < 2 and p.number not in damaged]
    if len(blank) + len(damaged) == count:
        raise Unreadable("no-text", f"a scan of {count} pages without a text layer; it needs text recognition (`--ocr auto`)")
    if all(p.seen or p.letters < 2 for p in parts) and sum(p.letters for p in parts) < LEAST_LETTERS:
        raise Unreadable("no-text", f"pictures on {count} pages, on which no writing was recognised")
    if blank:
        warnings.append(f"pages without text (pictures?): {_numbers(blank)} of {count}")
    if damaged:
        warnings.append(f"damaged pages, left out: {_numbers(damaged)} of {count}")
    return replace(assembled(parts, "", warnings, across), waits=waits)


def _numbers(pages: list[int]) -> str:
    return ", ".join(map(str, pages[:20])) + (", …" if len(pages) > 20 else "")


def _pages(document: pypdfium2.PdfDocument, count: int, ocr: Ocr) -> tuple[list[tuple[str, bool]], list[int], list[str]]:
    """Text of each page and whether to recognise it, the pages that cannot be opened, and words that run across pages."""
    texts: list[tuple[str, bool]] = []
    damaged: list[int] = []
    across: list[str] = []
    size = 0
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
            try:
                text = _page_text(page, across)
                texts.append((text, wants_recognition(page, text, ocr)))
            finally:
                page.close()
        except pypdfium2.PdfiumError:
            damaged.append(number)
            texts.append(("", False))
        size += len(texts[-1][0])
        if size > MOST_CHARACTERS:
            raise Unreadable("too-large", f"more than {MOST_CHARACTERS:,} characters")
    return texts, damaged, across


def _page_text(page: pypdfium2.PdfPage, across: list[str]) -> str:
    textpage = page.get_textpage()
    try:
        pieces = list(_pieces(textpage.raw, textpage.count_chars(), across))
    finally:
        textpage.close()
    return "\n".join(line_text(line) for line in lines(pieces))


def _turns(textpage: object, count: int) -> tuple[list[int], int]:
    """Per character its direction in quarter turns (-1: slanted), and the direction of the page: that of most characters."""
    turns = []
    for index in range(count):
        quarters = pdfium.FPDFText_GetCharAngle(textpage, index) / 1.5707963
        turns.append(round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else -1)
    straight = Counter(t for t in turns if t >= 0)
    return turns, max(straight, key=lambda t: (straight[t], -t), default=0)


def _pieces(textpage: object, count: int, across: list[str]) -> Iterator[Piece]:
    """Runs of characters as the file draws them, cut at line ends and at wide gaps.

    Characters across the page's direction are left out and added to `across`: watermarks, stamps along the edge.
    """
    turns, turn = _turns(textpage, count)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box = [ctypes.byref(v) for v in (left, right, bottom, top)]
    x, y = ctypes.c_double(), ctypes.c_double()
    x_ref, y_ref = ctypes.byref(x), ctypes.byref(y)
    characters: list[str] = []
    start = end = base = height = 0.0
    space = False
    high = 0
    aside: list[str] = []

    def piece() -> Piece:
        return Piece(start, end, base, height, "".join(characters))

    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # first half of a pair; its box comes with the second
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if code in (0, 0xFFFE, 0xFFFF, 2):  # no mapping; 2 and 0xFFFE: a hyphen at a line's end, as pdfium marks it
            code = 0x2D if code in (2, 0xFFFE) else 0
        if aside and (code in (10, 13) or (turns[index] == turn and code not in (32, 9, 0xA0))):
            across.append("".join(aside).strip())
            aside = []
        if code in (10, 13):
            if characters:
                yield piece()
            characters, space = [], False
            continue
        if code and turns[index] != turn and code not in (32, 9, 0xA0):
            aside.append(chr(code))
            continue
        if code == 0:
            continue
        if code in (32, 9, 0xA0):
            if aside:
                aside.append(" ")
            space = bool(characters)
            continue
        pdfium.FPDFText_GetCharBox(textpage, index, *box)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x_ref, y_ref)
        x0, x1, y0, size = _upright(left.value, right.value, bottom.value, top.value, x.value, y.value, turn)
        size = max(size, pdfium.FPDFText_GetFontSize(textpage, index) * 0.7, 1.0) if size < 1.0 else size
        if characters and (
            abs(y0 - base) > SAME_LINE * max(height, size) or x0 - end > COLUMN_GAP * max(height, size) or x0 < start - height
        ):
            yield piece()
            characters, space = [], False
        if not characters:
            start, end, base, height = x0, x1, y0, size
        if space:
            characters.append(" ")
            space = False
        characters.append(chr(code))
        end, height = max(end, x1), max(height, size)
    if aside:
        across.append("".join(aside).strip())
    if characters:
        yield piece()


def _upright(
    left: float, right: float, bottom: float, top: float, x: float, y: float, turn: int
) -> tuple[float, float, float, float]:
    """Left, right, baseline and height of a character as a reader who turns the page sees it; `turn` in quarter turns."""
    if turn == 1:
        return -top, -bottom, x, right - left
    if turn == 2:
        return -right, -left, -y, top - bottom
    if turn == 3:
        return bottom, top, -x, right - left
    return left, right, y, top - bottom
