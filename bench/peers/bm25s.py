"""bm25s: BM25 as one sparse matrix, scores worked out when the index is made. It has no facets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from bench.peers.peer import LIMIT, Document, Indexed, Opened, Unavailable, folded


class Engine:
    def __init__(self, whitespace: bool = False, folded: bool = False) -> None:
        try:
            import bm25s
        except ImportError as error:
            raise Unavailable("needs bm25s (requirements/peers.txt)") from error
        self._bm25s: ModuleType = bm25s
        self._whitespace = whitespace
        self._folded = folded

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        ids, texts = [], []
        for one in documents:
            ids.append(one.id)
            whole = f"{one.title}\n{one.text}"
            texts.append(folded(whole) if self._folded else whole)
        index = self._bm25s.BM25()
        index.index(self._tokens(texts), show_progress=False)
        index.save(folder)
        (folder / "ids.json").write_text(json.dumps(ids), encoding="utf-8")
        return Indexed(facts=f"bm25s {version('bm25s')}")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        index = self._bm25s.BM25.load(folder)
        ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))

        def search(question: str) -> list[str]:
            tokens = self._tokens([folded(question) if self._folded else question])
            found, scores = index.retrieve(tokens, k=LIMIT, show_progress=False)
            return [ids[place] for place, score in zip(found[0], scores[0], strict=True) if score > 0]

        yield Opened(search)

    def _tokens(self, texts: list[str]) -> object:
        """Its own pattern (two letters or more) and English stop words, or what stands between white space."""
        if self._whitespace:
            return self._bm25s.tokenize(texts, token_pattern=r"\S+", stopwords=None, show_progress=False)
        return self._bm25s.tokenize(texts, show_progress=False)
