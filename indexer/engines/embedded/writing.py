"""A batch into a generation, with the main index's commit as the one moment that makes it visible.

Order: vector rows flushed; passages committed (with the clearing of passages that the commit before made unreachable);
main index committed. Whatever stops the process in between leaves rows and passages that nothing points at, which
readers ignore and the next batch clears. Both writers live only as long as the batch, merging included, so another
process can write afterwards.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from tantivy import Index, IndexWriter, Query, Searcher

from corpus.document import DocumentId
from indexer.engines.canonical import CanonicalEntry, canonical
from indexer.engines.embedded import schema
from indexer.engines.embedded.damage import writing
from indexer.engines.embedded.generations import Generation
from indexer.engines.embedded.snapshot import OpenIndexes, open_indexes
from indexer.engines.embedded.vectors import VectorAppender, appending, check_rows
from indexer.engines.engine import IndexEntry

Stale = dict[int, int]
"""Owners of passages that no document of the main index has any more, with their number of passages."""

_HEAP = 64_000_000  # bytes a writer collects before it cuts a segment; Tantivy's least is 15 MB


def write_batch(generation: Generation, puts: Iterable[IndexEntry], deletes: Iterable[DocumentId], stale: Stale) -> Stale:
    """Writes the batch, and gives what it made stale; `stale` is what the batch before gave (empty: looked for).

    All or nothing: when anything raises, also `puts` itself, both indexes stay as they were.
    """
    with writing(generation.folder):
        for folder in (generation.main, generation.passages):
            _drop_unfinished(folder)
        opened = open_indexes(generation)
        _check_vectors(generation, opened.main)
        clear = _to_clear(opened, stale)
        replaced = _Replaced(opened.main)
        main, passages = _writer(opened.main), _writer(opened.passages)
    try:
        with appending(generation.vectors, generation.made.dimensions) as vectors:
            for id in deletes:
                replaced.note(id)
                main.delete_documents_by_term(schema.ID, id)
            for entry in puts:
                ready = canonical(entry, generation.made.dimensions)
                with writing(generation.folder):
                    replaced.put(ready, _put(ready, main, passages, vectors))
            with writing(generation.folder):
                vectors.flush()
        with writing(generation.folder):
            if clear:  # by query: tantivy 0.27 deletes nothing by the term of an unsigned field, and says nothing
                passages.delete_documents_by_query(Query.term_set_query(opened.passages.schema, schema.OWNER, list(clear)))
            commit_passages(passages)
            commit_main(main)
    except BaseException:
        for writer in (main, passages):
            with suppress(Exception):
                writer.rollback()
        raise
    with suppress(Exception):  # the batch is in; a merge that fails is tried again after the next one
        main.wait_merging_threads()
        passages.wait_merging_threads()
    return replaced.stale


def _drop_unfinished(folder: Path) -> None:
    """Delete lists of deleted documents that no commit has.

    They are named by the segment and the commit's stamp: what a killed commit left would stand in the way of the next one,
    which has the same stamp, for ever. All other files have names of their own, and Tantivy clears them itself.
    """
    segments = json.loads((folder / "meta.json").read_bytes())["segments"]
    kept = {
        f"{segment['segment_id'].replace('-', '')}.{segment['deletes']['opstamp']}.del"
        for segment in segments
        if segment["deletes"]
    }
    for path in folder.glob("*.del"):
        if path.name not in kept:
            with suppress(PermissionError):  # Windows: a reader still has it; a committed one, then
                path.unlink()


def _check_vectors(generation: Generation, main: Index) -> None:
    """Raises ArchiveDamaged where the file lost rows: appending behind the rest would hide it."""
    main.reload()
    searcher = main.searcher()
    hits = [at for _, at in searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits]
    starts, rows = (searcher.fast_field_values(name, hits) for name in (schema.START, schema.ROWS))
    needed = max((int(start or 0) + int(count or 0) for start, count in zip(starts, rows, strict=True)), default=0)
    check_rows(generation.vectors, generation.made.dimensions, needed)


def commit_passages(writer: IndexWriter) -> None:
    writer.commit()


def commit_main(writer: IndexWriter) -> None:
    """The commit point."""
    writer.commit()


class _Replaced:
    """Notes the blocks that the batch makes unreachable."""

    def __init__(self, main: Index) -> None:
        self._searcher = main.searcher()
        self._schema = main.schema
        self._fresh: dict[DocumentId, tuple[int, int]] = {}
        self.stale: Stale = {}

    def note(self, id: DocumentId) -> None:
        hits = self._searcher.search(Query.term_query(self._schema, schema.ID, id), 1, count=False).hits
        addresses = [at for _, at in hits]
        starts = self._searcher.fast_field_values(schema.START, addresses)
        rows = self._searcher.fast_field_values(schema.ROWS, addresses)
        self.stale.update((int(start or 0), int(count or 0) - 1) for start, count in zip(starts, rows, strict=True))

    def put(self, entry: CanonicalEntry, start: int) -> None:
        if entry.id in self._fresh:
            owner, passages = self._fresh[entry.id]
            self.stale[owner] = passages
        else:
            self.note(entry.id)
        self._fresh[entry.id] = (start, len(entry.passages))


def _put(entry: CanonicalEntry, main: IndexWriter, passages: IndexWriter, vectors: VectorAppender) -> int:
    start = vectors.append(entry.vectors)
    for place, passage in enumerate(entry.passages):
        passages.add_document(schema.passage_posting(passage, start, place))
    main.delete_documents_by_term(schema.ID, entry.id)
    main.add_document(schema.main_posting(entry, start))
    return start


def _writer(index: Index) -> IndexWriter:
    return index.writer(_HEAP, 1)


def _to_clear(opened: OpenIndexes, stale: Stale) -> Collection[int]:
    """Owners whose passages can go: those known, or all that are looked up where the numbers show that there are more."""
    for index in (opened.main, opened.passages):
        index.reload()
    main, passages = opened.main.searcher(), opened.passages.searcher()
    expected = passages_of(main) + sum(stale.values())
    if passages.num_docs == expected:
        return tuple(stale)
    return _owners(passages) - _starts(main)


def passages_of(main: Searcher) -> int:
    """Passages that the documents of the main index have."""
    answer: Mapping[str, Mapping[str, float | None]] = main.aggregate(
        Query.all_query(), {"rows": {"sum": {"field": schema.ROWS}}}
    )
    return round(answer["rows"]["value"] or 0) - main.num_docs


def _owners(passages: Searcher) -> set[int]:
    return _values(passages, schema.OWNER)


def _starts(main: Searcher) -> set[int]:
    return _values(main, schema.START)


def _values(searcher: Searcher, name: str) -> set[int]:
    hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
    return {int(value or 0) for value in searcher.fast_field_values(name, [at for _, at in hits])}
