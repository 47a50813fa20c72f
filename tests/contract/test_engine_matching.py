"""The match set, sentence by sentence: labels, words, phrases, exclusions, meaning, number, everything."""

import numpy as np
import pytest
from engines_under_test import Bench
from strategies import by_words, entry, everything, fa

from indexer.engines.engine import MatchRule, Nearest, Request, Stream, Term


def asked(**parts: object) -> Request:
    return Request(**({"labels": None} | parts))  # type: ignore[arg-type]


def near(k: int = 10, floor: float = 0.5, vector: tuple[int, ...] = (9, 0, 0, 0)) -> Nearest:
    return Nearest(np.array(vector, dtype=np.int8), k, floor)


def test_a_request_for_nothing_finds_nothing(bench: Bench) -> None:
    bench.write(entry("a", "x"))
    assert bench.ask(asked()).total == 0


def test_everything_is_every_visible_document(bench: Bench) -> None:
    bench.write(entry("a"), entry("b", label="noi-bo"))
    assert bench.ids(everything()) == ["a", "b"]
    assert bench.ids(everything(labels=frozenset({"open"}))) == ["a"]
    assert bench.ids(everything(labels=frozenset())) == []


def test_an_empty_index_answers(bench: Bench) -> None:
    assert bench.ask(everything(nearest=near())).total == 0
    assert bench.reader.statistics([fa("x")], None).documents == 0
    assert bench.reader.neighbours(np.ones(4, dtype=np.int8), 3, None) == []


def test_a_document_matches_by_words_when_it_holds_enough_of_them(bench: Bench) -> None:
    bench.write(entry("a", "x"), entry("b", "x y"), entry("c", "x y z"))
    assert sorted(bench.ids(by_words("x y z", 2))) == ["b", "c"]


def test_a_term_counts_only_in_its_own_stream_and_spelling(bench: Bench) -> None:
    bench.write(entry("a", streams={Stream.SA: "đối"}), entry("b", streams={Stream.FA: "Đối"}))
    assert bench.ids(asked(rule=MatchRule((Term(Stream.SA, "đối"),), (1,), 0))) == ["a"]


def test_where_too_few_match_every_term_of_one_alternative_is_enough(bench: Bench) -> None:
    bench.write(entry("a", "x y"), entry("b", "x"), entry("c", "z"), entry("d", "k"))
    alternatives = ((fa("x"), fa("y")), (fa("z"),))
    assert bench.ids(asked(rule=MatchRule((fa("k"),), (1,), 2, alternatives))) == ["a", "c", "d"]
    assert bench.ids(asked(rule=MatchRule((fa("k"),), (1,), 1, alternatives))) == ["d"]
    assert bench.ids(asked(rule=MatchRule((fa("k"),), (), 0, alternatives))) == ["a", "c"]


def test_the_minimum_falls_until_enough_documents_match(bench: Bench) -> None:
    bench.write(entry("a", "x y z"), entry("b", "x y"), entry("c", "x"))
    terms = (fa("x"), fa("y"), fa("z"))
    for enough, minimum, total in ((1, 3, 1), (2, 2, 2), (3, 1, 3), (4, 1, 3)):
        response = bench.ask(asked(rule=MatchRule(terms, (3, 2, 1), enough)))
        assert (response.minimum, response.total) == (minimum, total)


def test_a_term_also_counts_as_held_where_all_of_a_synonym_is_held(bench: Bench) -> None:
    bench.write(entry("a", "x y"), entry("b", "p q y"), entry("c", "p y"), entry("d", "x p q"), entry("e", "k y"))
    synonyms = ((fa("x"), (fa("p"), fa("q"))), (fa("x"), (fa("k"),)), (fa("y"), ()), (fa("z"), (fa("p"),)))

    def rule(minimum: int, enough: int = 0) -> MatchRule:
        return MatchRule((fa("x"), fa("y")), (minimum,), enough, synonyms=synonyms)

    assert bench.ids(asked(rule=rule(2))) == ["a", "b", "e"]
    assert bench.ids(asked(rule=rule(1))) == ["a", "b", "c", "d", "e"]
    assert bench.ask(asked(rule=MatchRule((fa("x"), fa("y")), (2, 1), 3, synonyms=synonyms))).minimum == 2


def test_what_is_derived_from_a_state_goes_with_it(bench: Bench) -> None:
    bench.write(entry("a", "x"))
    reader = bench.engine.reader()
    reader.derived["known"] = 1
    assert bench.engine.reader().derived.get("known") == 1
    bench.write(entry("b", "x"))
    assert "known" not in bench.reader.derived


def test_only_visible_documents_count_as_enough(bench: Bench) -> None:
    bench.write(entry("a", "x y", label="noi-bo"), entry("b", "x"))
    rule = MatchRule((fa("x"), fa("y")), (2, 1), 1)
    assert bench.ask(asked(rule=rule)).minimum == 2
    assert bench.ask(asked(rule=rule, labels=frozenset({"open"}))).minimum == 1


def test_phrases_and_exclusions_count_for_enough_and_alternatives_do_not(bench: Bench) -> None:
    bench.write(entry("a", "x y"), entry("b", "x k"))
    rule = MatchRule((fa("x"), fa("y")), (2, 1), 1)
    assert bench.ask(asked(rule=rule, excluded=(("y",),))).minimum == 1
    assert bench.ask(asked(rule=rule, phrases=(("k",),))).minimum == 1
    wider = MatchRule((fa("x"), fa("y")), (2, 1), 2, ((fa("k"),),))
    assert bench.ask(asked(rule=wider)).minimum == 1


def test_filters_do_not_count_for_enough(bench: Bench) -> None:
    from indexer.engines.engine import Attribute, Filter

    bench.write(entry("a", "x y", year="2020"), entry("b", "x", year="2021"))
    response = bench.ask(
        asked(rule=MatchRule((fa("x"), fa("y")), (2, 1), 1), filters={Attribute.YEAR: Filter(frozenset({"2021"}))})
    )
    assert (response.minimum, response.total) == (2, 0)


def test_a_request_without_rule_has_no_minimum(bench: Bench) -> None:
    assert bench.ask(everything()).minimum is None


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        (("x", "y"), ["a"]),
        (("y", "x"), []),
        (("y", "z"), []),
        (("y", "", "z"), ["a", "b"]),
        (("", "x", ""), ["a", "b"]),
        (("x",), ["a", "b"]),
        ((), ["a", "b", "c"]),
        (("x", "y", "", "z", "z"), ["a"]),
    ],
)
def test_a_phrase_is_a_run_of_positions_with_gaps(bench: Bench, phrase: tuple[str, ...], found: list[str]) -> None:
    positions = {"a": "x y . z z", "b": "y k z x", "c": "k"}
    bench.write(*(entry(id, streams={Stream.FP: text}) for id, text in positions.items()))
    assert bench.ids(everything(phrases=(phrase,))) == found
    assert bench.ids(everything(excluded=(phrase,) if phrase else ())) == (
        sorted({"a", "b", "c"} - set(found)) if phrase else found
    )


def test_phrases_and_exclusions_hold_for_every_leg(bench: Bench) -> None:
    for id in "abc":
        bench.write(
            entry(id, "x", streams={Stream.FP: f"{id} x"}, keys=["1/a"], passages=["x"], vectors=[(0, 0, 0, 0), (9, 0, 0, 0)])
        )
    for leg in ({"lookup": ("1/a",)}, {"nearest": near()}, {"rule": MatchRule((fa("x"),), (1,), 0)}, {"everything": True}):
        assert bench.ids(asked(**leg, phrases=(("a", "x"),))) == ["a"]
        assert bench.ids(asked(**leg, excluded=(("a", "x"),))) == ["b", "c"]


def test_of_the_nearest_those_that_break_a_phrase_are_dropped_not_replaced(bench: Bench) -> None:
    rows = {"a": (9, 0, 0, 0), "b": (9, 1, 0, 0), "c": (9, 2, 0, 0)}
    bench.write(*(entry(id, id, passages=[id], vectors=[(0, 0, 0, 0), row]) for id, row in rows.items()))
    assert bench.ids(asked(nearest=near(2), excluded=(("a",),))) == ["b"]


def test_meaning_takes_the_nearest_by_best_passage_above_the_floor(bench: Bench) -> None:
    bench.write(
        entry("a", passages=["x", "y"], vectors=[(9, 0, 0, 0), (0, 9, 0, 0), (9, 9, 0, 0)]),
        entry("b", passages=["x"], vectors=[(0, 0, 0, 0), (9, 1, 0, 0)]),
        entry("c", passages=["x"], vectors=[(9, 0, 0, 0), (0, 9, 0, 0)]),
        entry("d", vectors=[(9, 0, 0, 0)]),
    )
    hits = {hit.id: hit for hit in bench.ask(asked(nearest=near(floor=0.5))).candidates}
    assert set(hits) == {"a", "b"}
    assert hits["a"].by_meaning == (1, pytest.approx(0.5**0.5))
    assert bench.ids(asked(nearest=near(1))) == ["b"]


def test_ties_at_the_kth_place_go_to_the_smaller_id(bench: Bench) -> None:
    for id in "cba":
        bench.write(entry(id, passages=["x"], vectors=[(0, 0, 0, 0), (5, 0, 0, 0)]))
    assert bench.ids(asked(nearest=near(2))) == ["a", "b"]


def test_labels_come_before_the_k_nearest(bench: Bench) -> None:
    for id, label in (("a", "noi-bo"), ("b", "open")):
        bench.write(entry(id, label=label, passages=["x"], vectors=[(0, 0, 0, 0), (5, 0, 0, 0)]))
    assert bench.ids(asked(nearest=near(1), labels=frozenset({"open"}))) == ["b"]


def test_a_row_of_zeros_has_cosine_zero_and_no_passage_is_never_near(bench: Bench) -> None:
    bench.write(entry("a", passages=["x"]), entry("b"))
    assert bench.ids(asked(nearest=near(floor=0.0))) == ["a"]
    assert bench.ids(asked(nearest=near(floor=-1.0, vector=(0, 0, 0, 0)))) == ["a"]
    assert bench.ids(asked(nearest=near(floor=0.1))) == []


def test_the_best_passage_by_meaning_is_given_for_every_hit_with_passages(bench: Bench) -> None:
    bench.write(entry("a", "x", passages=["x", "x"], vectors=[(0, 0, 0, 0), (-9, 0, 0, 0), (-9, 0, 0, 0)]), entry("b", "x"))
    hits = {hit.id: hit for hit in bench.ask(by_words("x", nearest=near())).candidates}
    assert hits["a"].by_meaning == (0, -1.0)
    assert not hits["a"].meaning
    assert hits["b"].by_meaning is None


def test_number_finds_the_holders_of_a_key(bench: Bench) -> None:
    bench.write(entry("a", keys=["1/a", "1a"]), entry("b", keys=["2/a"]))
    (hit,) = bench.ask(asked(lookup=("1a", "9/z"))).candidates
    assert (hit.id, hit.words, hit.meaning, hit.number) == ("a", False, False, True)


def test_each_hit_says_by_which_legs_it_matched(bench: Bench) -> None:
    bench.write(
        entry("a", "x", keys=["1/a"], passages=["x"], vectors=[(0, 0, 0, 0), (9, 0, 0, 0)]),
        entry("b", "x"),
        entry("c", passages=["k"], vectors=[(0, 0, 0, 0), (9, 0, 0, 0)]),
        entry("d"),
    )
    question = by_words("x", nearest=near(), lookup=("1/a",), everything=True)
    legs = {hit.id: (hit.words, hit.meaning, hit.number) for hit in bench.ask(question).candidates}
    assert legs == {"a": (True, True, True), "b": (True, False, False), "c": (False, True, False), "d": (False, False, False)}


def test_long_terms_are_kept_and_too_long_ones_left_out(bench: Bench) -> None:
    long, too_long = "đ" * 4000, "đ" * 4001
    bench.write(entry("a", f"{long} {too_long}", keys=[long, too_long], signer=(long,)), entry("b", signer=(too_long,)))
    assert bench.ids(by_words(long)) == ["a"]
    assert bench.ids(by_words(too_long)) == []
    assert bench.reader.find([long, too_long], None) == {long: ("a",)}
    assert bench.ids(everything(phrases=((long,),))) == ["a"]


@pytest.mark.parametrize("strange", ["\x00", "\u200b", "🙂", "a\u00a0b", "\\", '"', "ế", "*", "AND", "/", "\ufffe"])
def test_no_character_but_a_space_means_anything_to_an_engine(bench: Bench, strange: str) -> None:
    bench.write(entry("a", streams=dict.fromkeys(Stream, strange), keys=[strange], signer=strange), entry("b", "x"))
    assert bench.ids(by_words(strange)) == ["a"]
    assert bench.ids(everything(phrases=((strange,),))) == ["a"]
    assert bench.reader.find([strange], None) == {strange: ("a",)}
