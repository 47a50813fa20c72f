"""The snippet of a passage: the stretch where the question's words stand closest together, and where they stand in it.

A question and a text meet as in search: folded, abbreviations in full. Pairs of neighbours count first; a syllable
alone is shown only where no pair of the question is, since "nhân" and "dân" apart stand in every paper.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import compress, pairwise
from typing import NamedTuple

from corpus.document import Span
from corpus.gazetteer.abbreviations import abbreviations
from corpus.vietnamese import fold, fold_in_place
from indexer.engines.engine import Excerpt
from indexer.terms import QuestionTerms, TextToken, tokens_with_offsets
from search_api.answer import Snippet

LONGEST = 300
"""Characters of a snippet: about three lines on a page."""
LEAD = 60
"""Characters of context wanted in front of the first highlight."""
_APART = re.compile(r"[^\W_]|[.,;:!?()\[\]\"/|\n]")
"""A letter, a digit or a clause border: what keeps two tokens from being neighbours."""
_WORD = re.compile(r"[^\W_]+")


def snippet(excerpt: Excerpt, terms: QuestionTerms, longest: int = LONGEST) -> Snippet:
    """At most `longest` characters of the excerpt, cut at word borders, with its highlights as offsets into them.

    The text is an unchanged slice of the stored text, which `span` gives.
    """
    text = excerpt.text
    found = highlights(text, terms)
    start, end = _window(text, found, longest)
    return Snippet(
        text=text[start:end],
        span=Span(excerpt.span.start + start, excerpt.span.start + end),
        highlights=tuple((max(a, start) - start, min(b, end) - start) for a, b in found if a < end and b > start),
    )


def highlights(text: str, terms: QuestionTerms) -> tuple[tuple[int, int], ...]:
    """Stretches of the text that the question asks for: in order, apart, each at word borders.

    >>> from indexer.terms import question_terms
    >>> highlights("Việc tiếp dân, đối thoại với dân", question_terms("tiep dan"))
    ((5, 13),)
    """
    asked = _asked(terms)
    if asked is None:
        return ()
    tokens = _tokens(text, asked)
    bigrams = asked.bigrams
    chosen = [False] * len(tokens)
    last, end_of_last = "", 0
    for place, (folded, start, end) in enumerate(tokens):
        if len(folded) > 1 and any(f"{one}_{other}" in bigrams for one, other in pairwise(folded)):
            chosen[place] = True
        if place and f"{last}_{folded[0]}" in bigrams and not _APART.search(text, end_of_last, start):
            chosen[place - 1] = chosen[place] = True
        last, end_of_last = folded[-1], end
    alone = asked.unpaired if any(chosen) else asked.wanted
    for place, (folded, _, _) in enumerate(tokens):
        if alone.issuperset(folded):
            chosen[place] = True
    return _joined(text, list(compress(tokens, chosen)))


class _Asked(NamedTuple):
    """What a question looks for in a text. `finder`: its syllables, and the abbreviations whose full form holds one, in
    folded text; `unpaired`: its syllables that no bigram holds."""

    finder: re.Pattern[str]
    wanted: frozenset[str]
    unpaired: frozenset[str]
    bigrams: frozenset[str]


@lru_cache(maxsize=256)
def _asked(terms: QuestionTerms) -> _Asked | None:
    wanted = frozenset(syllable.folded for syllable in terms.syllables)
    if not wanted:
        return None
    short = {fold(token) for token, full in _full_forms().items() if wanted.intersection(full)}
    words = sorted(wanted | short, key=lambda word: (-len(word), word))
    finder = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, words)) + r")(?![^\W_])")
    paired = {syllable for bigram in terms.bigrams for syllable in bigram.split("_")}
    return _Asked(finder, wanted, wanted - paired, frozenset(terms.bigrams))


def _tokens(text: str, asked: _Asked) -> list[TextToken]:
    """Tokens that hold a syllable of the question, in order; the others are never looked at, which is what takes time."""
    found: list[TextToken] = []
    wanted = asked.wanted
    for match in asked.finder.finditer(fold_in_place(text)):
        word = match.group()
        start, end = match.span()
        if word in wanted:
            found.append(TextToken((word,), start, end))
        else:  # an abbreviation, if it is written like one
            token = tokens_with_offsets(text[start:end])[0]
            if wanted.intersection(token.folded):
                found.append(TextToken(token.folded, start, start + token.end))
    return found


@cache
def _full_forms() -> dict[str, tuple[str, ...]]:
    """Abbreviations, and the folded syllables they stand for."""
    return {short: tuple(_WORD.findall(fold(full))) for short, full in abbreviations().items()}


def _joined(text: str, tokens: Sequence[TextToken]) -> tuple[tuple[int, int], ...]:
    """Tokens with nothing but blanks between them are one stretch."""
    spans: list[tuple[int, int]] = []
    for token in tokens:
        if spans and not text[spans[-1][1] : token.start].strip(" \t"):
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    return tuple(spans)


def _window(text: str, found: Sequence[tuple[int, int]], longest: int) -> tuple[int, int]:
    """The stretch of at most `longest` characters with the most highlighted ones; the first among equals."""
    if len(text) <= longest:
        return _stripped(text, 0, len(text))
    best, start = 0, 0
    last = covered = 0
    for first in range(len(found)):  # two pointers: all highlights from `first` that fit behind its lead
        last = max(last, first)
        while last < len(found) and found[last][1] - found[first][0] <= longest - LEAD:
            covered += found[last][1] - found[last][0]
            last += 1
        weight = covered if last > first else longest - LEAD  # one that is longer than the window fills it
        if weight > best:
            best, start = weight, found[first][0]
        if last > first:
            covered -= found[first][1] - found[first][0]
    start = min(max(0, start - LEAD), len(text) - longest)
    end = start + longest
    return _stripped(text, _forward(text, start, end), _backward(text, start, end))


def _forward(text: str, start: int, end: int) -> int:
    """The next word's beginning, unless the cut is at a border already or there is none near."""
    if start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()):
        return start
    return next((i for i in range(start, min(start + LEAD // 2, end)) if not text[i].isalnum()), start)


def _backward(text: str, start: int, end: int) -> int:
    if end >= len(text) or not (text[end - 1].isalnum() and text[end].isalnum()):
        return end
    return next((i + 1 for i in range(end - 1, max(end - LEAD, start), -1) if not text[i].isalnum()), end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without blanks on either side, nor what closes a sentence that is not shown."""
    while start < end and (text[start].isspace() or (start and text[start] in ",.;:)]")):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
