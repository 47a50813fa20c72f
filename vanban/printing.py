"""How results look in a terminal. Results go to stdout, everything else to stderr."""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import click

from corpus.document import StatusCode
from search_api.answer import Answer, SearchHit, SimilarHit
from search_api.citations import Citations, Wanted
from vanban.language import pick

# English beside the pages' Vietnamese (web.wording).
_MATCHED = {"words": "by words", "meaning": "by meaning", "number": "by number"}
_REASONS = {
    "meaning": "same matter",
    "subject": "similar subject",
    "citations": "citations in common",
    "recurring": "recurs yearly",
}

_BLANKS = re.compile(r"\s+")


def emit(value: object) -> None:
    """One JSON value on stdout, readable by people and programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(line: str) -> None:
    """A line for the person, on stderr."""
    click.echo(line, err=True)


def bold(text: str) -> str:
    return click.style(text, bold=True)


def dim(text: str) -> str:
    return click.style(text, dim=True)


def readable_date(date: str | None) -> str:
    """ISO, YYYY-MM or YYYY as offices write it: 16/03/2023, 03/2023, 2023."""
    return "/".join(reversed(date.split("-"))) if date else pick("không rõ ngày", "no date")


def value_line(field: str, text: str | None) -> str:
    """A field's value in one line, a date as offices write it; None is unknown."""
    if text is None:
        return pick("không rõ", "unknown")
    return readable_date(text) if field == "date" else " / ".join(text.split("\n"))


def hit_head(hit: SearchHit | SimilarHit) -> str:
    parts = (
        hit.number,
        hit.type.name if hit.type else None,
        hit.issuer.name if hit.issuer else None,
        readable_date(hit.date),
    )
    return " · ".join(part for part in parts if part)


def print_answer(answer: Answer) -> None:
    """Ranked documents with their best passage, then facets where they were asked for."""
    from web.wording import ATTRIBUTES, MATCHED

    for note in answer.notes:
        say(dim(f"({note})"))
    for position, hit in enumerate(answer.hits, answer.offset + 1):
        reasons = ", ".join(pick(MATCHED[m], _MATCHED[m]) for m in hit.matched if m in _MATCHED)
        click.echo(f"{position:>3}. {bold(hit.title)}")
        click.echo(f"     {hit_head(hit)}")
        if hit.passage is not None:
            click.echo("     " + _marked(hit.passage.text, hit.passage.highlights))
        else:
            click.echo("     " + dim(pick("(chỉ có trong sổ, chưa có tệp)", "(in the register only, no file yet)")))
        click.echo("     " + dim(f"{hit.id}" + (f" · {reasons}" if reasons else "")) + _mark(hit))
    for attribute, facet in answer.facets.items():
        shown = [f"{v.label} ({v.count})" for v in facet.values]
        if facet.other:
            shown.append(pick(f"khác ({facet.other})", f"other ({facet.other})"))
        if facet.null:
            shown.append(pick(f"không rõ ({facet.null})", f"unknown ({facet.null})"))
        if shown:
            click.echo(bold(pick(ATTRIBUTES[attribute], attribute.value.capitalize())) + ": " + ", ".join(shown))
    if not answer.total:
        say(
            pick(
                "không tìm thấy; hãy dùng ít từ hơn, từ khác cùng nghĩa, hoặc bỏ bớt điều kiện lọc",
                "nothing found; use fewer or other words, or fewer filters",
            )
        )
    say(dim(pick(f"{answer.total} văn bản, {answer.took_ms:.0f} ms", f"{answer.total} documents, {answer.took_ms:.0f} ms")))


def _mark(hit: SearchHit | SimilarHit) -> str:
    """What a later document of the archive made of it, and whether it stands there twice."""
    from web.wording import STATUSES

    marks = []
    if hit.status.code is not StatusCode.UNKNOWN:
        marks.append(bold(pick(STATUSES[hit.status.code], hit.status.code.value.replace("_", " "))))
    if isinstance(hit, SearchHit) and hit.duplicates:
        marks.append(pick("có thể trùng", "likely duplicate of") + " " + ", ".join(hit.duplicates[:3]))
    return "".join(f" · {mark}" for mark in marks)


def _marked(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in highlights:
        pieces += [one_line(text[position:start]), click.style(one_line(text[start:end]), underline=True, bold=True)]
        position = end
    return "".join([*pieces, one_line(text[position:])])


def one_line(text: str) -> str:
    """Runs of blanks, the gap between the two columns of a head above all, as one."""
    return _BLANKS.sub(" ", text)


def print_similar(title: str, hits: Iterable[SimilarHit]) -> None:
    from web.wording import REASONS

    hits = list(hits)
    click.echo(bold(title) + ("" if hits else " –"))
    for hit in hits:
        click.echo(f"  {hit.title}")
        reasons = ", ".join(pick(REASONS[r], _REASONS[r]) for r in hit.reasons if r in _REASONS)
        click.echo(f"    {hit_head(hit)}")
        click.echo("    " + dim(f"{hit.id}" + (f" · {reasons}" if reasons else "")) + _mark(hit))


def print_citations(found: Citations) -> None:
    """The status with its sentence, then what the document cites and what cites it, by relation."""
    from web.wording import CITED_BY, RELATIONS, STATES, STATUSES

    status, day = found.status, f" ({readable_date(found.as_of)})" if found.as_of else ""
    shown = pick(STATUSES[status.code], status.code.value.replace("_", " "))
    since = f" {pick('từ', 'since')} {readable_date(status.since)}" if status.since else ""
    click.echo(f"{bold(pick('Hiệu lực', 'Status') + day)}: {shown}{since}")
    if status.because:
        click.echo(f"  “{status.because}”" + (f" → {status.document}" if status.document else ""))
    click.echo(bold(pick("Viện dẫn", "Cites")) + f" ({len(found.cites)})")
    for relation, those in groupby(found.cites, key=lambda one: one.citation.relation):
        click.echo(f"  {pick(RELATIONS[relation], relation.value)}:")
        for one in those:
            state = pick(STATES[one.state], one.state)
            known = f" → {one.citation.document}" if one.citation.document else f" ({state})"
            click.echo(f"    {one.citation.text}{known}")
            if one.citation.candidates:
                click.echo(dim(f"      {', '.join(one.citation.candidates)}"))
            click.echo(dim(f"      {one.sentence}"))
    click.echo(bold(pick("Được viện dẫn trong", "Cited by")) + f" ({found.total})")
    for relation, citing in groupby(found.cited_by, key=lambda one: one.citation.relation):
        click.echo(f"  {pick(CITED_BY[relation], relation.value)}:")
        for other in citing:
            fields = other.document.fields
            parts = (fields.number, fields.type.name if fields.type else None, readable_date(fields.date), other.document.id)
            doubt = "" if other.sure else f"  ({pick('chưa chắc', 'uncertain')})"
            click.echo("    " + " · ".join(part for part in parts if part) + doubt)
            click.echo(dim(f"      {other.sentence}"))
    if left := found.total - found.offset - len(found.cited_by):
        say(dim(pick(f"còn {left} văn bản nữa: --offset, --limit", f"{left} more: --offset, --limit")))


def print_wanted(found: Iterable[Wanted]) -> None:
    """What is cited and not held: how many cite it, what it is called, and where to see it named."""
    for one in found:
        issuer = f" · {one.citation.issuer}" if one.citation.issuer else ""
        named = one.citation.text if one.citation.number else f"{one.citation.text} ({one.number_key.upper()})"
        click.echo(f"{one.citing:>5}  {named}{issuer}  " + dim(one.example))


def print_mapping(values: Mapping[str, Any], names: Mapping[str, str], indent: int = 0) -> None:
    """Nested facts, one a line, under their `names`; a key without one is printed as it is."""
    for key, value in values.items():
        name = names.get(key, key)
        if isinstance(value, Mapping):
            click.echo(" " * indent + f"{name}:")
            print_mapping(value, names, indent + 2)
        elif isinstance(value, list):
            click.echo(" " * indent + f"{name}:" + ("" if value else " –"))
            for row in value:
                click.echo(" " * (indent + 2) + (" · ".join(map(str, row.values())) if isinstance(row, Mapping) else str(row)))
        else:
            click.echo(" " * indent + f"{name}: {'–' if value is None else value}")


def on_terminal() -> bool:
    """Progress is drawn only where a person sees it."""
    return sys.stderr.isatty()
