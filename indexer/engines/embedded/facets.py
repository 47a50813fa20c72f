"""Exact facet counts. Tantivy's counts are exact when its buckets hold every value; anything else is an error here.

Facets that are counted under the same filters share one aggregation. An attribute with more values than Tantivy will
put into buckets (65,000 a call) is counted term by term instead.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tantivy import Query, Searcher

from corpus.errors import ArchiveDamaged
from indexer.engines.embedded import schema
from indexer.engines.embedded.query import every
from indexer.engines.engine import Attribute, FacetCounts, FacetRequest

_BUCKETS = 60_000
_ABSENT = "absent"

Counts = dict[str, int]


def facet_counts(
    searcher: Searcher, match: Query, filters: Mapping[Attribute, Query], facets: Iterable[FacetRequest]
) -> dict[Attribute, FacetCounts]:
    """Each facet over the match set under all filters but its own."""
    groups: dict[Attribute | None, list[FacetRequest]] = {}
    for facet in facets:
        groups.setdefault(facet.attribute if facet.attribute in filters else None, []).append(facet)
    answer = {}
    for own, members in groups.items():
        query = every(match, *(selection for attribute, selection in filters.items() if attribute is not own))
        counts, absent = value_counts(searcher, query, [facet.attribute for facet in members])
        for facet in members:
            answer[facet.attribute] = shown(facet, counts[facet.attribute], absent.get(facet.attribute.value, 0))
    return answer


def value_counts(searcher: Searcher, query: Query, attributes: list[Attribute]) -> tuple[dict[Attribute, Counts], Counts]:
    """Documents that match by value of each attribute, and by attribute that they lack."""
    asked: dict[str, Any] = {attribute.value: _terms(schema.attribute_field(attribute)) for attribute in attributes}
    asked[_ABSENT] = _terms(schema.ABSENT)
    try:
        answer: Mapping[str, Any] = searcher.aggregate(query, asked)
    except ValueError as error:
        if "bucket limit" not in str(error):
            raise
        by_term = {attribute: _by_term(searcher, query, schema.attribute_field(attribute)) for attribute in attributes}
        return by_term, _by_term(searcher, query, schema.ABSENT)
    counts = {attribute: _exact(answer[attribute.value]) for attribute in attributes}
    for attribute, found in counts.items():
        if len(found) >= _BUCKETS:
            counts[attribute] = _by_term(searcher, query, schema.attribute_field(attribute))
    return counts, _exact(answer[_ABSENT])


def shown(facet: FacetRequest, counts: Counts, absent: int) -> FacetCounts:
    """The largest values, the chosen ones always, and the sums of what is left."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    head = dict(ordered[: max(0, facet.size)])
    head |= {value: counts.get(value, 0) for value in facet.chosen}
    values = tuple(sorted(head.items(), key=lambda pair: (-pair[1], pair[0])))
    return FacetCounts(values, sum(count for value, count in counts.items() if value not in head), absent)


def _terms(name: str) -> dict[str, dict[str, str | int]]:
    return {"terms": {"field": name, "size": _BUCKETS, "segment_size": _BUCKETS}}


def _exact(answer: Mapping[str, Any]) -> Counts:
    buckets = answer["buckets"]
    if len(buckets) < _BUCKETS and (answer.get("sum_other_doc_count") or answer.get("doc_count_error_upper_bound")):
        raise ArchiveDamaged("the index counts a facet inexactly: run `vanban rebuild`")
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}


def _by_term(searcher: Searcher, query: Query, name: str) -> Counts:
    return dict(searcher.terms_with_prefix(name, "", query))
