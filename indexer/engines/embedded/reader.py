"""The engine reader over one snapshot. Texts and names come from the catalogue, what exists from the snapshot."""

from collections.abc import Collection, Hashable, Iterable, Mapping, MutableMapping, Sequence

import numpy as np
from tantivy import Occur, Query

from corpus.document import Document, DocumentId, Span
from indexer.engines.embedded import schema
from indexer.engines.embedded.damage import reading
from indexer.engines.embedded.facets import value_counts
from indexer.engines.embedded.query import every, key_query, label_query
from indexer.engines.embedded.searching import search
from indexer.engines.embedded.snapshot import Snapshot
from indexer.engines.embedded.vectors import length, nearest
from indexer.engines.engine import (
    SENTINEL,
    Attribute,
    DocumentSource,
    Excerpt,
    Labels,
    Neighbour,
    Request,
    Response,
    Statistics,
    Stream,
    Term,
    Vectors,
)


class EmbeddedReader:
    """Implements `indexer.engines.engine.EngineReader`; may be shared by threads."""

    def __init__(self, snapshot: Snapshot, source: DocumentSource) -> None:
        self._snapshot = snapshot
        self._source = source

    @property
    def derived(self) -> MutableMapping[Hashable, object]:
        return self._snapshot.derived

    def statistics(self, terms: Collection[Term], labels: Labels) -> Statistics:
        snapshot = self._snapshot
        with reading(snapshot.generation.folder):
            return Statistics(
                visible=int(snapshot.visible(labels).sum()),
                documents=snapshot.main.doc_freq(Stream.FA.value, SENTINEL),
                passages=snapshot.passages.doc_freq(Stream.FA.value, SENTINEL),
                frequency={term: snapshot.main.doc_freq(term.stream.value, term.text) for term in terms},
            )

    def search(self, request: Request) -> Response:
        if request.nearest is not None:
            self._check(request.nearest.vector)
        with reading(self._snapshot.generation.folder):
            return search(self._snapshot, request)

    def values(self, attribute: Attribute, labels: Labels) -> Mapping[str, int]:
        snapshot = self._snapshot
        with reading(snapshot.generation.folder):
            visible = label_query(snapshot.main_schema, labels) or Query.all_query()
            return value_counts(snapshot.main, visible, [attribute])[0][attribute]

    def names(self, attribute: Attribute, values: Collection[str], labels: Labels) -> Mapping[str, str]:
        return self._source.names(attribute.value, values, labels)

    def neighbours(self, vector: Vectors, k: int, labels: Labels) -> list[Neighbour]:
        self._check(vector)
        snapshot = self._snapshot
        among = np.flatnonzero(snapshot.visible(labels))
        among = among[np.isfinite(snapshot.vectors.lengths[snapshot.starts[among]])]
        starts = snapshot.starts[among]
        rows = snapshot.similar_rows
        similarities = np.zeros(len(snapshot.ids))
        products = rows.products(vector)[np.searchsorted(rows.index, starts)]
        similarities[among] = products / (snapshot.vectors.lengths[starts] * length(vector))
        return [Neighbour(snapshot.ids[place], float(similarities[place])) for place in nearest(similarities, among, k).tolist()]

    def similar_vector(self, id: DocumentId, labels: Labels) -> Vectors | None:
        snapshot = self._snapshot
        place = snapshot.place(id, labels)
        if place is None or not np.isfinite(snapshot.vectors.lengths[snapshot.starts[place]]):
            return None
        row: Vectors = snapshot.vectors.rows[int(snapshot.starts[place])].copy()
        return row

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]:
        wanted = [id for id in ids if self._snapshot.place(id, labels) is not None]
        return self._source.documents(wanted, labels, text=text, citations=citations) if wanted else {}

    def excerpts(self, passages: Sequence[tuple[DocumentId, int]], labels: Labels) -> Mapping[tuple[DocumentId, int], Excerpt]:
        with reading(self._snapshot.generation.folder):
            spans = self._spans(passages, labels)
        texts = self._source.texts([(id, span) for (id, _), span in spans.items()], labels) if spans else {}
        return {key: Excerpt(span, texts[key[0], span]) for key, span in spans.items() if (key[0], span) in texts}

    def find(self, keys: Collection[str], labels: Labels) -> Mapping[str, tuple[DocumentId, ...]]:
        snapshot = self._snapshot
        visible = snapshot.visible(labels)
        with reading(snapshot.generation.folder):
            holders = {key: np.sort(snapshot.found(key_query(snapshot.main_schema, [key]))) for key in dict.fromkeys(keys)}
        seen = {key: places[visible[places]] for key, places in holders.items()}
        return {key: tuple(snapshot.ids[place] for place in places.tolist()) for key, places in seen.items() if len(places)}

    def _spans(self, passages: Iterable[tuple[DocumentId, int]], labels: Labels) -> dict[tuple[DocumentId, int], Span]:
        snapshot = self._snapshot
        wanted: dict[tuple[int, int], tuple[DocumentId, int]] = {}
        for id, ordinal in passages:
            place = snapshot.place(id, labels)
            if place is not None and 0 <= ordinal < snapshot.rows[place] - 1:
                wanted[int(snapshot.starts[place]), ordinal] = (id, ordinal)
        if not wanted:
            return {}
        of = snapshot.passage_schema
        one_of = [
            (
                Occur.Should,
                every(Query.term_query(of, schema.OWNER, owner, "basic"), Query.term_query(of, schema.PLACE, ordinal, "basic")),
            )
            for owner, ordinal in wanted
        ]
        hits = snapshot.passages.search(Query.boolean_query(one_of), len(wanted), count=False).hits
        addresses = [at for _, at in hits]
        columns = [
            snapshot.passages.fast_field_values(name, addresses)
            for name in (schema.OWNER, schema.PLACE, schema.SPAN_START, schema.SPAN_END)
        ]
        return {
            wanted[int(owner or 0), int(ordinal or 0)]: Span(int(start or 0), int(end or 0))
            for owner, ordinal, start, end in zip(*columns, strict=True)
        }

    def _check(self, vector: Vectors) -> None:
        dimensions = self._snapshot.generation.made.dimensions
        if vector.dtype != np.int8 or vector.shape != (dimensions,):
            raise ValueError(f"the vector asked with is {vector.dtype} {vector.shape}, the index has int8 ({dimensions},)")
