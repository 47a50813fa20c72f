"""`vanban issuers`."""

from collections.abc import Iterable, Mapping
from typing import Any

import click
from pydantic import ValidationError

from corpus.document import Level, System
from vanban.language import pick
from vanban.opening import reading, settings_of, writing
from vanban.printing import bold, dim, emit, readable_date, say
from vanban.settings import FILE, OwnIssuer

_ADD = "add"


@click.command(
    "issuers",
    help=pick(
        "Cơ quan có văn bản trong kho: số văn bản, cấp, cơ quan trên, thời gian, tên khác, tiền thân và kế thừa. "
        "`issuers add TÊN` thêm cơ quan, đơn vị của mình vào danh mục và xếp lại các văn bản của cơ quan ấy.",
        "Bodies with documents in the archive: counts, level, parent, dates, other names, lineage. "
        "`issuers add NAME` adds a body of one's own and settles the documents that are its.",
    ),
)
@click.argument("words", nargs=-1, metavar="[QUERY | add NAME]")
@click.option("--alias", multiple=True, metavar="NAME", help=pick("tên khác, tên viết tắt", "another name for it"))
@click.option("--symbol", multiple=True, metavar="SYMBOL", help=pick("ký hiệu trong số văn bản", "what stands for it in numbers"))
@click.option("--level", type=click.Choice([one.value for one in Level]), help=pick("cấp", "its level"))
@click.option("--system", type=click.Choice([one.value for one in System]), help=pick("khối", "its branch"))
@click.option("--parent", metavar="NAME", help=pick("cơ quan trên", "the body above it"))
@click.option("--since", metavar="DATE", help=pick("ngày thành lập", "its first day"))
@click.option("--until", metavar="DATE", help=pick("ngày cuối", "its last day"))
@click.option("--successor", multiple=True, metavar="NAME", help=pick("cơ quan kế thừa", "a body that took over from it"))
@click.option(
    "--apply",
    "anew",
    is_flag=True,
    help=pick("xếp lại văn bản theo các cơ quan ghi trong vanban.toml", "settle documents by the bodies in vanban.toml"),
)
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, /, words: tuple[str, ...], anew: bool, wait: float | None, as_json: bool, **stated: Any) -> None:
    """List, or add and apply."""
    flags = {**ctx.obj, "wait": wait}
    if words[:1] == (_ADD,):
        name = " ".join(words[1:])
        if not name:
            raise click.UsageError(pick("issuers add: cần tên cơ quan", "issuers add: a name is needed"))
        _settle(flags, _stated(name, stated), as_json=as_json)
    elif given := sorted(key for key, value in stated.items() if value):
        option = f"--{given[0]}"
        raise click.UsageError(pick(f"{option} chỉ dùng với `issuers add TÊN`", f"{option} goes with `issuers add NAME` only"))
    elif anew:
        _settle(flags, None, as_json=as_json)
    else:
        _list(ctx.obj, " ".join(words), as_json=as_json)


def _stated(name: str, stated: Mapping[str, Any]) -> OwnIssuer:
    values = {"name": name, "aliases": stated["alias"], "symbols": stated["symbol"], "successors": stated["successor"]}
    values |= {key: stated[key] for key in ("level", "system", "parent", "since", "until")}
    try:
        return OwnIssuer(**values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise click.UsageError(f"issuers add: {first['loc'][0]}: {first['msg']}") from None


def _settle(flags: Mapping[str, Any], added: OwnIssuer | None, *, as_json: bool) -> None:
    """Write the body into vanban.toml, then understand anew the documents in which the office's bodies appear."""
    from indexer.building import index_pending
    from vanban.commands.add import now
    from vanban.own_bodies import append, apply

    with writing(flags, create=added is not None) as opened:
        if added is not None and added not in opened.settings.issuers:
            own = opened.settings.own()
            taken = next((body for name in (added.name, *added.aliases) if (body := own.named(name))), None)
            if taken is not None:
                file = opened.settings.archive / FILE
                raise click.UsageError(
                    pick(
                        f"đã có {taken.name} trong {file}; hãy sửa ở đó, rồi `vanban issuers --apply`",
                        f"{taken.name} is in {file} already; change it there, then `vanban issuers --apply`",
                    )
                )
            append(opened.settings.archive / FILE, added.body())
        changed = apply(opened, settings_of(flags).own(), now)
        index_pending(opened.catalogue, opened.engine, opened.encoder)
    if as_json:
        emit({"added": added.body().id if added else None, "documents_changed": changed})
    else:
        say(
            (pick(f"đã thêm {added.name}; ", f"{added.name} added; ") if added else "")
            + pick(f"{changed} văn bản đổi cơ quan ban hành", f"{changed} documents have another issuer now")
        )


def _list(flags: Mapping[str, Any], query: str, *, as_json: bool) -> None:
    from search_api.bodies import Body, bodies

    with reading(flags) as opened:
        found = bodies(opened.engine.reader(), None, opened.settings.own(), query)

    def row(body: Body) -> dict[str, object]:
        return {
            "id": body.id,
            "name": body.name,
            "documents": body.documents,
            "level": body.level,
            "system": body.system,
            "parent": body.parent,
            "since": body.since,
            "until": body.until,
            "aliases": list(body.aliases),
            "symbols": list(body.symbols),
            "predecessors": [{"name": one.before, "date": one.date or None, "kind": one.kind} for one in body.predecessors],
            "successors": [{"name": one.after, "date": one.date or None, "kind": one.kind} for one in body.successors],
            "renewed": list(body.renewed),
            "own": body.own,
        }

    if as_json:
        emit([row(body) for body in found])
        return
    for body in found:
        click.echo(f"{body.documents:>6}  {bold(body.name)}")
        for line in _lines(body):
            click.echo(" " * 8 + dim(line))
    if not found:
        say(pick("không có cơ quan nào như vậy trong kho", "the archive has no such body"))


def _lines(body: Any) -> Iterable[str]:
    from web.wording import LEVELS

    facts = [pick(LEVELS[body.level], body.level.value)] if body.level else []
    facts += [pick("thuộc ", "under ") + body.parent] if body.parent else []
    facts += [pick("từ ", "since ") + readable_date(body.since)] if body.since else []
    facts += [pick("đến ", "until ") + readable_date(body.until)] if body.until else []
    renewed = ", ".join(map(readable_date, body.renewed))
    facts += (
        [pick(f"cùng tên, khác địa bàn hoặc chức năng từ {renewed}", f"same name, another body since {renewed}")]
        if renewed
        else []
    )
    facts += [pick("tên khác: ", "also: ") + "; ".join((*body.aliases, *body.symbols))] if body.aliases or body.symbols else []
    yield " · ".join([body.id, *facts])
    if body.predecessors:
        yield pick("tiền thân: ", "came from: ") + "; ".join(_dated(one.before, one.date) for one in body.predecessors)
    if body.successors:
        yield pick("kế thừa: ", "became: ") + "; ".join(_dated(one.after, one.date) for one in body.successors)


def _dated(name: str, date: str) -> str:
    return f"{name} ({readable_date(date)})" if date else name
