import ir_measures
import pytest
from fictional_archive import PAPERS, archive_of, paper
from ir_measures import RR, R, nDCG

from corpus.vietnamese import fold
from search_api.answer import Mode
from search_api.archive import Archive
from search_api.evaluating import Typing, evaluate, evaluation_json, typed
from search_api.judgements import JudgedQuery

QUERIES = (
    JudgedQuery("q1", "đối thoại tiếp dân"),
    JudgedQuery("q2", "phòng chống thiên tai"),
    JudgedQuery("q3", "zzyzx qqwwx"),
    JudgedQuery("q4", "không ai chấm"),
)
QRELS = {
    "q1": {"aaaaaaaaaaa2": 2, "aaaaaaaaaaa3": 1, "aaaaaaaaaaa4": 0},
    "q2": {"aaaaaaaaaaa4": 1, "absent": 1},
    "q3": {"aaaaaaaaaaa6": 1},
}


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def test_means_agree_with_ir_measures(archive: Archive) -> None:
    found = evaluate(archive, QUERIES, QRELS)
    assert found.queries == 3
    for mode in Mode:
        run = {q: {name: -float(rank) for rank, (name, _) in enumerate(r)} for q, r in found.runs[Typing.MARKED, mode].items()}
        expected = ir_measures.calc_aggregate([nDCG @ 10, R @ 10, R @ 100, RR @ 10], QRELS, run)
        assert found.means[Typing.MARKED][mode] == pytest.approx(
            {
                "nDCG@10": expected[nDCG @ 10],
                "recall@10": expected[R @ 10],
                "recall@100": expected[R @ 100],
                "MRR@10": expected[RR @ 10],
            }
        )


def test_unmarked_typing_loses_nothing_here(archive: Archive) -> None:
    found = evaluate(archive, QUERIES[:2], QRELS, modes=[Mode.KEYWORD], typings=tuple(Typing))
    values = {found.means[typing][Mode.KEYWORD]["recall@10"] for typing in Typing}
    assert values == {0.75}
    as_json = evaluation_json(found)
    assert as_json["modes"]["keyword"]["recall@10"] == 0.75  # type: ignore[index]
    assert set(as_json["typings"]) == {"marked", "half", "unmarked"}  # type: ignore[call-overload]


def test_judgements_may_name_external_ids() -> None:
    archive = archive_of([paper("aaaaaaaaaaa2", "đối thoại", external_id="law#1"), paper("aaaaaaaaaaa3", "đối thoại")])
    found = evaluate(archive, [JudgedQuery("q", "đối thoại")], {"q": {"law#1": 1}}, modes=[Mode.KEYWORD])
    names = [name for name, _ in found.runs[Typing.MARKED, Mode.KEYWORD]["q"]]
    assert sorted(names) == ["aaaaaaaaaaa3", "law#1"]
    assert found.means[Typing.MARKED][Mode.KEYWORD]["recall@10"] == 1.0


def test_no_judged_query_is_no_division_by_zero(archive: Archive) -> None:
    found = evaluate(archive, QUERIES[3:], QRELS)
    assert found.queries == 0
    assert found.means[Typing.MARKED][Mode.HYBRID]["nDCG@10"] == 0.0


def test_typing_is_the_same_every_time_and_only_drops_marks() -> None:
    query = JudgedQuery("q7", "Đối thoại với nhân dân về đất đai, quyền lợi của người dân")
    assert typed(query, Typing.MARKED) == query.text
    assert typed(query, Typing.UNMARKED) == "doi thoai voi nhan dan ve dat dai, quyen loi cua nguoi dan"
    half = typed(query, Typing.HALF)
    assert half == typed(query, Typing.HALF)
    assert half not in (query.text, typed(query, Typing.UNMARKED))
    assert fold(half) == fold(query.text)
    assert half != typed(JudgedQuery("q8", query.text), Typing.HALF)


def test_progress_is_told_for_each_ranking(archive: Archive) -> None:
    told: list[int] = []
    evaluate(archive, QUERIES, QRELS, modes=[Mode.KEYWORD, Mode.HYBRID], progress=told.append)
    assert told == [1, 2, 3, 4, 5, 6]
