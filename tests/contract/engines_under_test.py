"""The engines that the contract suite runs over. A new engine joins by one more line in ENGINES."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch_node.shared import shared_node
from strategies import DIMENSIONS, Shelf

from corpus.document import DocumentId
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import Engine, EngineReader, IndexEntry, Request, Response
from indexer.engines.memory import MemoryEngine


@dataclass
class Bench:
    """An engine under test, with the catalogue stand-in it reads from and the documents it should hold."""

    engine: Engine
    shelf: Shelf
    alive: dict[DocumentId, IndexEntry] = field(default_factory=dict)
    rebuilt: Path | None = None
    alias: str | None = None

    def write(self, *puts: IndexEntry, deletes: Sequence[str] = ()) -> None:
        for id in deletes:
            self.alive.pop(DocumentId(id), None)
            self.shelf.held.pop(DocumentId(id), None)
        for put in puts:
            self.alive[put.id] = put
            self.shelf.held[put.id] = put.document
        self.engine.write(list(puts), [DocumentId(id) for id in deletes])

    def settle(self) -> None:
        """Brings N and df down to the documents that are left, where the engine counts others until it is rebuilt."""
        if self.rebuilt is not None:
            with EmbeddedEngine.rebuild(self.rebuilt, self.shelf, encoder="thử", dimensions=DIMENSIONS) as fresh:
                fresh.write(self.alive.values())
                fresh.finish()
            # The engine at hand looks for it once a second.
            self.engine.close()
            self.engine = EmbeddedEngine.open(self.rebuilt, self.shelf, encoder="thử", dimensions=DIMENSIONS)
        if self.alias is not None:
            with ElasticsearchEngine.rebuild(*node_and(self.alias), encoder="thử", dimensions=DIMENSIONS) as fresh:
                fresh.write(self.alive.values())
                fresh.finish()
            self.engine.close()
            self.engine = ElasticsearchEngine.open(*node_and(self.alias), encoder="thử", dimensions=DIMENSIONS)

    def close(self) -> None:
        if isinstance(self.engine, ElasticsearchEngine):
            self.engine.drop()
        self.engine.close()

    @property
    def reader(self) -> EngineReader:
        return self.engine.reader()

    def ask(self, request: Request) -> Response:
        return self.reader.search(request)

    def ids(self, request: Request) -> list[str]:
        """Ids of candidates and page, in order."""
        response = self.ask(request)
        return [hit.id for hit in response.candidates + response.rest]


def memory(folder: Path) -> Bench:
    shelf = Shelf()
    return Bench(MemoryEngine(shelf, encoder="thử", dimensions=DIMENSIONS), shelf)


def embedded(folder: Path) -> Bench:
    shelf = Shelf()
    return Bench(EmbeddedEngine.open(folder, shelf, encoder="thử", dimensions=DIMENSIONS), shelf, rebuilt=folder)


def elasticsearch(folder: Path) -> Bench:
    """Over the tests' node; documents come from the server itself, as in a web process without a catalogue."""
    alias = f"vanban-{uuid4().hex[:12]}"
    engine = ElasticsearchEngine.open(*node_and(alias), encoder="thử", dimensions=DIMENSIONS)
    return Bench(engine, Shelf(), alias=alias)


def node_and(alias: str) -> tuple[Connection, str]:
    return Connection((shared_node().url,), timeout=60), alias


ENGINES: dict[str, Callable[[Path], Bench]] = {"memory": memory, "embedded": embedded, "elasticsearch": elasticsearch}

ON_ONE_WORKER = {"elasticsearch": [pytest.mark.xdist_group("elasticsearch")]}
"""One node for the whole run: its tests go to one worker."""


def engines(*, but: str = "") -> list[object]:
    """Names of the engines as parameters of a test."""
    return [pytest.param(name, marks=ON_ONE_WORKER.get(name, [])) for name in sorted(ENGINES) if name != but]
