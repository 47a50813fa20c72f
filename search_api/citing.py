"""A citation pasted into a question: `Công văn số 241/UBND-NV ngày 12/3/2030 của UBND huyện X về việc …`."""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from corpus.document import DocumentId, Relation
from corpus.gazetteer import document_type
from corpus.understanding.citations import read_citations
from corpus.understanding.number import CITED, Number, from_match, parse_number
from corpus.vietnamese import fold_in_place
from indexer.engines.engine import EngineReader, Labels
from search_api.mentions import without
from search_api.numbers import NOBODY, Holders, holders

MOST = 3
"""Numbers of a question that are looked up before the first with a holder is found."""
_ANYHOW = re.compile(CITED.pattern, CITED.flags | re.IGNORECASE)
_LONGEST_LEAD = 40
_DONE_TO = re.compile(
    r"(?<!\w)(?:thay the|thay cho|sua doi|bo sung|bai bo|huy bo|dinh chinh|dinh chi|huong dan|quy dinh chi tiet|thuc hien"
    r"|trien khai|tra loi|phuc dap|can cu|theo|hop nhat)(?:\s{1,3}\w{1,12}){0,2}\s{0,3}$"
)
"""What stands before a number to which something was done, marked or not; relations read from the text want its marks."""


class Cited(NamedTuple):
    """The number in a question, at [start, end) with the type before it; `found`: who holds it.

    `first`: the holders that date and body of the question leave (`_narrowed`).
    """

    start: int
    end: int
    number: Number
    found: Holders
    first: frozenset[DocumentId]


def cited_number(
    reader: EngineReader,
    text: str,
    dates: Collection[str],
    bodies: Collection[str],
    spans: Sequence[tuple[int, int]],
    labels: Labels,
) -> Cited | None:
    """The first number of the question that a visible document holds; else the first one that can only be a number.

    `dates`: ISO days in the question, `bodies`: issuers in it, `spans`: where these stand; what is left without them
    may be a number as a whole (`cv 587 huyện ủy Tiên Khê`). Left alone: numbers of papers to which something was done
    (`văn bản nào thay thế Quyết định 12/QĐ-UBND`), since the paper that did it is asked for.
    """
    unknown = None
    for start, end, number, surely in list(_numbers(text, spans))[:MOST]:
        found = holders(reader, number, labels)
        if found.ids:
            first = _narrowed(reader, found, dates, bodies, labels)
            if first:
                return Cited(start, end, number, found, first)
        if surely and unknown is None:
            unknown = Cited(start, end, number, NOBODY, frozenset())
    return unknown


def _numbers(text: str, spans: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int, Number, bool]]:
    """Numbers with their places, and whether only a citation looks so."""
    printed = [citation for citation in read_citations(text, None, None) if citation.number]
    done_to = [citation.span for citation in printed if citation.relation is not Relation.CITES]
    for match in _ANYHOW.finditer(text):
        number = from_match(match)
        if number is None or number.symbol is None:
            continue
        start = _lead(text, match.start())
        if start > 0 and any(span.start < match.end() and match.start() < span.end for span in done_to):
            continue
        if _DONE_TO.search(fold_in_place(text[max(0, start - _LONGEST_LEAD) : start])):
            continue
        sure = any(citation.span.start <= match.start() < citation.span.end for citation in printed)
        yield start, match.end(), number, sure
    rest = " ".join(without(text, spans).split()) if spans else ""
    number = parse_number(rest)
    if number is not None and (number.symbol or number.type_code):
        yield 0, len(text), number, False


def _lead(text: str, at: int) -> int:
    """Where the type's name before a number begins, else `số`, else the number."""
    before = text[max(0, at - _LONGEST_LEAD) : at]
    found = re.search(r"(?<!\w)(?:số|so)\s?[.:]?\s{0,3}$", before, re.IGNORECASE)
    head = before[: found.start()].rstrip() if found else before.rstrip()
    start = at - len(before) + (found.start() if found else len(before))
    words = list(re.finditer(r"[^\W\d_]+", head))
    for place in range(max(0, len(words) - 4), len(words)):
        if document_type(head[words[place].start() :]):
            return at - len(before) + words[place].start()
    return start


def _narrowed(
    reader: EngineReader, found: Holders, dates: Collection[str], bodies: Collection[str], labels: Labels
) -> frozenset[DocumentId]:
    """The holders of that date, of them those of that body; nobody where the question gives both and neither fits."""
    ids = frozenset(found.ids)
    if not (dates or bodies):
        return ids
    documents = reader.documents(sorted(ids), labels, text=False)
    dated = frozenset(id for id, document in documents.items() if document.fields.date in dates)
    own = frozenset(id for id, document in documents.items() if {i.id for i in document.fields.issuers} & set(bodies))
    if dates and bodies and not dated and not own:
        return frozenset()
    return (dated & own) or dated or own or ids
