"""Word documents (.docx): text runs in document order, tables by their use, nothing that is only drawing.

The package is opened as a ZIP and its main part parsed as XML without entities, network or recursion into other parts.
Reading elements rather than python-docx's paragraphs keeps inserted text, content controls and hyperlinks, which
`Paragraph.text` leaves out, opens files with dangling relationships, and never unpacks pictures.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from corpus.errors import Refused, Unreadable
from corpus.readers.docx_fonts import convert_runs
from corpus.readers.reading import Reading, converted_from
from corpus.readers.tables import HEAD_LINES, Row, placed_columns

MOST_PART_BYTES = 256 * 2**20
"""Largest XML part that is parsed; the main part of the longest law takes 20 MB."""
MOST_UNPACKED_BYTES = 2 * 2**30
MOST_PARTS = 10_000
MOST_HEAD_LINES = 100
"""Paragraphs from the top whose lines are also given as margins."""
MOST_RATIO = 200
"""Word's XML shrinks 10 to 60 times, a bomb about 1,000 times; looked at only where a part is larger than 16 MiB."""

_SKIPPED = frozenset(
    (
        *("del", "delText", "delInstrText", "moveFrom", "instrText", "fldData"),  # deleted text, field codes
        *("rPr", "pPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr"),  # properties
        *("drawing", "pict", "object", "control", "binData", "Fallback"),  # drawings, whose text boxes are read apart
    )
)


def read_docx(data: bytes) -> Reading:
    """The body in document order; a row's cells joined by " | ", but letterheads and signature blocks column by column.

    Text boxes follow at the end, each once. Margins: headers and footers, which the text leaves out, watermarks, text
    boxes, and the paragraphs of the head one by one, because a row of a table joins them.
    Raises Unreadable "broken", "too-large", Refused "hostile" (a bomb, a document type declaration).
    """
    body, told, roots = opened_body(data)
    margins = [_plain(root) for root in roots]
    lines = list(_block_lines(body, head=True))
    boxes = list(_boxes(body))
    margins += [*boxes, *_drawn(body), *(_runs(p) for p in islice(body.iter("{*}p"), MOST_HEAD_LINES))]
    return Reading("\n".join([*lines, *boxes]), "", told, "\n".join(margins))


def opened_body(data: bytes, *, margins: bool = True) -> tuple[Any, tuple[str, ...], list[Any]]:
    """The body of the main part with runs in old fonts converted to Unicode, what is to be told of that, and the roots of the
    headers and footers (none without `margins`). Raises as `read_docx` says."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable("broken", f"damaged, not a whole Word document ({error})") from error
    with package:
        check_sizes(package)
        names = {name.lstrip("/"): name for name in package.namelist()}
        main = _main_part(package, names)
        root = parse_part(package, names[main])
        parts = _margin_parts(names, posixpath.dirname(main)) if margins else []
        roots = [parse_part(package, names[part]) for part in parts]
    body = next((e for e in root if _tag(e) == "body"), None)
    if body is None:
        raise Unreadable("broken", "damaged, the document part has no body")
    return body, tuple(converted_from(encoding, "theo phông chữ") for encoding in convert_runs(body)), roots


def check_sizes(package: zipfile.ZipFile) -> None:
    """Raises Refused "hostile" where the package would unpack too far, or has too many parts."""
    entries = package.infolist()
    if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > MOST_UNPACKED_BYTES:
        raise Refused(
            "hostile", f"would unpack to {sum(e.file_size for e in entries) / 2**20:,.0f} MiB in {len(entries):,} parts"
        )


def _main_part(package: zipfile.ZipFile, names: dict[str, str]) -> str:
    """The part that the package's relationships call the office document; Word does not insist on its usual name."""
    if "_rels/.rels" in names:
        for relation in parse_part(package, names["_rels/.rels"]):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = posixpath.normpath(unquote(str(relation.get("Target", "")))).lstrip("/")
                if target in names:
                    return target
    if "word/document.xml" in names:
        return "word/document.xml"
    raise Unreadable("broken", "damaged, the package has no document part")


def _margin_parts(names: dict[str, str], folder: str) -> list[str]:
    return sorted(n for n in names if re.fullmatch(r"(?:header|footer)\d*\.xml", n.removeprefix(folder).lstrip("/")))


def parse_part(package: zipfile.ZipFile, name: str, *, doctype: bool = False) -> Any:
    """The root of an XML part, parsed without entities or network. Raises Unreadable, Refused as `read_docx` says."""
    info = package.getinfo(name)
    if info.flag_bits & 1:
        raise Unreadable("encrypted", "its parts are encrypted; save it without a password and add it again")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("broken", "its parts are packed in a way that Word does not use")
    if info.file_size > 16 * 2**20 and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise Refused("hostile", f"a part of it unpacks {info.file_size // max(1, info.compress_size):,} times, as bombs do")
    if info.file_size > MOST_PART_BYTES:
        raise Unreadable("too-large", f"a part of it unpacks to {info.file_size / 2**20:,.0f} MiB")
    try:
        with package.open(info) as part:
            xml = part.read(info.file_size + 1)  # bounded by what was declared and checked; a lie fails its checksum
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise Unreadable("broken", f"damaged, {name} cannot be unpacked") from error
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        if "alloc" in str(error).lower():  # how libxml2 says that memory ran out
            raise MemoryError from error
        raise Unreadable("broken", f"damaged, {name} is not whole ({error})") from error
    if root.getroottree().docinfo.doctype and not doctype:
        raise Refused("hostile", "its XML declares a document type, which Word never writes")
    return root


def _tag(element: Any) -> str:
    """Local name: Word's two flavours (transitional, strict) differ in namespace only."""
    return str(element.tag).rpartition("}")[2]


def _block_lines(container: Any, *, head: bool) -> Iterator[str]:
    """Lines of the paragraphs and tables in a container (body, cell, text box, content control)."""
    count = 0
    for block in _blocks(container):
        table = _tag(block) == "tbl"
        for line in _table_lines(block, head=head and count <= HEAD_LINES) if table else _runs(block).split("\n"):
            count += bool(line.strip())
            yield line


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables in order; content controls, insertions and the like are looked through."""
    stack = list(reversed(container))
    while stack:
        element = stack.pop()
        tag = _tag(element)
        if tag in ("p", "tbl"):
            yield element
        elif tag not in _SKIPPED:
            stack.extend(reversed(element))


def _runs(paragraph: Any) -> str:
    """The paragraph's text: runs only (never coordinates or field codes), tabs as tabs, breaks as line ends."""
    pieces: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        tag = _tag(element)
        if tag == "t":
            pieces.append(element.text or "")
        elif tag in ("tab", "ptab"):
            pieces.append("\t")
        elif tag in ("br", "cr"):
            pieces.append("\n")
        elif tag == "noBreakHyphen":
            pieces.append("-")
        elif tag not in _SKIPPED and tag not in ("p", "tbl"):
            stack.extend(reversed(element))
    return "".join(pieces).rstrip()


def _rows(table: Any) -> list[Row]:
    """Rows of (grid column, lines of the cell); a cell that continues a vertical merge is empty."""
    rows = []
    for row in _children(table, "tr"):
        cells, column = [], 0
        for cell in _children(row, "tc"):
            cells.append((column, [line.strip() for line in _block_lines(cell, head=False) if line.strip()]))
            span = next((e for p in cell if _tag(p) == "tcPr" for e in p if _tag(e) == "gridSpan"), None)
            value = "" if span is None else next((str(v) for k, v in span.attrib.items() if k.endswith("val")), "")
            column += int(value) if value.isdecimal() and len(value) < 4 else 1
        rows.append(cells)
    return rows


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Children with a tag, looking through content controls and insertions but not into other tables."""
    stack = list(reversed(parent))
    while stack:
        element = stack.pop()
        if _tag(element) == tag:
            yield element
        elif _tag(element) in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            stack.extend(reversed(element))


def _table_lines(table: Any, *, head: bool) -> Iterator[str]:
    rows = _rows(table)
    columns = placed_columns(rows, head=head)
    if columns is not None:
        yield from columns
        return
    for cells in rows:
        if any(lines for _, lines in cells):
            yield " | ".join(" ".join(lines) for _, lines in cells)


def _boxes(body: Any) -> Iterator[str]:
    """Text boxes in order. Word writes each twice, as a drawing and as a fallback, which counts only where it stands alone."""
    for box in body.iter("{*}txbxContent"):
        ancestors = [_tag(a) for a in box.iterancestors()]
        if "Fallback" in ancestors and _has_choice_box(box):
            continue
        if "txbxContent" not in ancestors:
            yield from (line for line in _block_lines(box, head=False) if line.strip())


def _has_choice_box(box: Any) -> bool:
    alternate = next((a for a in box.iterancestors() if _tag(a) == "AlternateContent"), None)
    return alternate is not None and any(
        _tag(e) == "Choice" and next(e.iter("{*}txbxContent"), None) is not None for e in alternate
    )


def _plain(root: Any) -> str:
    return "\n".join([*(_runs(p) for p in root.iter("{*}p")), *_drawn(root)])


def _drawn(root: Any) -> Iterator[str]:
    """Words that are drawn: watermarks and word art, old (an attribute) and new (paragraphs of a shape)."""
    yield from (str(path.get("string", "")) for path in root.iter("{*}textpath"))
    yield from (_runs(p) for p in root.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}p"))
