"""How alike two texts are: MinHash signatures of 128 bytes over folded syllables, compared without the texts.

Broder, On the resemblance and containment of documents, 1997; of each minimum its lowest byte is kept
(Li and König, b-bit minwise hashing, 2010), so that a signature is small and two of them compare in microseconds.
The figures are in decision 8.
"""

import re
from functools import lru_cache
from operator import eq

from corpus.vietnamese import fold, fold_in_place

LENGTH = 128
SHINGLE = 2
"""Syllables that stand together; a wrong syllable spoils this many. With three, 3 % of wrong letters hide a copy."""
FEWEST = 50
"""Syllables below which a body has no signature: forms and covering letters of a few lines are alike by nature."""
MOST = 20_000
"""Syllables that count; what follows takes time and tells hardly more."""
ALIKE = 0.6
"""Share of shingles in common from which two texts are called near-identical."""
BANDS, ROWS = 16, 5
"""Two texts are compared where one of 16 groups of 5 bytes is equal: 73 of 100 pairs at 0.6, 95 at 0.7."""

_SEED = 42
_EDGE = 1500
"""Characters at the beginning and at the end in which the date line and the recipients are looked for."""
_LONGEST = MOST * 40
_DATE_LINE = re.compile(r"\bngay\b[^\n]{0,12}\bthang\b[^\n]{0,8}\bnam\b[^\n]{0,12}\n")
_RECIPIENTS = re.compile(r"^[ \t|]*noi nhan[ \t]*[:.]", re.MULTILINE)
_NOISE = re.compile(r"[\W_]+")


def signature(text: str) -> bytes | None:
    """128 bytes that stand for the text's body; None where it has fewer than 50 syllables.

    Head and recipients are left out where they show plainly: files of different formats order them differently.
    The same text gives the same bytes on every machine; a test holds the library to it.
    """
    # Loaded where it is used: most commands never come here.
    from rensa import RMinHash  # type: ignore[import-untyped]  # it ships no types

    syllables = list(filter(None, map(_syllable, _body(text).split(None, MOST)[:MOST])))
    if len(syllables) < FEWEST:
        return None
    minima = RMinHash(num_perm=LENGTH, seed=_SEED)
    minima.update(list(map(" ".join, zip(*(syllables[start:] for start in range(SHINGLE)), strict=False))))
    return bytes(minimum & 0xFF for minimum in minima.digest())


def keys(signature: bytes) -> list[int]:
    """The groups by which alike signatures find each other; each says which group it is."""
    return [int.from_bytes((band, *signature[band * ROWS : band * ROWS + ROWS])) for band in range(BANDS)]


def likeness(one: bytes, other: bytes) -> float:
    """Estimated share of shingles in common, 0-1; off by 0.04 as a rule. Unlike texts agree in 1 of 256 bytes by chance."""
    agreeing = int(sum(map(eq, one, other))) / LENGTH
    return max(0.0, (agreeing - 1 / 256) / (1 - 1 / 256))


@lru_cache(maxsize=20_000)
def _syllable(word: str) -> str:
    """A word between blanks, folded and without punctuation; Vietnamese has few, so that nearly all are remembered."""
    return _NOISE.sub("", fold(word))


def _body(text: str) -> str:
    text = text[:_LONGEST]
    middle = len(text) // 2
    head, rest = fold_in_place(text[: min(_EDGE, middle)]), max(middle, len(text) - _EDGE)
    dated = _DATE_LINE.search(head)
    recipients = [found.start() for found in _RECIPIENTS.finditer(fold_in_place(text[rest:]))]
    return text[dated.end() if dated else 0 : rest + recipients[-1] if recipients else len(text)]
