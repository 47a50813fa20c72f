"""`vanban check`."""

import click

from corpus.errors import ArchiveDamaged
from vanban.command import UNUSABLE
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import emit, say


@click.command(
    "check",
    help=pick("Đối chiếu bản gốc, kho và chỉ mục với nhau.", "Verify originals, catalogue and index against one another."),
)
@click.option("--quick", is_flag=True, help=pick("không đọc lại từng bản gốc", "do not read every original again"))
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, quick: bool, as_json: bool) -> None:
    """Pending work is reported as work; what an interrupted writer left behind is no damage."""
    with reading(ctx.obj) as opened:
        problems = opened.catalogue.check(opened.originals, contents=not quick)
        pending = {row.id for row in opened.catalogue.pending()}
        kept = opened.catalogue.revisions()
        try:
            problems += opened.engine.verify()
            indexed = dict(opened.engine.revisions())
            for id in sorted(kept.keys() | indexed.keys()):
                if kept.get(id) != indexed.get(id) and id not in pending:
                    problems.append(
                        pick(
                            f"{id}: kho và chỉ mục lệch nhau; `vanban rebuild`",
                            f"{id}: catalogue and index disagree; `vanban rebuild`",
                        )
                    )
        except ArchiveDamaged as error:
            problems.append(str(error))
    if as_json:
        emit({"problems": problems, "pending": len(pending), "documents": len(kept)})
    else:
        for problem in problems:
            click.echo(problem)
        if pending:
            say(pick(f"{len(pending)} việc còn chờ", f"{len(pending)} pieces of work pending"))
        if not problems:
            say(pick(f"{len(kept)} văn bản, không có lỗi", f"{len(kept)} documents, no problem"))
    ctx.exit(UNUSABLE if problems else 0)
