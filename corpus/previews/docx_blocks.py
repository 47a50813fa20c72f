"""A Word document as paragraphs and tables: what a person sees of its text, and nothing that a browser could run.

Only letters and the few looks of `Run` and `Block` are taken; links, pictures, fields and embedded things are not.
"""

from collections.abc import Iterator
from typing import Any

from corpus.previews.values import Block, Cell, Run
from corpus.readers.docx import opened_body
from corpus.vietnamese import clean

MOST_BLOCKS = 4_000
MOST_CHARACTERS = 600_000
"""A preview is cut there, and says so."""
DEEPEST = 4
"""Tables within tables that are shown."""

_ALIGN = {"center": "center", "right": "right", "end": "right", "both": "justify", "distribute": "justify"}
_SKIPPED = frozenset(
    ("del", "moveFrom", "delText", "instrText", "fldData", "drawing", "pict", "object", "control", "binData", "Fallback")
)


def docx_blocks(data: bytes) -> tuple[list[Block], bool]:
    """Its blocks in order, and whether they are all. Raises Unreadable, Refused, as the reader of these files does."""
    body, _, _ = opened_body(data, margins=False)
    left = [MOST_BLOCKS, MOST_CHARACTERS]
    found = list(_blocks(body, left, 0))
    return found, left[0] > 0 and left[1] > 0


def _blocks(parent: Any, left: list[int], depth: int) -> Iterator[Block]:
    for element in parent:
        if left[0] <= 0 or left[1] <= 0:
            return
        tag = _tag(element)
        if tag == "p":
            left[0] -= 1
            yield _paragraph(element, left)
        elif tag == "tbl":
            left[0] -= 1
            if depth < DEEPEST:
                yield Block(rows=tuple(_rows(element, left, depth)))
        elif tag in ("sdt", "sdtContent", "ins", "smartTag", "customXml"):
            yield from _blocks(element, left, depth)


def _rows(table: Any, left: list[int], depth: int) -> Iterator[tuple[Cell, ...]]:
    for row in table:
        if _tag(row) == "tr":
            yield tuple(_cells(row, left, depth))


def _cells(row: Any, left: list[int], depth: int) -> Iterator[Cell]:
    for cell in row:
        if _tag(cell) == "tc":
            properties = _child(cell, "tcPr")
            wide = _child(properties, "gridSpan")
            span = _attribute(wide, "val")
            columns = int(span) if span.isdecimal() and len(span) < 3 else 1
            yield Cell(tuple(_blocks(cell, left, depth + 1)), max(1, columns))


def _paragraph(element: Any, left: list[int]) -> Block:
    properties = _child(element, "pPr")
    align = _ALIGN.get(_attribute(_child(properties, "jc"), "val"), "")
    style = _attribute(_child(properties, "pStyle"), "val").lower()
    heading = int(style[-1]) if style.startswith("heading") and style[-1:] in tuple("123456") else 0
    return Block(tuple(_joined(_runs(element, left))), align, heading)


def _runs(parent: Any, left: list[int]) -> Iterator[Run]:
    for element in parent:
        tag = _tag(element)
        if tag == "r":
            properties = _child(element, "rPr")
            text = clean("".join(_letters(element)))[: max(0, left[1])]
            left[1] -= len(text)
            if text:
                underline = _attribute(_child(properties, "u"), "val") not in ("", "none")
                yield Run(text, _on(properties, "b"), _on(properties, "i"), underline)
        elif tag not in _SKIPPED and tag not in ("pPr", "rPr"):
            yield from _runs(element, left)


def _letters(run: Any) -> Iterator[str]:
    for element in run:
        tag = _tag(element)
        if tag == "t":
            yield element.text or ""
        elif tag in ("tab", "ptab"):
            yield "\t"
        elif tag in ("br", "cr"):
            yield "\n"
        elif tag == "noBreakHyphen":
            yield "-"


def _joined(runs: Iterator[Run]) -> list[Run]:
    """Word cuts a word into several runs of one look."""
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].bold, found[-1].italic, found[-1].underline) == (run.bold, run.italic, run.underline):
            found[-1] = Run(found[-1].text + run.text, run.bold, run.italic, run.underline)
        else:
            found.append(run)
    return found


def _on(properties: Any, name: str) -> bool:
    element = _child(properties, name)
    return element is not None and _attribute(element, "val") not in ("0", "false", "off")


def _child(parent: Any, name: str) -> Any:
    return next((element for element in parent if _tag(element) == name), None) if parent is not None else None


def _attribute(element: Any, name: str) -> str:
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == name), "")


def _tag(element: Any) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
