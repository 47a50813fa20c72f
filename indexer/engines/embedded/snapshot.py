"""One committed state of a generation: both Tantivy indexes, the vector rows, and what ties them together.

The main index decides what exists. It is opened first, then passages, then vectors; if it has changed meanwhile the
three are opened again, so passages are never older than it and at most one commit newer (the writer clears passages of
replaced documents one commit late).
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tantivy import DocAddress, Index, Query, Schema, Searcher

from corpus.document import DocumentId
from indexer.engines.embedded import schema
from indexer.engines.embedded.damage import damaged, reading
from indexer.engines.embedded.generations import Generation
from indexer.engines.embedded.vectors import Blocks, Integers, Scanned, VectorRows, map_rows
from indexer.engines.engine import Labels

Hits = Sequence[tuple[Any, DocAddress]]
Positions = NDArray[np.intp]

UNDATED = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class OpenIndexes:
    """The two Tantivy indexes of a generation, as open as Tantivy lets them be."""

    generation: Generation
    main: Index
    passages: Index


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Documents are numbered by their position among the sorted ids, so ties by id are ties by position.

    `starts`, `rows`: block of each document in the vector file. `passage_rows`, `similar_rows`: those that are passages of
    documents, and the first of each block; `holders`: documents with passages as their blocks follow one another, and
    `first`, by position, where the passages of each begin among `passage_rows`; `blocks`: those of the holders. `dates`: sort
    dates, UNDATED where unknown.
    """

    generation: Generation
    main: Searcher
    passages: Searcher
    main_schema: Schema
    passage_schema: Schema
    ids: list[DocumentId]
    starts: Integers
    rows: Integers
    dates: Integers
    revisions: Integers
    checksums: Integers
    vectors: VectorRows
    bases: list[int]
    table: Positions
    by_start: Positions
    passage_rows: Scanned
    similar_rows: Scanned
    holders: Positions
    first: Positions
    blocks: Blocks
    masks: dict[frozenset[str], NDArray[np.bool_]] = field(default_factory=dict)
    places: dict[DocumentId, int] = field(default_factory=dict)
    derived: dict[Hashable, object] = field(default_factory=dict)

    def positions(self, hits: Hits) -> Positions:
        """Positions of the documents that a search of the main index hit."""
        bases = self.bases
        flat = np.fromiter((bases[at.segment_ord] + at.doc for _, at in hits), dtype=np.intp, count=len(hits))
        return self.table[flat]

    def found(self, query: Query) -> Positions:
        """Positions of all documents that match, in no order."""
        return self.positions(self.main.search(query, max(1, len(self.ids)), count=False).hits)

    def visible(self, labels: Labels) -> NDArray[np.bool_]:
        """Which documents a reader of these labels may see."""
        if labels is None:
            return np.ones(len(self.ids), dtype=bool)
        mask = self.masks.get(labels)
        if mask is None:
            mask = np.zeros(len(self.ids), dtype=bool)
            if labels:
                mask[self.found(Query.term_set_query(self.main_schema, schema.LABEL, sorted(labels)))] = True
            self.masks[labels] = mask
        return mask

    def owners(self, starts: Iterable[int]) -> Positions:
        """Positions of the documents whose blocks start at these rows."""
        wanted = np.fromiter(starts, dtype=np.int64)
        ordered = self.starts[self.by_start]
        return self.by_start[np.searchsorted(ordered, wanted)]

    def place(self, id: DocumentId, labels: Labels) -> int | None:
        """Position of a visible document."""
        place = self.places.get(id)
        return place if place is not None and self.visible(labels)[place] else None


def open_indexes(generation: Generation) -> OpenIndexes:
    with reading(generation.folder):
        for folder in (generation.main, generation.passages):
            if not Index.exists(str(folder)):
                raise damaged(folder, "there is no index in it")
        main = schema.prepared(Index.open(str(generation.main)))
        passages = schema.prepared(Index.open(str(generation.passages)))
        return OpenIndexes(generation, main, passages)


def state_of(generation: Generation) -> bytes:
    """Changes with every commit of the main index."""
    with reading(generation.folder):
        return (generation.main / "meta.json").read_bytes()


def take_snapshot(opened: OpenIndexes, before: Snapshot | None) -> tuple[Snapshot, bytes]:
    """The newest committed state and its `state_of`; `before` only saves work."""
    generation = opened.generation
    with reading(generation.folder):
        while True:
            state = state_of(generation)
            opened.main.reload()
            opened.passages.reload()
            main, passages = opened.main.searcher(), opened.passages.searcher()
            if state_of(generation) == state:
                break
        return _tied(opened, main, passages, before if before is not None and before.generation == generation else None), state


def folder_bytes(folder: Path) -> int:
    return sum(place.stat().st_size for place in folder.rglob("*") if place.is_file())


def _tied(opened: OpenIndexes, main: Searcher, passages: Searcher, before: Snapshot | None) -> Snapshot:
    hits = main.search(Query.all_query(), max(1, main.num_docs), count=False).hits
    addresses = [at for _, at in hits]
    unsorted = [DocumentId(main.doc(at).get_first(schema.ID) or "") for at in addresses]
    order = sorted(range(len(unsorted)), key=unsorted.__getitem__)
    addresses = [addresses[place] for place in order]
    ids = [unsorted[place] for place in order]
    starts = _column(main, schema.START, addresses)
    rows = _column(main, schema.ROWS, addresses)
    dates = _column(main, schema.SORT_DATE, addresses)
    bases, table = _address_table(addresses)
    needed = int((starts + rows).max()) if len(ids) else 0
    generation = opened.generation
    vectors = map_rows(generation.vectors, generation.made.dimensions, needed, before.vectors if before else None)
    firsts = np.zeros(needed, dtype=bool)
    firsts[starts] = True
    passage_rows = Scanned(vectors, _passages(starts, rows, needed), before.passage_rows if before else None)
    by_start = np.argsort(starts, kind="stable")
    holders = by_start[rows[by_start] > 1]
    first = np.searchsorted(passage_rows.index, starts + 1)
    return Snapshot(
        generation=generation,
        main=main,
        passages=passages,
        main_schema=opened.main.schema,
        passage_schema=opened.passages.schema,
        ids=ids,
        starts=starts,
        rows=rows,
        dates=dates,
        revisions=_column(main, schema.REVISION, addresses),
        checksums=_column(main, schema.CHECKSUM, addresses),
        vectors=vectors,
        bases=bases,
        table=table,
        by_start=by_start,
        passage_rows=passage_rows,
        similar_rows=Scanned(vectors, firsts, before.similar_rows if before else None),
        holders=holders,
        first=first,
        blocks=Blocks(first[holders], rows[holders] - 1),
        places={id: place for place, id in enumerate(ids)},
    )


def _passages(starts: Integers, rows: Integers, needed: int) -> NDArray[np.bool_]:
    """Which rows of the file are passages of documents."""
    borders = np.zeros(needed + 1, np.int8)
    np.add.at(borders, starts + 1, 1)
    np.subtract.at(borders, starts + rows, 1)
    return np.cumsum(borders[:needed], dtype=np.int8) > 0


def _column(searcher: Searcher, name: str, addresses: list[DocAddress]) -> Integers:
    values = searcher.fast_field_values(name, addresses) if addresses else []
    return np.array([UNDATED if value is None else value for value in values], dtype=np.int64)


def _address_table(addresses: list[DocAddress]) -> tuple[list[int], Positions]:
    """Where each segment begins in one flat table of Tantivy's document numbers, and that table: number -> position."""
    pairs = [(at.segment_ord, at.doc) for at in addresses]
    sizes = [0] * (1 + max((segment for segment, _ in pairs), default=0))
    for segment, number in pairs:
        sizes[segment] = max(sizes[segment], number + 1)
    bases = [sum(sizes[:segment]) for segment in range(len(sizes))]
    table = np.full(sum(sizes), -1, dtype=np.intp)
    for place, (segment, number) in enumerate(pairs):
        table[bases[segment] + number] = place
    return bases, table
