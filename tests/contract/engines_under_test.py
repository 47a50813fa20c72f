"""The engines that the contract suite runs over. A new engine joins by one more line in ENGINES."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from strategies import DIMENSIONS, Shelf

from corpus.document import DocumentId
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


ENGINES: dict[str, Callable[[Path], Bench]] = {"memory": memory, "embedded": embedded}
