"""A list as a Word document, in the form of an office's list of documents: numbered, one line each, ready to print.

Page and letters as decree 30/2020/NĐ-CP, annex I, part I has them: A4, Times New Roman, margins of 20 mm and 30 mm at the left.
"""

import io
from collections.abc import Iterator

from web.export.rows import About, Row, plain
from web.presenting import shown_date

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMNS = ("STT", "Số, ký hiệu", "Ngày", "Cơ quan ban hành", "Tên loại và trích yếu nội dung")
_WIDTHS_MM = (12, 32, 24, 37, 60)
_LETTER = "Times New Roman"


def word_list(rows: Iterator[Row], about: About) -> bytes:
    """The file; the head of the table stands on each page."""
    import docx  # a third of a second to load, so only where a list is written
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "Kho văn bản", "Danh sách văn bản", ""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LETTER, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _LETTER)
    style.paragraph_format.space_after = Pt(0)

    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("DANH SÁCH VĂN BẢN")
    run.bold, run.font.size = True, Pt(14)
    for name, value in about.criteria:
        document.add_paragraph(f"{name}: {plain(value)}").alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = document.add_paragraph(f"({about.told}; lập ngày {about.made:%d/%m/%Y})")
    made.alignment, made.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(10)

    held = list(rows)
    table = document.add_table(rows=1 + len(held), cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
    values = [COLUMNS, *((str(row.place), row.number, shown_date(row.date) or "", row.issuers, row.named) for row in held)]
    # The cells of a row are reached through its element: the library counts all cells of the table anew for each row.
    for place, (line, texts) in enumerate(zip(table._tbl.tr_lst, values, strict=True)):
        whole = line.get_or_add_trPr()
        whole.append(OxmlElement("w:cantSplit"))
        if place == 0:
            whole.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(line.tc_lst, texts, _WIDTHS_MM, strict=True):
            cell.width = Mm(width)
            run_ = cell.p_lst[0].add_r()
            run_.text = text
            if place == 0:
                run_.get_or_add_rPr().append(OxmlElement("w:b"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
