"""Elasticsearch: one real node, one shard, `standard` analyzer, title and text together as its manual advises
(`combined_fields`, BM25F), `terms` aggregations; asked through its Python client over HTTP."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from bench.peers.peer import FACETS, LIMIT, SNIPPET, Document, Indexed, Opened, Unavailable, folded, peak, size

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
from elasticsearch_node import node as nodes  # the tests' own node

HEAP = "1g"
INDEX = "documents"
WAIT = 120
SETTINGS = {"number_of_shards": 1, "number_of_replicas": 0}
WORDS = ("title", "text")


class Engine:
    def __init__(self, folded: bool = False) -> None:
        self._folded = folded

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        with running(folder) as node, Elasticsearch(node.url, request_timeout=WAIT) as client:
            fields: dict[str, Mapping[str, object]] = {facet: {"type": "keyword"} for facet in FACETS}
            fields |= {name: {"type": "text", "analyzer": "standard"} for name in WORDS}
            start = time.perf_counter()
            client.indices.create(index=INDEX, settings=SETTINGS, mappings={"properties": fields})
            bulk(client, (self._action(one) for one in documents), chunk_size=100)
            client.indices.refresh(index=INDEX)
            client.indices.flush(index=INDEX)
            seconds = time.perf_counter() - start
            facts = f"Elasticsearch {nodes.VERSION}, heap {HEAP}"
            return Indexed(memory=peak(node.pid), seconds=seconds, bytes=size(folder / "data"), facts=facts)

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        with running(folder) as node, Elasticsearch(node.url, request_timeout=WAIT) as client:
            counted = {facet: {"terms": {"field": facet, "size": LIMIT}} for facet in FACETS}
            marked = {"fields": {"text": {"fragment_size": SNIPPET, "number_of_fragments": 1}}, "max_analyzed_offset": 999_999}
            took = 0.0

            def ask(question: str, **more: Any) -> list[str]:
                nonlocal took
                text = folded(question) if self._folded else question
                found = client.search(
                    index=INDEX,
                    query={"combined_fields": {"query": text, "fields": list(WORDS)}},
                    size=LIMIT,
                    # The whole answer to a repeated question could come from a cache.
                    request_cache=False,
                    **more,
                )
                took = float(found["took"])
                return [hit["_id"] for hit in found["hits"]["hits"]]

            titles: dict[str, Any] = {"source": ["title"], "aggregations": counted, "track_total_hits": True}
            yield Opened(
                search=lambda question: ask(question, source=False),
                with_facets=lambda question: ask(question, **titles),
                page=lambda question: ask(question, **titles, highlight=marked),
                server=node.pid,
                inner=lambda: took,
            )

    def _action(self, one: Document) -> Mapping[str, object]:
        title, text = (folded(one.title), folded(one.text)) if self._folded else (one.title, one.text)
        attributes = {facet: getattr(one, facet) for facet in FACETS if getattr(one, facet)}
        return {"_index": INDEX, "_id": one.id, "title": title, "text": text, **attributes}


@contextmanager
def running(folder: Path) -> Iterator[nodes.Node]:
    try:
        with nodes.running(folder, heap=HEAP) as node:
            yield node
    except nodes.NodeUnavailable as why:
        raise Unavailable(str(why)) from why
