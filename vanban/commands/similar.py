"""`vanban similar`."""

import click

from search_api.answer import Direction
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import emit, print_similar


@click.command("similar", help=pick("Văn bản tương tự, trước và sau.", "Similar documents, earlier and later."))
@click.argument("id")
@click.option("--earlier", "direction", flag_value="earlier", help=pick("chỉ văn bản trước", "only earlier ones"))
@click.option("--later", "direction", flag_value="later", help=pick("chỉ văn bản sau", "only later ones"))
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help=pick("nhiều nhất bấy nhiêu mỗi phía", "at most so many on each side"),
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, id: str, direction: str | None, limit: int, as_json: bool) -> None:
    """Find the document, ask for its neighbours, print."""
    from search_api.form import similar_json
    from search_api.similar import similar

    wanted = Direction(direction) if direction else None
    with reading(ctx.obj) as opened:
        found = similar(opened.archive(), opened.resolve(id), None, limit=limit, direction=wanted)
    if as_json:
        emit(similar_json(found))
        return
    if wanted is not Direction.LATER:
        print_similar(pick("Trước", "Earlier"), found.earlier)
    if wanted is not Direction.EARLIER:
        print_similar(pick("Sau", "Later"), found.later)
