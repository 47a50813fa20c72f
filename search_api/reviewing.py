"""The review list as people see it: each doubtful field with the line of text that it comes from, and what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.catalogue import Catalogue, DoubtFilter, Doubtful, Labels
from corpus.correcting import as_text, state_of
from corpus.document import Document, DocumentId, Proposal, Span
from corpus.doubting import ASIDE
from search_api.answer import Snippet

AROUND = 160
"""Characters shown before and behind the value, at most; its line usually ends sooner."""

BEGINNING = 400
"""Characters of the text that are shown where the value stands nowhere in it."""

_INSTEAD: Mapping[str, tuple[str, ...]] = {
    "number": ("symbol",),
    "date": ("place",),
    "place": ("date",),
    "subject": ("type",),
}
"""Fields whose place in the text shows where a missing one would stand."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field in doubt. `value` None: nothing was read. `confidence` 0: missing.

    `line`: the text around the value, with the value as its highlight, or the beginning of the text; None where there is
    no text. `state`: what a correction sends along (`corpus.correcting.state_of`).
    """

    document: Document
    field: str
    value: str | None
    confidence: float
    rule: str | None
    line: Snippet | None
    proposals: tuple[Proposal, ...]
    state: str


@dataclass(frozen=True, slots=True)
class Review:
    """A page of the list. `total`: its lines under the filters; `by_field`: the lines of each field under the other ones.

    Fields of work are not among the total, unless they are asked for.
    """

    entries: tuple[Entry, ...]
    total: int
    by_field: Mapping[str, int]


def review(catalogue: Catalogue, labels: Labels, only: DoubtFilter, *, limit: int = 10, offset: int = 0) -> Review:
    """What a reader of these labels should look at, first things first. Costs a page's documents, whatever the archive's size."""
    found = catalogue.doubts(labels, only, limit=limit, offset=offset)
    by_field = {str(field): count for field, count in catalogue.count_doubts(labels, only).items()}
    total = by_field.get(only.field, 0) if only.field else sum(by_field.values()) - by_field.get(ASIDE, 0)
    return Review(_entries(catalogue, labels, found), total, by_field)


def _entries(catalogue: Catalogue, labels: Labels, found: Sequence[Doubtful]) -> tuple[Entry, ...]:
    documents = catalogue.documents(list(dict.fromkeys(doubt.id for doubt in found)), labels, text=False)
    seen = [(doubt, documents[doubt.id]) for doubt in found if doubt.id in documents]
    places = {(doubt.id, doubt.field): _place(document, doubt.field) for doubt, document in seen}
    windows: dict[tuple[DocumentId, str], Span] = {
        key: Span(max(0, span.start - AROUND), span.end + AROUND) if span else Span(0, BEGINNING) for key, span in places.items()
    }
    texts = catalogue.texts([(id, window) for (id, _), window in windows.items()], labels)
    return tuple(
        _entry(doubt, document, line(texts.get((doubt.id, window), ""), window.start, place))
        for doubt, document in seen
        for window, place in [(windows[doubt.id, doubt.field], places[doubt.id, doubt.field])]
    )


def _entry(doubt: Doubtful, document: Document, line: Snippet | None) -> Entry:
    value, evidence = as_text(document, doubt.field), document.fields.evidence.get(doubt.field)
    return Entry(
        document=document,
        field=doubt.field,
        value=value,
        confidence=doubt.confidence,
        rule=evidence.rule if evidence and value is not None else None,
        line=line,
        proposals=tuple(p for p in document.fields.proposals if p.field == doubt.field and p.value != value),
        state=state_of(document, doubt.field),
    )


def _place(document: Document, field: str) -> Span | None:
    evidence = document.fields.evidence
    found = (evidence[name].span for name in (field, *_INSTEAD.get(field, ())) if name in evidence)
    return next((span for span in found if span), None)


def line(window: str, start: int, span: Span | None) -> Snippet | None:
    """The lines of the window that the span touches; without a span the window up to its last whole line.

    `window` begins at `start` of the text; the highlight is the span. None where there is nothing to show.
    """
    if span is None:
        shown = (window.rpartition("\n")[0] or window) if len(window) >= BEGINNING else window
        return Snippet(shown, Span(start, start + len(shown)), ()) if shown.strip() else None
    first, last = span.start - start, min(span.end - start, len(window))
    begin = window.rfind("\n", 0, first) + 1
    end = window.find("\n", last)
    shown = window[begin : end if end >= 0 else len(window)]
    highlight = (first - begin, last - begin)
    return Snippet(shown, Span(start + begin, start + begin + len(shown)), (highlight,)) if shown.strip() else None
