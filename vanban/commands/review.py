"""`vanban review`."""

import sys

import click

from corpus.catalogue import Catalogue, DoubtFilter
from corpus.doubting import REVIEWED
from corpus.errors import ArchiveBusy, Conflict, InputError, NotFound
from search_api.editing import Editor
from search_api.reviewing import Entry, Review, review
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import bold, dim, emit, one_line, readable_date, say, value_line
from web.wording import FIELDS, PROPOSED

LISTED = 20
"""Entries of a list that is not gone through key by key."""

_ENTER = {"\r", "\n", "y", "Y"}


@click.command(
    "review",
    help=pick(
        "Rà soát các trường chưa chắc, từng trường một, mỗi trường một phím.",
        "Go through uncertain fields, one keystroke each.",
    ),
)
@click.option("--field", type=click.Choice(REVIEWED), help=pick("chỉ trường này", "this field only"))
@click.option("--type", "type_name", metavar="NAME", help=pick("chỉ loại này, như Công văn", "this type only, such as Công văn"))
@click.option("--issuer", metavar="NAME", help=pick("chỉ cơ quan này", "this issuing body only"))
@click.option("--limit", type=click.IntRange(1, 10_000), help=pick("nhiều nhất bấy nhiêu trường", "at most so many fields"))
@click.option("--by", help=pick("ai rà soát (mặc định: người dùng máy)", "who reviews (default: the system's user)"))
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context,
    field: str | None,
    type_name: str | None,
    issuer: str | None,
    limit: int | None,
    by: str | None,
    wait: float | None,
    as_json: bool,
) -> None:
    """A list where the output goes into a pipe; key by key on a terminal."""
    from vanban.editing import editor_of

    with reading({**ctx.obj, "wait": wait}) as opened:
        only = DoubtFilter(field, _type(type_name), _issuer(opened.catalogue, issuer, field))
        if not as_json and _interactive():
            _go_through(editor_of(opened, opened.settings.wait), only, limit, by)
            return
        found = review(opened.catalogue, None, only, limit=limit or LISTED)
    if as_json:
        emit(_json(found))
        return
    for entry in found.entries:
        _print(entry)
    say(dim(pick(f"{found.total} trường chưa chắc", f"{found.total} uncertain fields")))


def _type(name: str | None) -> str | None:
    from corpus.gazetteer import document_type
    from corpus.vietnamese import slug

    known = document_type(name) if name else None
    return known.code if known else slug(name) if name else None


def _issuer(catalogue: Catalogue, name: str | None, field: str | None) -> str | None:
    """The id that the name stands for among those on the list; InputError where several bodies bear it."""
    from corpus.gazetteer import issuer_from_name
    from corpus.vietnamese import slug

    if name is None:
        return None
    wanted = {name, slug(name), issuer_from_name(name).id}
    listed = [id for id in catalogue.count_doubts(None, DoubtFilter(field), by="issuer", limit=100_000) if id]
    found = [id for id in listed if id in wanted] or [id for id in listed if id.split("--")[0] in wanted]
    if len(found) > 1:
        several = ", ".join(sorted(found)[:5])
        raise InputError(pick(f"{name}: nhiều cơ quan cùng tên ({several})", f"{name}: several bodies bear it ({several})"))
    return found[0] if found else slug(name)


def _interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _go_through(editor: Editor, only: DoubtFilter, limit: int | None, by: str | None) -> None:
    """Until the list is at its end, `limit` entries were shown, or the person has had enough."""
    passed = skipped = 0
    while limit is None or passed < limit:
        found = review(editor.catalogue, None, only, limit=1, offset=skipped)
        if not found.entries:
            say(pick("đã hết; không còn trường nào cần rà soát", "the end: nothing left to review"))
            return
        _print(found.entries[0])
        settled = _settle(editor, found.entries[0], by, found.total - skipped)
        if settled is None:
            return
        passed, skipped = passed + 1, skipped + (not settled)


def _settle(editor: Editor, entry: Entry, by: str | None, left: int) -> bool | None:
    """Asks until the entry is dealt with; False where it stays on the list, None where the person has had enough."""
    while True:
        click.echo(dim(f"[{left}] {_keys(entry)} "), nl=False)
        key = click.getchar()
        click.echo()
        if key in ("\x03", "\x04", "q", "Q"):
            return None
        if key in ("s", "S", "\t"):
            return False
        change: str | None
        if key in _ENTER and entry.value is not None:
            change = None
        elif key in ("n", "N"):
            change = None if entry.value is None else ""
        elif key.isdigit() and 0 < int(key) <= len(entry.proposals):
            change = entry.proposals[int(key) - 1].value
        elif key in ("e", "E"):
            change = click.prompt(pick("Giá trị đúng", "Right value"), default=entry.value or "", show_default=bool(entry.value))
            if not change.strip():
                continue  # An empty answer is no decision; `n` is.
        else:
            continue
        try:
            editor.correct(entry.document.id, [(entry.field, change)], by=by, seen={entry.field: entry.state})
        except (InputError, ArchiveBusy) as error:
            say(str(error))
            continue
        except (Conflict, NotFound) as error:
            say(str(error))  # Settled by somebody else, or to be looked at once more.
        return True


def _keys(entry: Entry) -> str:
    keys = [pick("Enter đúng", "Enter right")] if entry.value is not None else []
    keys += [f"{number} {proposal.value}" for number, proposal in enumerate(entry.proposals[:9], 1)]
    keys += [pick("e sửa", "e correct"), pick("n không có", "n none"), pick("s bỏ qua", "s skip"), pick("q thôi", "q quit")]
    return " · ".join(keys)


def _print(entry: Entry) -> None:
    document = entry.document
    click.echo(bold(document.fields.subject or document.file_name or document.id))
    parts = (document.fields.number, document.issuer.name if document.issuer else None, readable_date(document.fields.date))
    click.echo("  " + dim(" · ".join([part for part in parts if part] + [document.id])))
    name = pick(FIELDS[entry.field], entry.field)
    known = value_line(entry.field, entry.value)
    sure = pick(f" (chắc {entry.confidence:.0%})", f" ({entry.confidence:.0%}, {entry.rule})") if entry.rule else ""
    click.echo(f"  {name}: {bold(known)}{sure}")
    for proposal in entry.proposals:
        why = pick(PROPOSED.get(proposal.rule, proposal.rule), proposal.rule)
        told = pick(f"chắc {proposal.confidence:.0%}", f"{proposal.confidence:.0%}")
        click.echo("    " + pick("có thể là", "perhaps") + f" {value_line(entry.field, proposal.value)} ({why}, {told})")
    if entry.line:
        for line in _marked(entry).split("\n"):
            if line.strip():
                click.echo(f"    | {one_line(line.strip())}")


def _marked(entry: Entry) -> str:
    if entry.line is None:
        return ""
    text, highlights = entry.line.text, entry.line.highlights
    for start, end in reversed(highlights):
        text = text[:start] + click.style(text[start:end], reverse=True) + text[end:]
    return text


def _json(found: Review) -> dict[str, object]:
    from corpus.interchange import proposal_json

    return {
        "total": found.total,
        "by_field": dict(found.by_field),
        "fields": [
            {
                "id": entry.document.id,
                "number": entry.document.fields.number,
                "subject": entry.document.fields.subject,
                "field": entry.field,
                "value": entry.value,
                "confidence": entry.confidence,
                "rule": entry.rule,
                "line": {"text": entry.line.text, "highlights": [list(one) for one in entry.line.highlights]}
                if entry.line
                else None,
                "proposals": [proposal_json(proposal) for proposal in entry.proposals],
            }
            for entry in found.entries
        ],
    }
