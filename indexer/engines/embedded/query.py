"""A request as Tantivy queries. Everything that only selects is wrapped to score nothing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import log

from tantivy import FieldType, Occur, Query, Schema, Searcher, SearchResult

from indexer.engines.canonical import phrase_offsets
from indexer.engines.embedded import schema
from indexer.engines.engine import SENTINEL, Attribute, Clause, Filter, Labels, MatchRule, Preference, Request, Stream, Term

_GREATEST = 2**62


@dataclass(frozen=True)
class Legs:
    """The ways into the match set, as far as the request has them; `base` holds for each."""

    base: Query | None
    words: Query | None
    meaning: Query | None
    number: Query | None
    everything: bool

    @cached_property
    def match(self) -> Query:
        """The match set."""
        if self.everything:
            return self.base or Query.all_query()
        ways = [way for way in (self.words, self.meaning, self.number) if way is not None]
        return every(self.base, either(ways))


def every(*queries: Query | None) -> Query:
    """What satisfies all of them; None asks nothing."""
    wanted = [query for query in queries if query is not None]
    if not wanted:
        return Query.all_query()
    if len(wanted) == 1:
        return wanted[0]
    return Query.boolean_query([(Occur.Must, query) for query in wanted])


def either(queries: Collection[Query]) -> Query:
    """What satisfies one of them at least; nothing where there are none."""
    if not queries:
        return Query.empty_query()
    if len(queries) == 1:
        return next(iter(queries))
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def base_query(of: Schema, request: Request, *, all_visible: bool) -> Query | None:
    """Labels, phrases, exclusions; None where they leave everything in."""
    visible = None if all_visible else label_query(of, request.labels)
    wanted = [visible] if visible is not None else []
    wanted += [query for phrase in request.phrases if (query := phrase_query(of, phrase)) is not None]
    unwanted = [query for phrase in request.excluded if (query := phrase_query(of, phrase)) is not None]
    if unwanted:
        kept: list[tuple[Occur, Query]] = [(Occur.Must, every(*wanted))]
        return Query.boolean_query(kept + [(Occur.MustNot, query) for query in unwanted])
    return every(*wanted) if wanted else None


def label_query(of: Schema, labels: Labels) -> Query | None:
    if labels is None:
        return None
    return Query.term_set_query(of, schema.LABEL, sorted(labels)) if labels else Query.empty_query()


def phrase_query(of: Schema, phrase: Iterable[str]) -> Query | None:
    """Holders of the phrase; None for a phrase without terms. Tantivy's own phrase query wants two terms at least."""
    offsets = phrase_offsets(phrase)
    if not offsets:
        return None
    if len(offsets) == 1:
        return _term(of, Term(Stream.FP, offsets[0][1]), "basic")
    words: list[str | tuple[int, str]] = list(offsets)
    return Query.phrase_query(of, Stream.FP.value, words)


def alternatives_query(of: Schema, rule: MatchRule) -> Query:
    """What holds every term of one of the alternatives."""
    return either([every(*(_term(of, term, "basic") for term in alternative)) for alternative in rule.alternatives])


def words_query(of: Schema, rule: MatchRule, minimum: int | None) -> Query:
    """What holds `minimum` of the terms (None: nothing does)."""
    ways = []
    if minimum is not None and minimum <= 0:
        return Query.all_query()
    if minimum is not None and minimum <= len(rule.terms):
        terms = [(Occur.Should, _standing(of, term, rule)) for term in rule.terms]
        ways.append(Query.boolean_query(terms, minimum_number_should_match=minimum))
    return either(ways)


def key_query(of: Schema, keys: Collection[str]) -> Query:
    known = [key for key in keys if _writable(key)]
    return Query.term_set_query(of, schema.KEY, known) if known else Query.empty_query()


def start_query(of: Schema, starts: Iterable[int]) -> Query:
    """The documents whose blocks start at these rows."""
    wanted = [int(start) for start in starts]
    return Query.term_set_query(of, schema.START, wanted) if wanted else Query.empty_query()


def filter_queries(of: Schema, filters: Mapping[Attribute, Filter]) -> dict[Attribute, Query]:
    return {attribute: _filter(of, attribute, wanted) for attribute, wanted in filters.items()}


def ranking(of: Schema, searcher: Searcher, clauses: Iterable[Clause]) -> list[Query]:
    """One scoring query a clause part; together they sum to the document's score. What no document holds is left out."""
    parts = []
    sizes: dict[str, int] = {}
    for clause in clauses:
        stream, text = clause.term
        frequency = searcher.doc_freq(stream, text)
        if not frequency:
            continue
        term = Query.term_query(of, stream, text, "freq")
        if clause.weight or not clause.constant:
            parts.append(Query.boost_query(term, clause.weight) if clause.weight != 1.0 else term)
        if clause.constant:
            if stream not in sizes:
                sizes[stream] = searcher.doc_freq(stream, SENTINEL)
            parts.append(Query.const_score_query(term, clause.constant * inverse_frequency(sizes[stream], frequency)))
    return parts


def preferring(of: Schema, preferences: Iterable[Preference]) -> list[Query]:
    """One query a preference, which scores its weight."""
    return [
        Query.const_score_query(Query.term_set_query(of, schema.attribute_field(wish.attribute), values), wish.weight)
        for wish in preferences
        if wish.weight and (values := sorted(filter(_writable, wish.values)))
    ]


def ranked(selection: Query, scoring: Iterable[Query]) -> Query:
    """The selection, scored."""
    return Query.boolean_query([(Occur.Must, unscored(selection)), *((Occur.Should, part) for part in scoring)])


def inverse_frequency(documents: int, frequency: int) -> float:
    """BM25's idf from the same counts that Tantivy scores with, deleted documents of unmerged segments included."""
    return log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def count(searcher: Searcher, query: Query) -> int:
    """How many documents match, without scoring them."""
    return counted(searcher.search(unscored(query), 1, count=True))


def counted(result: SearchResult) -> int:
    """The count of a search with `count=True`; the stubs of tantivy 0.27 leave it out."""
    return int(getattr(result, "count", 0))


def _standing(of: Schema, term: Term, rule: MatchRule) -> Query:
    """What holds the term, or all of one of its synonyms."""
    ways = [together for meant, together in rule.synonyms if meant == term and together]
    return either([_term(of, term, "basic"), *(every(*(_term(of, other, "basic") for other in way)) for way in ways)])


def _term(of: Schema, term: Term, option: str) -> Query:
    return Query.term_query(of, term.stream, term.text, option)


def _writable(value: str) -> bool:
    """Whether Tantivy can be asked for it at all; arguments of a command may hold bytes that are no text."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _filter(of: Schema, attribute: Attribute, wanted: Filter) -> Query:
    ways = []
    values = [value for value in wanted.values if value is not None and _writable(value)]
    if values:
        ways.append(Query.term_set_query(of, schema.attribute_field(attribute), values))
    if None in wanted.values:
        ways.append(Query.term_query(of, schema.ABSENT, attribute.value, "basic"))
    if attribute is Attribute.YEAR and (wanted.low is not None or wanted.high is not None):
        low = -_GREATEST if wanted.low is None else max(-_GREATEST, min(_GREATEST, wanted.low))
        high = _GREATEST if wanted.high is None else max(-_GREATEST, min(_GREATEST, wanted.high))
        if low <= high:
            ways.append(Query.range_query(of, schema.YEAR_NUMBER, FieldType.Integer, low, high))
    return either(ways)
