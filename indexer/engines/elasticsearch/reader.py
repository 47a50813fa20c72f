"""The engine reader over one state of the server's index."""

import re
from collections.abc import Collection, Hashable, Mapping, MutableMapping, Sequence

import numpy as np

from corpus.document import Document, DocumentId
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.documents import documents_of
from indexer.engines.elasticsearch.mapping import attribute_field
from indexer.engines.elasticsearch.nearest import MARGIN, MOST_NEAREST, exact_cosine, square_of
from indexer.engines.elasticsearch.queries import every
from indexer.engines.elasticsearch.searching import search
from indexer.engines.elasticsearch.state import Body, State, column, counted, shown
from indexer.engines.elasticsearch.statistics import statistics
from indexer.engines.elasticsearch.stored import NAME_BORDER, similar_of, span_of
from indexer.engines.engine import (
    Attribute,
    DocumentSource,
    Excerpt,
    Labels,
    Neighbour,
    Request,
    Response,
    Statistics,
    Term,
    Vectors,
)

_REGEXP = re.compile(r'[.?+*|{}\[\]()"\\#@&<>~^$-]')
_BUCKETS = 10_000


class ElasticsearchReader:
    """Implements `indexer.engines.engine.EngineReader`; may be shared by threads.

    With a source (the catalogue, where it lies on this machine) documents come from there, else from what the server keeps.
    """

    def __init__(self, state: State, source: DocumentSource | None, dimensions: int) -> None:
        self._state = state
        self._source = source
        self._dimensions = dimensions

    @property
    def derived(self) -> MutableMapping[Hashable, object]:
        return self._state.derived

    def statistics(self, terms: Collection[Term], labels: Labels) -> Statistics:
        return statistics(self._state, terms, labels)

    def search(self, request: Request) -> Response:
        if request.nearest is not None:
            self._check(request.nearest.vector)
        return search(self._state, request)

    def values(self, attribute: Attribute, labels: Labels) -> Mapping[str, int]:
        found: dict[str, int] = {}
        after: Mapping[str, object] | None = None
        while True:
            source = {"sources": [{"value": {"terms": {"field": attribute_field(attribute)}}}], "size": _BUCKETS}
            asked = {"values": {"composite": source | ({"after": after} if after else {})}}
            answer = self._state.search(counted(queries.visible(labels), asked))["aggregations"]["values"]
            found |= {str(bucket["key"]["value"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}
            after = answer.get("after_key")
            if not after or len(answer["buckets"]) < _BUCKETS:
                return found

    def names(self, attribute: Attribute, values: Collection[str], labels: Labels) -> Mapping[str, str]:
        """The commonest spelling among visible documents, the first of equals."""
        if self._source is not None:
            return self._source.names(attribute.value, values, labels)
        if attribute not in (Attribute.ISSUER, Attribute.TYPE) or not values:
            return {}
        wanted = "|".join(_REGEXP.sub(r"\\\g<0>", value) for value in sorted(values))
        include = f"{attribute.value}{NAME_BORDER}({wanted}){NAME_BORDER}.*"
        order = [{"_count": "desc"}, {"_key": "asc"}]
        terms = {"field": mapping.NAMED, "include": include, "size": _BUCKETS, "order": order}
        answer = self._state.search(counted(queries.visible(labels), {"named": {"terms": terms}}))
        found: dict[str, str] = {}
        for bucket in answer["aggregations"]["named"]["buckets"]:
            _, value, name = str(bucket["key"]).split(NAME_BORDER, 2)
            found.setdefault(value, name)
        return {value: found[value] for value in values if value in found}

    def neighbours(self, vector: Vectors, k: int, labels: Labels) -> list[Neighbour]:
        self._check(vector)
        if k <= 0:
            return []
        visible = queries.visible(labels)
        if not vector.any():
            query = every(visible, {"exists": {"field": mapping.SIMILAR_SQUARE}})
            body: Body = {"query": query, "size": k, "sort": [{mapping.ID: "asc"}], **shown()}
            return [Neighbour(DocumentId(column(hit, mapping.ID)), 0.0) for hit in self._state.search(body)["hits"]["hits"]]
        own, wanted = square_of(vector), min(MOST_NEAREST, k + MARGIN)
        while True:
            knn = {
                "field": mapping.SIMILAR,
                "query_vector": vector.tobytes().hex(),
                "k": wanted,
                "num_candidates": wanted,
                "filter": visible,
            }
            body = {"knn": knn, "size": wanted, **shown([mapping.SIMILAR_SQUARE])}
            found = [
                Neighbour(
                    DocumentId(column(hit, mapping.ID)), exact_cosine(hit["_score"], own, column(hit, mapping.SIMILAR_SQUARE))
                )
                for hit in self._state.search(body)["hits"]["hits"]
            ]
            found.sort(key=lambda one: (-one.similarity, one.id))
            if len(found) < wanted or wanted == MOST_NEAREST or found[k - 1].similarity > found[-1].similarity:
                return found[:k]
            wanted = min(MOST_NEAREST, wanted * 8)

    def similar_vector(self, id: DocumentId, labels: Labels) -> Vectors | None:
        query = every(queries.ids([id]), queries.visible(labels))
        hits = self._state.search({"query": query, "size": 1, **shown(source=["stored.similar"])})["hits"]["hits"]
        return similar_of(hits[0]["_source"]) if hits else None

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]:
        if self._source is None:
            return documents_of(self._state, ids, labels, text=text, citations=citations)
        query = every(queries.ids(ids), queries.visible(labels))
        body: Body = {"query": query, "size": len(ids), **shown()}
        held = {column(hit, mapping.ID) for hit in self._state.search(body)["hits"]["hits"]} if ids else set()
        return self._source.documents([id for id in ids if id in held], labels, text=text, citations=citations)

    def excerpts(self, passages: Sequence[tuple[DocumentId, int]], labels: Labels) -> Mapping[tuple[DocumentId, int], Excerpt]:
        if not passages:
            return {}
        query = every(queries.ids({id for id, _ in passages}), queries.visible(labels))
        source = [mapping.ID, "stored.spans", *(["stored.document.text"] if self._source is None else [])]
        hits = self._state.search({"query": query, "size": len(passages), **shown(source=source)})["hits"]["hits"]
        held = {hit["_source"][mapping.ID]: hit["_source"] for hit in hits}
        spans = {(id, ordinal): span for id, ordinal in passages if id in held and (span := span_of(held[id], ordinal))}
        if self._source is None:
            texts = {id: one["stored"]["document"]["text"] for id, one in held.items()}
            return {key: Excerpt(span, texts[key[0]][span.start : span.end]) for key, span in spans.items()}
        pieces = self._source.texts([(id, span) for (id, _), span in spans.items()], labels) if spans else {}
        return {key: Excerpt(span, pieces[key[0], span]) for key, span in spans.items() if (key[0], span) in pieces}

    def find(self, keys: Collection[str], labels: Labels) -> Mapping[str, tuple[DocumentId, ...]]:
        holders: dict[str, list[DocumentId]] = {key: [] for key in keys}
        if not holders:
            return {}
        query = every(queries.key_query(list(holders)), queries.visible(labels))
        for hit in self._state.everything(query, [mapping.KEY]):
            for key in hit["fields"].get(mapping.KEY, ()):
                if key in holders:
                    holders[key].append(DocumentId(column(hit, mapping.ID)))
        return {key: tuple(ids) for key, ids in holders.items() if ids}

    def _check(self, vector: Vectors) -> None:
        if vector.dtype != np.int8 or vector.shape != (self._dimensions,):
            raise ValueError(f"the vector asked with is {vector.dtype} {vector.shape}, the index has int8 ({self._dimensions},)")
