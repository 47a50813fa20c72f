"""Two texts compared: passages side by side, and in them what is different."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from corpus.difference.formulas import formulas
from corpus.difference.laying import laid
from corpus.difference.marks import Side, changes
from corpus.difference.particulars import duties
from corpus.difference.regions import Region, regions, without_accidents, without_slips
from corpus.difference.units import units
from corpus.difference.values import Change, Comparison, Formula, Kind, Passage, State
from corpus.difference.words import Lexicon, Words, words
from corpus.document import Span


def compare(one: str, other: str) -> Comparison:
    """What is different between two texts, which must be `clean`.

    Pure and total. Every character of each text belongs to exactly one passage. The other way round the same passages come
    out with their sides changed. Case, punctuation, layout, list marks, page numbers and slips of recognition are not
    compared; equal texts have no change. Time and memory grow with the lengths, not with their product.
    """
    # Where two alignments are equally good one is taken; taken always from the same side, it is the same both ways.
    if (len(one), one) > (len(other), other):
        return _turned(compare(other, one))
    lexicon = Lexicon()
    ours, theirs = units(one), units(other)
    left, right = words(one, ours.starts, ours.left_out, lexicon), words(other, theirs.starts, theirs.left_out, lexicon)
    rows, partners = laid(left, right, len(ours.starts), len(theirs.starts))
    borders, other_borders = (*ours.starts, len(one)), (*theirs.starts, len(other))
    formula, other_formula = formulas(one, ours.starts), formulas(other, theirs.starts)
    passages = []
    for row in rows:
        span = Span(borders[row.start], borders[row.end])
        other_span = Span(other_borders[row.other_start], other_borders[row.other_end])
        both = _formula([*formula[row.start : row.end], *other_formula[row.other_start : row.other_end]])
        if row.start == row.end or row.other_start == row.other_end:
            passages.append(_alone(one, other, span, other_span, both))
            continue
        found = _changed(one, other, left, right, span, other_span, partners, lexicon)
        state = State.MOVED if row.moved else State.CHANGED if found else State.EQUAL
        passages.append(Passage(state, span, other_span, both, found))
    ordered = _in_reading_order(passages)
    touched = _touched(left, [c.one for p in ordered for c in p.changes]) + _touched(
        right, [c.other for p in ordered for c in p.changes]
    )
    compared = len(left) + len(right)
    return Comparison(ordered, compared, compared - touched)


def _changed(
    one: str, other: str, left: Words, right: Words, span: Span, other_span: Span, partners: Sequence[int], lexicon: Lexicon
) -> tuple[Change, ...]:
    whole = Region(
        bisect_left(left.starts, span.start),
        bisect_left(left.starts, span.end),
        bisect_left(right.starts, other_span.start),
        bisect_left(right.starts, other_span.end),
    )
    found = without_accidents(without_slips(regions(whole, partners), left, right, (one, other), lexicon))
    if not found:
        return ()
    return changes(
        found,
        Side(one, left, whole.start, whole.end, span),
        Side(other, right, whole.other_start, whole.other_end, other_span),
    )


def _alone(one: str, other: str, span: Span, other_span: Span, formula: Formula | None) -> Passage:
    """A passage that one side only has; all of it is one change."""
    dropped = span.start < span.end
    text, whole = (one, span) if dropped else (other, other_span)
    kind = Kind.DUTY if formula is None and duties(text, whole.start, whole.end) else Kind.WORDS
    ours, theirs = (_stripped(text, whole), other_span) if dropped else (span, _stripped(text, whole))
    return Passage(State.DROPPED if dropped else State.ADDED, span, other_span, formula, (Change(kind, ours, theirs),))


def _stripped(text: str, span: Span) -> Span:
    piece = text[span.start : span.end]
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip())) if piece.strip() else span


def _formula(those: Sequence[Formula | None]) -> Formula | None:
    """The formula of a passage of several units, where all of them are one."""
    first = next(iter(those), None)
    return first if all(those) else None


def _in_reading_order(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those in place as they ascend; between two of them first what was dropped, then what was added or moved here."""
    in_place = sorted((p for p in passages if p.state in (State.EQUAL, State.CHANGED)), key=lambda p: p.one.start)
    dropped = sorted((p for p in passages if p.state is State.DROPPED), key=lambda p: p.one.start)
    come = sorted((p for p in passages if p.state in (State.ADDED, State.MOVED)), key=lambda p: p.other.start)
    found: list[Passage] = []
    gone = here = 0
    for passage in in_place:
        while gone < len(dropped) and dropped[gone].one.start < passage.one.start:
            found.append(dropped[gone])
            gone += 1
        while here < len(come) and come[here].other.start < passage.other.start:
            found.append(come[here])
            here += 1
        found.append(passage)
    return (*found, *dropped[gone:], *come[here:])


def _turned(comparison: Comparison) -> Comparison:
    """The same, seen from the other text."""
    states = {State.ADDED: State.DROPPED, State.DROPPED: State.ADDED}
    passages = [
        Passage(
            states.get(passage.state, passage.state),
            passage.other,
            passage.one,
            passage.formula,
            tuple(Change(change.kind, change.other, change.one) for change in passage.changes),
        )
        for passage in comparison.passages
    ]
    return replace(comparison, passages=_in_reading_order(passages))


def _touched(words: Words, spans: Sequence[Span]) -> int:
    """How many words lie in the spans."""
    return sum(bisect_left(words.starts, span.end) - bisect_left(words.starts, span.start) for span in spans)
