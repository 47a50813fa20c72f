"""A text cut into the units that are laid side by side: paragraphs as they were meant, whatever broke their lines."""

import re
from dataclasses import dataclass
from itertools import pairwise

from corpus.document import Span

LONG = 400
"""Characters from which a paragraph is cut at the ends of its sentences."""
WRAPPED = range(55, 130)
"""Characters of a line that was broken because it was full: typed pages and scans have some seventy to a line."""
LONGEST = 3_000
"""No unit is longer: a text without stops and blanks must be cut somewhere."""
PAGE = 500
"""Characters between two lone figures that are taken for page numbers: closer ones are cells of a table."""

_LINE = re.compile(r"[^\n]*\n?")
_ENDED = re.compile(r"[.;:!?/…][\s)\"”*_|]*$")
_CLOSED = re.compile(r"[.!?/…][\s)\"”*_|]*$")
_SENTENCE = re.compile(r"[.;:](?=\s)")
_MARKER = re.compile(
    r"[ \t|]*(?:(?:\d{1,3}(?:\.\d{1,3})*[.)]|[^\W\d_][.)]|[IVX]{1,5}[.)]|[-+*•–])(?:[ \t]+(?=\S)|[ \t]*(?=\n)))",
)
_LONE_FIGURE = re.compile(r"[\s\-–|]*(\d{1,3})[\s\-–|]*")
_WORD = re.compile(r"[^\W_]|[%‰]")


@dataclass(frozen=True, slots=True)
class Units:
    """`starts`: where each unit begins, the first at 0, none of an empty text; each holds a word, unless the text has none.

    `left_out`: list marks ("1.", "a)", "-") at the start of a paragraph, and page numbers: they follow from what stands
    around them.
    """

    starts: tuple[int, ...]
    left_out: tuple[Span, ...]


def units(text: str) -> Units:
    """The units of the text, which together are all of it; blanks belong to the unit before. Linear in its length.

    A line goes on from the one before where that one has no stop at its end and it begins with a small letter, or where
    that one was full.
    """
    starts: list[int] = []
    left_out: list[Span] = []
    before, page, page_end = "", None, 0
    for line in _LINE.finditer(text):
        start, end = line.span()
        if start == end:
            break
        figure = _LONE_FIGURE.fullmatch(line[0]) if end - start <= 16 else None
        if figure and (int(figure[1]) in (1, 2) if page is None else int(figure[1]) - 1 == page) and start - page_end >= PAGE:
            page, page_end = int(figure[1]), end
            left_out.append(Span(start, end))
            continue
        first = next((c for c in line[0] if c.isalnum()), "")
        if not first:
            # A blank line ends nothing by itself: the pages of a scan end in the middle of sentences.
            before = before if before.endswith("\n\n") else before + "\n"
            continue
        marker = _MARKER.match(line[0])
        if marker or not starts or not _goes_on(before, first) or end - starts[-1] > LONGEST:
            if marker:
                left_out.append(Span(start, start + marker.end()))
            starts.append(start)
        before = line[0]
    whole = [cut for start, end in pairwise([*starts, len(text)]) for cut in (start, *_cuts(text, start, end))]
    return Units(tuple(_with_words(text, whole, left_out)), tuple(left_out))


def _goes_on(before: str, first: str) -> bool:
    """Whether a line that begins with this letter goes on from the line before, blank lines after that one included."""
    if first.islower():
        return not _CLOSED.search(before)
    return len(before) in WRAPPED and not before.endswith("\n\n") and not _ENDED.search(before)


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Where the sentences of a long paragraph begin, its first one left out; no piece above `LONGEST`."""
    found: list[int] = []
    if end - start <= LONG:
        return found
    for stop in _SENTENCE.finditer(text, start, end):
        while stop.end() - start > LONGEST:
            start = _blank_before(text, start)
            found.append(start)
        if end - stop.end() > 1:
            found.append(stop.end())
            start = stop.end()
    while end - start > LONGEST:
        start = _blank_before(text, start)
        found.append(start)
    return found


def _blank_before(text: str, start: int) -> int:
    blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
    return blank if blank > start else start + LONGEST


def _with_words(text: str, starts: list[int], left_out: list[Span]) -> list[int]:
    """Starts of units that hold a word to compare; the others go with the unit before them. The first is 0."""
    kept: list[int] = []
    marks = {span.start: span.end for span in left_out}
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(text)
        if _WORD.search(text, marks.get(start, start), end):
            kept.append(start)
    return [0, *kept[1:]] if text else []
