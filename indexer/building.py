"""Add, remove, rebuild: what was read goes to the catalogue, what the catalogue holds goes to the engine.

Commit points (architecture, "One commit point"): originals lie in the store before the catalogue's transaction, which
also writes a row of pending work; the engine commits; the row is deleted. A kill anywhere leaves work, never a loss.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.catalogue import Action, Catalogue, Incoming, Outcome, Pending
from corpus.document import Document, DocumentId
from indexer.encoders.encoder import Encoder
from indexer.engines.engine import Engine, IndexEntry
from indexer.entries import entries

KEEP_DOCUMENTS = 64
"""Documents in one transaction of the catalogue: one flush to disk for all of them."""
KEEP_CHARACTERS = 4_000_000
KEEP_SECONDS = 1.0
"""Nobody waits longer than this to see what was kept, while the next file is still being read."""
INDEX_DOCUMENTS = 1_000
"""Documents in one commit of the engine; each commit makes a segment, and many small ones are slow to search."""
INDEX_CHARACTERS = 24_000_000
LOAD_DOCUMENTS = 32
"""Documents held with their whole text at one moment."""

Progress = Callable[[int], None]
"""Called with the number of documents indexed since the last call."""


@dataclass(slots=True)
class Batch:
    """What was read and is not yet in the catalogue."""

    incoming: list[Incoming] = field(default_factory=list)
    characters: int = 0
    started: float = 0.0

    def add(self, one: Incoming) -> None:
        if not self.incoming:
            self.started = time.monotonic()
        self.incoming.append(one)
        self.characters += len(one.text)

    def full(self) -> bool:
        return bool(self.incoming) and (
            len(self.incoming) >= KEEP_DOCUMENTS
            or self.characters >= KEEP_CHARACTERS
            or time.monotonic() - self.started >= KEEP_SECONDS
        )


def add(
    catalogue: Catalogue,
    engine: Engine,
    encoder: Encoder,
    arriving: Iterable[Incoming | None],
    now: Callable[[], str],
    progress: Progress,
) -> Iterator[tuple[Incoming, Outcome]]:
    """Keep and index what arrives; gives each document once it is kept, in order.

    None among the arriving: something was read that is not to be kept; batches are looked at all the same.
    What was given is searchable when the iterator ends. Work left by an earlier, interrupted run is done first.
    """
    index_pending(catalogue, engine, encoder, progress)
    batch, documents, characters = Batch(), 0, 0
    try:
        for one in arriving:
            if one is not None:
                batch.add(one)
            if batch.full():
                documents, characters = documents + len(batch.incoming), characters + batch.characters
                yield from _keep(catalogue, batch, now())
                batch = Batch()
            if documents >= INDEX_DOCUMENTS or characters >= INDEX_CHARACTERS:
                index_pending(catalogue, engine, encoder, progress)
                documents = characters = 0
        yield from _keep(catalogue, batch, now())
    finally:
        # Also when the reader of this iterator stops half-way (Ctrl-C): what was kept is to be found.
        index_pending(catalogue, engine, encoder, progress)


def _keep(catalogue: Catalogue, batch: Batch, now: str) -> Iterator[tuple[Incoming, Outcome]]:
    if batch.incoming:
        yield from zip(batch.incoming, catalogue.keep(batch.incoming, now), strict=True)


def index_pending(catalogue: Catalogue, engine: Engine, encoder: Encoder, progress: Progress = lambda _: None) -> int:
    """Bring the engine to what the catalogue holds; gives the number of documents written or deleted."""
    total = 0
    while work := catalogue.pending(INDEX_DOCUMENTS):
        _index(catalogue, engine, encoder, work, progress)
        catalogue.done(work)
        total += len(work)
    return total


def _index(catalogue: Catalogue, engine: Engine, encoder: Encoder, work: Sequence[Pending], progress: Progress) -> None:
    puts = [one.id for one in work if one.action is Action.PUT]
    deletes = [one.id for one in work if one.action is Action.DELETE]
    engine.write(_entries(catalogue, encoder, puts, progress), deletes)


def _entries(catalogue: Catalogue, encoder: Encoder, ids: Sequence[DocumentId], progress: Progress) -> Iterator[IndexEntry]:
    for start in range(0, len(ids), LOAD_DOCUMENTS):
        found = catalogue.documents(ids[start : start + LOAD_DOCUMENTS], None)
        yield from entries(_in_order(found, ids[start : start + LOAD_DOCUMENTS]), encoder)
        progress(len(found))


def _in_order(found: dict[DocumentId, Document], ids: Sequence[DocumentId]) -> list[Document]:
    return [found[id] for id in ids if id in found]


def rebuild(catalogue: Catalogue, fresh: Engine, encoder: Encoder, progress: Progress) -> int:
    """Write every document of the catalogue into an empty engine; gives their number. Switching is the caller's."""
    total, after = 0, None
    while ids := catalogue.ids(after, INDEX_DOCUMENTS):
        fresh.write(_entries(catalogue, encoder, ids, progress))
        total, after = total + len(ids), ids[-1]
    return total


def bring_up(catalogue: Catalogue, engine: Engine, encoder: Encoder, progress: Progress, expecting: Callable[[int], None]) -> int:
    """Write what the engine lacks or holds in another revision, and delete what the catalogue does not know; gives how many.

    `expecting` is told first how many there will be. Run again after an interruption it goes on: what is there is left alone.
    """
    kept, held = catalogue.revisions(), engine.revisions()
    puts = sorted(id for id, revision in kept.items() if held.get(id) != revision)
    deletes = sorted(id for id in held if id not in kept)
    expecting(len(puts))
    if deletes:
        engine.write((), deletes)
    for start in range(0, len(puts), INDEX_DOCUMENTS):
        engine.write(_entries(catalogue, encoder, puts[start : start + INDEX_DOCUMENTS], progress))
    return len(puts) + len(deletes)
