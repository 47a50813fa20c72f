"""Word segmentation: underthesea behind one function, imported at its first use."""

from collections.abc import Callable
from functools import cache


def words(text: str) -> list[list[str]]:
    """For each line of the text its words, syllables apart by a space: what `underthesea.word_tokenize` gives.

    >>> words("công tác dân vận")
    [['công tác', 'dân vận']]

    Nothing is fetched: the model is part of the installed package.
    """
    segment = _segmenter()
    return [segment(line) if line and not line.isspace() else [] for line in text.split("\n")]


@cache
def _segmenter() -> Callable[[str], list[str]]:
    from underthesea import word_tokenize  # type: ignore[import-untyped]

    return word_tokenize  # type: ignore[no-any-return]
