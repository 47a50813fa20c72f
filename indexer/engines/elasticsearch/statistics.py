"""How many documents and passages there are, and hold a term: counted once for each state."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from indexer.engines.canonical import PASSAGE_STREAMS, SCORED
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.mapping import passage_field, token
from indexer.engines.elasticsearch.queries import inverse_frequency
from indexer.engines.elasticsearch.state import Answer, Body, State, counted, total
from indexer.engines.engine import Clause, Labels, Request, Statistics, Term

_DOCUMENTS, _PASSAGES = "documents", "passages"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Terms whose frequency among documents and among passages is not known yet."""

    documents: tuple[Term, ...]
    passages: tuple[Term, ...]

    def __bool__(self) -> bool:
        return bool(self.documents or self.passages)


def statistics(state: State, terms: Collection[Term], labels: Labels) -> Statistics:
    """What BM25 counts, and what the reader may see; nothing is asked of the server where all of it is known."""
    asked = [term for term in terms if term.stream in SCORED]
    missing = Unknown(tuple(term for term in dict.fromkeys(asked) if term not in state.frequency), ())
    bodies = []
    if missing or _DOCUMENTS not in state.sizes:
        bodies.append(counts_body(missing))
    if labels not in state.sizes:
        bodies.append(counted(queries.visible(labels)))
    answers = iter(state.searches(bodies))
    if missing or _DOCUMENTS not in state.sizes:
        read_counts(state, missing, next(answers))
    if labels not in state.sizes:
        state.sizes[labels] = total(next(answers))
    frequency = {term: state.frequency.get(term, 0) for term in terms}
    return Statistics(state.sizes[labels], state.sizes[_DOCUMENTS], state.sizes[_PASSAGES], frequency)


def unknown(state: State, request: Request) -> Unknown:
    """Only terms with a constant part need their frequency here; BM25's the server knows itself."""
    documents = {one.term: None for one in request.clauses if one.constant and one.term not in state.frequency}
    passages = {
        one.term: None
        for one in request.passage_clauses
        if one.constant and one.term.stream in PASSAGE_STREAMS and one.term not in state.passage_frequency
    }
    return Unknown(tuple(documents), tuple(passages))


def counts_body(missing: Unknown) -> Body:
    aggregations: Body = {"passages": {"sum": {"field": mapping.COUNT}}}
    if missing.documents:
        aggregations["terms"] = {"filters": {"filters": [queries.term_query(term) for term in missing.documents]}}
    if missing.passages:
        held = [{"term": {passage_field(term.stream.value): token(term.text)}} for term in missing.passages]
        aggregations["within"] = {"nested": {"path": mapping.PASSAGES}, "aggs": {"terms": {"filters": {"filters": held}}}}
    return counted(queries.DOCUMENTS, aggregations)


def read_counts(state: State, missing: Unknown, answer: Answer) -> None:
    found = answer["aggregations"]
    state.sizes[_DOCUMENTS], state.sizes[_PASSAGES] = total(answer), int(found["passages"]["value"])
    if missing.documents:
        for term, bucket in zip(missing.documents, found["terms"]["buckets"], strict=True):
            state.frequency[term] = int(bucket["doc_count"])
    if missing.passages:
        for term, bucket in zip(missing.passages, found["within"]["terms"]["buckets"], strict=True):
            state.passage_frequency[term] = int(bucket["doc_count"])


def rarities(state: State, clauses: Iterable[Clause], *, passages: bool = False) -> Mapping[Term, float]:
    """idf of the terms of clauses with a constant part; what nobody holds is left out."""
    known = state.passage_frequency if passages else state.frequency
    size = state.sizes.get(_PASSAGES if passages else _DOCUMENTS, 0)
    return {
        clause.term: inverse_frequency(size, known[clause.term])
        for clause in clauses
        if clause.constant and known.get(clause.term)
    }
