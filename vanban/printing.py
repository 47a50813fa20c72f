"""How results look in a terminal. Results go to stdout, everything else to stderr."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click

from search_api.answer import Answer, SearchHit, SimilarHit
from vanban.language import pick

_MATCHED = {
    "words": ("theo từ", "by words"),
    "meaning": ("theo nghĩa", "by meaning"),
    "number": ("đúng số", "by number"),
}
_REASONS = {
    "meaning": ("cùng nội dung", "same matter"),
    "subject": ("trích yếu giống", "similar subject"),
    "citations": ("cùng viện dẫn", "citations in common"),
    "recurring": ("văn bản thường kỳ", "recurs yearly"),
}
_FACETS = {
    "issuer": ("Cơ quan ban hành", "Issuer"),
    "year": ("Năm", "Year"),
    "type": ("Loại văn bản", "Type"),
    "level": ("Cấp", "Level"),
    "field": ("Lĩnh vực", "Field"),
    "signer": ("Người ký", "Signer"),
}


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
    for note in answer.notes:
        say(dim(f"({note})"))
    for position, hit in enumerate(answer.hits, answer.offset + 1):
        reasons = ", ".join(pick(*_MATCHED[m]) for m in hit.matched if m in _MATCHED)
        click.echo(f"{position:>3}. {bold(hit.title)}")
        click.echo(f"     {hit_head(hit)}")
        if hit.passage is not None:
            click.echo("     " + _marked(" ".join(hit.passage.text.split("\n")), hit.passage.highlights))
        click.echo("     " + dim(f"{hit.id}" + (f" · {reasons}" if reasons else "")))
    for attribute, facet in answer.facets.items():
        shown = [f"{v.label} ({v.count})" for v in facet.values]
        if facet.other:
            shown.append(pick(f"khác ({facet.other})", f"other ({facet.other})"))
        if facet.null:
            shown.append(pick(f"không rõ ({facet.null})", f"unknown ({facet.null})"))
        if shown:
            click.echo(bold(pick(*_FACETS.get(attribute.value, (attribute.value,) * 2))) + ": " + ", ".join(shown))
    say(dim(pick(f"{answer.total} văn bản, {answer.took_ms:.0f} ms", f"{answer.total} documents, {answer.took_ms:.0f} ms")))


def _marked(text: str, highlights: Iterable[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in highlights:
        pieces += [text[position:start], click.style(text[start:end], underline=True, bold=True)]
        position = end
    return "".join([*pieces, text[position:]])


def print_similar(title: str, hits: Iterable[SimilarHit]) -> None:
    hits = list(hits)
    click.echo(bold(title) + ("" if hits else " –"))
    for hit in hits:
        click.echo(f"  {hit.title}")
        reasons = ", ".join(pick(*_REASONS[r]) for r in hit.reasons if r in _REASONS)
        click.echo(f"    {hit_head(hit)}")
        click.echo("    " + dim(f"{hit.id}" + (f" · {reasons}" if reasons else "")))


def print_mapping(values: Mapping[str, Any], indent: int = 0) -> None:
    """Nested facts, one a line."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            click.echo(" " * indent + f"{key}:")
            print_mapping(value, indent + 2)
        elif isinstance(value, list):
            click.echo(" " * indent + f"{key}:" + ("" if value else " –"))
            for row in value:
                click.echo(" " * (indent + 2) + (" · ".join(map(str, row.values())) if isinstance(row, Mapping) else str(row)))
        else:
            click.echo(" " * indent + f"{key}: {'–' if value is None else value}")


def on_terminal() -> bool:
    """Progress is drawn only where a person sees it."""
    return sys.stderr.isatty()
