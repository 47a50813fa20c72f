"""Scores, order, candidates, paging, sorting by date, best passages."""

from math import log

import numpy as np
import pytest
from engines_under_test import Bench
from strategies import by_words, entry, everything, fa

from indexer.engines.engine import Attribute, Clause, Nearest, Preference, Request, Sort, Stream, Term
from indexer.engines.memory import kept_length


def scores(bench: Bench, *clauses: Clause) -> dict[str, float]:
    response = bench.ask(everything(clauses=clauses))
    return {hit.id: hit.keyword for hit in response.candidates}


def test_a_score_is_bm25_with_the_sentinel_counted_in_length(bench: Bench) -> None:
    bench.write(entry("a", "x x y"), entry("b", "y"), entry("c", "z z z z"))
    rarity = log(1 + 2.5 / 1.5)
    norm = 1.2 * (0.25 + 0.75 * 4 / ((4 + 2 + 5) / 3))
    found = scores(bench, Clause(fa("x")))
    assert found == {"a": pytest.approx(rarity * 2.2 * 2 / (2 + norm), abs=1e-4), "b": 0.0, "c": 0.0}


def test_weights_and_constants_add_up(bench: Bench) -> None:
    bench.write(entry("a", "x y"), entry("b", "x"), entry("c", "k"))
    plain, other = scores(bench, Clause(fa("x"))), scores(bench, Clause(fa("y")))
    rarity = {"x": log(1 + 1.5 / 2.5), "y": log(1 + 2.5 / 1.5)}
    found = scores(bench, Clause(fa("x"), 0.5, 2.0), Clause(fa("y"), 0.0, 1.0))
    assert found["a"] == pytest.approx(0.5 * plain["a"] + 2 * rarity["x"] + rarity["y"], abs=1e-4)
    assert found["b"] == pytest.approx(0.5 * plain["b"] + 2 * rarity["x"], abs=1e-4)
    assert scores(bench, Clause(fa("x")), Clause(fa("y")), Clause(fa("x")))["a"] == pytest.approx(
        2 * plain["a"] + other["a"], abs=1e-4
    )


def test_a_preference_adds_its_weight_and_lets_nobody_in(bench: Bench) -> None:
    bench.write(entry("a", "x", year="2021"), entry("b", "x", year="2022", issuer=("p", "q")), entry("c", "y", year="2022"))
    wishes = (
        Preference(Attribute.YEAR, frozenset({"2022", "2030"}), 3.0),
        Preference(Attribute.ISSUER, frozenset({"q", "p"}), 2.0),
    )
    plain = bench.ask(by_words("x", clauses=(Clause(fa("x")),)))
    found = bench.ask(by_words("x", clauses=(Clause(fa("x")),), preferences=wishes))
    assert found.total == 2
    assert [hit.id for hit in plain.candidates] == ["a", "b"]
    before = {hit.id: hit.keyword for hit in plain.candidates}
    assert [(hit.id, hit.keyword) for hit in found.candidates] == [
        ("b", pytest.approx(before["b"] + 5.0, abs=1e-4)),
        ("a", pytest.approx(before["a"], abs=1e-4)),
    ]


def test_streams_are_scored_apart(bench: Bench) -> None:
    bench.write(entry("a", streams={Stream.FT: "x"}), entry("b", streams={Stream.FA: "x"}))
    found = scores(bench, Clause(Term(Stream.FT, "x")))
    assert found["a"] > 0 == found["b"]


def test_lengths_are_kept_in_one_byte() -> None:
    assert [kept_length(n) for n in (0, 39, 40, 41, 42, 55, 57, 87, 88, 95, 96, 1000)] == [
        0,
        39,
        40,
        40,
        42,
        54,
        56,
        84,
        88,
        88,
        96,
        984,
    ]


@pytest.mark.parametrize("length", [30, 41, 55, 63, 100, 187, 1000, 5000])
def test_scores_of_long_documents_agree_with_the_table(bench: Bench, length: int) -> None:
    bench.write(entry("a", "x " + "k " * (length - 2)), entry("b", "y"))
    rarity = log(1 + 1.5 / 1.5)
    norm = 1.2 * (0.25 + 0.75 * kept_length(length) / ((length + 2) / 2))
    assert scores(bench, Clause(fa("x")))["a"] == pytest.approx(rarity * 2.2 / (1 + norm), abs=1e-4)


def test_best_first_then_by_id(bench: Bench) -> None:
    bench.write(entry("d", "x"), entry("b", "x"), entry("c", "x x"), entry("a", "y"))
    assert bench.ids(by_words("x y")) == ["a", "c", "b", "d"]


def test_candidates_are_the_first_by_score_and_all_by_meaning_and_number(bench: Bench) -> None:
    bench.write(
        *(entry(f"a{n}", "x") for n in range(6)),
        entry("b", "x k k k k", keys=["1/a"]),
        entry("c", passages=["k"], vectors=[(0, 0, 0, 0), (9, 0, 0, 0)]),
    )
    near = Nearest(np.array([9, 0, 0, 0], dtype=np.int8), 5, 0.5)
    response = bench.ask(by_words("x", nearest=near, lookup=("1/a",), candidates=3, limit=10))
    assert [hit.id for hit in response.candidates] == ["a0", "a1", "a2", "b", "c"]
    assert [hit.id for hit in response.rest] == ["a3", "a4", "a5"]
    assert response.total == 8


@pytest.mark.parametrize(
    ("offset", "limit", "rest"), [(0, 3, ""), (0, 4, "d"), (2, 3, "de"), (4, 1, "e"), (5, 9, "f"), (6, 3, ""), (3, 0, "")]
)
def test_the_rest_is_the_part_of_the_page_beyond_the_candidates(bench: Bench, offset: int, limit: int, rest: str) -> None:
    bench.write(*(entry(id, "x") for id in "abcdef"))
    response = bench.ask(by_words("x", candidates=3, offset=offset, limit=limit))
    assert "".join(hit.id for hit in response.candidates) == "abc"
    assert "".join(hit.id for hit in response.rest) == rest
    assert response.total == 6


def test_ties_across_the_cut_go_by_id_whatever_the_order_of_writing(bench: Bench) -> None:
    names = [f"t{n:03d}" for n in range(150)]
    for part in (names[100:], names[50:100], names[:50]):
        bench.write(*(entry(name, "x") for name in reversed(part)))
    response = bench.ask(by_words("x", candidates=20, offset=18, limit=7))
    assert [hit.id for hit in response.candidates] == names[:20]
    assert [hit.id for hit in response.rest] == names[20:25]


def test_pages_put_together_are_the_whole(bench: Bench) -> None:
    bench.write(*(entry(f"t{n:02d}", "x " * (n % 5 + 1)) for n in range(30)))
    whole = bench.ids(by_words("x", candidates=0, limit=100))
    assert sorted(whole) == [f"t{n:02d}" for n in range(30)]
    assert [id for offset in range(0, 35, 7) for id in bench.ids(by_words("x", candidates=0, offset=offset, limit=7))] == whole


@pytest.mark.parametrize(("sort", "order"), [(Sort.NEWEST, "ecdfabg"), (Sort.OLDEST, "fcdeabg")])
def test_by_date_unknown_dates_are_last_both_ways_and_ties_go_by_id(bench: Bench, sort: Sort, order: str) -> None:
    dates = {"a": None, "b": None, "c": 20200101, "d": 20200101, "e": 20210101, "f": 20190101, "g": None}
    bench.write(*(entry(id, "x", sort_date=date) for id, date in reversed(dates.items())))
    response = bench.ask(by_words("x", sort=sort))
    assert response.candidates == ()
    assert "".join(hit.id for hit in response.rest) == order
    assert [hit.sort_date for hit in response.rest] == [dates[id] for id in order]
    assert all(hit.keyword > 0 for hit in response.rest)
    assert "".join(bench.ids(by_words("x", sort=sort, offset=2, limit=3))) == order[2:5]
    assert bench.ids(by_words("x", sort=sort, offset=7)) == []


def test_the_best_passage_is_scored_among_all_passages(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["y", "x", "x x"]), entry("b", "x", passages=["k"]), entry("c", "x"))
    hits = {hit.id: hit for hit in bench.ask(by_words("x", passage_clauses=(Clause(fa("x")),))).candidates}
    norm = 1.2 * (0.25 + 0.75 * 3 / ((2 + 2 + 3 + 2) / 4))
    assert hits["a"].by_words == (2, pytest.approx(log(1 + 2.5 / 2.5) * 2.2 * 2 / (2 + norm), abs=1e-4))
    assert hits["b"].by_words is None
    assert hits["c"].by_words is None


def test_among_equal_passages_the_first_is_the_best(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["k", "x", "x"]))
    (hit,) = bench.ask(by_words("x", passage_clauses=(Clause(fa("x")),))).candidates
    assert hit.by_words is not None
    assert hit.by_words.ordinal == 1


def test_best_passages_are_found_however_many_better_ones_another_document_has(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x x x"] * 300), *(entry(f"b{n}", "x", passages=["x k k k k"] * 2) for n in range(20)))
    hits = bench.ask(by_words("x", passage_clauses=(Clause(fa("x")),))).candidates
    assert [hit.by_words.ordinal for hit in hits if hit.by_words] == [0] * 21


def test_passage_clauses_of_streams_that_passages_lack_count_nothing(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x"]))
    (hit,) = bench.ask(by_words("x", passage_clauses=(Clause(Term(Stream.FT, "x")),))).candidates
    assert hit.by_words is None


def test_a_question_twice_gets_the_same_answer(bench: Bench) -> None:
    bench.write(*(entry(f"t{n}", "x y" if n % 2 else "x") for n in range(20)))
    question: Request = by_words("x y", candidates=4)
    assert bench.ask(question) == bench.ask(question)
