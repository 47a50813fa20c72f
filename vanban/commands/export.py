"""`vanban export`."""

import json

import click

from vanban.language import pick
from vanban.opening import reading


@click.command(
    "export",
    help=pick(
        "Xuất văn bản ra JSON Lines; `add` của kho khác nhận lại được.",
        "Export documents as JSON Lines, which `add` takes in elsewhere.",
    ),
)
@click.argument("query", required=False, default="")
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True)
@click.pass_context
def command(ctx: click.Context, query: str, form: str) -> None:  # noqa: ARG001 - one format so far
    """One document a line: all of them by id, or those that a question finds, best first (at most 10,000)."""
    from corpus.interchange import document_json, evidence_json

    with reading(ctx.obj) as opened:
        found = _found(opened.archive(), query) if query else None
        documents = opened.catalogue.walk() if found is None else (opened.catalogue.document(id, None) for id in found)
        for document in documents:
            row = document_json(document, corrections=opened.catalogue.history(document.id))
            # A restored document has its evidence in the order of the kept row, whose keys are sorted: so here too.
            row["evidence"] = {name: evidence_json(document.fields.evidence[name]) for name in sorted(document.fields.evidence)}
            click.echo(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


def _found(archive, query: str):  # type: ignore[no-untyped-def]
    from search_api.answer import MOST_LIMIT, MOST_WINDOW, Question
    from search_api.search import search

    offset = 0
    while offset < MOST_WINDOW:
        answer = search(archive, Question(text=query, offset=offset, limit=MOST_LIMIT, facets=()), None)
        yield from (hit.id for hit in answer.hits)
        offset += MOST_LIMIT
        if offset >= answer.total:
            return
