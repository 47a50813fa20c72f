"""`vanban edit`."""

import click

from corpus.correcting import ATTRIBUTES
from indexer.building import index_pending
from vanban.commands.add import now
from vanban.language import pick
from vanban.opening import writing
from vanban.printing import emit, say


@click.command(
    "edit",
    help=pick("Sửa trường: TRƯỜNG=GIÁ-TRỊ (để trống: không rõ).", "Correct fields: FIELD=VALUE (empty: unknown)."),
    epilog=pick("Trường sửa được: ", "Fields: ") + ", ".join(ATTRIBUTES) + ".",
)
@click.argument("id")
@click.argument("changes", nargs=-1, required=True, metavar="FIELD=VALUE…")
@click.option("--by", help=pick("ai sửa", "who corrects"))
@click.option("--note", help=pick("ghi chú", "a note"))
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context, id: str, changes: tuple[str, ...], by: str | None, note: str | None, wait: float | None, as_json: bool
) -> None:
    """Each change is kept as a correction of its own, and the document is found by it when this returns."""
    from corpus.interchange import document_json

    pairs = [change.partition("=") for change in changes]
    for name, equals, _ in pairs:
        if not equals:
            raise click.UsageError(pick(f"{name}: viết TRƯỜNG=GIÁ-TRỊ", f"{name}: write FIELD=VALUE"))
        if name.strip() not in ATTRIBUTES:
            known = ", ".join(ATTRIBUTES)
            raise click.UsageError(
                pick(f"không có trường {name!r}; sửa được: {known}", f"{name!r} cannot be corrected; what can: {known}")
            )
    with writing({**ctx.obj, "wait": wait}) as opened:
        document_id = opened.resolve(id)
        document = opened.catalogue.edit(document_id, [(name.strip(), value) for name, _, value in pairs], by, note, now())
        index_pending(opened.catalogue, opened.engine, opened.encoder)
    if as_json:
        emit(document_json(document, text=False))
    else:
        say(
            pick(
                f"{document_id}: đã sửa {', '.join(name for name, *_ in pairs)}",
                f"{document_id}: corrected {', '.join(name for name, *_ in pairs)}",
            )
        )
