"""`vanban export`."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from corpus.document import Document
from vanban.language import pick
from vanban.opening import Opened, reading

_FORMS = ("jsonl", "csv", "xlsx", "docx")


@click.command(
    "export",
    help=pick(
        "Xuất văn bản: JSON Lines, `add` của kho khác nhận lại được; hoặc danh sách CSV, Excel, Word.",
        "Export documents as JSON Lines, which `add` takes in elsewhere, or a list as CSV, Excel or Word.",
    ),
)
@click.argument("query", required=False, default="")
@click.option(
    "--format", "form", type=click.Choice(_FORMS), default="jsonl", show_default=True, help=pick("dạng tệp", "form of the output")
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=pick("ghi ra tệp thay vì màn hình", "write to a file instead of stdout"),
)
@click.pass_context
def command(ctx: click.Context, query: str, form: str, output: Path | None) -> None:
    """All documents by id, or those that a question finds, best first (at most 10,000)."""
    if output is not None and output.exists():
        raise click.UsageError(pick(f"{output}: đã có, không ghi đè", f"{output}: exists, not overwritten"))
    if output is None and form in ("xlsx", "docx") and sys.stdout.isatty():
        raise click.UsageError(pick(f"{form}: hãy ghi ra tệp bằng --output", f"{form}: write it to a file with --output"))
    with reading(ctx.obj) as opened:
        if form == "jsonl" and output is None:
            for line in _lines(opened, query):
                click.echo(line)
            return
        pieces = (
            ((line + "\n").encode("utf-8", "replace") for line in _lines(opened, query))
            if form == "jsonl"
            else _list(opened, query, form)
        )
        if output is None:
            sys.stdout.buffer.writelines(pieces)
            sys.stdout.buffer.flush()
        else:
            with output.open("xb") as file:
                file.writelines(pieces)


def _lines(opened: Opened, query: str) -> Iterator[str]:
    """Whole documents with the trail of their corrections."""
    from web.export.lines_form import line

    for document in _documents(opened, query, text=True)[0]:
        yield line(document, opened.catalogue.history(document.id))


def _list(opened: Opened, query: str, form: str) -> Iterable[bytes]:
    """What the page's list says; here of all that is found."""
    from datetime import date

    from web.export.csv_form import csv_list
    from web.export.rows import About, rows
    from web.export.word_form import word_list
    from web.export.workbook_form import workbook

    documents, total, count = _documents(opened, query, text=False)
    about = About((("Câu hỏi", query),) if query else (), date.today(), total, count)
    listed_rows = rows(documents)
    if form == "csv":
        return csv_list(listed_rows, about)
    return [workbook(listed_rows, about) if form == "xlsx" else word_list(listed_rows, about)]


def _documents(opened: Opened, query: str, *, text: bool) -> tuple[Iterator[Document], int, int]:
    """The documents, how many there are, and how many of these are given."""
    from search_api.answer import MOST_WINDOW, Question
    from search_api.listing import listed

    if not query:
        count = opened.catalogue.count()
        return opened.catalogue.walk(text=text), count, count
    found = listed(opened.archive(), Question(text=query), None, MOST_WINDOW)
    return found.documents(text=text), found.total, len(found.ids)
