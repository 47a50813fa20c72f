"""The cells of a workbook (.xlsx) or a table of text (.csv), sheet by sheet and row by row, nothing run or followed."""

import codecs
import csv
import io
import math
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from corpus.errors import Unreadable
from corpus.readers.docx import check_sizes

MOST_COLUMNS = 60
"""Columns that are looked at; a register has ten to twenty."""
MOST_LINES = 1_048_576
"""Rows of a sheet, as many as the program itself has: a row's number is what the file says, and the gap before it is filled."""
MOST_CELL = 4000
"""Characters of one cell that are taken."""
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_DAYS = range(1, 80_000)
"""Serial numbers that may be a day: 1900 to 2119."""

Cell = str | date | int | float | None
Row = tuple[int, list[Cell]]
"""The row's number as the program shows it (from 1), and its cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` are read once, from the top. `epoch`: the day before serial number 1 (workbooks count from 1900 or 1904)."""

    name: str
    rows: Iterator[Row]
    epoch: date = _EPOCH_1900


def sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets of a workbook in order, hidden ones too; formulas give the values that were saved with them.

    Each sheet is to be read before the next is asked for. What the file declares of its size is not believed.
    Raises Unreadable "broken", Refused "hostile" (a bomb).
    """
    import openpyxl  # type: ignore[import-untyped]  # only a process that meets a workbook carries it; it ships no types

    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")  # of what it leaves aside: rules, pictures
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            check_sizes(package)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Unreadable:
        raise
    except Exception as error:  # the library lets out whatever a damaged part makes it stumble on
        raise Unreadable("broken", f"damaged, not a whole workbook ({type(error).__name__})") from error
    try:
        epoch = _EPOCH_1904 if book.epoch.year == 1904 else _EPOCH_1900
        for sheet in book.worksheets:
            yield Sheet(str(sheet.title), _rows(sheet), epoch)
    finally:
        book.close()


def _rows(sheet: object) -> Iterator[Row]:
    try:
        sheet.reset_dimensions()  # type: ignore[attr-defined]  # the library ships no types
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):  # type: ignore[attr-defined]
            if number > MOST_LINES:
                break
            if any(cell is not None for cell in cells):
                yield number, [_plain(cell) for cell in cells]
    except Exception as error:
        raise Unreadable("broken", f"damaged, a sheet of it cannot be read ({type(error).__name__})") from error


def _plain(cell: object) -> Cell:
    if cell is None or isinstance(cell, bool):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date | int | float):
        return cell
    if isinstance(cell, str):
        return None if cell.startswith("#") and cell.endswith(("!", "?", "/A")) else cell[:MOST_CELL]
    return None  # times of day, durations


def day(serial: float, epoch: date) -> date | None:
    """The day of a serial number, as a cell holds one that was never formatted as a date.

    >>> day(45001, _EPOCH_1900), day(43539, _EPOCH_1904)
    (datetime.date(2023, 3, 16), datetime.date(2023, 3, 16))
    """
    return epoch + timedelta(days=int(serial)) if math.isfinite(serial) and int(serial) in _DAYS else None


def text_tables(data: bytes) -> Iterator[list[Row]]:
    """The rows of a .csv, once for each sign that may stand between its cells; nothing where it is not Unicode."""
    text = _decoded(data)
    if text is None:
        return
    for sign in ";,\t":
        rows: list[Row] = []
        try:
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
            rows.extend((reader.line_num, [cell[:MOST_CELL] for cell in cells[:MOST_COLUMNS]]) for cells in reader if any(cells))
        except csv.Error:
            continue
        yield rows


def _decoded(data: bytes) -> str | None:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
