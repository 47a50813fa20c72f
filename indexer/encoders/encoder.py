"""The encoder seam: texts to unit vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Unit = NDArray[np.float32]
"""float32 [n, dimensions]; rows of length 1, or all zero for a text the encoder knows nothing of."""


class Encoder(Protocol):
    """`fingerprint` names the model and everything that changes its vectors; the index stores it.

    `floor`: cosine below which a passage is not called near (calibrated so that nonsense finds nothing).
    """

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def floor(self) -> float: ...

    def passages(self, texts: Sequence[str]) -> Unit:
        """Vectors of passages (subject in front, where there is one), in order."""
        ...

    def questions(self, texts: Sequence[str]) -> Unit:
        """Vectors of questions, in order; some models want another prefix here."""
        ...


def quantise(vectors: Unit) -> NDArray[np.int8]:
    """round(127 * v): what the index stores and the engines compare."""
    quantised: NDArray[np.int8] = np.rint(np.asarray(vectors, dtype=np.float32) * 127.0).astype(np.int8)
    return quantised
