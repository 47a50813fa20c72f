"""A text cut into passages: one list for the keyword streams and for the vectors.

The encoder's rule (measurements of the encoder, "Passages and aggregation"): clauses are lines; lines over 300
characters are cut at `. ; :`; clauses are joined until 150 syllables; a tail under 30 joins the passage before.
"""

import re

from corpus.document import Span

SYLLABLES = 150
TAIL = 30
LONG_LINE = 300
CHARACTERS = 3000
"""A passage is closed at this length even if it has fewer syllables: text without spaces must end somewhere."""

_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile(r"[.;:](?=\s)")
_SYLLABLE = re.compile(r"[^\W_]+")
_MARKER = re.compile(r"^[ \t]*(?:\d{1,3}(?:\.\d{1,3})*[.)]|[^\W\d_][.)])[ \t]+", re.MULTILINE)


def passages(text: str) -> list[Span]:
    """Spans of the passages: in order, apart, inside the text, each with at least one syllable.

    Together they hold every syllable of the text; what lies between them is blank. A text without letters and
    digits has none. Linear in the length of the text.
    """
    spans: list[Span] = []
    start = end = count = 0
    for clause_start, clause_end in _clauses(text):
        syllables = len(_SYLLABLE.findall(text, clause_start, clause_end))
        if count and clause_end - start > CHARACTERS:
            spans.append(Span(start, end))
            count = 0
        if not count:
            if not syllables:
                continue  # Rules and dashes in front of a passage say nothing.
            start = clause_start
        end, count = clause_end, count + syllables
        if count >= SYLLABLES:
            spans.append(Span(start, end))
            count = 0
    if not count:
        return spans
    if count < TAIL and spans and end - spans[-1].start <= CHARACTERS:
        return [*spans[:-1], Span(spans[-1].start, end)]
    return [*spans, Span(start, end)]


def vector_text(text: str, span: Span, subject: str | None) -> str:
    """What the encoder reads of a passage: the subject in front, list markers ("1.", "a)") dropped."""
    piece = _MARKER.sub("", text[span.start : span.end])
    return f"{subject}\n{piece}" if subject else piece


def _clauses(text: str) -> list[tuple[int, int]]:
    clauses: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start, end = line.span()
        if end - start <= LONG_LINE:
            _add(text, start, end, clauses)
            continue
        for mark in _SENTENCE.finditer(text, start, end):
            _add(text, start, mark.end(), clauses)
            start = mark.end()
        _add(text, start, end, clauses)
    return clauses


def _add(text: str, start: int, end: int, clauses: list[tuple[int, int]]) -> None:
    """Adds the clause; one that is longer than a passage may be is cut between syllables, or anywhere at the bound."""
    if end - start <= LONG_LINE:
        _add_stripped(text, start, end, clauses)
        return
    count = 0
    for syllable in _SYLLABLE.finditer(text, start, end):
        while syllable.end() - start > CHARACTERS or count == SYLLABLES:
            border = syllable.start() if start < syllable.start() <= start + CHARACTERS else start + CHARACTERS
            _add_stripped(text, start, border, clauses)
            start, count = border, 0
        count += 1
    while start < end:
        border = min(end, start + CHARACTERS)
        _add_stripped(text, start, border, clauses)
        start = border


def _add_stripped(text: str, start: int, end: int, clauses: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        clauses.append((start, end))
