"""The chain of a document: what it carries out, what that carried out, up to the first; and what carries it out, below.

Only what the archive holds, the reader may see, and a citation surely means.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.catalogue import Catalogue
from corpus.document import Document, DocumentId, Relation
from indexer.engines.engine import EngineReader, Labels
from search_api.archive import Archive
from search_api.documents import document_of, title_of

CARRIES_OUT = frozenset({Relation.IMPLEMENTS, Relation.FOLLOWS, Relation.GUIDES, Relation.ANSWERS})
"""Relations that make a chain; legal bases would lead from every paper to the same few laws."""
MOST = 18
"""Documents of a chain: what can be taken in at one look."""
HIGHEST, LOWEST = 4, 2
"""Steps upwards and downwards."""


@dataclass(frozen=True, slots=True)
class Link:
    """A document of the chain. `carries_out`: places in the chain of what it carries out, each with the relation."""

    id: DocumentId
    number: str | None
    title: str
    issuer: str | None
    date: str | None
    here: bool
    carries_out: tuple[tuple[int, Relation], ...] = ()


def chain(archive: Archive, id: DocumentId, labels: Labels) -> tuple[Link, ...]:
    """By date, the first one first; undated ones last. Empty where the document stands alone.

    NotFound where the reader sees no such document. At most MOST documents are read, those nearest to it.
    """
    reader = archive.engine.reader()
    here = document_of(reader, id, labels)
    held = {here.id: here}
    edges: dict[tuple[DocumentId, DocumentId], Relation] = {}
    _upwards(reader, here, labels, held, edges)
    if archive.catalogue is not None:
        _downwards(reader, archive.catalogue, here, labels, held, edges)
    if len(held) == 1:
        return ()
    order = sorted(held.values(), key=lambda one: (one.fields.date is None, one.fields.date or "", one.id))
    places = {document.id: place for place, document in enumerate(order)}
    below: dict[DocumentId, list[tuple[int, Relation]]] = {}
    for (lower, upper), relation in sorted(edges.items()):
        if lower in places and upper in places:
            below.setdefault(lower, []).append((places[upper], relation))
    return tuple(_link(document, here.id, below.get(document.id, [])) for document in order)


def _upwards(
    reader: EngineReader,
    here: Document,
    labels: Labels,
    held: dict[DocumentId, Document],
    edges: dict[tuple[DocumentId, DocumentId], Relation],
) -> None:
    level = [here]
    for _ in range(HIGHEST):
        wanted: dict[DocumentId, None] = {}
        for document in level:
            for citation in document.fields.citations:
                if citation.document is not None and citation.relation in CARRIES_OUT and citation.document != document.id:
                    edges.setdefault((document.id, citation.document), citation.relation)
                    wanted[citation.document] = None
        level = _further(reader, wanted, labels, held)


def _downwards(
    reader: EngineReader,
    catalogue: Catalogue,
    here: Document,
    labels: Labels,
    held: dict[DocumentId, Document],
    edges: dict[tuple[DocumentId, DocumentId], Relation],
) -> None:
    level = [here]
    for _ in range(LOWEST):
        wanted: dict[DocumentId, None] = {}
        for document in level:
            for row in catalogue.cited_by(document, labels, None):
                if row.sure and row.relation in CARRIES_OUT and row.document != document.id:
                    edges.setdefault((row.document, document.id), row.relation)
                    wanted[row.document] = None
        level = _further(reader, wanted, labels, held)


def _further(
    reader: EngineReader, wanted: Iterable[DocumentId], labels: Labels, held: dict[DocumentId, Document]
) -> list[Document]:
    """Those of the next step that are new, as many as there is room for."""
    fresh = [id for id in wanted if id not in held][: MOST - len(held)]
    found = list(reader.documents(fresh, labels, text=False).values()) if fresh else []
    held.update({document.id: document for document in found})
    return found


def _link(document: Document, here: DocumentId, carries_out: list[tuple[int, Relation]]) -> Link:
    return Link(
        id=document.id,
        number=document.fields.number,
        title=title_of(document),
        issuer=document.issuer.name if document.issuer else None,
        date=document.fields.date,
        here=document.id == here,
        carries_out=tuple(carries_out),
    )
