import pytest
from fictional_archive import archive_of, paper

from corpus.understanding.number import parse_number
from indexer.engines.engine import Attribute
from search_api.answer import Question
from search_api.archive import Archive
from search_api.numbers import holders
from search_api.parameters import question_from
from search_api.search import search

PAPERS = (
    paper("letter", "Công văn trả lời.", number="12/UBND-VX", type="Công văn", date="2023-01-02"),
    paper("plan", "Kế hoạch năm.", number="12/KH-UBND", type="Kế hoạch", date="2023-02-02"),
    paper("old", "Nghị quyết cũ.", number="12/2019/NQ-HĐND", type="Nghị quyết", date="2019-07-10"),
    paper("new", "Nghị quyết mới.", number="12/2021/NQ-HĐND", type="Nghị quyết", date="2021-07-10"),
    paper("party", "Công văn của huyện ủy.", number="12-CV/HU", type="Công văn", date="2020-05-05"),
    paper("hidden", "Công văn kín.", number="12/UBND-VX", type="Công văn", date="2024-01-02", label="inside"),
    paper("other", "Kế hoạch số 120.", number="120/KH-UBND", type="Kế hoạch", date="2023-02-02"),
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("12/UBND-VX", {"letter", "hidden"}),
        ("số 12 ubnd vx", {"letter", "hidden"}),
        ("cv 12", {"letter", "party", "hidden"}),
        ("công văn 12", {"letter", "party", "hidden"}),
        ("12-cv/hu", {"party"}),
        ("12/2021/NQ-HĐND", {"new"}),
        ("12/2021/nq-hdnd", {"new"}),
        ("12/NQ-HĐND", {"old", "new"}),
        ("12/2020/NQ-HĐND", set()),
        ("12/2023/KH-UBND", {"plan"}),
        ("nghị quyết 12/2019", {"old"}),
        ("thông tư 12", set()),
        ("99/KH-UBND", set()),
        ("12", {"letter", "plan", "old", "new", "party", "hidden"}),
    ],
)
def test_a_typed_number_has_its_holders(archive: Archive, typed: str, found: set[str]) -> None:
    number = parse_number(typed)
    assert number is not None
    assert set(holders(archive.engine.reader(), number, None).ids) == found


def test_a_hidden_holder_leaves_no_trace(archive: Archive) -> None:
    answer = search(archive, Question("12/UBND-VX"), frozenset({"open"}))
    assert [hit.id for hit in answer.hits][:1] == ["letter"]
    assert "hidden" not in {hit.id for hit in answer.hits}
    assert "(1)" in answer.notes[0]


def test_holders_come_newest_first(archive: Archive) -> None:
    assert [hit.id for hit in search(archive, Question("cv 12"), None).hits][:3] == ["hidden", "letter", "party"]


def test_the_operator_is_a_filter_by_the_same_rules(archive: Archive) -> None:
    for typed, found in (("12/2021/NQ-HĐND", {"new"}), ("12/nq-hdnd", {"old", "new"}), ("99/KH-UBND", set())):
        by_operator = search(archive, Question(f'số:"{typed}"'), None)
        by_filter = search(archive, question_from([(Attribute.NUMBER.value, typed)]), None)
        assert {hit.id for hit in by_operator.hits} == {hit.id for hit in by_filter.hits} == found
