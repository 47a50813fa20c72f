"""A list as an Excel workbook: the documents on the first sheet, what was asked on the second. Nothing in it is a formula."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from web.export.rows import COLUMNS, About, Row, plain
from web.presenting import shown_date

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = (6, 20, 13, 36, 16, 70, 24, 16)
_LONGEST = 32_767
_A4 = "9"
_FIRST_YEAR = 1901
"""Excel counts days from 1900, with one day too many in that year."""


def workbook(rows: Iterator[Row], about: About) -> bytes:
    """The file. Full dates are dates, so that they sort and filter as such; half known ones are text."""
    import openpyxl  # type: ignore[import-untyped]  # it ships no types; a second to load, so only where one is written
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]

    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def text(sheet: Any, value: str, *, head: bool = False) -> Any:
        cell = WriteOnlyCell(sheet, value[:_LONGEST])
        cell.data_type = "s"  # whatever it begins with
        cell.number_format = "@"
        cell.quotePrefix = True  # and stays text when somebody edits it
        cell.alignment = wrapped
        if head:
            cell.font = bold
        return cell

    def day(sheet: Any, value: str) -> Any:
        whole = _day(value)
        if whole is None:
            return text(sheet, shown_date(value) or "")
        cell = WriteOnlyCell(sheet, whole)
        cell.number_format, cell.alignment = "dd/mm/yyyy", wrapped
        return cell

    def place(sheet: Any, value: int) -> Any:
        cell = WriteOnlyCell(sheet, value)
        cell.alignment = wrapped
        return cell

    book = openpyxl.Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Kho văn bản", "Danh sách văn bản"
    sheet = book.create_sheet("Văn bản")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([text(sheet, name, head=True) for name in COLUMNS])
    for row in rows:
        cells = [text(sheet, value) for value in row.texts]
        cells[1] = day(sheet, row.date)
        sheet.append([place(sheet, row.place), *cells])
    sheet.auto_filter.ref = f"A1:H{about.rows + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    told = book.create_sheet("Về danh sách")
    told.column_dimensions["A"].width, told.column_dimensions["B"].width = 24, 80
    for title, value in (*about.criteria, ("Gồm", about.told), ("Ngày lập", f"{about.made:%d/%m/%Y}")):
        told.append([text(told, title, head=True), text(told, plain(value))])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value) if len(value) == 10 else None
    except ValueError:
        return None
    return day if day and day.year >= _FIRST_YEAR else None
