"""`vanban remove`."""

import click

from corpus.document import DocumentId
from corpus.errors import ArchiveError
from indexer.building import index_pending
from vanban.command import INCOMPLETE
from vanban.commands.add import now
from vanban.language import pick
from vanban.opening import writing
from vanban.printing import emit, say


@click.command("remove", help=pick("Xoá văn bản khỏi kho.", "Remove documents from the archive."))
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, ids: tuple[str, ...], wait: float | None, as_json: bool) -> None:
    """Printed after the engine's commit: from then on nobody finds them."""
    wanted: list[DocumentId] = []
    missing: list[str] = []
    with writing({**ctx.obj, "wait": wait}) as opened:
        for id in ids:
            try:
                wanted.append(opened.resolve(id))
            except ArchiveError as error:
                missing.append(id)
                say(str(error))
        removal = opened.catalogue.remove(wanted, now())
        index_pending(opened.catalogue, opened.engine, opened.encoder)
    if as_json:
        emit({"removed": list(removal.removed), "missing": missing})
    else:
        for removed in removal.removed:
            click.echo(removed)
    if removal.removed:
        say(
            pick(
                "không còn tìm thấy; nội dung và bản gốc bị xóa hẳn khi chạy `vanban rebuild`",
                "no longer found; text and originals are gone for good after `vanban rebuild`",
            )
        )
    ctx.exit(INCOMPLETE if missing else 0)
