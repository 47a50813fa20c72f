"""Reading the gazetteer's data files: one row a line, tabs between columns, `#` starts a comment."""

from functools import cache
from importlib.resources import files


@cache
def rows(name: str, columns: int) -> tuple[tuple[str, ...], ...]:
    """The rows of `data/<name>`, each padded with "" to `columns` cells."""
    found = []
    for line in lines(name):
        cells = [cell.strip() for cell in line.split("\t")]
        found.append(tuple((cells + [""] * columns)[:columns]))
    return tuple(found)


@cache
def lines(name: str) -> tuple[str, ...]:
    """The lines of `data/<name>` that hold data."""
    text = files("corpus.gazetteer").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
