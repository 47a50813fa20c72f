"""A list as CSV (RFC 4180): UTF-8 with a mark that Excel knows it by, every value quoted, dates as ISO 8601."""

import csv
import io
from collections.abc import Iterator

from web.export.rows import COLUMNS, About, Row

MEDIA_TYPE = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_list(rows: Iterator[Row], about: About) -> Iterator[bytes]:
    """Head, rows, and where the list is cut a last line that says so; piece by piece."""
    yield "\ufeff".encode() + _line(COLUMNS)
    for row in rows:
        yield _line([str(row.place), *map(defused, row.texts)])
    if about.rows < about.total:
        yield _line([about.told if name == "Trích yếu" else "" for name in COLUMNS])


def defused(value: str) -> str:
    """The value as text for a spreadsheet: one that would be a formula there has an apostrophe in front.

    >>> defused('=HYPERLINK("http://x")'), defused("Về việc")
    ('\\'=HYPERLINK("http://x")', 'Về việc')
    """
    return f"'{value}" if value.startswith(_FORMULA) else value


def _line(values: list[str] | tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow(values)
    return out.getvalue().encode()
