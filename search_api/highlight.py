"""The snippet of a passage: the stretch where the question's words stand closest together, and where they stand in it.

A question and a text meet as in search: folded, abbreviations in full. Pairs of neighbours count first; a syllable
alone is shown only where no pair of the question is, since "nhân" and "dân" apart stand in every paper.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

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
    tokens = _tokens(text, terms)
    bigrams = frozenset(terms.bigrams)
    chosen = [False] * len(tokens)
    for place, token in enumerate(tokens):
        if any(f"{one}_{other}" in bigrams for one, other in pairwise(token.folded)):
            chosen[place] = True
        before = tokens[place - 1] if place else None
        if before and f"{before.folded[-1]}_{token.folded[0]}" in bigrams and not _APART.search(text, before.end, token.start):
            chosen[place - 1] = chosen[place] = True
    paired = {syllable for bigram in bigrams for syllable in bigram.split("_")}
    wanted = {syllable.folded for syllable in terms.syllables}
    alone = wanted - paired if any(chosen) else wanted
    for place, token in enumerate(tokens):
        if alone.issuperset(token.folded):
            chosen[place] = True
    return _joined(text, [token for token, mark in zip(tokens, chosen, strict=True) if mark])


def _tokens(text: str, terms: QuestionTerms) -> list[TextToken]:
    """Tokens that hold a syllable of the question, in order; the others are never looked at, which is what takes time."""
    finder = _finder(terms)
    if finder is None:
        return []
    wanted = {syllable.folded for syllable in terms.syllables}
    found: list[TextToken] = []
    for match in finder.finditer(fold_in_place(text)):
        start, end = match.span()
        if match.group() in wanted:
            found.append(TextToken((match.group(),), start, end))
        else:  # an abbreviation, if it is written like one
            token = tokens_with_offsets(text[start:end])[0]
            if wanted.intersection(token.folded):
                found.append(TextToken(token.folded, start, start + token.end))
    return found


@lru_cache(maxsize=256)
def _finder(terms: QuestionTerms) -> re.Pattern[str] | None:
    """The question's syllables, and the abbreviations whose full form holds one, in folded text."""
    wanted = {syllable.folded for syllable in terms.syllables}
    short = {fold(token) for token, full in _full_forms().items() if wanted.intersection(full)}
    words = sorted(wanted | short, key=lambda word: (-len(word), word))
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, words)) + r")(?![^\W_])") if wanted else None


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
