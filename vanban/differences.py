"""How a comparison looks in a terminal: words marked as git marks them, `[-before-]{+after+}`, coloured where there is colour."""

from collections.abc import Iterator
from itertools import groupby

import click

from corpus.difference import Change, Passage, State
from search_api.difference import Difference, Side
from search_api.documents import title_of
from vanban.language import pick
from vanban.printing import bold, dim, one_line, readable_date, value_line

CONTEXT = 90
"""Characters that are printed before and after a change; what lies between two changes is shortened to twice that."""

_KINDS = {"date": "date", "number": "number", "name": "name", "duty": "duty", "words": "words"}
_SIGNS = {State.EQUAL: "=", State.CHANGED: "~", State.MOVED: ">", State.ADDED: "+", State.DROPPED: "-"}


def print_difference(found: Difference, *, full: bool = False) -> None:
    """Both heads, what differs in their fields, a summary, then the passages; equal ones folded unless `full`."""
    from web.wording import FIELDS, told_summary

    for name, side in (("A", found.one), ("B", found.other)):
        click.echo(f"{bold(name)}  {_head(side)}")
    for pair in found.fields:
        if not pair.same:
            before, after = value_line(pair.field, pair.one), value_line(pair.field, pair.other)
            click.echo(f"   {pick(FIELDS[pair.field], pair.field)}: {_gone(before)} {_come(after)}")
    click.echo()
    one, other = found.one.document.text, found.other.document.text
    for equal, those in groupby(found.comparison.passages, key=lambda passage: passage.state is State.EQUAL):
        passages = list(those)
        if equal and not full:
            count = len(passages)
            click.echo(dim(pick(f"= {count} đoạn giống nhau", f"= {count} passages the same")))
            continue
        for passage in passages:
            click.echo("\n".join(_lines(passage, one, other, full=full)))
    click.echo(bold(pick(told_summary(found.changes, found.passages), _summary(found))))


def _head(side: Side) -> str:
    fields = side.document.fields
    parts = (fields.number, fields.type.name if fields.type else None, readable_date(fields.date), title_of(side.document))
    version = f" · {side.version[:12]}" if side.version and side.older else ""
    return " · ".join(part for part in parts if part) + dim(f" · {side.document.id}{version}")


def _lines(passage: Passage, one: str, other: str, *, full: bool) -> Iterator[str]:
    from web.wording import CHANGES

    sign = _SIGNS[passage.state]
    text = _inline(passage, one, other, full=full)
    kinds = dict.fromkeys(change.kind for change in passage.changes)
    told = ", ".join(pick(CHANGES[kind], _KINDS[kind]) for kind in kinds if kind != "words")
    moved = pick("chuyển chỗ", "moved") if passage.state is State.MOVED else ""
    note = ", ".join(part for part in (moved, told) if part)
    yield f"{sign} {dim(text) if passage.formula and not passage.changes else text}" + (dim(f"  ({note})") if note else "")


def _inline(passage: Passage, one: str, other: str, *, full: bool) -> str:
    """The other side's words with what stood there before; long stretches in common shortened."""
    if passage.state is State.DROPPED:
        return _gone(one_line(one[passage.one.start : passage.one.end]).strip())
    if passage.state is State.ADDED:
        return _come(one_line(other[passage.other.start : passage.other.end]).strip())
    pieces: list[str] = []
    position = passage.other.start
    for change in passage.changes:
        pieces.append(_kept(other[position : change.other.start], full, first=not pieces, last=False))
        pieces.append(_marked(change, one, other))
        position = change.other.end
    pieces.append(_kept(other[position : passage.other.end], full or not passage.changes, first=not pieces, last=True))
    return "".join(pieces).strip()


def _marked(change: Change, one: str, other: str) -> str:
    before, after = one[change.one.start : change.one.end], other[change.other.start : change.other.end]
    if not after:
        return " " + _gone(one_line(before))
    return (_gone(one_line(before)) if before else "") + _come(one_line(after))


def _kept(text: str, full: bool, *, first: bool, last: bool) -> str:
    text = one_line(text)
    if full or len(text) <= 2 * CONTEXT:
        return text
    before = "" if first else text[:CONTEXT].rsplit(" ", 1)[0]
    after = "" if last else text[-CONTEXT:].split(" ", 1)[-1]
    return f"{before} … {after}"


def _gone(text: str) -> str:
    return click.style(f"[-{text}-]", fg="red")


def _come(text: str) -> str:
    return click.style(f"{{+{text}+}}", fg="green")


def _summary(found: Difference) -> str:
    changes = sum(found.changes.values())
    parts = [f"{changes} changes"] + [f"{count} of {kind}" for kind, count in found.changes.items() if kind != "words"]
    states = [
        f"{found.passages[state]} passages {state}"
        for state in (State.ADDED, State.DROPPED, State.MOVED)
        if found.passages[state]
    ]
    return ", ".join(parts + states)
