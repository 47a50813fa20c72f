"""`vanban citations`."""

import click

from vanban.language import pick
from vanban.opening import reading
from vanban.printing import emit, print_citations, print_wanted


@click.command(
    "citations",
    help=pick(
        "Văn bản viện dẫn gì, văn bản nào viện dẫn nó, và hiệu lực của nó; hoặc những gì kho còn thiếu.",
        "What a document cites, what cites it, and its status; or what the archive lacks.",
    ),
)
@click.argument("id", required=False)
@click.option(
    "--as-of",
    metavar="DATE",
    help=pick("như vào ngày này: 16/3/2023, 2023-03 hoặc 2023", "as it stood on this day: 2023-03-16, 2023-03 or 2023"),
)
@click.option(
    "--missing",
    is_flag=True,
    help=pick("văn bản được viện dẫn nhiều mà kho không có", "what is cited most and not held"),
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=pick("nhiều nhất bấy nhiêu văn bản viện dẫn nó, hoặc còn thiếu", "at most so many that cite it, or are missing"),
)
@click.option(
    "--offset", type=click.IntRange(0), default=0, help=pick("bỏ qua bấy nhiêu văn bản đầu", "leave out the first so many")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, id: str | None, as_of: str | None, missing: bool, limit: int, offset: int, as_json: bool) -> None:
    """Both directions of one document, or the most cited that are not held."""
    from search_api.citations import citations, wanted
    from search_api.form import citations_json, wanted_json

    if missing == (id is not None):
        raise click.UsageError(pick("cần mã một văn bản, hoặc --missing", "give the id of a document, or --missing"))
    with reading(ctx.obj) as opened:
        if id is None:
            found = wanted(opened.archive(), None, limit)
            emit(wanted_json(found)) if as_json else print_wanted(found)
            return
        both = citations(opened.archive(), opened.resolve(id), None, as_of=as_of, limit=limit, offset=offset)
    emit(citations_json(both)) if as_json else print_citations(both)
