"""How results look in a terminal. Results go to stdout, everything else to stderr."""

import json
import re
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
    "meaning": ("nội dung gần nhau", "same matter"),
    "subject": ("trích yếu gần nhau", "similar subject"),
    "citations": ("cùng viện dẫn", "citations in common"),
    "recurring": ("văn bản hằng năm", "recurs yearly"),
}
_FACETS = {
    "issuer": ("Cơ quan ban hành", "Issuer"),
    "year": ("Năm", "Year"),
    "type": ("Loại văn bản", "Type"),
    "level": ("Cấp", "Level"),
    "field": ("Lĩnh vực", "Field"),
    "signer": ("Người ký", "Signer"),
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
            click.echo("     " + _marked(hit.passage.text, hit.passage.highlights))
        click.echo("     " + dim(f"{hit.id}" + (f" · {reasons}" if reasons else "")))
    for attribute, facet in answer.facets.items():
        shown = [f"{v.label} ({v.count})" for v in facet.values]
        if facet.other:
            shown.append(pick(f"khác ({facet.other})", f"other ({facet.other})"))
        if facet.null:
            shown.append(pick(f"không rõ ({facet.null})", f"unknown ({facet.null})"))
        if shown:
            click.echo(bold(pick(*_FACETS.get(attribute.value, (attribute.value,) * 2))) + ": " + ", ".join(shown))
    if not answer.total:
        say(
            pick(
                "không tìm thấy; hãy dùng ít từ hơn, từ khác cùng nghĩa, hoặc bỏ bớt điều kiện lọc",
                "nothing found; use fewer or other words, or fewer filters",
            )
        )
    say(dim(pick(f"{answer.total} văn bản, {answer.took_ms:.0f} ms", f"{answer.total} documents, {answer.took_ms:.0f} ms")))


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
    hits = list(hits)
    click.echo(bold(title) + ("" if hits else " –"))
    for hit in hits:
        click.echo(f"  {hit.title}")
        reasons = ", ".join(pick(*_REASONS[r]) for r in hit.reasons if r in _REASONS)
        click.echo(f"    {hit_head(hit)}")
        click.echo("    " + dim(f"{hit.id}" + (f" · {reasons}" if reasons else "")))


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
