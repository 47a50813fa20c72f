"""Paired bootstrap against an earlier ranking."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import InputError
from search_api.answer import Mode
from search_api.comparing import Verdict, bootstrap_interval, compare, comparison_json, verdict
from search_api.evaluating import Evaluation, Typing, run_name
from search_api.judgements import Run
from search_api.measures import ndcg

KEY = (Typing.MARKED, Mode.HYBRID)
NAME = run_name(*KEY)
DIFFERENCES = st.lists(st.floats(-1, 1), min_size=1, max_size=40)


def ranked(*names: str) -> Sequence[tuple[str, float]]:
    return [(name, 1 / rank) for rank, name in enumerate(names, 1)]


def evaluation_of(run: Run, qrels: Mapping[str, Mapping[str, int]]) -> Evaluation:
    values = {query: {"nDCG@10": ndcg([name for name, _ in ranking], qrels[query], 10)} for query, ranking in run.items()}
    return Evaluation(len(run), {}, {KEY: run}, {KEY: values}, dict.fromkeys(run, "wording"))


FIRST = {f"q{n:02}": ranked("right", "wrong") for n in range(20)}
SECOND = {query: ranked("wrong", "right") for query in FIRST}
QRELS = {query: {"right": 1} for query in FIRST}


def test_a_clear_gain_is_better_and_a_clear_loss_worse() -> None:
    (gain,) = compare(evaluation_of(FIRST, QRELS), QRELS, {NAME: SECOND})
    (loss,) = compare(evaluation_of(SECOND, QRELS), QRELS, {NAME: FIRST})
    assert (gain.verdict, gain.up, gain.down) == (Verdict.BETTER, 20, 0)
    assert gain.difference == pytest.approx(1 - 0.63093, abs=1e-5)  # 1 - 1 / log2(3), in every question
    assert gain.interval == pytest.approx((gain.difference, gain.difference))
    assert (loss.verdict, loss.up, loss.down) == (Verdict.WORSE, 0, 20)
    assert [moved.query for moved in gain.gained] == ["q00", "q01", "q02", "q03", "q04"]
    assert not gain.lost


def test_equal_runs_are_no_difference() -> None:
    (found,) = compare(evaluation_of(FIRST, QRELS), QRELS, {NAME: FIRST})
    assert (found.verdict, found.difference, found.interval) == (Verdict.NO_DIFFERENCE, 0.0, (0.0, 0.0))
    assert (found.gained, found.lost) == ((), ())


def test_the_interval_of_two_questions_is_that_of_their_four_draws() -> None:
    # Means of (0, 1) drawn twice: 0 and 1 with p = 1/4 each, 1/2 with p = 1/2; the middle 95 % reaches both ends.
    assert bootstrap_interval([0.0, 1.0]) == (0.0, 1.0)
    assert bootstrap_interval([0.25]) == (0.25, 0.25)
    assert bootstrap_interval([]) == (0.0, 0.0)


def test_the_interval_comes_near_that_of_the_normal_distribution_for_many_questions() -> None:
    differences = [0.1 if n % 2 else -0.08 for n in range(400)]  # mean .01, deviation .09
    low, high = bootstrap_interval(differences)
    assert (low, high) == pytest.approx((0.01 - 1.96 * 0.0045, 0.01 + 1.96 * 0.0045), abs=0.0005)
    assert verdict(differences, (low, high)) is Verdict.BETTER


def test_more_questions_than_fit_into_memory_at_once_are_drawn_in_parts() -> None:
    low, high = bootstrap_interval([0.5, -0.5] * 1000)
    assert low == pytest.approx(-0.022, abs=0.002)
    assert high == pytest.approx(0.022, abs=0.002)


@settings(deadline=None)
@given(DIFFERENCES)
def test_the_interval_holds_the_mean(differences: list[float]) -> None:
    low, high = bootstrap_interval(differences)
    mean = sum(differences) / len(differences)
    assert low - 1e-9 <= mean <= high + 1e-9


@settings(deadline=None)
@given(DIFFERENCES)
def test_swapping_the_sides_turns_the_interval_and_the_verdict_round(differences: list[float]) -> None:
    swapped = [-difference for difference in differences]
    low, high = bootstrap_interval(differences)
    assert bootstrap_interval(swapped) == (-high, -low)
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    one = verdict(differences, (low, high))
    assert verdict(swapped, (-high, -low)) is turned.get(one, one)


@pytest.mark.parametrize(("moved", "expected"), [(5, Verdict.NO_DIFFERENCE), (6, Verdict.BETTER)])
def test_few_questions_that_moved_prove_nothing(moved: int, expected: Verdict) -> None:
    differences = [1.0] * moved + [0.0] * (20 - moved)
    low, high = bootstrap_interval(differences)
    assert low > 0  # the bootstrap alone would believe both
    assert verdict(differences, (low, high)) is expected


def test_only_questions_of_both_sides_are_compared_and_the_others_counted() -> None:
    earlier = {query: SECOND[query] for query in list(SECOND)[:12]} | {"gone": ranked("right")}
    (found,) = compare(evaluation_of(FIRST, QRELS), QRELS, {NAME: earlier})
    assert (found.queries, found.only_now, found.only_before) == (12, 8, 1)
    assert found.verdict is Verdict.BETTER


def test_a_question_that_found_nothing_earlier_counts_zero() -> None:
    (found,) = compare(evaluation_of(FIRST, QRELS), QRELS, {NAME: {**FIRST, "q00": []}})
    assert (found.queries, found.up, found.gained[0].before) == (20, 1, 0.0)


def test_the_earlier_ranking_is_measured_under_the_judgements_of_today() -> None:
    today = {query: {"right": 0, "wrong": 1} for query in FIRST}
    (found,) = compare(evaluation_of(FIRST, today), today, {NAME: SECOND})
    assert found.before == 1.0
    assert found.verdict is Verdict.WORSE


def test_names_with_blanks_are_found_as_a_trec_run_writes_them() -> None:
    qrels = {"câu 1": {"văn bản 7": 1}}
    evaluation = evaluation_of({"câu 1": ranked("văn bản 7")}, qrels)
    (found,) = compare(evaluation, qrels, {NAME: {"câu_1": ranked("văn_bản_7")}})
    assert (found.queries, found.before) == (1, 1.0)


def test_a_single_run_of_another_program_is_compared_whatever_its_name() -> None:
    (found,) = compare(evaluation_of(FIRST, QRELS), QRELS, {"other": SECOND})
    assert found.verdict is Verdict.BETTER


@pytest.mark.parametrize(
    ("baseline", "said"),
    [
        ({"other": SECOND, "another": SECOND}, "a single one"),
        ({"other": SECOND, NAME: SECOND}, "a single one"),
        ({run_name(Typing.HALF, Mode.HYBRID): SECOND}, "--typing"),
        ({NAME: {"gone": ranked("right")}}, "no question in common"),
    ],
)
def test_a_baseline_with_nothing_to_compare_says_why(baseline: Mapping[str, Run], said: str) -> None:
    with pytest.raises(InputError, match=said):
        compare(evaluation_of(FIRST, QRELS), QRELS, baseline)


def test_as_json_a_comparison_names_what_moved() -> None:
    mixed = {query: (FIRST if query < "q15" else SECOND)[query] for query in FIRST}
    other = {query: (SECOND if query < "q15" else FIRST)[query] for query in FIRST}
    (run,) = comparison_json(compare(evaluation_of(mixed, QRELS), QRELS, {NAME: other}))["runs"]  # type: ignore[misc]
    assert (run["up"], run["down"], run["verdict"]) == (15, 5, "better")
    assert run["lost"][0] == {"query": "q15", "before": 1.0, "now": 0.6309}
    assert run["interval"][0] < run["difference"] < run["interval"][1]
