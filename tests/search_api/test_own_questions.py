"""The office's own questions on disk, and what is measured with them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fictional_archive import PAPERS, archive_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError, NotFound
from search_api import ranking
from search_api.archive import Archive
from search_api.judgements import read_qrels, read_queries
from search_api.own_questions import LONGEST, OwnQuestions
from search_api.quality import keep, made_by, measure, pool, summary

OPEN = frozenset({"open"})


@pytest.fixture
def own(tmp_path: Path) -> OwnQuestions:
    return OwnQuestions(tmp_path / "judgements")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def test_questions_and_judgements_are_files_that_evaluation_reads(own: OwnQuestions) -> None:
    assert (own.questions(), dict(own.judgements()), own.mark()) == ((), {}, None)
    id = own.add("  đối thoại,  tiếp dân ")
    own.judge(id, "aaaaaaaaaaa3", 2)
    own.judge(id, "aaaaaaaaaaa2", 1)
    own.judge(id, "aaaaaaaaaaa4", 0)
    own.judge(id, "aaaaaaaaaaa2", None)
    assert [one.text for one in read_queries(own.folder / "queries.jsonl")] == ["đối thoại, tiếp dân"]
    assert read_qrels(own.folder / "qrels.jsonl") == {id: {"aaaaaaaaaaa3": 2, "aaaaaaaaaaa4": 0}}


def test_a_question_is_reworded_and_removed_with_its_judgements(own: OwnQuestions) -> None:
    first, second = own.add("một"), own.add("hai")
    own.judge(first, "x", 1)
    own.reword(first, "một mới")
    assert [one.text for one in own.questions()] == ["một mới", "hai"]
    own.remove(first)
    assert [one.id for one in own.questions()] == [second]
    assert own.judgements() == {}


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1), "đã có"])
def test_an_empty_long_or_repeated_question_is_refused(own: OwnQuestions, text: str) -> None:
    own.add("đã có")
    with pytest.raises(InputError):
        own.add(text)
    assert len(own.questions()) == 1


def test_what_is_no_question_and_no_relevance_is_refused(own: OwnQuestions) -> None:
    id = own.add("một")
    with pytest.raises(NotFound):
        own.judge("../../etc", "x", 1)
    with pytest.raises(InputError):
        own.judge(id, "x", 3)
    with pytest.raises(NotFound):
        own.remove("khác")


@given(text=st.text(max_size=50).filter(lambda text: text.split()))
def test_whatever_is_typed_comes_back_as_one_line(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = OwnQuestions(tmp_path_factory.mktemp("own"))
    try:
        id = own.add(text)
    except InputError:
        return
    assert own.question(id).text == own.questions()[0].text
    assert "\n" not in own.question(id).text


def judged(own: OwnQuestions) -> str:
    id = own.add("đối thoại tiếp dân")
    own.judge(id, "aaaaaaaaaaa3", 2)
    return id


def test_nothing_is_measured_without_judgements(archive: Archive, own: OwnQuestions) -> None:
    own.add("một")
    assert measure(archive, own) is None
    assert summary(archive, own) == {"questions": 1, "judged": 0, "measured": None, "changed_since": []}


def test_a_mark_is_kept_and_later_measurements_are_held_against_it(archive: Archive, own: OwnQuestions) -> None:
    id = judged(own)
    first = measure(archive, own)
    assert first is not None
    assert first.comparisons is None
    assert first.unjudged[id] > 0
    keep(own, first, "2026-12-01T08:00:00Z")
    again = measure(archive, own)
    assert again is not None
    assert again.comparisons is not None
    assert {one.verdict.value for one in again.comparisons} == {"no difference"}
    assert (again.changed, again.worse) == ((), False)
    assert summary(archive, own)["measured"] == "2026-12-01T08:00:00Z"


def test_a_change_of_a_rule_or_of_the_encoder_is_told(
    archive: Archive, own: OwnQuestions, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(own)
    found = measure(archive, own)
    assert found is not None
    keep(own, found, "2026-12-01T08:00:00Z")
    monkeypatch.setattr(ranking, "PASSAGE_WEIGHT", 0.75)
    assert summary(archive, own)["changed_since"] == ["rules"]
    mark = json.loads((own.folder / "measured.json").read_text("utf-8"))
    mark["by"]["encoder"] = "another"
    (own.folder / "measured.json").write_text(json.dumps(mark), "utf-8")
    assert summary(archive, own)["changed_since"] == ["encoder", "rules"]


def test_a_ranking_that_finds_the_judged_ones_later_is_worse(archive: Archive, own: OwnQuestions) -> None:
    for number in range(8):
        own.judge(own.add(f"đối thoại tiếp dân {'năm ' * number}"), "aaaaaaaaaaa3", 2)
    found = measure(archive, own)
    assert found is not None
    keep(own, found, "2026-12-01T08:00:00Z")
    without = archive_of([paper for paper in PAPERS if paper.id != "aaaaaaaaaaa3"])
    now = measure(without, own)
    assert now is not None
    assert now.worse


def test_a_damaged_mark_is_an_error_that_names_the_file(own: OwnQuestions) -> None:
    own.add("một")
    (own.folder / "measured.json").write_text("{", "utf-8")
    with pytest.raises(InputError, match=r"measured\.json"):
        own.mark()


def test_the_pool_holds_what_each_mode_finds_and_nothing_hidden(archive: Archive, own: OwnQuestions) -> None:
    question = own.question(own.add("dân vận"))
    seen = pool(archive, question, {"aaaaaaaaaaa6": 0}, None)
    assert {"aaaaaaaaaaa5", "aaaaaaaaaaa6"} <= {hit.id for hit in seen}
    assert [hit.id for hit in seen] == [hit.id for hit in pool(archive, question, {"aaaaaaaaaaa6": 0}, None)]
    assert all(hit.matched == () for hit in seen)
    assert "aaaaaaaaaaa5" not in {hit.id for hit in pool(archive, question, {"aaaaaaaaaaa5": 2}, OPEN)}


def test_what_makes_a_ranking_names_the_reranker(archive: Archive) -> None:
    class Named:
        name = "bộ xếp lại"

    assert made_by(archive)["reranker"] == ""
    assert made_by(replace(archive, reranker=Named()))["reranker"] == "bộ xếp lại"  # type: ignore[arg-type]
