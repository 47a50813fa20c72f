"""Slips of typing: a word that no visible document holds is taken apart into syllables, or read as a near one.

Only what the reader may see is asked: a word that only hidden documents hold is as unknown as any other, and nothing is
corrected to it.
"""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.gazetteer import expand
from corpus.vietnamese import fold
from corpus.vietnamese.spelling import folded_syllables, near_syllables
from indexer.engines.engine import EngineReader, Labels, MatchRule, Request, Statistics, Stream, Term
from indexer.terms import tokens_with_offsets

MOST_WORDS = 8
"""Words of one question that are corrected."""
LONGEST_RUN = 32
"""Letters of words run together: eight syllables."""
SHORTEST = 2
"""Letters of a word that may be a slip."""
_LONGEST_SYLLABLE = 7

_LETTERS = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[.,;:!?()\[\]\"/|\n]")

Frequencies = Mapping[Term, int]


class Correction(NamedTuple):
    """`typed` at [start, end) of the question was read as `meant`."""

    start: int
    end: int
    typed: str
    meant: str


class _Word(NamedTuple):
    """A token, its folded form, and the folded syllables beside it in its clause ("": none)."""

    typed: str
    start: int
    end: int
    before: str
    after: str

    @property
    def folded(self) -> str:
        return fold(self.typed)


def corrections(
    reader: EngineReader, text: str, statistics: Statistics, labels: Labels, kept: Collection[str] = ()
) -> tuple[Correction, ...]:
    """What is read differently from how it was typed; `kept`: lines of the text that are left alone.

    `statistics` hold the folded syllables of the text. Costs nothing more where every word is known.
    """
    hidden = 0 if labels is None else statistics.documents - statistics.visible
    doubtful = tuple(t for t, count in statistics.frequency.items() if t.stream is Stream.FA and count <= hidden)
    if not doubtful or (hidden and _together(reader, doubtful, labels)):
        return ()
    words = [word for word in _words(text, kept) if _may_be_a_slip(word.typed)]
    if not words:
        return ()
    known = visible_frequencies(reader, {_syllable(word.folded) for word in words}, labels, statistics)
    unknown = [word for word in words if not known[_syllable(word.folded)]][:MOST_WORDS]
    found = [(word, _split(reader, word, labels) or _near(reader, word, labels)) for word in unknown]
    return tuple(Correction(word.start, word.end, word.typed, meant) for word, meant in found if meant)


def corrected(text: str, found: Iterable[Correction]) -> str:
    """The text as it was read."""
    for one in sorted(found, reverse=True):
        text = text[: one.start] + one.meant + text[one.end :]
    return text


def visible_frequencies(
    reader: EngineReader, terms: Collection[Term], labels: Labels, statistics: Statistics | None = None
) -> Frequencies:
    """How many documents hold each term: exact in the small, 0 only where no visible document does.

    A term of more documents than are hidden is in a visible one; the others are counted one by one for readers from whom
    something is hidden.
    """
    if statistics is None or not all(term in statistics.frequency for term in terms):
        statistics = reader.statistics(terms, labels)
    frequency = {term: statistics.frequency[term] for term in terms}
    if labels is None:
        return frequency
    hidden = statistics.documents - statistics.visible
    return {term: _count(reader, term, labels) if hidden and 0 < count <= hidden else count for term, count in frequency.items()}


def _count(reader: EngineReader, term: Term, labels: Labels) -> int:
    return _together(reader, (term,), labels)


def _together(reader: EngineReader, terms: tuple[Term, ...], labels: Labels) -> int:
    """How many visible documents hold all of them."""
    rule = MatchRule(terms, (len(terms),), 0)
    return reader.search(Request(labels=labels, rule=rule, candidates=0, limit=0)).total


def _words(text: str, kept: Collection[str]) -> Iterable[_Word]:
    tokens = tokens_with_offsets(text)
    skipped, at = [], 0
    for line in text.split("\n"):
        if line in kept:
            skipped.append((at, at + len(line)))
        at += len(line) + 1
    for place, token in enumerate(tokens):
        if any(start <= token.start < end for start, end in skipped):
            continue
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        yield _Word(
            text[token.start : token.end],
            token.start,
            token.end,
            before.folded[-1] if before and before.folded and not _BREAK.search(text, before.end, token.start) else "",
            after.folded[0] if after and after.folded and not _BREAK.search(text, token.end, after.start) else "",
        )


def _may_be_a_slip(typed: str) -> bool:
    """Letters only, and no code or abbreviation."""
    if not SHORTEST <= len(typed) <= LONGEST_RUN or not _LETTERS.fullmatch(typed) or expand(typed):
        return False
    return fold(typed).isascii() and (typed != typed.upper() or len(typed) > _LONGEST_SYLLABLE)


# --- words run together --------------------------------------------------------------------------------------


def _split(reader: EngineReader, word: _Word, labels: Labels) -> str | None:
    """The word as several syllables that stand side by side in visible documents, with the marks it was typed with.

    Of the ways to cut it, the one of the fewest pairs that nobody wrote, then of the fewest syllables, then of the most
    frequent pairs. One in two pairs may be new from four syllables on: where two phrases were run together.
    """
    folded = word.folded
    if len(folded) != len(word.typed):
        return None
    pieces = _known_pieces(reader, folded, labels)
    pairs = {_pair(folded[a:b], folded[b:c]) for a, ends in pieces.items() for b in ends for c in pieces.get(b, ()) if a < b < c}
    frequency = visible_frequencies(reader, pairs, labels) if pairs else {}
    best = _best_cut(folded, pieces, frequency)
    if best is None:
        return None
    new = sum(not frequency[_pair(folded[a:b], folded[b:c])] for a, b, c in zip(best, best[1:], best[2:], strict=False))
    if new > (len(best) - 3) // 2:
        return None
    return " ".join(word.typed[a:b] for a, b in pairwise(best))


def _known_pieces(reader: EngineReader, folded: str, labels: Labels) -> Mapping[int, Sequence[int]]:
    """Where a syllable that visible documents hold may start, to where it may end."""
    spans = [
        (start, end)
        for start in range(len(folded))
        for end in range(start + 1, min(len(folded), start + _LONGEST_SYLLABLE) + 1)
        if folded[start:end] in folded_syllables() and end - start < len(folded)
    ]
    frequency = visible_frequencies(reader, {_syllable(folded[a:b]) for a, b in spans}, labels)
    found: dict[int, list[int]] = {}
    for start, end in spans:
        if frequency[_syllable(folded[start:end])]:
            found.setdefault(start, []).append(end)
    return found


def _best_cut(folded: str, pieces: Mapping[int, Sequence[int]], frequency: Frequencies) -> tuple[int, ...] | None:
    """The borders of the best way to cut all of it."""
    # (start, end) of the last syllable -> (cost, borders so far)
    best: dict[tuple[int, int], tuple[tuple[int, int, float], tuple[int, ...]]] = {}
    for end in pieces.get(0, ()):
        best[0, end] = (0, 1, 0.0), (0, end)
    for middle in range(1, len(folded)):
        arriving = [(span, value) for span, value in best.items() if span[1] == middle]
        for end in pieces.get(middle, ()):
            ways = []
            for (start, _), ((new, syllables, weight), borders) in arriving:
                count = frequency[_pair(folded[start:middle], folded[middle:end])]
                ways.append(((new + (not count), syllables + 1, weight - math.log1p(count)), (*borders, end)))
            if ways:
                best[middle, end] = min(ways)
    whole = [value for (_, end), value in best.items() if end == len(folded)]
    return min(whole)[1] if whole else None


# --- one letter wrong ----------------------------------------------------------------------------------------


def _near(reader: EngineReader, word: _Word, labels: Labels) -> str | None:
    """The syllable at one slip from the word that its neighbours stand beside most often, unmarked.

    Without a neighbour in its clause the most frequent one, where the word can be no syllable itself.
    """
    candidates = near_syllables(word.folded)
    beside = {
        candidate: [_pair(*pair) for pair in ((word.before, candidate), (candidate, word.after)) if pair[0] and pair[1]]
        for candidate in candidates
    }
    alone = not word.before and not word.after
    if alone and word.folded in folded_syllables():
        return None
    terms = {_syllable(candidate) for candidate in candidates} if alone else {pair for pairs in beside.values() for pair in pairs}
    frequency = visible_frequencies(reader, terms, labels) if terms else {}

    def support(candidate: str) -> float:
        if alone:
            return float(frequency[_syllable(candidate)])
        return sum(math.log1p(frequency[pair]) for pair in beside[candidate])

    best = max(sorted(candidates), key=support, default=None)
    return best if best is not None and support(best) > 0 else None


def _syllable(folded: str) -> Term:
    return Term(Stream.FA, folded)


def _pair(one: str, other: str) -> Term:
    return Term(Stream.GA, f"{one}_{other}")
