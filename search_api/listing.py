"""The documents of a question as one list: in the order of the search, from the first one, up to a bound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, DocumentId
from indexer.engines.engine import EngineReader, Labels
from search_api.answer import Question
from search_api.archive import Archive
from search_api.search import ranked

MOST_ROWS = 2_000
"""Rows of an exported list; more is a matter for `vanban export`."""
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """`total`: what the question finds; `ids`: the first of them. One state of the index answers all of it."""

    total: int
    ids: tuple[DocumentId, ...]
    reader: EngineReader
    labels: Labels

    @property
    def cut(self) -> bool:
        return self.total > len(self.ids)

    def documents(self, *, text: bool = False) -> Iterator[Document]:
        """The documents in order, read a hundred at a time; one that went meanwhile is left out."""
        return documents_of(self.reader, self.ids, self.labels, text=text)


def listed(archive: Archive, question: Question, labels: Labels, most: int) -> Listing:
    """The first `most` documents of the question, its page left aside. Raises InputError for a malformed question."""
    reader = archive.engine.reader()
    total, ids = ranked(archive, reader, question, labels, most)
    return Listing(total, ids, reader, labels)


def documents_of(reader: EngineReader, ids: Sequence[DocumentId], labels: Labels, *, text: bool) -> Iterator[Document]:
    """The visible ones among `ids`, in that order, without citations where there is no text."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        found = reader.documents(part, labels, text=text, citations=text)
        yield from (found[id] for id in part if id in found)
