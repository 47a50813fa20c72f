"""Files made for the tests of reading: real formats, invented content."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
from docx.document import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

LEFT = ("ỦY BAN NHÂN DÂN", "HUYỆN SAO MAI", "Số: 12/UBND-VX", "V/v tiếp công dân định kỳ")
RIGHT = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Sao Mai, ngày 16 tháng 3 năm 2023")
BODY = "Ủy ban nhân dân huyện đề nghị các cơ quan thực hiện việc đối thoại với nhân dân."

OLE_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
OLE_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "WordDocument".encode("utf-16-le") + bytes(512)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
    "C:/Windows/Fonts/arial.ttf",
)


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def letter() -> Document:
    """A dispatch with the two-column head and foot as tables, as offices write it."""
    document = docx.Document()
    head = document.add_table(rows=1, cols=2).rows[0]
    for cell, lines in zip(head.cells, (LEFT, RIGHT), strict=True):
        cell.text = "\n".join(lines)
    document.add_paragraph("Kính gửi: Các phòng, ban của huyện")
    document.add_paragraph(BODY)
    foot = document.add_table(rows=1, cols=2).rows[0]
    foot.cells[0].text = "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    foot.cells[1].text = "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Thị Mận"
    return document


def with_part(data: bytes, name: str, change: "bytes | tuple[bytes, bytes]") -> bytes:
    """The package with one part replaced, or with one piece of it replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == name:
                part = change if isinstance(change, bytes) else part.replace(*change, 1)
            target.writestr(info.filename, part)
    return buffer.getvalue()


def packed(files: "dict[str, bytes | str]", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx_bomb(size: int = 300 * 2**20) -> bytes:
    """A Word document whose main part is mostly one letter, `size` bytes unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(size >> 20):
                part.write(b"a" * 2**20)
    return buffer.getvalue()


def vietnamese_font() -> str:
    """The name of a registered font with Vietnamese letters; the standard fonts of PDF have none."""
    path = next((p for p in _FONTS if Path(p).exists()), None)
    if path is None:
        return "Helvetica"
    pdfmetrics.registerFont(TTFont("Letters", path))
    return "Letters"


def pdf(
    pages: "list[list[tuple[float, float, str]]]", *, rotation: int = 0, encrypt: str | None = None, angle: float = 0
) -> bytes:
    """A PDF with text at (x, y) per page; `angle` slants the text."""
    buffer = io.BytesIO()
    drawing = canvas.Canvas(buffer, pagesize=A4, encrypt=encrypt)
    font = vietnamese_font()
    for page in pages:
        drawing.setFont(font, 12)
        for x, y, text in page:
            drawing.saveState()
            drawing.translate(x, y)
            drawing.rotate(angle)
            drawing.drawString(0, 0, text)
            drawing.restoreState()
        drawing.setPageRotation(rotation)
        drawing.showPage()
    drawing.save()
    return buffer.getvalue()


def watermarked(text: str, mark: str) -> bytes:
    """A PDF of one line with a mark slanted across the page."""
    buffer = io.BytesIO()
    drawing = canvas.Canvas(buffer, pagesize=A4)
    font = vietnamese_font()
    drawing.setFont(font, 12)
    drawing.drawString(60, 780, text)
    drawing.translate(150, 300)
    drawing.rotate(45)
    drawing.setFont(font, 60)
    drawing.drawString(0, 0, mark)
    drawing.showPage()
    drawing.save()
    return buffer.getvalue()


def scan(pages: int = 1) -> bytes:
    """A PDF whose pages hold a drawing and no text."""
    buffer = io.BytesIO()
    drawing = canvas.Canvas(buffer, pagesize=A4)
    for _ in range(pages):
        drawing.rect(50, 50, 400, 700, fill=1)
        drawing.showPage()
    drawing.save()
    return buffer.getvalue()


def rtf(before: str = "", lines: "tuple[tuple[str, ...], tuple[str, ...]]" = (LEFT, RIGHT)) -> bytes:
    """A Rich Text letter with its head as a table, letters beyond ASCII as numbers; `before` is put in as it is."""
    cells = "".join("\\line ".join(column) + "\\cell " for column in lines)
    table = "\\trowd\\cellx4000\\cellx9000\\pard\\intbl " + cells + "\\row\\pard "
    data = "\\trowd\\cellx1000\\cellx2000\\intbl TT\\cell Tên\\cell\\row\\trowd\\intbl 1\\cell Mây\\cell\\row\\pard "
    text = before + table + "Kính gửi: Các phòng\\par " + BODY + "\\par " + data + "Hết.\\par"
    numbered = "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in text)
    return ("{\\rtf1\\ansi\\ansicpg1258{\\fonttbl{\\f0 Times New Roman;}}" + numbered + "}").encode("ascii")


_ODF = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"' for p in ("office", "text", "table", "style"))
ODT_LETTER = (
    "<table:table><table:table-row>"
    + "".join("<table:table-cell>" + "".join(f"<text:p>{x}</text:p>" for x in c) + "</table:table-cell>" for c in (LEFT, RIGHT))
    + f"</table:table-row></table:table><text:p>Kính<text:s/>gửi:<text:tab/>Các <text:span>phòng</text:span></text:p>"
    f"<text:list><text:list-item><text:p>{BODY}</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>TT</text:p></table:table-cell>"
    "<table:table-cell><text:p>Tên</text:p></table:table-cell></table:table-row></table:table>"
)


def odt(text: str, header: str = "") -> bytes:
    content = (
        f"<office:document-content {_ODF}><office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    styles = f"<office:document-styles {_ODF}><style:header><text:p>{header}</text:p></style:header></office:document-styles>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "styles.xml": styles})


def xlsx(rows: "list[list[str]]", name: str = "Danh sách", header: str = "") -> bytes:
    """A workbook of one sheet with strings in its cells."""
    package, main = "http://schemas.openxmlformats.org/package/2006", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    form = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cells = "".join(
        f'<row r="{r}">'
        + "".join(f'<c r="{chr(64 + c)}{r}" t="inlineStr"><is><t>{v}</t></is></c>' for c, v in enumerate(row, 1))
        + "</row>"
        for r, row in enumerate(rows, 1)
    )
    relation = '<Relationships xmlns="{}/relationships"><Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{form}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{form}.worksheet+xml"/></Types>',
            "_rels/.rels": relation.format(package, office, "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relation.format(package, office, "worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
            f"<headerFooter><oddHeader>{header}</oddHeader></headerFooter></worksheet>",
        }
    )


def mail(text: str, attachments: "list[tuple[str, bytes]]", subject: str = "Gửi công văn", html: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Văn thư <vt@saomai.example>", "pnv@saomai.example", subject
    message["Date"] = "Thu, 16 Mar 2023 08:00:00 +0700"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments:
        message.add_attachment(data, "application", "octet-stream", filename=name)
    return message.as_bytes()
