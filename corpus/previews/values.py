"""What a preview is made of; plain values that cross from one process to the other as JSON."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageSize:
    """Of a page's picture, in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its paragraphs, and how many columns it spans."""

    blocks: tuple["Block", ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (`runs`), or a table (`rows`). `align`: "", "center", "right" or "justify". `heading`: 1 to 6, 0 for none."""

    runs: tuple[Run, ...] = ()
    align: str = ""
    heading: int = 0
    rows: tuple[tuple[Cell, ...], ...] = ()
