"""HTML: what a browser would show as text, one line per block, table cells side by side."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from corpus.readers.plain import decode
from corpus.readers.reading import MOST_CHARACTERS, Reading
from corpus.readers.tables import HEAD_LINES, MOST_ROWS, placed_columns

_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.I)
_DROPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "math", "canvas"),
        *("audio", "video", "select", "button", "textarea", "datalist"),
    )
)
_BLOCKS = frozenset(
    (
        *("html", "body", "main", "header", "footer", "nav", "section", "article", "aside", "address", "hgroup", "div", "center"),
        *("p", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "dir", "menu"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "figure", "figcaption", "details", "summary", "dialog"),
        *("form", "fieldset", "legend", "br"),
    )
)
_CELLS = frozenset(("td", "th"))
MOST_HEAD_CELLS = 60
"""Cells from the top whose lines are also given as margins."""
_SPACES = re.compile(r"[ \t\n\r\f]+")


def read_html(data: bytes) -> Reading:
    """The page's text: scripts, styles and hidden machinery dropped, blocks as lines, cells of a row joined by " | ".

    Letterheads and signature blocks come out column by column, as in Word documents. Margins: the lines of the first
    cells one by one, which a row of the text joins.
    """
    declared = _META.search(data[:4096])
    page, warnings = decode(data, declared.group(1).decode("ascii") if declared else None)
    root = LexborHTMLParser(page).root
    if root is None:
        return Reading("", "text/html", warnings)
    cells = (cell for cell in root.css("td, th")[:MOST_HEAD_CELLS] if cell.css_first("table") is None)
    margins = "\n".join(line for cell in cells for line in _text_lines(cell))
    return Reading(_text([root]), "text/html", warnings, margins)


def text_of(page: str) -> str:
    """The text of a page given as characters. Nothing is fetched or run; nesting of any depth is walked without recursion."""
    root = LexborHTMLParser(page).root
    return "" if root is None else _text([root])


def _text(roots: list[LexborNode]) -> str:
    lines = _Lines()
    stack: list[tuple[LexborNode, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, leaving = stack.pop()
        tag = node.tag or ""
        if leaving:
            lines.close(tag)
            continue
        if tag == "-text":
            lines.add(node.text_content or "", kept=lines.in_pre)
            continue
        if (tag.startswith(("-", "!", "_")) and tag != "-document") or tag in _DROPPED or "hidden" in node.attributes:
            continue
        lines.open(tag)
        placed = _placed(node, head=len(lines.lines) <= HEAD_LINES) if tag == "table" else None
        if placed is not None:
            lines.extend(placed)
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(_children(node)))
        if lines.size > 2 * MOST_CHARACTERS:  # the registry refuses it by its length; no need to finish
            break
    return lines.text()


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _placed(table: LexborNode, *, head: bool) -> list[str] | None:
    """The columns of a small table without tables inside that only places text; None for any other."""
    rows = table.css("tr")
    if not 0 < len(rows) <= MOST_ROWS or len(table.css("td, th")) > 4 * MOST_ROWS or len(table.css("table")) > 1:
        return None
    cells = [[cell for cell in _children(row) if cell.tag in _CELLS] for row in rows]
    return placed_columns([[(n, _text_lines(cell)) for n, cell in enumerate(row)] for row in cells], head=head)


def _text_lines(cell: LexborNode) -> list[str]:
    return [line.strip() for line in _text(_children(cell)).split("\n") if line.strip()]


class _Lines:
    """Collects pieces of text into lines; a row's cells share one line, and blocks inside a cell are joined by spaces."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.cells = 0  # depth of open cells
        self.pre = 0
        self.size = 0

    @property
    def in_pre(self) -> bool:
        return self.pre > 0

    def open(self, tag: str) -> None:
        if tag in _CELLS:
            if self.cells == 0 and self._has_text():
                self.line.append(" | ")
            self.cells += 1
        elif tag in _BLOCKS:
            self._break()
        self.pre += tag == "pre"

    def close(self, tag: str) -> None:
        if tag in _CELLS:
            self.cells = max(0, self.cells - 1)
        elif tag in _BLOCKS:
            self._break()
        self.pre -= tag == "pre"

    def add(self, text: str, *, kept: bool) -> None:
        self.size += len(text)
        if kept and not self.cells:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self.line.append(first)
            for line in rest:
                self._break()
                self.line.append(line)
        else:
            self.line.append(_SPACES.sub(" ", text))

    def extend(self, lines: list[str]) -> None:
        """Whole lines; inside a cell they are pieces of its one line."""
        for line in lines:
            self.add(line, kept=False)
            self._break()

    def text(self) -> str:
        self.cells = 0
        self._break()
        return "\n".join(self.lines)

    def _has_text(self) -> bool:
        return any(piece.strip() for piece in self.line)

    def _break(self) -> None:
        if self.cells:
            self.line.append(" ")
            return
        line = "".join(self.line)
        line = line.rstrip() if self.pre else re.sub(r" {2,}", " ", line).strip()
        if line.strip(" |"):
            self.lines.append(line)
        self.line = []
