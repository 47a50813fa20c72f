"""The archive's index on a server, behind an alias; one setting away from the embedded engine."""

import re
import time
from collections import deque
from collections.abc import Iterable, Mapping
from threading import RLock
from types import TracebackType
from typing import Any, Self

from elasticsearch import Elasticsearch, NotFoundError

from corpus.document import DocumentId
from corpus.errors import ArchiveDamaged, EngineUnavailable, InputError
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.connection import Connection, asking, check_version
from indexer.engines.elasticsearch.mapping import Layout, fingerprint, index_body, made_of
from indexer.engines.elasticsearch.reader import ElasticsearchReader
from indexer.engines.elasticsearch.state import Known, State, column
from indexer.engines.elasticsearch.verifying import inconsistencies, verify_fresh
from indexer.engines.elasticsearch.writing import batch_of, send
from indexer.engines.engine import DocumentSource, EngineStatus, IndexEntry

_LOOK_AGAIN = 1.0  # seconds
_KEPT = 60.0
"""Seconds for which a state that was replaced can still be asked: a page that began with it ends with it."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_SAMPLE = 50
DEFAULT_LAYOUT = Layout()


class ElasticsearchEngine:
    """Implements `indexer.engines.engine.Engine` on a server. Made by `open` or `rebuild`, not directly.

    `reader` may be called by several threads and processes; writing is for one at a time (the archive's lock).
    """

    def __init__(
        self,
        client: Elasticsearch,
        alias: str,
        source: DocumentSource | None,
        wanted: tuple[str, str, int],
        layout: Layout,
        version: str,
    ) -> None:
        self._client = client
        self._alias = alias
        self._source = source
        self._wanted = wanted
        self._layout = layout
        self._version = version
        self._fresh: str | None = None
        self._written = 0
        self._sample: deque[tuple[DocumentId, int]] = deque(maxlen=_SAMPLE)
        self._lock = RLock()
        self._state: State | None = None
        self._old: deque[State] = deque()
        self._looked = -_LOOK_AGAIN

    @classmethod
    def open(
        cls,
        connection: Connection,
        alias: str,
        source: DocumentSource | None = None,
        *,
        encoder: str,
        dimensions: int,
        layout: Layout = DEFAULT_LAYOUT,
        create: bool = True,
    ) -> Self:
        """The index behind the alias, made empty where there is none and `create` allows it.

        EngineUnavailable where the server cannot be used; ArchiveDamaged where the index is missing or made with another
        schema or encoder; InputError for settings that cannot be.
        """
        engine = cls._reached(connection, alias, source, encoder, dimensions, layout)
        try:
            engine._use(create=create)
        except BaseException:
            engine._client.close()
            raise
        return engine

    @classmethod
    def rebuild(
        cls,
        connection: Connection,
        alias: str,
        source: DocumentSource | None = None,
        *,
        encoder: str,
        dimensions: int,
        layout: Layout = DEFAULT_LAYOUT,
    ) -> Self:
        """An engine that writes a new index. Readers notice nothing until `finish`; closed before, it leaves no trace."""
        engine = cls._reached(connection, alias, source, encoder, dimensions, layout)
        with asking(alias):
            engine._fresh = engine._create(aliased=False)
        return engine

    def finish(self) -> None:
        """Looks whether the new index is whole, then puts it behind the alias, and removes the one before.

        ArchiveDamaged where it is not: the alias stays, and so does the old index.
        """
        if self._fresh is None:
            raise ValueError("only a rebuild is finished")
        with self._lock, asking(self._alias):
            fresh = self._fresh
            verify_fresh(self._client, fresh, self._written, list(self._sample))
            before = self._behind()
            actions: list[dict[str, Any]] = [{"remove": {"index": index, "alias": self._alias}} for index in before]
            actions.append({"add": {"index": fresh, "alias": self._alias}})
            self._client.indices.update_aliases(actions=actions)
            self._fresh = None
            self._look_again()
            for index in before:
                self._client.indices.delete(index=index, ignore_unavailable=True)

    def reader(self) -> ElasticsearchReader:
        return ElasticsearchReader(self._current(), self._source, self._wanted[2])

    def write(self, puts: Iterable[IndexEntry], deletes: Iterable[DocumentId] = ()) -> None:
        batch = batch_of(puts, deletes, self._wanted[2])
        index = self._fresh or self._alias
        send(self._client, index, batch)
        with asking(index):
            answer = self._client.indices.refresh(index=index)
            if answer["_shards"]["failed"]:
                raise EngineUnavailable(f"{index}: a shard did not take the batch; run the command again")
            commit = self._commit(index) + 1
            self._client.index(index=index, id=mapping.STATE, document={mapping.COMMIT: commit})
        if self._fresh is not None:
            self._written += len(batch.puts)
            self._sample.extend(batch.revisions())
        with self._lock:
            self._look_again()

    def revisions(self) -> Mapping[DocumentId, int]:
        hits = self._current().everything(queries.DOCUMENTS, [mapping.REVISION])
        return {DocumentId(column(hit, mapping.ID)): int(column(hit, mapping.REVISION)) for hit in hits}

    def status(self) -> EngineStatus:
        reader = self.reader()
        counted = reader.statistics((), None)
        state = self._current()
        with asking(self._alias):
            stats = self._client.indices.stats(index=state.known.index, metric="store")["_all"]["total"]
            health = self._client.cluster.health(index=state.known.index)
        schema, encoder, dimensions = self._wanted
        return EngineStatus(
            name="elasticsearch",
            documents=counted.documents,
            passages=counted.passages,
            bytes=int(stats["store"]["size_in_bytes"]),
            fingerprint=schema,
            encoder=encoder,
            details={
                "health": str(health["status"]),
                "nodes": str(health["number_of_nodes"]),
                "server": self._version,
                "alias": self._alias,
                "index": state.known.index,
                "shards": f"{health['active_primary_shards']} + {health['active_shards'] - health['active_primary_shards']}",
                "dimensions": str(dimensions),
                "vectors": self._layout.vectors,
                "batches": str(state.known.commit),
            },
        )

    def verify(self) -> list[str]:
        with self._lock:
            self._look_again()
        return inconsistencies(self._current())

    def drop(self) -> None:
        """Removes the index behind the alias, documents and all."""
        with asking(self._alias), self._lock:
            for index in self._behind():
                self._client.indices.delete(index=index, ignore_unavailable=True)

    def close(self) -> None:
        """Lets go of the server; an unfinished rebuild is thrown away."""
        with self._lock:
            for state in (*self._old, *([self._state] if self._state else [])):
                state.close()
            self._old.clear()
            self._state = None
            if self._fresh is not None:
                fresh, self._fresh = self._fresh, None
                with asking(fresh):
                    self._client.indices.delete(index=fresh, ignore_unavailable=True)
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # --- the index behind the alias --------------------------------------------------------------------------

    @classmethod
    def _reached(
        cls,
        connection: Connection,
        alias: str,
        source: DocumentSource | None,
        encoder: str,
        dimensions: int,
        layout: Layout,
    ) -> Self:
        if not _NAME.fullmatch(alias):
            raise InputError(f"elasticsearch_index: {alias!r} is no name for an index; lower-case letters, digits, . _ - are")
        client = connection.client()
        try:
            version = check_version(client)
        except BaseException:
            client.close()
            raise
        return cls(client, alias, source, (fingerprint(dimensions, layout), encoder, dimensions), layout, version)

    def _use(self, *, create: bool) -> None:
        with asking(self._alias):
            behind = self._behind()
            if not behind:
                if not create:
                    raise ArchiveDamaged(f"there is no index {self._alias} on the server: run `vanban rebuild`")
                self._create(aliased=True)
                return
            if len(behind) > 1:
                raise ArchiveDamaged(f"{self._alias} names several indices ({', '.join(behind)}): run `vanban rebuild`")
            made = made_of(self._client.indices.get_mapping(index=behind[0])[behind[0]]["mappings"])
        if made is None:
            raise ArchiveDamaged(f"{behind[0]} was not made by this program; set elasticsearch_index to another name")
        if made != self._wanted:
            raise ArchiveDamaged(
                f"the index {behind[0]} was made with schema {made[0]} and encoder {made[1]}, this program asks with "
                f"{self._wanted[0]} and {self._wanted[1]}: run `vanban rebuild`"
            )

    def _behind(self) -> list[str]:
        """Indices that the alias names. ArchiveDamaged where the name is an index itself."""
        try:
            found = sorted(self._client.indices.get_alias(name=self._alias))
        except NotFoundError:
            found = []
        if not found and self._client.indices.exists(index=self._alias):
            raise ArchiveDamaged(
                f"{self._alias} is an index of somebody else on that server; set elasticsearch_index to another name"
            )
        return found

    def _create(self, *, aliased: bool) -> str:
        """A new index; its number follows the largest there is."""
        there = self._client.indices.get(index=f"{self._alias}-*", features="aliases", expand_wildcards="all")
        numbers = [int(name.rsplit("-", 1)[1]) for name in there if re.fullmatch(re.escape(self._alias) + r"-\d{6}", name)]
        name = f"{self._alias}-{max(numbers, default=0) + 1:06d}"
        aliases: dict[str, Any] = {self._alias: {}} if aliased else {}
        body = index_body(self._wanted[2], self._wanted[1], self._layout)
        self._client.indices.create(index=name, aliases=aliases, **body)
        self._client.index(index=name, id=mapping.STATE, document={mapping.COMMIT: 0}, refresh=True)
        return name

    # --- states ----------------------------------------------------------------------------------------------

    def _current(self) -> State:
        """The newest state; looks for batches of other processes at most once a second, for its own at once."""
        with self._lock:
            now = time.monotonic()
            if self._state is None or now - self._looked >= _LOOK_AGAIN:
                known = self._known()
                self._looked = now
                if self._state is None or self._state.known != known:
                    self._replace(State(self._client, self._fresh or self._alias, known, self._layout.shards > 1), now)
            assert self._state is not None
            return self._state

    def _replace(self, state: State, now: float) -> None:
        # Opened at once: what is written from now on is not in it.
        state.point()
        if self._state is not None:
            self._state.replaced = now
            self._old.append(self._state)
        self._state = state
        while self._old and now - self._old[0].replaced > _KEPT:
            self._old.popleft().close()

    def _known(self) -> Known:
        index = self._fresh or self._alias
        with asking(index):
            answer = self._client.get(index=index, id=mapping.STATE)
        return Known(str(answer["_index"]), int(answer["_source"][mapping.COMMIT]))

    def _commit(self, index: str) -> int:
        return int(self._client.get(index=index, id=mapping.STATE)["_source"][mapping.COMMIT])

    def _look_again(self) -> None:
        self._looked = -_LOOK_AGAIN
