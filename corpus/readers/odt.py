"""OpenDocument texts (.odt): read as Word's are, part by part, because a library that flattens tables loses the head."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from corpus.errors import Unreadable
from corpus.readers.docx import check_sizes, parse_part
from corpus.readers.reading import Reading
from corpus.readers.tables import HEAD_LINES, Row, placed_columns

_SKIPPED = frozenset(("tracked-changes", "annotation", "forms", "sequence-decls", "note-citation", "desc", "title", "script"))
_MOST_SPACES = 100
_MOST_REPEATED = 50
_MOST_HEAD_LINES = 100


def read_odt(data: bytes) -> Reading:
    """The body in order; a row's cells joined by " | ", but letterheads and signature blocks column by column.

    Margins: running heads and feet, and the paragraphs of the head one by one. Raises Unreadable "broken", "encrypted",
    "too-large", Refused "hostile", as the reader of .docx.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("broken", f"damaged, not a whole OpenDocument file ({error})") from error
    with package:
        check_sizes(package)
        names = set(package.namelist())
        if "META-INF/manifest.xml" in names:
            manifest = parse_part(package, "META-INF/manifest.xml", doctype=True)
            if next(manifest.iter("{*}encryption-data"), None) is not None:
                raise Unreadable("encrypted", "protected with a password; save it without one and add it again")
        if "content.xml" not in names:
            raise Unreadable("broken", "damaged, the package has no content")
        root = parse_part(package, "content.xml", doctype=False)
        styles = parse_part(package, "styles.xml", doctype=False) if "styles.xml" in names else None
    text = next((e for body in root.iter("{*}body") for e in body if _tag(e) == "text"), None)
    if text is None:
        raise Unreadable("broken", "damaged, there is no text part in it")
    margins = [_line(p) for p in styles.iter("{*}p", "{*}h")] if styles is not None else []
    heads = [_line(p) for _, p in zip(range(_MOST_HEAD_LINES), text.iter("{*}p", "{*}h"), strict=False)]
    return Reading("\n".join(_block_lines(text, head=True)), "", (), "\n".join([*margins, *heads]))


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _block_lines(container: Any, *, head: bool) -> Iterator[str]:
    """Lines of paragraphs, headings, lists and tables, without recursion but for tables in tables."""
    count = 0
    stack = list(reversed(container))
    while stack:
        element = stack.pop()
        tag = _tag(element)
        if tag in ("p", "h"):
            lines = _line(element).split("\n")
        elif tag == "table":
            lines = _table_lines(element, head=head and count <= HEAD_LINES)
        else:
            if tag not in _SKIPPED:
                stack.extend(reversed(element))
            continue
        count += sum(bool(line.strip()) for line in lines)
        yield from lines


def _line(paragraph: Any) -> str:
    """The paragraph's text with its tabs, runs of spaces and line breaks; text boxes and notes where they are anchored."""
    pieces = [paragraph.text or ""]
    stack: list[Any] = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if isinstance(element, str):
            pieces.append(element)
            continue
        tag = _tag(element)
        stack.append(element.tail or "")
        if tag in _SKIPPED:
            continue
        if tag == "tab":
            pieces.append("\t")
        elif tag == "line-break":
            pieces.append("\n")
        elif tag == "s":
            count = next((str(v) for k, v in element.attrib.items() if k.endswith("}c")), "1")
            pieces.append(" " * (min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 5 else 1))
        elif tag in ("p", "h", "table"):  # of a text box
            pieces.append("\n")
            pieces.append(element.text or "")
            stack.extend(reversed(element))
        else:
            pieces.append(element.text or "")
            stack.extend(reversed(element))
    return "".join(pieces).rstrip()


def _table_lines(table: Any, *, head: bool) -> list[str]:
    rows: list[Row] = []
    for row in table.iter("{*}table-row"):
        if next(a for a in row.iterancestors() if _tag(a) == "table") is not table:
            continue
        cells, column = [], 0
        for cell in row:
            if _tag(cell) not in ("table-cell", "covered-table-cell"):
                continue
            cells.append((column, [line.strip() for line in _block_lines(cell, head=False) if line.strip()]))
            repeated = next((str(v) for k, v in cell.attrib.items() if k.endswith("}number-columns-repeated")), "1")
            column += min(int(repeated), _MOST_REPEATED) if repeated.isdecimal() and len(repeated) < 5 else 1
        rows.append(cells)
    columns = placed_columns(rows, head=head)
    if columns is not None:
        return columns
    return [" | ".join(" ".join(lines) for _, lines in cells) for cells in rows if any(lines for _, lines in cells)]
