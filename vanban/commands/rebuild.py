"""`vanban rebuild`."""

import click

from indexer.building import rebuild
from vanban.language import pick
from vanban.opening import forget_discarded, originals_of, rebuilding, settings_of
from vanban.printing import emit, on_terminal, say


@click.command(
    "rebuild",
    help=pick(
        "Lập lại chỉ mục từ kho, ở chỗ mới, rồi chuyển sang.", "Build the index anew from the catalogue, then switch to it."
    ),
)
@click.option(
    "--encoder", help=pick("bộ mã hóa: static, hoặc đường dẫn, tên mô hình", "encoder: static, or a model's path or name")
)
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, encoder: str | None, wait: float | None, as_json: bool) -> None:
    """Readers go on with the old index until the new one is whole. What was removed is gone for good after this."""
    from rich.console import Console
    from rich.progress import Progress

    flags = {**ctx.obj, "encoder": encoder, "wait": wait}
    with (
        rebuilding(flags) as (catalogue, fresh, model),
        Progress(console=Console(stderr=True), transient=True, disable=not on_terminal()) as progress,
    ):
        task = progress.add_task(pick("lập chỉ mục", "indexing"), total=catalogue.count())
        # What is pending now is in the catalogue's rows that the rebuild reads; what comes later stays pending.
        pending = catalogue.pending()
        total = rebuild(catalogue, fresh, model, lambda count: progress.advance(task, count))
        fresh.finish()
        catalogue.done(pending)
        forget_discarded(catalogue, originals_of(settings_of(flags)))
        catalogue.compact()
    if as_json:
        emit({"documents": total, "encoder": model.fingerprint})
    else:
        say(pick(f"đã lập chỉ mục {total} văn bản", f"{total} documents indexed") + f" ({model.fingerprint})")
