"""Laws, codes and ordinances by title: texts cite them without a number twenty times as often as with one (domain guide, 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.gazetteer.tables import rows
from corpus.vietnamese import fold, slug


@dataclass(frozen=True, slots=True)
class Law:
    """A law as adopted: `title` with its kind ("Luật Đất đai"), `number` and `adopted` (ISO) where known."""

    title: str
    number: str | None = None
    adopted: str | None = None


@cache
def _titles() -> dict[str, tuple[Law, ...]]:
    found: dict[str, tuple[Law, ...]] = {}
    for title, number, adopted in rows("laws.tsv", 3):
        found[slug(title)] = (*found.get(slug(title), ()), Law(title, number or None, adopted or None))
    return found


@cache
def _lengths_by_start() -> dict[str, tuple[int, ...]]:
    """The first two syllables of a title to the numbers of syllables that such titles have, longest first."""
    lengths: dict[str, set[int]] = {}
    for title in _titles():
        syllables = title.split("-")
        lengths.setdefault("-".join(syllables[:2]), set()).add(len(syllables))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


def law_title_at(words: Sequence[str]) -> int:
    """How many of the words, from the first, are the longest known title; 0 where none is. Case and marks do not count.

    A word that ends a clause (`;`, `.`, `:`, a bracket, a quote) can only be the last one of a title.
    """
    lengths = _lengths_by_start().get("-".join(map(_syllable, words[:2])), ())
    if not lengths:
        return 0
    taken: list[str] = []
    for word in words[: lengths[0]]:
        taken.append(_syllable(word))
        if word[-1] in ';.:)]"”/':
            break
    for length in lengths:
        if length <= len(taken) and "-".join(taken[:length]) in _titles():
            return length
    return 0


@lru_cache(4096)
def _syllable(word: str) -> str:
    return fold(word.strip(" ,;.:()[]\"“”'’/")).lower()


def laws_titled(title: str) -> tuple[Law, ...]:
    """All laws that bear the title, oldest first."""
    return _titles().get(slug(title), ())


def law_titled(title: str, *, year: int | None = None, on: str | None = None) -> Law | None:
    """The law of that title: of the year printed with it, else the last one adopted on or before the citing date.

    None where the title is unknown, or where neither year nor date leaves exactly one. Adopted is not in force: a letter
    may cite a law before it takes effect. The table lacks most laws before 2000 and may lack the newest.
    """
    fitting = laws_titled(title)
    if year is not None:
        fitting = tuple(law for law in fitting if (law.adopted or "").startswith(f"{year:04}"))
    if on is not None:
        if any(law.adopted is None for law in fitting):
            return None
        fitting = tuple(law for law in fitting if law.adopted and law.adopted <= on)[-1:]
    return fitting[0] if len(fitting) == 1 else None
