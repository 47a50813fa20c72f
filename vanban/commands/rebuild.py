"""`vanban rebuild`."""

from collections.abc import Mapping
from typing import Any

import click

from corpus.catalogue import Catalogue
from corpus.errors import Conflict
from indexer.building import rebuild
from indexer.encoders import Encoder
from indexer.engines.engine import Engine
from search_api.archive import Archive
from search_api.quality import measure
from vanban.commands.evaluate import comparison_lines
from vanban.language import pick
from vanban.opening import forget_discarded, originals_of, own_questions, rebuilding, settings_of
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
    "--anyway",
    is_flag=True,
    help=pick(
        "chuyển sang chỉ mục mới dù câu hỏi của cơ quan được trả lời kém đi",
        "switch even where the office's own questions are answered worse",
    ),
)
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, encoder: str | None, anyway: bool, wait: float | None, as_json: bool) -> None:
    """Readers go on with the old index until the new one is whole. What was removed is gone for good after this.

    Where the office has judged questions and a mark, the new index is measured before it goes live; an index that answers
    them worse is not switched to without --anyway.
    """
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
        if not _may_go_live(flags, catalogue, fresh, model, anyway=anyway):
            raise Worse
        fresh.finish()
        catalogue.done(pending)
        forget_discarded(catalogue, originals_of(settings_of(flags)))
        catalogue.compact()
    if as_json:
        emit({"documents": total, "encoder": model.fingerprint})
    else:
        say(pick(f"đã lập chỉ mục {total} văn bản", f"{total} documents indexed") + f" ({model.fingerprint})")


class Worse(Conflict):
    """The new index was not switched to; the command ends with status 1."""

    def __init__(self) -> None:
        super().__init__(
            pick(
                "chỉ mục cũ vẫn được dùng; `vanban rebuild --anyway` để chuyển sang chỉ mục mới",
                "the old index stays in use; `vanban rebuild --anyway` switches to the new one",
            )
        )


def _may_go_live(flags: Mapping[str, Any], catalogue: Catalogue, fresh: Engine, encoder: Encoder, *, anyway: bool) -> bool:
    """Whether the new index answers the office's own questions no worse than at the mark; what was found is said."""
    settings = settings_of(flags)
    own = own_questions(settings)
    if own.mark() is None:
        return True
    archive = Archive(fresh, encoder, lambda _: None, lambda _: {}, own=settings.own(), catalogue=catalogue)
    found = measure(archive, own)
    if found is None or found.comparisons is None:
        return True
    for line in comparison_lines(found.comparisons, {one.id: one.text for one in own.questions()}):
        say(line)
    return anyway or not found.worse or (on_terminal() and click.confirm(pick("Vẫn chuyển sang?", "Switch anyway?"), err=True))
