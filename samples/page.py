"""A sample as PDF with a text layer: the two columns of head and foot stand side by side on the page.

The fonts are DejaVu Serif Condensed (Debian: fonts-dejavu-extra), embedded as subsets; no time and no identifier is written.
"""

import io
from pathlib import Path

from plain import NATION, PARTY, addressees, recipients, title
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from source import FICTIONAL, Sample

FOLDERS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/dejavu"), Path("/usr/share/fonts/dejavu-serif-fonts"))
FACES = {"Serif": "DejaVuSerifCondensed.ttf", "Serif-Bold": "DejaVuSerifCondensed-Bold.ttf"}
LEFT, RIGHT, TOP, BOTTOM = 71.0, A4[0] - 50.0, A4[1] - 56.0, 60.0
LEADING = 15.0


def fonts() -> dict[str, Path] | None:
    """The font files by face, or None where this machine lacks them."""
    for folder in FOLDERS:
        found = {face: folder / name for face, name in FACES.items()}
        if all(path.is_file() for path in found.values()):
            return found
    return None


def pdf(sample: Sample) -> bytes:
    """The bytes of a .pdf file; the same for the same sample, fonts and reportlab. Raises FileNotFoundError without fonts."""
    found = fonts()
    if found is None:
        raise FileNotFoundError("DejaVu Serif Condensed is not installed (Debian: fonts-dejavu-extra); the PDF samples need it")
    for face, path in found.items():
        pdfmetrics.registerFont(TTFont(face, path))
    whole = io.BytesIO()
    canvas = Canvas(whole, pagesize=A4, pageCompression=1, invariant=1)
    y = _beside(canvas, TOP, _head_left(sample), _head_right(sample))
    y -= LEADING
    for line in title(sample):
        y = _centred(canvas, y, line, "Serif-Bold", 11.5, (LEFT + RIGHT) / 2)
    for paragraph in (*addressees(sample), *sample.body, FICTIONAL):
        y -= 3.0
        for number, line in enumerate(simpleSplit(paragraph, "Serif", 12.0, RIGHT - LEFT - 24)):
            y = _room(canvas, y, LEADING)
            canvas.setFont("Serif", 12.0)
            canvas.drawString(LEFT + (24 if number == 0 else 0), y, line)
            y -= LEADING
    label, *items = recipients(sample)
    y = _room(canvas, y - 10, LEADING * (len(sample.recipients) + 5))
    foot = [(line, "Serif-Bold", 12.0) for line in (*sample.signature, "", "", "", sample.signer)]
    _beside(canvas, y, [(label, "Serif-Bold", 10.0), *((item, "Serif", 9.5) for item in items)], foot, centre_left=False)
    canvas.save()
    return whole.getvalue()


Styled = tuple[str, str, float]


def _head_left(sample: Sample) -> list[Styled]:
    lines: list[Styled] = [(line, "Serif-Bold", 11.0) for line in sample.head]
    if not sample.is_party and sample.head[0].startswith(("UBND", "PHÒNG")):
        lines[0] = (sample.head[0], "Serif", 11.0)
    if sample.is_party:
        lines.append(("*", "Serif", 11.0))
    lines.append((sample.printed_number, "Serif", 12.0))
    if sample.is_letter:
        whole = ("về việc " if sample.is_party else "V/v ") + sample.subject
        lines += [(line, "Serif", 10.0) for line in simpleSplit(whole, "Serif", 10.0, 190)]
    if sample.urgency:
        lines.append((sample.urgency, "Serif-Bold", 12.0))
    return lines


def _head_right(sample: Sample) -> list[Styled]:
    lines: list[Styled] = [(line, "Serif-Bold", 11.0) for line in (PARTY if sample.is_party else NATION)]
    lines += [("", "Serif", 11.0)] * (len(sample.head) + sample.is_party - len(lines))
    return [*lines, (sample.place_and_date, "Serif", 12.0)]


def _beside(canvas: Canvas, y: float, left: list[Styled], right: list[Styled], *, centre_left: bool = True) -> float:
    """Both columns from `y` down; what is drawn row by row is read row by row."""
    for row in range(max(len(left), len(right))):
        if row < len(left) and centre_left:
            _centred(canvas, y, *left[row], LEFT + 98)
        elif row < len(left):
            text, face, size = left[row]
            canvas.setFont(face, size)
            canvas.drawString(LEFT, y, text)
        if row < len(right):
            _centred(canvas, y, *right[row], RIGHT - 138)
        y -= LEADING
    return y


def _centred(canvas: Canvas, y: float, text: str, face: str, size: float, x: float) -> float:
    canvas.setFont(face, size)
    canvas.drawCentredString(x, y, text)
    return y - LEADING


def _room(canvas: Canvas, y: float, height: float) -> float:
    if y - height > BOTTOM:
        return y
    canvas.showPage()
    return TOP
