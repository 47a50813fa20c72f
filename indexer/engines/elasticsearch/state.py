"""One state of the index, held by the server as a point in time, and the ways to ask it."""

import threading
import time
from collections.abc import Hashable, Iterator, MutableMapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError

from corpus.errors import EngineUnavailable
from indexer.engines.elasticsearch import mapping
from indexer.engines.elasticsearch.connection import Lost, asking, refused
from indexer.engines.elasticsearch.queries import Query, every
from indexer.engines.engine import Term

KEEP_ALIVE = "5m"
"""How long the server holds a state that nobody asks; each question counts anew."""
PAUSES = (0.0, 0.1, 0.3, 0.6, 1.0)
"""Seconds between the tries to open a lost state again: a cluster that lost a node has other copies in use within one."""
PAGE = 5_000
"""Documents that are read at once where all are wanted."""

Body = dict[str, Any]
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """`index`: the one behind the alias. `commit`: how many batches it has taken."""

    index: str
    commit: int


@dataclass(slots=True)
class State:
    """A point in time. `derived` goes with it; `frequency` remembers how many documents hold a term, so that a question of
    common words needs not ask.

    Where the server has lost the point in time (a node was restarted, nobody asked for long) another one is opened over the
    index as it is then: an answer of a newer state is better than none.
    """

    client: Elasticsearch
    alias: str
    known: Known
    global_statistics: bool
    derived: MutableMapping[Hashable, object] = field(default_factory=dict)
    frequency: dict[Term, int] = field(default_factory=dict)
    passage_frequency: dict[Term, int] = field(default_factory=dict)
    sizes: dict[object, int] = field(default_factory=dict)
    replaced: float = 0.0
    _point: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def search(self, body: Body) -> Answer:
        return self.searches([body])[0]

    def searches(self, bodies: Sequence[Body]) -> list[Answer]:
        """Answers in order, by one request; every shard has answered, or EngineUnavailable is raised."""
        if not bodies:
            return []
        for pause in (*PAUSES, None):
            point = self.point()
            try:
                return self._asked(bodies, point)
            except Lost as error:
                self._forget(point)
                if pause is None:
                    raise EngineUnavailable(f"{error}; try again") from None
                time.sleep(pause)
        raise AssertionError("the loop returns or raises")

    def everything(self, query: Query, fields: Sequence[str] = (), source: object = False) -> Iterator[Answer]:
        """All hits by id, in portions."""
        after: list[Any] | None = None
        while True:
            body: Body = {
                "query": query,
                "size": PAGE,
                "sort": [{mapping.ID: "asc"}],
                "track_total_hits": False,
                **shown(fields, source),
            }
            hits = self.search(body | ({"search_after": after} if after else {}))["hits"]["hits"]
            yield from hits
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]

    def point(self) -> str:
        with self._lock:
            if self._point is None:
                with asking(self.alias):
                    opened = self.client.open_point_in_time(
                        index=self.alias, keep_alive=KEEP_ALIVE, allow_partial_search_results=False
                    )
                self._point = opened["id"]
            return self._point

    def close(self) -> None:
        """Lets the server forget the state; no harm where it has, or cannot be reached."""
        with self._lock:
            point, self._point = self._point, None
        if point is not None:
            with suppress(ApiError, TransportError):
                self.client.options(request_timeout=2, max_retries=0).close_point_in_time(id=point)

    def _asked(self, bodies: Sequence[Body], point: str) -> list[Answer]:
        header = {"search_type": "dfs_query_then_fetch"} if self.global_statistics else {}
        sent: list[Body] = []
        for body in bodies:
            sent += [header, {**body, "pit": {"id": point, "keep_alive": KEEP_ALIVE}}]
        with asking(self.alias):
            answers: list[Answer] = self.client.msearch(searches=sent)["responses"]
        for answer in answers:
            if "error" in answer:
                refused(self.alias, answer.get("status", 500), answer)
            if answer.get("timed_out") or answer["_shards"]["failed"]:
                # Part of an answer would be a wrong answer.
                raise Lost(f"{self.alias}: {answer['_shards']['failed']} shards did not answer")
        return answers

    def _forget(self, point: str) -> None:
        with self._lock:
            if self._point == point:
                self._point = None
                # What was counted belongs to the state that is gone.
                self.frequency.clear()
                self.passage_frequency.clear()
                self.sizes.clear()


def shown(fields: Sequence[str] = (), source: object = False) -> Body:
    """What of a hit is sent. Stored fields are large, and none of them is wanted where columns do."""
    if source is not False:
        return {"_source": source}
    return {"_source": False, "stored_fields": "_none_", "docvalue_fields": [mapping.ID, *fields]}


def counted(query: Query, aggregations: Body | None = None) -> Body:
    """A search that counts and gives no hit."""
    return {"query": every(query), "size": 0, "track_total_hits": True, **({"aggs": aggregations} if aggregations else {})}


def total(answer: Answer) -> int:
    return int(answer["hits"]["total"]["value"])


def column(hit: Answer, name: str) -> Any:
    """A single-valued column of a hit; None where the document has none."""
    values = hit["fields"].get(name)
    return values[0] if values else None
