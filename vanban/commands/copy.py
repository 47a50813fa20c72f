"""`vanban copy`."""

import click

from corpus.catalogue import Catalogue
from corpus.document import DocumentId
from corpus.errors import ArchiveDamaged
from indexer.building import bring_up
from indexer.engines.engine import Engine
from vanban.language import pick
from vanban.opening import copying
from vanban.printing import emit, on_terminal, say

_SAMPLE = 25


@click.command(
    "copy",
    help=pick("Chuyển chỉ mục của kho sang máy tìm kiếm khác.", "Move the archive's index to another engine."),
)
@click.option(
    "--to",
    "target",
    type=click.Choice(["embedded", "elasticsearch"]),
    required=True,
    help=pick("máy tìm kiếm sẽ giữ chỉ mục", "the engine that is to hold the index"),
)
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, target: str, wait: float | None, as_json: bool) -> None:
    """From the catalogue, which holds everything. Interrupted and run again it goes on where it was.

    Verified at the end; only then the archive belongs to the new engine. The old index stays where it is.
    """
    from rich.console import Console
    from rich.progress import Progress

    with (
        copying({**ctx.obj, "engine": target, "wait": wait}) as opened,
        Progress(console=Console(stderr=True), transient=True, disable=not on_terminal()) as progress,
    ):
        task = progress.add_task(pick("chuyển", "copying"), total=None)
        written = bring_up(
            opened.catalogue,
            opened.engine,
            opened.encoder,
            lambda count: progress.advance(task, count),
            lambda total: progress.update(task, total=total),
        )
        _verify(opened.catalogue, opened.engine)
        total = opened.catalogue.count()
    if as_json:
        emit({"to": target, "documents": total, "written": written})
    else:
        say(
            pick(
                f"{total} văn bản nay ở {target} ({written} vừa ghi); đặt VANBAN_ENGINE={target} cho các lệnh sau",
                f"{total} documents are now in {target} ({written} written); set VANBAN_ENGINE={target} from now on",
            )
        )


def _verify(catalogue: Catalogue, engine: Engine) -> None:
    """ArchiveDamaged where the copy is not what the catalogue holds: by every revision, and by some documents whole."""
    problems = engine.verify()
    kept = catalogue.revisions()
    if not problems and dict(engine.revisions()) != kept:
        problems = [pick("các phiên bản lệch nhau", "revisions differ")]
    ids: list[DocumentId] = sorted(kept)
    sample = ids[:: max(1, len(ids) // _SAMPLE)]
    if not problems and dict(engine.reader().documents(sample, None)) != dict(catalogue.documents(sample, None)):
        problems = [pick("văn bản lệch nhau", "documents differ")]
    if problems:
        raise ArchiveDamaged(
            pick(f"bản sao không đúng: {problems[0]}; chạy lại", f"the copy is not right: {problems[0]}; run it again")
        )
