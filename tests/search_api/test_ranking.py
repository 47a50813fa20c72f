import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import DocumentId
from indexer.engines.engine import BestPassage, Hit, Statistics, Stream, Term
from indexer.terms import question_terms
from search_api import ranking


def statistics(documents: int = 100, **frequency: int) -> Statistics:
    """Frequencies by stream and term: fa_dan=60."""
    known = {Term(Stream(name[:2]), name[3:]): count for name, count in frequency.items()}
    return Statistics(documents, documents, documents, known)


def terms_of(text: str, found: Statistics) -> dict[Stream, set[str]]:
    streams: dict[Stream, set[str]] = {}
    for clause in ranking.clauses(question_terms(text), found):
        streams.setdefault(clause.term.stream, set()).add(clause.term.text)
    return streams


def hit(id: str, keyword: float, passage: float = 0.0, cosine: float | None = None) -> Hit:
    near = None if cosine is None else BestPassage(0, cosine)
    return Hit(DocumentId(id), True, False, False, keyword, BestPassage(0, passage), near, None)


def test_an_unmarked_question_uses_folded_terms_only() -> None:
    streams = terms_of("dan van kheo", statistics())
    assert streams[Stream.FA] == {"dan", "van", "kheo"}
    assert Stream.SA not in streams


def test_a_marked_question_looks_for_marked_forms() -> None:
    streams = terms_of("dân vận khéo", statistics())
    assert streams[Stream.SA] == {"dân", "vận", "khéo"}
    assert Stream.FA not in streams


@pytest.mark.parametrize(("as_typed", "stream"), [(20, Stream.SA), (19, Stream.FA)])
def test_an_unmarked_syllable_of_a_marked_question_needs_a_common_form(as_typed: int, stream: Stream) -> None:
    found = statistics(1000, fa_thoai=100, sa_thoai=as_typed)
    assert "thoai" in terms_of("đối thoai", found)[stream]


def test_bigrams_count_once_more_by_their_rarity() -> None:
    clauses = {clause.term: clause for clause in ranking.clauses(question_terms("dân vận"), statistics())}
    whole, title = clauses[Term(Stream.GA, "dan_van")], clauses[Term(Stream.GT, "dan_van")]
    assert (whole.weight, whole.constant) == (1.0, 1.0)
    assert (title.weight, title.constant) == (0.5, 0.0)
    assert clauses[Term(Stream.FT, "dan")].weight == 0.25
    assert clauses[Term(Stream.VA, "dan_van")].weight == 0.5


def test_common_syllables_of_a_long_question_are_left_out_but_never_all() -> None:
    common = {f"fa_{s}": 51 for s in ("mot", "hai", "ba", "bon")}
    assert terms_of("mot hai ba bon nam", statistics(100, **common, fa_nam=50))[Stream.FA] == {"nam"}
    assert len(terms_of("mot hai ba bon nam", statistics(100, **common, fa_nam=51))[Stream.FA]) == 5
    assert len(terms_of("mot hai ba bon", statistics(100, **common))[Stream.FA]) == 4


def test_passages_have_no_title_streams() -> None:
    clauses = ranking.passage_clauses(ranking.clauses(question_terms("dân vận"), statistics()), statistics())
    assert {clause.term.stream for clause in clauses} == {Stream.SA, Stream.GA, Stream.VA}


def test_passages_are_not_told_apart_by_common_syllables_unless_nothing_else_is_left() -> None:
    found = statistics(100, fa_dan=51, fa_van=50)
    streams = ranking.passage_clauses(ranking.clauses(question_terms("dan van"), found), found)
    assert {clause.term.text for clause in streams} == {"van", "dan_van"}
    alone = ranking.passage_clauses(ranking.clauses(question_terms("dan"), found), found)
    assert {clause.term.text for clause in alone} == {"dan"}


@pytest.mark.parametrize(
    ("units", "expected"),
    [(1, (1,)), (2, (1,)), (3, (2, 1)), (4, (2, 1)), (7, (4, 3, 2, 1)), (10, (5, 4, 3, 2, 1)), (20, (10, 8, 6, 4, 2))],
)
def test_the_share_falls_in_tenths(units: int, expected: tuple[int, ...]) -> None:
    assert ranking.minimums(units) == expected


@given(st.integers(1, 400))
def test_minimums_fall_and_stay_above_zero(units: int) -> None:
    minimums = ranking.minimums(units)
    assert list(minimums) == sorted(set(minimums), reverse=True)
    assert minimums[-1] >= 1
    assert ranking.share_used(units, minimums[0]) == 50
    assert [ranking.share_used(units, m) for m in minimums] == sorted(
        {ranking.share_used(units, m) for m in minimums}, reverse=True
    )


@pytest.mark.parametrize(("visible", "expected"), [(0, 3), (100, 3), (250, 3), (251, 4), (1000, 12), (4159, 50), (1_000_000, 50)])
def test_enough_grows_with_the_archive(visible: int, expected: int) -> None:
    assert ranking.enough(visible) == expected


def test_one_syllable_asks_for_itself() -> None:
    rule = ranking.match_rule(question_terms("đất"), 100)
    assert rule is not None
    assert (rule.terms, rule.minimums, rule.alternatives) == ((Term(Stream.FA, "dat"),), (1,), ())


@pytest.mark.parametrize("text", ["dân vận", "dân vận khéo"])
def test_short_questions_fall_back_on_all_syllables_anywhere(text: str) -> None:
    rule = ranking.match_rule(question_terms(text), 100)
    assert rule is not None
    assert rule.minimums[0] == 1
    assert rule.alternatives == (tuple(Term(Stream.FA, s) for s in ("dan", "van", "kheo")[: len(text.split())]),)


def test_four_syllables_go_by_bigrams_alone() -> None:
    rule = ranking.match_rule(question_terms("đối thoại tiếp dân"), 100)
    assert rule is not None
    assert {term.text for term in rule.terms} == {"doi_thoai", "thoai_tiep", "tiep_dan"}
    assert (rule.minimums, rule.alternatives) == ((2, 1), ())


def test_syllables_apart_count_where_no_bigram_is() -> None:
    rule = ranking.match_rule(question_terms("đất, rừng"), 100)
    assert rule is not None
    assert rule.minimums == (2,)
    long = ranking.match_rule(question_terms("đất, rừng, biển, trời"), 100)
    assert long is not None
    assert long.minimums == (2, 1)


def test_nothing_to_look_for_is_no_rule() -> None:
    assert ranking.match_rule(question_terms("?!"), 100) is None


def test_fusion_is_half_of_each() -> None:
    hits = [hit("a", 6.0, passage=4.0, cosine=0.2), hit("b", 1.0, passage=2.0, cosine=0.9), hit("c", 0.0)]
    best = ranking.best_keyword(hits)
    assert best == 8.0
    assert [ranking.fused(h, best) for h in hits] == pytest.approx([0.5 + 0.1, 0.5 * 2 / 8 + 0.45, 0.0])


def test_meaning_alone_decides_where_no_word_scores() -> None:
    assert ranking.fused(hit("a", 0.0, cosine=0.4), 0.0) == 0.4
