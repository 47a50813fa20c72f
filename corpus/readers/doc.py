"""Word 97-2003 documents (.doc): text by kreuzberg, the two columns of a letterhead put one below the other.

The library gives a cell's end as a tab and a row's end as one more, which is all that is left of a table.
"""

import re
import struct
from collections.abc import Iterator

from corpus.errors import Unreadable
from corpus.readers.compound import Compound
from corpus.readers.office import extracted
from corpus.readers.reading import Reading
from corpus.readers.tables import HEAD_LINES, Row, placed_columns

_WORD_97 = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_MOST_HEAD = 3_000
_MOST_CELL_LINES = 12
_MOST_STORIES = 1_000_000
_FOOT = re.compile(r"^[ \t]*N[oơ]i\s+nh[aậ]n\b", re.M | re.I)
_ROW_END = re.compile(r"(?<=[^\t\n])\t\t(?=[^\t\n])")


def read_doc(data: bytes) -> Reading:
    """The document's main text: letterhead and signature block column by column, rows of other tables as lines.

    Margins: running heads and feet, text boxes, which the text leaves out. Raises Unreadable "unsupported" (Word 6 and
    95, and what only bears the suffix), "encrypted", "broken".
    """
    file = Compound(data)
    head = file.stream("WordDocument", 1024) or b""
    if len(head) >= 12:
        magic, flags = struct.unpack_from("<H8xH", head)
        if magic != _WORD_97:
            raise Unreadable("unsupported", "a Word 6 or 95 document; open it in Word or LibreOffice and save it as .docx")
        if flags & _ENCRYPTED:
            raise Unreadable("encrypted", "protected with a password; save it without one and add it again")
    text = str(extracted(data, "application/msword").content)
    return Reading(laid_out(text), "", (), "\n".join([*_other_stories(file), *re.split(r"[\t\n]+", text[:_MOST_HEAD])]))


def laid_out(text: str) -> str:
    """The text with its letterhead, signature block and rows on lines of their own, told from tabs and line ends alone."""
    columns, rest = _head(text)
    feet = list(_FOOT.finditer(rest))
    at = feet[-1].start() if feet and "\t\t" in rest[feet[-1].start() :] else len(rest)
    body = _ROW_END.sub("\n", rest[:at]) if columns else rest[:at]
    return "\n".join([*columns, *(part for part in (body, rest[at:].replace("\t", "\n")) if part)])


def _head(text: str) -> tuple[list[str], str]:
    """The columns of a letterhead's table one below the other, and the text after it; no columns where there is no table."""
    zone = text[:_MOST_HEAD].lstrip("\n")
    start = len(text[:_MOST_HEAD]) - len(zone)
    cells = zone.split("\t")
    for width in (2, 3, 4):
        rows: list[Row] = []
        used = 0
        for first in range(0, len(cells) - width - 1, width + 1):
            row = cells[first : first + width + 1]
            if row[-1] or any(cell.count("\n") > _MOST_CELL_LINES for cell in row) or len(rows) >= HEAD_LINES:
                break
            rows.append([(n, [line.strip() for line in cell.split("\n") if line.strip()]) for n, cell in enumerate(row[:-1])])
            used = first + width + 1
        columns = placed_columns(rows, head=True) if rows else None
        if columns is not None:
            return columns, text[start + len("\t".join(cells[:used])) + 1 :].lstrip("\n")
    return [], text


def _other_stories(file: Compound) -> Iterator[str]:
    """Lines of the heads, feet and text boxes, by the piece table (MS-DOC 2.4.1, 2.8.35); nothing where it is damaged."""
    document = file.stream("WordDocument", 2**28) or b""
    if len(document) < 0x1AA:
        return
    counts = struct.unpack_from("<8L", document, 76)  # main, footnotes, heads, macros, comments, endnotes, boxes, their heads
    place, length = struct.unpack_from("<LL", document, 0x1A2)
    name = "1Table" if struct.unpack_from("<H", document, 10)[0] & _SECOND_TABLE else "0Table"
    pieces = (file.stream(name, place + length) or b"")[place : place + length]
    while pieces[:1] == b"\x01" and len(pieces) > 3:
        pieces = pieces[3 + struct.unpack_from("<H", pieces, 1)[0] :]
    count = (len(pieces) - 5 - 4) // 12
    if pieces[:1] != b"\x02" or count < 1:
        return
    ends = struct.unpack_from(f"<{count + 1}L", pieces, 5)
    story: list[str] = []
    room = _MOST_STORIES
    for n in range(count):
        first, last = max(ends[n], counts[0]), ends[n + 1]
        if last <= first or room <= 0:
            continue
        at = struct.unpack_from("<L", pieces, 5 + 4 * (count + 1) + 8 * n + 2)[0]
        packed, at = bool(at & 0x40000000), at & 0x3FFFFFFF
        size, wide = min(last - first, room), 1 if packed else 2
        begin = (at // 2 if packed else at) + (first - ends[n]) * wide
        story.append(document[begin : begin + size * wide].decode("cp1252" if packed else "utf-16-le", "replace"))
        room -= size
    yield from (line.strip() for line in re.split(r"[\x00-\x08\x0a-\x1f]+", "".join(story)) if line.strip())
