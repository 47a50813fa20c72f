"""Excel workbooks (.xlsx) as text: each sheet's name, then its rows, cells joined by " | "; values as kept, no formulas run."""

import html
import io
import re
import zipfile
from collections.abc import Iterator

from corpus.errors import Unreadable
from corpus.readers.docx import MOST_PART_BYTES, check_sizes
from corpus.readers.office import extracted
from corpus.readers.reading import Reading

_MOST_HEAD_CELLS = 200
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_RUNNING = re.compile(r"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]{0,2000})<")
_RUNNING_BYTES = 2**16
"""Heads and feet stand at the end of a sheet's part."""


def read_xlsx(data: bytes) -> Reading:
    """The workbook's sheets in order. Margins: the heads and feet of the sheets, and the first cells one by one.

    Raises Unreadable "broken", Refused "hostile" (a bomb).
    """
    margins = list(running_heads(data))
    result = extracted(data, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    names = list(result.metadata.get("sheet_names") or [])
    tables = [table.cells for table in result.tables]
    if len(names) != len(tables):  # a sheet without cells gives no table; then which is whose is not told
        names = [""] * len(tables)
    lines: list[str] = []
    for name, rows in zip(names, tables, strict=True):
        lines.extend([name] if name else [])
        for row in rows:
            cells = [" ".join(str(cell).split()) for cell in row]
            if any(cells):
                lines.append(" | ".join(cells).rstrip(" |"))
    margins += [str(cell) for rows in tables[:1] for row in rows[:_MOST_HEAD_CELLS] for cell in row if cell][:_MOST_HEAD_CELLS]
    return Reading("\n".join(lines), "", (), "\n".join(margins))


def running_heads(data: bytes) -> Iterator[str]:
    """The heads and feet that its sheets print on each page."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            check_sizes(package)
            for info in package.infolist():
                if not _SHEET.fullmatch(info.filename) or info.file_size > MOST_PART_BYTES:
                    continue
                with package.open(info) as part:
                    tail = part.read(info.file_size + 1)[-_RUNNING_BYTES:].decode("utf-8", "replace")
                for text in _RUNNING.findall(tail):
                    yield re.sub(r'&(?:[LCR]|"[^"]*"|\d+|K[0-9A-F]{6}|[A-Z])', "\n", html.unescape(text))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Unreadable("broken", f"damaged, not a whole workbook ({type(error).__name__})") from error
