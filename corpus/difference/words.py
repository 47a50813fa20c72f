"""The words of a text as two texts are compared by them: where each stands, and one number for what it says.

Case, punctuation, blanks, the place of a tone mark, leading zeros and the dots of thousands say nothing here, so that the
same sentence is the same however a file or a recognition laid it out.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.document import Span
from corpus.vietnamese import fold, place_tone
from corpus.vietnamese.spelling import is_syllable

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[%‰]")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SURE_LENGTH = 4
"""Letters from which an abbreviation with a mark more or less is the same one: UBNĐ is UBND, HĐ is not HD."""
_LOOSE_LENGTH = 6
"""Letters from which two of them may be misread (`tliáng`)."""


@dataclass(frozen=True, slots=True)
class Words:
    """Column by column: `starts`, `ends` in the text; `says`, equal numbers for equal words; `units`, the unit it stands in."""

    starts: Sequence[int]
    ends: Sequence[int]
    says: Sequence[int]
    units: Sequence[int]

    def __len__(self) -> int:
        return len(self.starts)


class Lexicon:
    """Numbers for words, the same for both texts."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._spelt: list[str] = []
        self._sound: dict[int, bool] = {}

    def number(self, written: str) -> int:
        """The number of a word as it is written."""
        known = self._written.get(written)
        if known is None:
            spelt = _spelt(written)
            known = self._numbers.setdefault(spelt, len(self._numbers))
            if known == len(self._spelt):
                self._spelt.append(spelt)
            self._written[written] = known
        return known

    def spelling(self, number: int) -> str:
        """The one spelling of the words with this number."""
        return self._spelt[number]

    def is_sound(self, number: int) -> bool:
        """Whether the words with this number are a syllable that can be, or no letters at all."""
        known = self._sound.get(number)
        if known is None:
            spelt = self._spelt[number]
            known = self._sound[number] = not spelt.isalpha() or is_syllable(spelt)
        return known


def words(text: str, starts: Sequence[int], left_out: Iterable[Span], lexicon: Lexicon) -> Words:
    """The words of the text; `starts`, ascending from 0, of its units; `left_out`, ascending, is not compared."""
    spans = [found.span() for found in _WORD.finditer(text)]
    kept = _without(spans, left_out)
    number = lexicon.number
    units: list[int] = []
    unit, border = -1, 0
    for start, _ in kept:
        while start >= border:
            unit += 1
            border = starts[unit + 1] if unit + 1 < len(starts) else len(text) + 1
        units.append(unit)
    return Words(
        [start for start, _ in kept],
        [end for _, end in kept],
        [number(text[start:end]) for start, end in kept],
        units,
    )


@lru_cache(maxsize=65_536)
def slipped(one: str, other: str, *, joined: bool = False) -> bool:
    """Whether two spellings differ by a slip of a scan or of a hand only.

    One of the two is then no syllable that can be. Two that can be are two words, and figures are never the same by a slip.
    `joined`: one is several words without the blanks between them, so neither need be a syllable.

    >>> slipped("ngày", "nqày"), slipped("thuộc", "thuôc"), slipped("bàn", "bán"), slipped("2023", "2028")
    (True, True, False, False)
    """
    if one == other:
        return True
    if not one.isalpha() or not other.isalpha():
        return False
    sounds = is_syllable(one), is_syllable(other)
    if all(sounds):
        return False
    longest = max(len(one), len(other))
    ours, theirs = fold(one), fold(other)
    if ours == theirs:
        return any(sounds) or longest >= _SURE_LENGTH
    if not (any(sounds) or joined) or min(len(one), len(other)) < 3 or abs(len(ours) - len(theirs)) > 1:
        return False
    return _within(ours, theirs, 2 if longest >= _LOOSE_LENGTH else 1)


def _spelt(written: str) -> str:
    if written[0].isdigit():
        plain = written.replace(".", "") if _THOUSANDS.fullmatch(written) else written
        return plain.lstrip("0") or "0"
    return place_tone(written.lower())


def _without(spans: list[tuple[int, int]], left_out: Iterable[Span]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    at = 0
    for gone in left_out:
        while at < len(spans) and spans[at][0] < gone.start:
            kept.append(spans[at])
            at += 1
        while at < len(spans) and spans[at][0] < gone.end:
            at += 1
    return kept + spans[at:]


def _within(one: str, other: str, most: int) -> bool:
    """Whether at most `most` letters must be changed, put in or taken out; words are short, so the whole table is made."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for there, sign in enumerate(other, 1):
            best = min(before + (letter != sign), row[there] + 1, row[there - 1] + 1)
            before, row[there] = row[there], best
    return row[-1] <= most
