"""A request as queries of Elasticsearch. Pure; golden files hold what comes out.

What only selects stands in `filter`, where nothing is scored.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log
from typing import Any

from indexer.engines.canonical import PASSAGE_STREAMS, fits, phrase_offsets
from indexer.engines.elasticsearch.mapping import (
    DATE,
    ID,
    KEY,
    LABEL,
    PASSAGES,
    YEAR_NUMBER,
    attribute_field,
    passage_field,
    token,
)
from indexer.engines.engine import (
    Attribute,
    Clause,
    FacetRequest,
    Filter,
    Labels,
    MatchRule,
    Preference,
    Request,
    Sort,
    Stream,
    Term,
)

Query = dict[str, Any]

NOTHING: Query = {"match_none": {}}
DOCUMENTS: Query = {"exists": {"field": LABEL}}
"""Every document; the index holds one entry more that is none."""

_GREATEST = 2**31 - 1
MOST_VALUES = 60_000
"""Values of a shard that a facet's counts are made of: more than there are, or counts would be wrong. The server gives at
most 65,536 buckets."""


def every(*queries: Query | None) -> Query:
    """What satisfies all of them, unscored; None asks nothing."""
    wanted = [query for query in queries if query is not None]
    return wanted[0] if len(wanted) == 1 else {"bool": {"filter": wanted}} if wanted else DOCUMENTS


def either(queries: Sequence[Query]) -> Query:
    """What satisfies one of them at least; nothing where there are none."""
    if not queries:
        return NOTHING
    return queries[0] if len(queries) == 1 else {"bool": {"should": list(queries), "minimum_should_match": 1}}


def ids(wanted: Iterable[str]) -> Query:
    return {"terms": {ID: sorted(wanted)}}


def label_query(labels: Labels) -> Query | None:
    if labels is None:
        return None
    return {"terms": {LABEL: sorted(filter(_writable, labels))}} if labels else NOTHING


def visible(labels: Labels) -> Query:
    return label_query(labels) or DOCUMENTS


def base_query(request: Request) -> Query:
    """Labels, phrases, exclusions: what holds for every leg."""
    wanted = [visible(request.labels)]
    wanted += [query for phrase in request.phrases if (query := phrase_query(phrase)) is not None]
    unwanted = [query for phrase in request.excluded if (query := phrase_query(phrase)) is not None]
    return {"bool": {"filter": wanted, "must_not": unwanted}} if unwanted else every(*wanted)


def phrase_query(phrase: Iterable[str]) -> Query | None:
    """Holders of the phrase; None for a phrase without terms. A gap inside it stands for exactly one position."""
    offsets = phrase_offsets(phrase)
    if not offsets:
        return None
    field = Stream.FP.value
    if len(offsets) == 1:
        return {"term": {field: token(offsets[0][1])}}
    clauses: list[Query] = []
    position = 0
    for offset, term in offsets:
        if offset > position:
            clauses.append({"span_gap": {field: offset - position}})
        clauses.append({"span_term": {field: token(term)}})
        position = offset + 1
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def words_query(rule: MatchRule, minimum: int) -> Query:
    """What holds `minimum` of the terms."""
    if minimum <= 0:
        return DOCUMENTS
    if minimum > len(rule.terms):
        return NOTHING
    return {"bool": {"should": [_standing(term, rule) for term in rule.terms], "minimum_should_match": minimum}}


def alternatives_query(rule: MatchRule) -> Query:
    """What holds every term of one of the alternatives."""
    return either([every(*map(term_query, way)) if way else DOCUMENTS for way in rule.alternatives])


def key_query(keys: Collection[str]) -> Query:
    known = sorted(filter(_writable, keys))
    return {"terms": {KEY: known}} if known else NOTHING


def term_query(term: Term) -> Query:
    return {"term": {term.stream.value: token(term.text)}}


def filter_queries(filters: Mapping[Attribute, Filter]) -> dict[Attribute, Query]:
    return {attribute: _filter(attribute, wanted) for attribute, wanted in filters.items()}


def ranked(selection: Query, scoring: Sequence[Query]) -> Query:
    """The selection, scored."""
    return (
        {"bool": {"filter": [selection], "should": list(scoring)}}
        if scoring
        else {"constant_score": {"filter": selection, "boost": 0}}
    )


def ranking(clauses: Iterable[Clause], rarity: Mapping[Term, float], prefix: str = "") -> list[Query]:
    """One scoring query a clause part; together they sum to the document's score.

    `rarity`: idf of the terms of clauses with a constant; where none is given, nobody holds the term.
    """
    parts: list[Query] = []
    for clause in clauses:
        field, text = prefix + clause.term.stream.value, token(clause.term.text)
        if clause.weight:
            parts.append({"term": {field: {"value": text, "boost": clause.weight}}})
        if clause.constant and clause.term in rarity:
            held = {"term": {field: text}}
            parts.append({"constant_score": {"filter": held, "boost": clause.constant * rarity[clause.term]}})
        elif not clause.weight:
            parts.append({"constant_score": {"filter": {"term": {field: text}}, "boost": 0}})
    return parts


def passage_ranking(clauses: Iterable[Clause], rarity: Mapping[Term, float]) -> list[Query]:
    return ranking([one for one in clauses if one.term.stream in PASSAGE_STREAMS], rarity, f"{PASSAGES}.")


def preferring(preferences: Iterable[Preference]) -> list[Query]:
    """One query a preference, which scores its weight."""
    return [
        {"constant_score": {"filter": {"terms": {attribute_field(wish.attribute): values}}, "boost": wish.weight}}
        for wish in preferences
        if wish.weight and (values := sorted(filter(_writable, wish.values)))
    ]


def best_by_words(scoring: Sequence[Query], among: Collection[str], size: int) -> Query:
    """The documents that have a passage with a term of the question, each with its best passages."""
    inner = {"size": size, "_source": False, "stored_fields": "_none_", "docvalue_fields": [passage_field("place")]}
    query = {"bool": {"should": list(scoring), "minimum_should_match": 1}}
    nested = {"path": PASSAGES, "query": query, "score_mode": "max", "inner_hits": inner}
    return {"bool": {"filter": [ids(among)], "must": [{"nested": nested}]}}


def inverse_frequency(documents: int, frequency: int) -> float:
    return log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


# --- facets --------------------------------------------------------------------------------------------------


def facet_aggregations(
    facets: Iterable[FacetRequest], filters: Mapping[Attribute, Query], applied: bool
) -> dict[str, dict[str, Any]]:
    """Counts for each facet, under all filters but its own; `applied`: the search itself is under them already."""
    found = {}
    for facet in facets:
        name, field = facet.attribute.value, attribute_field(facet.attribute)
        counts: dict[str, Any] = {"null": {"missing": {"field": field}}}
        if facet.size > 0:
            size = min(facet.size, MOST_VALUES)
            order = [{"_count": "desc"}, {"_key": "asc"}]
            counts["values"] = {"terms": {"field": field, "size": size, "shard_size": MOST_VALUES, "order": order}}
        else:
            # None of them is shown, and their sum is told.
            counts["values"] = {"terms": {"field": field, "size": 1, "shard_size": MOST_VALUES}}
        if chosen := sorted(filter(_writable, facet.chosen)):
            keyed = {value: {"term": {field: value}} for value in chosen}
            counts["chosen"] = {"filters": {"filters": keyed}}
        others = [] if applied else [query for attribute, query in filters.items() if attribute is not facet.attribute]
        found[name] = {"filter": every(*others), "aggs": counts}
    return found


def date_order(sort: Sort) -> list[Query]:
    direction = "desc" if sort is Sort.NEWEST else "asc"
    return [{DATE: {"order": direction, "missing": "_last"}}, {ID: "asc"}]


def _standing(term: Term, rule: MatchRule) -> Query:
    """What holds the term, or all of one of its synonyms."""
    ways = [together for meant, together in rule.synonyms if meant == term and together]
    return either([term_query(term), *(every(*map(term_query, way)) for way in ways)])


def _filter(attribute: Attribute, wanted: Filter) -> Query:
    field = attribute_field(attribute)
    ways: list[Query] = []
    values = sorted(value for value in wanted.values if value is not None and _writable(value))
    if values:
        ways.append({"terms": {field: values}})
    if None in wanted.values:
        ways.append({"bool": {"filter": [DOCUMENTS], "must_not": [{"exists": {"field": field}}]}})
    if attribute is Attribute.YEAR and (wanted.low is not None or wanted.high is not None):
        low = -_GREATEST if wanted.low is None else max(-_GREATEST, min(_GREATEST, wanted.low))
        high = _GREATEST if wanted.high is None else max(-_GREATEST, min(_GREATEST, wanted.high))
        if low <= high:
            ways.append({"range": {YEAR_NUMBER: {"gte": low, "lte": high}}})
    return either(ways)


def _writable(value: str) -> bool:
    """Whether the server can hold it: arguments of a command may be bytes that are no text."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return fits(value)
