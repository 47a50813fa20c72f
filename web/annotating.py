"""A document's text as paragraphs, with what was understood of it shown in place: citations as links, fields as marks. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from corpus.document import Citation, Document, Evidence, Span

MOST_MARKS = 5_000
"""A consolidated law cites a thousand times; a hostile text could do so without end."""


class Mark(NamedTuple):
    """A stretch of the text to be shown between two pieces of markup."""

    start: int
    end: int
    before: Markup
    after: Markup


def annotated(document: Document) -> list[Markup]:
    """The paragraphs, with a link for each cited document of the archive, a quiet mark for each that it has not, and a place
    to jump to for each field that stands in the text.

    A cited document that the reader may not see was not resolved for them, and looks like one that is not there.
    """
    fields = document.fields
    marks = [*_evidence(fields.evidence), *_citations(fields.citations)][:MOST_MARKS]
    kept = _nested(marks, len(document.text))
    return [_paragraph(document.text, block, those) for block, those in _by_block(blocks(document.text), kept)]


def blocks(text: str) -> Iterator[Span]:
    """The stretches between blank lines, in order; line breaks inside them are kept."""
    start = end = None
    position = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            start = position if start is None else start
            end = position + len(line.rstrip())
        elif start is not None and end is not None:
            yield Span(start, end)
            start = end = None
        position += len(line)
    if start is not None and end is not None:
        yield Span(start, end)


def _by_block(those: Iterable[Span], marks: Sequence[Mark]) -> Iterator[tuple[Span, list[Mark]]]:
    """Each block with the marks that reach into it; both ascend, so that each is looked at about once."""
    reaching: list[Mark] = []
    next_ = 0
    for block in those:
        while next_ < len(marks) and marks[next_].start < block.end:
            reaching.append(marks[next_])
            next_ += 1
        reaching = [mark for mark in reaching if mark.end > block.start]
        yield block, reaching


def _evidence(evidence: Mapping[str, Evidence]) -> Iterator[Mark]:
    for name, found in evidence.items():
        if found.span is not None:
            before = Markup('<mark class="evidence" id="bc-{}">').format(name)
            yield Mark(found.span.start, found.span.end, before, Markup("</mark>"))


def _citations(citations: Iterable[Citation]) -> Iterator[Mark]:
    for citation in citations:
        span = citation.span
        if citation.document is not None:
            link = Markup('<a class="cited" href="/van-ban/{}">').format(citation.document)
            yield Mark(span.start, span.end, link, Markup("</a>"))
        else:
            said = "chưa rõ là văn bản nào" if citation.candidates else "chưa có trong kho"
            absent = Markup('<span class="cited absent" title="{}">').format(said)
            yield Mark(span.start, span.end, absent, Markup("</span>"))


def _nested(marks: Iterable[Mark], length: int) -> list[Mark]:
    """Inside the text, outer before inner; what would overlap another in part, or stand inside a link, is left out."""
    kept: list[Mark] = []
    open_: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not 0 <= mark.start < mark.end <= length:
            continue
        while open_ and open_[-1].end <= mark.start:
            open_.pop()
        if any(mark.end > outer.end or outer.after != Markup("</mark>") for outer in open_):
            continue
        kept.append(mark)
        open_.append(mark)
    return kept


def _paragraph(text: str, block: Span, marks: Iterable[Mark]) -> Markup:
    """The block with its marks; one that goes over its border is cut there, and only its first part has the id."""
    pieces: list[Markup] = []
    closing: list[tuple[int, Markup]] = []
    position = block.start

    def up_to(place: int) -> None:
        nonlocal position
        while closing and closing[-1][0] <= place:
            end, after = closing.pop()
            pieces.append(escape(text[position:end]))
            pieces.append(after)
            position = max(position, end)
        pieces.append(escape(text[position:place]))
        position = max(position, place)

    for mark in marks:
        start, end = max(mark.start, block.start), min(mark.end, block.end)
        if start >= end:
            continue
        up_to(start)
        first = mark.start >= block.start or "id=" not in mark.before
        pieces.append(mark.before if first else Markup('<mark class="evidence">'))
        closing.append((end, mark.after))
    up_to(block.end)
    return Markup("").join(pieces)
