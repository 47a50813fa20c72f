"""`vanban search`."""

from collections.abc import Callable
from typing import Any

import click

from search_api.answer import Mode
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import emit, print_answer


def _filter(name: str, vietnamese: str, english: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", multiple=True, metavar=pick("GIÁ-TRỊ", "VALUE"), help=pick(vietnamese, english))


_FILTERS = (
    _filter(
        "issuer",
        "cơ quan ban hành: tên, có dấu hoặc không, viết tắt cũng được",
        "issuing body: its name, with marks or without, abbreviated or not",
    ),
    _filter("type", "loại văn bản, như Công văn hoặc cv", "type, such as Công văn or cv"),
    _filter("year", "năm: 2019, 2019..2023, 2019..", "year, or a range 2019..2023"),
    _filter("level", "cấp: trung ương, tỉnh, huyện, xã", "level: central, province, district, commune"),
    _filter("field", "lĩnh vực", "field"),
    _filter("signer", "người ký", "signer"),
)


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which a question is narrowed, in the order of the facets."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.command(
    "search",
    help=pick(
        "Tìm văn bản. Không có câu hỏi: mọi văn bản theo bộ lọc, mới nhất trước.",
        "Search. Without a question: everything under the filters, newest first.",
    ),
)
@click.argument("query", required=False, default="")
@filters
@click.option(
    "--lineage",
    is_flag=True,
    help=pick("gồm cả cơ quan tiền thân, cơ quan kế thừa", "with what the bodies came from and became"),
)
@click.option(
    "--mode",
    type=click.Choice([m.value for m in Mode]),
    default=Mode.HYBRID.value,
    help=pick("tìm cả từ và nghĩa, chỉ theo từ, chỉ theo nghĩa", "by words and meaning, by words, by meaning"),
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    help=pick("sát nhất, mới nhất, cũ nhất trước", "order: best, newest or oldest first"),
)
@click.option(
    "--literal",
    is_flag=True,
    help=pick(
        "tìm đúng như đã gõ: không sửa lỗi gõ, không nhận năm, cơ quan, trích dẫn, tên gọi khác",
        "exactly as typed: mend no slips, recognise no years, bodies, citations, other names",
    ),
)
@click.option("--limit", type=int, default=10, show_default=True, help=pick("số kết quả, nhiều nhất 100", "results, at most 100"))
@click.option("--offset", type=int, default=0, help=pick("bỏ qua bấy nhiêu kết quả đầu", "leave out so many first"))
@click.option("--facets", is_flag=True, help=pick("đếm theo cơ quan, năm, loại…", "counts by issuer, year, type…"))
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context,
    /,
    query: str,
    lineage: bool,
    mode: str,
    sort: str | None,
    literal: bool,
    limit: int,
    offset: int,
    facets: bool,
    as_json: bool,
    **filters: Any,
) -> None:
    """Parse, ask, print."""
    from search_api.form import answer_json
    from search_api.parameters import question_from
    from search_api.search import search
    from vanban.language import LANGUAGE

    pairs = [("q", query), ("mode", mode), ("limit", str(limit)), ("offset", str(offset))]
    pairs += [("lineage", "1")] if lineage else []
    pairs += [("sort", sort)] if sort else []
    pairs += [("literal", "1")] if literal else []
    pairs += [] if facets or as_json else [("facets", "none")]
    pairs += [(name, value) for name, values in filters.items() for value in values]
    with reading(ctx.obj) as opened:
        answer = search(opened.archive(), question_from(pairs), None, LANGUAGE)
    if as_json:
        emit(answer_json(answer))
    else:
        print_answer(answer)
