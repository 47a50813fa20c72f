"""`vanban compare`."""

import click

from vanban.differences import print_difference
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import emit


@click.command(
    "compare",
    help=pick(
        "So hai văn bản: trường nào, đoạn nào, từ nào khác nhau; hoặc hai phiên bản của một văn bản.",
        "Compare two documents: which fields, passages and words differ; or two versions of one document.",
    ),
)
@click.argument("a")
@click.argument("b", required=False)
@click.option(
    "--version",
    metavar="SHA256",
    help=pick("bản cũ này của A với bản mới nhất của A", "this version of A with the newest of A; without B"),
)
@click.option("--va", metavar="SHA256", help=pick("lấy A ở phiên bản này", "take A in this version"))
@click.option("--vb", metavar="SHA256", help=pick("lấy B ở phiên bản này", "take B in this version"))
@click.option("--full", is_flag=True, help=pick("in cả những đoạn giống nhau", "print passages that are the same as well"))
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context, a: str, b: str | None, version: str | None, va: str | None, vb: str | None, full: bool, as_json: bool
) -> None:
    """Find both, compare, print."""
    from search_api.difference import chosen, difference
    from search_api.form import difference_json

    with reading(ctx.obj) as opened:
        sides = chosen(opened.resolve(a), opened.resolve(b) if b else None, va=va, vb=vb, version=version)
        found = difference(opened.archive(), *sides, None, longest=None)
    emit(difference_json(found)) if as_json else print_difference(found, full=full)
