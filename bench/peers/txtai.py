"""txtai: its BM25 alone, or beside the vectors of the encoder that Vanban ships, in its usual equal shares. No facets.

Cut into passages, the passages and what the encoder reads of them are Vanban's own, and a document stands where its best
passage does.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from bench.peers.peer import LIMIT, Document, Indexed, Opened, Unavailable, folded
from indexer.encoders import Encoder, load
from indexer.passages import passages, vector_text
from indexer.terms import spelled_out

DEEPER = 10
"""Passages asked for, for each document of the page: several of one document may come first."""


def transform(encoder: Encoder) -> Callable[[Sequence[str]], NDArray[np.float32]]:
    """A plain function, which txtai tells apart from an object that makes one."""

    def vectors(texts: Sequence[str]) -> NDArray[np.float32]:
        return encoder.passages([spelled_out(text) for text in texts])

    return vectors


class Engine:
    def __init__(self, vectors: bool = False, cut: bool = False, folded: bool = False) -> None:
        try:
            import txtai
        except ImportError as error:
            raise Unavailable("needs txtai (requirements/peers.txt)") from error
        self._txtai: ModuleType = txtai
        self._transform = transform(load("static")) if vectors else None
        self._cut = cut
        self._folded = folded

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        if self._transform is None:
            embeddings = self._txtai.Embeddings(keyword=True)
        else:
            embeddings = self._txtai.Embeddings(method="external", transform=self._transform, hybrid=True)
        embeddings.index((f"{one.id} {part}", text, None) for one in documents for part, text in enumerate(self._texts(one)))
        embeddings.save(str(folder / "index"))
        embeddings.close()
        return Indexed(facts=f"txtai {version('txtai-minimal')} (without torch), faiss-cpu {version('faiss-cpu')}")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        embeddings = self._txtai.Embeddings()
        # A function cannot be kept with the index, so it is given again.
        embeddings.load(str(folder / "index"), config={"transform": self._transform} if self._transform else None)
        wanted = LIMIT * DEEPER if self._cut else LIMIT

        def search(question: str) -> list[str]:
            found = embeddings.search(folded(question) if self._folded else question, wanted)
            return list(dict.fromkeys(name.rpartition(" ")[0] for name, _ in found))[:LIMIT]

        yield Opened(search)
        embeddings.close()

    def _texts(self, one: Document) -> Iterator[str]:
        pieces = [vector_text(one.text, span, one.title) for span in passages(one.text)] if self._cut else []
        for piece in pieces or [f"{one.title}\n{one.text}"]:
            yield folded(piece) if self._folded else piece
