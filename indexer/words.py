"""Word segmentation: underthesea behind one function, imported at its first use."""

from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock

from indexer import word_model

Segmenter = Callable[[Sequence[str]], list[list[str]]]

_BATCH = 50_000
"""Characters segmented at once: bounds the memory a long text takes, and is long enough to be fast."""

_lock = Lock()


def words(text: str) -> list[list[str]]:
    """For each line of the text its words, syllables apart by a space: what `underthesea.word_tokenize` gives.

    >>> words("công tác dân vận")
    [['công tác', 'dân vận']]

    Nothing is fetched: the model is part of the installed package. Lines are segmented one by one, so a line's words
    do not depend on its neighbours.
    """
    found: list[list[str]] = []
    batch: list[str] = []
    size = 0
    for line in text.split("\n"):
        batch.append(line)
        size += len(line)
        if size > _BATCH:
            found += _segmented(batch)
            batch, size = [], 0
    return found + _segmented(batch) if batch else found


def _segmented(lines: list[str]) -> list[list[str]]:
    with _lock:
        return segmenter()(lines)


@cache
def segmenter() -> Segmenter:
    """Our evaluation of the installed model where the model is the one known, else the package's own."""
    model = word_model.load()
    return model.words if model else plain


def plain(lines: Sequence[str]) -> list[list[str]]:
    """The package's own segmentation, line by line."""
    from underthesea import word_tokenize  # type: ignore[import-untyped]

    return [word_tokenize(line) if line and not line.isspace() else [] for line in lines]
