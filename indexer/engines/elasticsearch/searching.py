"""One request answered from one state: the match set, its order, its facets, and the best passages of what is shown.

Three requests at most: frequencies, the steps of the match rule and the nearest; then ranking and facets; then the passages
of the documents that are given. (A tie that runs past what was fetched costs a further one.)
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from corpus.document import DocumentId
from corpus.errors import ArchiveDamaged
from indexer.engines.canonical import comparable
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.mapping import passage_field
from indexer.engines.elasticsearch.nearest import (
    INNER,
    MARGIN,
    MOST_NEAREST,
    Found,
    NearestSearch,
    best_by_meaning,
    found_of,
    nearest_body,
    plain,
    with_zero,
)
from indexer.engines.elasticsearch.queries import Query, either, every
from indexer.engines.elasticsearch.state import Answer, Body, State, column, counted, shown, total
from indexer.engines.elasticsearch.statistics import counts_body, rarities, read_counts, unknown
from indexer.engines.engine import (
    Attribute,
    BestPassage,
    FacetCounts,
    FacetRequest,
    Hit,
    Request,
    Response,
    Sort,
)

_WIDE = 1_000


def search(state: State, request: Request) -> Response:
    return _Search(state, request).response()


class _Search:
    """What the steps of one request share."""

    def __init__(self, state: State, request: Request) -> None:
        self.state = state
        self.request = request
        self.base = queries.base_query(request)
        self.filters = queries.filter_queries(request.filters)
        self.near: dict[DocumentId, BestPassage] = {}
        self.minimum: int | None = None
        self.words: Query | None = None
        self._first()
        self.scoring = queries.ranking(request.clauses, rarities(state, request.clauses)) + queries.preferring(
            request.preferences
        )
        self.number = queries.key_query(request.lookup) if request.lookup else None

    def response(self) -> Response:
        if self.request.sort is Sort.RELEVANCE:
            return self._by_relevance()
        return self._by_date()

    # --- the match set ---------------------------------------------------------------------------------------

    def _first(self) -> None:
        """Frequencies, the m that is used (see MatchRule), and the nearest."""
        request, bodies = self.request, []
        missing = unknown(self.state, request)
        if missing:
            bodies.append(counts_body(missing))
        steps = self._steps()
        if steps:
            bodies.append(counted(self.base, {"steps": {"filters": {"filters": steps}}}))
        near = NearestSearch(request.nearest, request.labels) if request.nearest is not None else None
        bodies += near.bodies if near else []
        answers = iter(self.state.searches(bodies))
        if missing:
            read_counts(self.state, missing, next(answers))
        self._use_minimum(next(answers)["aggregations"]["steps"]["buckets"] if steps else {})
        if near:
            self.near = near.read(self.state, list(answers))

    def _steps(self) -> dict[str, Query]:
        """The minimums whose counts decide: the last one is used in any case."""
        rule = self.request.rule
        if rule is None:
            return {}
        deciding = rule.minimums if rule.alternatives else rule.minimums[:-1]
        return {str(minimum): queries.words_query(rule, minimum) for minimum in deciding}

    def _use_minimum(self, counts: Mapping[str, Any]) -> None:
        rule = self.request.rule
        if rule is None:
            return
        for minimum in rule.minimums:
            self.minimum, self.words = minimum, queries.words_query(rule, minimum)
            if str(minimum) in counts and counts[str(minimum)]["doc_count"] >= rule.enough:
                return
        ways = [self.words] if self.words is not None else []
        self.words = either([*ways, queries.alternatives_query(rule)])

    def _match(self) -> Query:
        if self.request.everything:
            return self.base
        ways = [way for way in (self.words, self.number) if way is not None]
        return every(self.base, either([*ways, queries.ids(self.near)] if self.near else ways))

    # --- order -----------------------------------------------------------------------------------------------

    def _by_relevance(self) -> Response:
        """Whoever matches by words (or everything) is ranked; who comes in by meaning or number only is scored beside."""
        request = self.request
        wanted = max(request.candidates, request.offset + request.limit)
        selection = every(self.base, None if request.everything else self.words or queries.NOTHING, *self.filters.values())
        few = either([query for query in (self.number, queries.ids(self.near) if self.near else None) if query is not None])
        of_few = every(few, self.base, *self.filters.values())
        bodies = [self._ranked(selection, max(0, wanted) + MARGIN if wanted > 0 else 0)]
        legs = self.number is not None or bool(self.near)
        if legs:
            bodies.append(self._ranked(of_few, MOST_NEAREST))
            bodies.append(plain(every(of_few, self.words or queries.NOTHING), MOST_NEAREST))
            if self.number is not None:
                bodies.append(plain(every(of_few, self.number), MOST_NEAREST))
        facets = self._facet_bodies()
        answers = self.state.searches([*bodies, *facets])
        ranked, answers = answers[0], answers[1:]
        top = self._settled(selection, ranked, wanted)
        size = total(ranked)
        beside = [found_of(hit) for hit in answers[0]["hits"]["hits"]] if legs else []
        by_words = {column(hit, mapping.ID) for hit in answers[1]["hits"]["hits"]} if legs else set()
        numbered = {column(hit, mapping.ID) for hit in answers[2]["hits"]["hits"]} if self.number is not None and legs else set()
        counts = self._facets(answers[len(bodies) - 1 :])
        here = {one.id for one in top}
        extra = [one for one in beside if one.id not in here]
        if request.everything:
            by_words = self._which_words([one.id for one in [*top, *extra]])
        else:
            size += sum(one.id not in by_words for one in beside)
            by_words |= here
        order = sorted([*top, *extra], key=lambda one: (-comparable(one.score), one.id))
        few_ids = {one.id for one in beside}
        head = [one for place, one in enumerate(order) if place < request.candidates or one.id in few_ids]
        chosen = {one.id for one in head}
        others = [one for one in order if one.id not in chosen]
        end = min(size, request.offset + request.limit) - len(head)
        rest = others[max(0, request.offset - len(head)) : max(0, end)]
        hits = self._hits([*head, *rest], by_words, numbered)
        return Response(size, self.minimum, hits[: len(head)], hits[len(head) :], counts)

    def _ranked(self, selection: Query, size: int) -> Body:
        body: Body = {"query": queries.ranked(selection, self.scoring), "size": size, "track_total_hits": True}
        return body | shown([mapping.DATE, mapping.ZERO, mapping.COUNT])

    def _settled(self, selection: Query, answer: Answer, wanted: int) -> list[Found]:
        """The first `wanted` by score as scores are compared, then id; fetched until the score changes."""
        size = max(0, wanted) + MARGIN
        hits = answer["hits"]["hits"]
        while wanted > 0 and len(hits) >= size and comparable(hits[wanted - 1]["_score"]) == comparable(hits[-1]["_score"]):
            size *= 8
            hits = self.state.search(self._ranked(selection, min(size, 200_000)))["hits"]["hits"]
        found = sorted(map(found_of, hits), key=lambda one: (-comparable(one.score), one.id))
        return found[: max(0, wanted)]

    def _by_date(self) -> Response:
        request = self.request
        filtered = every(self._match(), *self.filters.values())
        body = self._ranked(filtered, max(0, request.limit)) | {
            "from": request.offset,
            "sort": queries.date_order(request.sort),
            "track_scores": True,
        }
        answers = self.state.searches([body, *self._facet_bodies()])
        counts = self._facets(answers[1:])
        page = [found_of(hit) for hit in answers[0]["hits"]["hits"]]
        ids = [one.id for one in page]
        numbered = self._which(self.number, ids)
        return Response(total(answers[0]), self.minimum, (), self._hits(page, self._which_words(ids), numbered), counts)

    def _which_words(self, ids: Sequence[DocumentId]) -> set[DocumentId]:
        return self._which(self.words, ids)

    def _which(self, leg: Query | None, ids: Sequence[DocumentId]) -> set[DocumentId]:
        """Those of the documents that match the leg."""
        if leg is None or not ids:
            return set()
        hits = self.state.search(plain(every(queries.ids(ids), leg), len(ids)))["hits"]["hits"]
        return {column(hit, mapping.ID) for hit in hits}

    # --- facets ----------------------------------------------------------------------------------------------

    def _facet_bodies(self) -> list[Body]:
        if not self.request.facets:
            return []
        asked = queries.facet_aggregations(self.request.facets, self.filters, applied=False)
        return [counted(self._match(), asked)]

    def _facets(self, answers: Sequence[Answer]) -> dict[Attribute, FacetCounts]:
        return {
            facet.attribute: facet_counts(facet, answers[0]["aggregations"][facet.attribute.value])
            for facet in self.request.facets
        }

    # --- hits ------------------------------------------------------------------------------------------------

    def _hits(
        self, found: Sequence[Found], by_words: Collection[DocumentId], numbered: Collection[DocumentId]
    ) -> tuple[Hit, ...]:
        if not found:
            return ()
        nearest = self.request.nearest
        clauses = self.request.passage_clauses
        scoring = queries.passage_ranking(clauses, rarities(self.state, clauses, passages=True))
        among = [one.id for one in found]
        bodies = [_sized(queries.best_by_words(scoring, among, INNER), len(among))] if scoring else []
        waiting = [id for id in among if id not in self.near] if nearest is not None and nearest.vector.any() else []
        if nearest is not None and waiting:
            bodies += [nearest_body(mapping.VECTOR, nearest.vector, len(part), queries.ids(part)) for part in _parts(waiting)]
        answers = self.state.searches(bodies)
        words = self._best_by_words(scoring, answers[0]) if scoring else {}
        meaning = dict(self.near)
        if nearest is not None:
            for answer in answers[1 if scoring else 0 :]:
                meaning |= best_by_meaning(answer, nearest.vector)
        return tuple(
            Hit(
                id=one.id,
                words=one.id in by_words,
                meaning=one.id in self.near,
                number=one.id in numbered,
                keyword=one.score,
                by_words=words.get(one.id),
                by_meaning=with_zero(meaning.get(one.id), one, nearest.vector) if nearest is not None else None,
                sort_date=one.date,
            )
            for one in found
        )

    def _best_by_words(self, scoring: Sequence[Query], answer: Answer) -> dict[DocumentId, BestPassage]:
        best, undecided = {}, []
        for hit in answer["hits"]["hits"]:
            id = column(hit, mapping.ID)
            inner = hit["inner_hits"][mapping.PASSAGES]["hits"]
            best[id] = _first_of(inner["hits"])
            level = {comparable(one["_score"]) for one in inner["hits"]}
            if len(level) == 1 and inner["total"]["value"] > len(inner["hits"]):
                undecided.append(id)
        if undecided:
            again = self.state.search(_sized(queries.best_by_words(scoring, undecided, _WIDE), len(undecided)))
            for hit in again["hits"]["hits"]:
                best[column(hit, mapping.ID)] = _first_of(hit["inner_hits"][mapping.PASSAGES]["hits"]["hits"])
        return best


def facet_counts(facet: FacetRequest, answer: Answer) -> FacetCounts:
    """The largest values, the chosen ones always, and the sums of what is left. ArchiveDamaged where the server did not count
    exactly."""
    values = answer["values"]
    if values["doc_count_error_upper_bound"]:
        raise ArchiveDamaged(
            f"the server counts the facet {facet.attribute.value} inexactly: it has more than {queries.MOST_VALUES} values in a "
            "shard; rebuild with fewer shards"
        )
    buckets = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in values["buckets"]}
    whole = sum(buckets.values()) + int(values["sum_other_doc_count"])
    head = buckets if facet.size > 0 else {}
    chosen = dict.fromkeys(facet.chosen, 0) | {
        value: int(found["doc_count"]) for value, found in answer.get("chosen", {}).get("buckets", {}).items()
    }
    head = {**head, **chosen}
    ordered = sorted(head.items(), key=lambda pair: (-pair[1], pair[0]))
    return FacetCounts(tuple(ordered), whole - sum(head.values()), int(answer["null"]["doc_count"]))


def _first_of(inner: Sequence[Answer]) -> BestPassage:
    passages = [BestPassage(int(column(one, passage_field(mapping.PLACE))), float(one["_score"])) for one in inner]
    return min(passages, key=lambda passage: (-comparable(passage.score), passage.ordinal))


def _sized(query: Query, size: int) -> Body:
    return {"query": query, "size": size, "track_total_hits": False, **shown()}


def _parts(ids: Sequence[DocumentId]) -> Iterable[Sequence[DocumentId]]:
    for start in range(0, len(ids), MOST_NEAREST):
        yield ids[start : start + MOST_NEAREST]
