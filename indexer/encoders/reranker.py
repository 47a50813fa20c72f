"""A cross-encoder: reads a question and a passage together and says how well they fit. Needs the extra `transformers`."""

from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np

from indexer.encoders.transformer import open_model

_BATCH = 16


class _Model(Protocol):
    """What is used of `sentence_transformers.CrossEncoder`."""

    def predict(self, sentences: list[tuple[str, str]], **options: object) -> object: ...


class Reranker:
    """A cross-encoder by local path, or by a name that this machine already holds; nothing is fetched at run time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._model = cast(_Model, open_model(name, "CrossEncoder", "re-ranker"))

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        """How well each passage answers the question: higher is better, comparable within one call only.

        A model of several labels counts by its last one, which is how models of three (contradicts, neutral, entails) and
        of two are trained.
        """
        if not passages:
            return []
        pairs = [(question, passage) for passage in passages]
        found = np.asarray(
            self._model.predict(pairs, batch_size=_BATCH, convert_to_numpy=True, show_progress_bar=False), dtype=np.float64
        )
        return [float(score) for score in (found if found.ndim == 1 else found[:, -1])]
