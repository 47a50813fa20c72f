"""A sample as DOCX: head and foot are borderless tables of two columns, as offices lay them out.

Written part by part and stored without compression, so that the bytes are the same on every machine.
Some runs are cut where a word processor cuts them: between `Số:` and the number, and around the date.
"""

import io
import zipfile
from xml.sax.saxutils import escape

from plain import NATION, PARTY, addressees, recipients, title
from source import FICTIONAL, Sample

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/>'
    '<w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
    '<w:name w:val="Normal"/></w:style></w:styles>'
)


def docx(sample: Sample) -> bytes:
    """The bytes of a .docx file; the same for the same sample."""
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>',
        "word/document.xml": _document(sample),
        "word/styles.xml": STYLES,
    }
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            archive.writestr(entry, DECLARATION + xml)
    return whole.getvalue()


def _document(sample: Sample) -> str:
    size = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701"/>'
    blocks = [_head(sample)]
    blocks += [_line(line, "center", bold=True) for line in title(sample)]
    blocks += [_line(line, "left") for line in addressees(sample)]
    blocks += [_line(line, "both") for line in sample.body]
    blocks += [_line(FICTIONAL, "both", italic=True), _foot(sample)]
    return f'<w:document xmlns:w="{MAIN}"><w:body>{"".join(blocks)}<w:sectPr>{size}</w:sectPr></w:body></w:document>'


def _head(sample: Sample) -> str:
    """Two rows of two cells: bodies and national title; number (with a letter's subject) and date."""
    upper = "" if len(sample.head) < 2 else _line(sample.head[0], "center", bold=sample.head[0].startswith(("ỦY", "UỶ", "HỘI")))
    names = upper + "".join(_line(line, "center", bold=True) for line in sample.head[1 if upper else 0 :])
    nation = "".join(_line(line, "center", bold=True) for line in (PARTY if sample.is_party else NATION))
    label, space, number = sample.printed_number.partition(" ")
    below = _paragraph([_run(label + space), _run(number)], "center")
    if sample.is_letter:
        below += _line(("về việc " if sample.is_party else "V/v ") + sample.subject, "center")
    if sample.urgency:
        below += _line(sample.urgency, "center", bold=True)
    place, comma, date = sample.place_and_date.partition(", ")
    when = _paragraph([_run(place + comma, italic=True), _run(date, italic=True)], "center")
    star = _line("*", "center") if sample.is_party else ""
    return _table([(names + star, nation), (below, when)], (4200, 5150))


def _foot(sample: Sample) -> str:
    label, *items = recipients(sample)
    left = _paragraph([_run(label, bold=True, italic=True)], "left") + "".join(_line(item, "left") for item in items)
    right = "".join(_line(line, "center", bold=True) for line in (*sample.signature, "", "", sample.signer))
    return _table([(left, right)], (4700, 4650))


def _table(rows: list[tuple[str, str]], widths: tuple[int, int]) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = (
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/></w:tcPr>{cell}</w:tc>' for cell, w in zip(row, widths, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    form = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/></w:tblPr>'
    return f"<w:tbl>{form}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _line(text: str, align: str, *, bold: bool = False, italic: bool = False) -> str:
    return _paragraph([_run(text, bold=bold, italic=italic)], align)


def _paragraph(runs: list[str], align: str) -> str:
    return f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{"".join(runs)}</w:p>'


def _run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    form = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    return f'<w:r>{f"<w:rPr>{form}</w:rPr>" if form else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
