"""What came lately among the documents of a question: for feeds, and for what is new since a person looked."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from corpus.document import Document, DocumentId
from indexer.engines.engine import EngineReader, Labels, Sort
from search_api.answer import MOST_WINDOW, Question
from search_api.archive import Archive
from search_api.listing import documents_of, listed

MOST_FOLLOWED = MOST_WINDOW
"""Documents of one question that are followed; of more, the newest by their date."""


class Arrival(NamedTuple):
    """A document with the moments (UTC, ISO) at which its first and its newest version came; "" where none is known."""

    id: DocumentId
    added: str
    changed: str


def arrivals(archive: Archive, question: Question, labels: Labels) -> tuple[Arrival, ...]:
    """The documents of the question, the last come or changed first; of those that came
    together the newest by their date. The question's page and order are left aside.

    The first time after the index changed, reads the fields of every document found (about 0.2 ms each).
    Raises InputError for a malformed question.
    """
    found = listed(archive, replace(question, sort=Sort.NEWEST), labels, MOST_FOLLOWED)
    known: dict[DocumentId, Arrival] = found.reader.derived.setdefault("arrivals", {})  # type: ignore[assignment]
    missing = [id for id in found.ids if id not in known]
    for document in documents_of(found.reader, missing, labels, text=False):
        known[document.id] = _arrival(document)
    came = [known[id] for id in found.ids if id in known]
    came.sort(key=lambda one: one.changed, reverse=True)
    return tuple(came)


def newest(reader: EngineReader, came: Collection[Arrival], labels: Labels) -> list[tuple[Arrival, Document]]:
    """The arrivals with their documents, in order; those that this reader does not see are left out."""
    by_id = {one.id: one for one in came}
    return [(by_id[one.id], one) for one in documents_of(reader, list(by_id), labels, text=False)]


def _arrival(document: Document) -> Arrival:
    moments = [_moment(version.added) for version in document.versions] or [""]
    return Arrival(document.id, moments[0], max(moments))


def _moment(text: str) -> str:
    """A moment as feeds write it; what an imported row states instead is no moment.

    >>> _moment("2026-11-23T08:00:00Z"), _moment("2026-11-23T08:00:00.25Z"), _moment("hôm qua")
    ('2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z', '')
    """
    try:
        return f"{datetime.strptime(text[:19], '%Y-%m-%dT%H:%M:%S'):%Y-%m-%dT%H:%M:%SZ}" if text.endswith("Z") else ""
    except ValueError:
        return ""
