"""Rich Text (.rtf): text by kreuzberg; marks set before it reads keep the line ends and cells that it would flatten."""

import re
from collections.abc import Iterator

from corpus.readers.office import extracted
from corpus.readers.reading import Reading
from corpus.readers.tables import HEAD_LINES, Row, placed_columns

_LINE, _CELL, _ROW = "\ue000", "\ue001", "\ue002"
"""Of the private use area: no document of an office has them."""
_MARKED = re.compile(rb"(?<!\\)((?:\\\\)*)\\(par|line|cell|row)(?![a-z])")
_MARKS = {b"par": _LINE, b"line": _LINE, b"cell": _CELL, b"row": _ROW}
_MARGIN = re.compile(rb"\{\\(?:\*\\)?(?:header|footer|shptxt)[lrf]?(?![a-z])")
_MOST_MARGINS = 20
_MOST_MARGIN_BYTES = 200_000
_FALLBACK = re.compile(rb"\\uc\d")
_CODE_PAGE = re.compile(rb"\\ansicpg\d{1,5}")


def read_rtf(data: bytes) -> Reading:
    """The text in order; letterheads and signature blocks column by column, rows of other tables joined by " | ".

    Margins: running heads and feet, text boxes, and the lines of cells. Pictures and embedded objects are not looked at.
    """
    lines = list(_lines(_marked(data)))
    margins = [line for group in _margins(data) for line in re.split(r"[\n\ue000-\ue002]+", group)]
    cells = [line for line in lines[: 4 * HEAD_LINES] if " | " in line]
    return Reading("\n".join(lines), "", (), "\n".join([*margins, *(part for line in cells for part in line.split(" | "))]))


def _marked(data: bytes) -> str:
    def mark(found: re.Match[bytes]) -> bytes:
        # Signed, as the format has it; in a group of its own, so that the count of fallback letters holds only there.
        number = ord(_MARKS[found[2]]) - 65536
        return found[1] + b"{\\uc1\\u%d?}\\%s" % (number, found[2])

    return str(extracted(_MARKED.sub(mark, data), "application/rtf").content)


def _lines(text: str) -> Iterator[str]:
    rows: list[Row] = []
    count = 0
    for line in (*text.split("\n"), ""):
        if _CELL in line or _ROW in line:
            cells = line.replace(_ROW, "").split(_CELL)[:-1] if _CELL in line else []
            rows.append([(n, [part.strip() for part in cell.split(_LINE) if part.strip()]) for n, cell in enumerate(cells)])
            continue
        if rows and line.strip():
            yield from _table(rows, head=count <= HEAD_LINES)
            rows = []
        if line.strip():
            count += 1
            yield from line.removesuffix(_LINE).replace(_LINE, "\n").split("\n")
    yield from _table(rows, head=count <= HEAD_LINES)


def _table(rows: list[Row], *, head: bool) -> list[str]:
    columns = placed_columns(rows, head=head)
    if columns is not None:
        return columns
    return [" | ".join(" ".join(lines) for _, lines in cells).rstrip(" |") for cells in rows if any(lines for _, lines in cells)]


def _margins(data: bytes) -> Iterator[str]:
    page = _CODE_PAGE.search(data[:2000])
    start = b"{\\rtf1\\ansi" + (page[0] if page else b"")
    for number, found in enumerate(_MARGIN.finditer(data)):
        if number >= _MOST_MARGINS:
            return
        inside = _group(data, found.end())
        fallback = _FALLBACK.findall(data, max(0, found.start() - _MOST_MARGIN_BYTES), found.start())
        yield _marked(start + (fallback[-1] if fallback else b"") + b" " + inside + b"}")


def _group(data: bytes, start: int) -> bytes:
    """What stands from here to the brace that closes this group."""
    depth, at = 1, start
    end = min(len(data), start + _MOST_MARGIN_BYTES)
    while at < end:
        byte = data[at]
        if byte == 0x5C:
            at += 1
        elif byte == 0x7B:
            depth += 1
        elif byte == 0x7D:
            depth -= 1
            if depth == 0:
                break
        at += 1
    return data[start:at] + b"}" * max(0, depth - 1)
