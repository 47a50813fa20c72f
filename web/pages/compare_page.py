"""/so-sanh: two documents side by side, or the question which other one is meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import urlencode

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from corpus.difference import Change, Passage, State
from corpus.document import Document, DocumentId, Span
from search_api.archive import Archive
from search_api.difference import Chosen, Difference, FieldPair, chosen, difference, meant
from search_api.documents import document_of, title_of
from search_api.similar import similar
from web import wording
from web.access import Access
from web.presenting import shown_date

FOLDED = 2
"""Passages in a row that are the same from which they are folded away."""
FIRST_WORDS = 90
"""Characters of a passage that has gone elsewhere that are shown where it stood."""
OFFERED = 8
"""Documents that are offered for comparing: those of the number typed, or similar ones."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text, and the change that it is; None for what is the same."""

    text: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Row:
    """A passage as it is laid out: what stands left and right. `place` counts the rows that differ, from 1; None for others.

    `away`: only shows that the passage of row `place` stood here; it is shown whole where it stands now.
    """

    passage: Passage
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    place: int | None
    away: bool = False

    @property
    def told(self) -> str:
        """What became of it and which kinds of changes it has."""
        kinds = list(dict.fromkeys(wording.CHANGES[change.kind] for change in self.passage.changes))
        # Of a passage that is new as a whole it says nothing that its words changed.
        plain = self.passage.state in (State.ADDED, State.DROPPED)
        named = ", ".join(kind for kind in kinds if not (plain and kind == "từ ngữ"))
        return wording.PASSAGES[self.passage.state].capitalize() + (f": {named}" if named else "")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows that belong together; `folded`: all the same, and enough of them to be hidden at first."""

    rows: tuple[Row, ...]
    folded: bool


def add_compare_page(app: Flask, archive: Archive, access: Access) -> None:
    @app.route("/so-sanh")
    def compare_page() -> str | Response | tuple[str, int]:
        given = {name: request.args.get(name, "").strip() for name in ("a", "b", "va", "vb", "version")}
        if not given["a"]:
            return render_template("error.html", title=wording.FAULTS[400][0], advice=wording.PARAMETERS["a"]), 400
        reader = archive.engine.reader()
        one = document_of(reader, DocumentId(given["a"]), access.labels)
        if not given["b"] and not given["version"]:
            return _asked(archive, access, one, given)
        if given["b"]:
            found = meant(reader, given["b"], access.labels)
            if len(found) != 1:
                return _asked(archive, access, one, given, found)
            if found[0] != given["b"]:
                wanted = {name: value for name, value in given.items() if value} | {"b": found[0]}
                return redirect(f"/so-sanh?{urlencode(wanted)}")
        sides = chosen(given["a"], given["b"], va=given["va"], vb=given["vb"], version=given["version"])
        return _compared(difference(archive, *sides, access.labels), sides)


def _compared(found: Difference, sides: tuple[Chosen, Chosen]) -> str:
    rows = laid_out(found.comparison.passages, found.one.document.text, found.other.document.text)
    return render_template(
        "compare.html",
        sides=(found.one, found.other),
        fields=[_shown(pair) for pair in found.fields],
        summary=wording.told_summary(found.changes, found.passages),
        stretches=stretches(rows),
        count=max((row.place or 0 for row in rows), default=0),
        turned=_turned(sides),
        title_of=title_of,
    )


def _asked(
    archive: Archive, access: Access, one: Document, given: dict[str, str], several: Sequence[DocumentId] = ()
) -> str | tuple[str, int]:
    """The question for the other document: those of the number typed, else older versions and what is similar."""
    reader = archive.engine.reader()
    held = reader.documents(several[:OFFERED], access.labels, text=False, citations=False)
    near = similar(archive, one.id, access.labels, limit=OFFERED // 2) if not several else None
    page = render_template(
        "compare_with.html",
        document=one,
        title=title_of(one),
        typed=given["b"],
        va=given["va"],
        several=sorted(held.values(), key=lambda document: document.fields.date or "", reverse=True),
        similar=(*near.earlier, *near.later) if near else (),
        title_of=title_of,
    )
    return page if several or not given["b"] else (page, 404)


def laid_out(passages: Sequence[Passage], one: str, other: str) -> tuple[Row, ...]:
    """The rows of the page in the order of the passages; a moved one is told of where it stood as well."""
    rows = []
    place = 0
    for passage in passages:
        place += passage.state is not State.EQUAL
        left = pieces(one, passage.one, [(change.one, change) for change in passage.changes])
        right = pieces(other, passage.other, [(change.other, change) for change in passage.changes])
        rows.append(Row(passage, left, right, place if passage.state is not State.EQUAL else None))
    return tuple(_with_places_left(rows, one))


def pieces(text: str, whole: Span, marks: Sequence[tuple[Span, Change]]) -> tuple[Piece, ...]:
    """The text of a span cut at its marks, without the blanks at its ends."""
    found: list[Piece] = []
    position = whole.start
    for span, change in marks:
        if span.start < span.end:
            found += [Piece(text[position : span.start], None), Piece(text[span.start : span.end], change)]
            position = span.end
    found.append(Piece(text[position : whole.end], None))
    found[0] = replace(found[0], text=found[0].text.lstrip())
    found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(piece for piece in found if piece.text)


def stretches(rows: Sequence[Row]) -> tuple[Stretch, ...]:
    """The rows, those that are the same together where several stand in a row."""
    found = []
    for equal, those in groupby(rows, key=lambda row: row.passage.state is State.EQUAL):
        together = tuple(those)
        found.append(Stretch(together, folded=equal and len(together) >= FOLDED))
    return tuple(found)


def _with_places_left(rows: Sequence[Row], one: str) -> Iterator[Row]:
    """Before the first row whose left side stands after it, where a moved passage stood: its first words."""
    gone = sorted((row for row in rows if row.passage.state is State.MOVED), key=lambda row: row.passage.one.start)
    at = 0
    for row in rows:
        in_place = row.passage.state in (State.EQUAL, State.CHANGED, State.DROPPED)
        while in_place and at < len(gone) and gone[at].passage.one.start < row.passage.one.start:
            yield _away(gone[at], one)
            at += 1
        yield row
    for row in gone[at:]:
        yield _away(row, one)


def _away(row: Row, one: str) -> Row:
    text = " ".join(one[row.passage.one.start : row.passage.one.end].split())
    first = text if len(text) <= FIRST_WORDS else text[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
    return Row(row.passage, (Piece(first, None),), (), row.place, away=True)


def _shown(pair: FieldPair) -> FieldPair:
    if pair.field == "date":
        return replace(pair, one=shown_date(pair.one), other=shown_date(pair.other))
    if pair.field == "urgency":
        return replace(
            pair, one=wording.URGENCIES.get(pair.one or "", pair.one), other=wording.URGENCIES.get(pair.other or "", pair.other)
        )
    return pair


def _turned(sides: tuple[Chosen, Chosen]) -> str:
    """The address of the same comparison with its sides changed."""
    one, other = sides
    named = {"a": other.id, "va": other.version, "b": one.id, "vb": one.version}
    return "/so-sanh?" + urlencode({name: value for name, value in named.items() if value})
