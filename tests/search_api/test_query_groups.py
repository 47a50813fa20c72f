import pytest
from fictional_archive import archive_of, paper

from search_api.answer import Mode
from search_api.evaluating import Typing, evaluate, evaluation_json, group_means
from search_api.judgements import JudgedQuery
from search_api.query_groups import group_of

SUBJECT = "Về việc tổ chức đối thoại, tiếp công dân năm 2023"


@pytest.mark.parametrize(
    ("text", "subjects", "group"),
    [
        ("689/UBND-VX", [SUBJECT], "number"),
        ("cv 689", [], "number"),
        ("doi thoai tiep dan", [SUBJECT], "wording"),
        ("gặp gỡ bà con", [SUBJECT], "paraphrase"),
        ("tiếp bà con", [SUBJECT], "paraphrase"),  # one of three
        ("tiếp bà dân con", [SUBJECT], "wording"),  # just the half
        ("tiếp tiếp bà con", [SUBJECT], "paraphrase"),  # a syllable counts once
        ("gặp gỡ bà con", ["Khác hẳn", "Gặp gỡ đầu xuân"], "wording"),  # the nearest subject decides
        ("Ở xã tôi, mỗi tháng lãnh đạo có dành một buổi để tiếp công dân hay không?", ["Tiếp công dân"], "wording"),
        ("gặp gỡ bà con", [], "wording"),
        ("gặp gỡ bà con", ["…"], "wording"),
        ("?!", [SUBJECT], "wording"),
        ("", [SUBJECT], "wording"),
    ],
)
def test_a_question_is_a_number_its_answers_wording_or_a_paraphrase(text: str, subjects: list[str], group: str) -> None:
    assert group_of(text, subjects) == group


ARCHIVE = archive_of(
    [
        paper("aaaaaaaaaaa2", "đối thoại tiếp dân", subject=SUBJECT, number="12/UBND-NV"),
        paper("aaaaaaaaaaa3", "chuyện khác", subject="Gặp gỡ bà con xa quê"),
        paper("aaaaaaaaaaa4", "chuyện kín", subject="Gặp gỡ bà con", label="noi-bo"),
    ]
)
QUERIES = (
    JudgedQuery("1", "12/UBND-NV"),
    JudgedQuery("2", "đối thoại"),
    JudgedQuery("3", "gặp gỡ bà con"),
    JudgedQuery("4", "đối thoại", "chủ đề"),
    JudgedQuery("5", "gặp gỡ bà con"),
    JudgedQuery("6", "gặp gỡ bà con"),
    JudgedQuery("unjudged", "gì đó"),
)
QRELS = {
    "1": {"aaaaaaaaaaa2": 1},
    "2": {"aaaaaaaaaaa2": 1},
    "3": {"aaaaaaaaaaa3": 1, "aaaaaaaaaaa2": 2},  # the best judged decides, not the better worded
    "4": {"aaaaaaaaaaa2": 1},
    "5": {"absent": 2},
    "6": {"aaaaaaaaaaa2": 0},
}


def test_groups_are_those_of_the_rows_or_follow_from_the_best_judged_documents() -> None:
    found = evaluate(ARCHIVE, QUERIES, QRELS, modes=[Mode.KEYWORD])
    assert found.groups == {"1": "number", "2": "wording", "3": "paraphrase", "4": "chủ đề", "5": "wording", "6": "wording"}


def test_means_of_groups_add_up_to_the_mean_of_all() -> None:
    found = evaluate(ARCHIVE, QUERIES, QRELS, modes=[Mode.KEYWORD])
    groups = group_means(found, Typing.MARKED, Mode.KEYWORD)
    assert {group: count for group, (count, _) in groups.items()} == {"number": 1, "wording": 3, "paraphrase": 1, "chủ đề": 1}
    assert groups["number"][1]["nDCG@10"] == 1.0
    for measure, mean in found.means[Typing.MARKED][Mode.KEYWORD].items():
        assert sum(count * means[measure] for count, means in groups.values()) == pytest.approx(6 * mean)
    as_json = evaluation_json(found)["groups"]["marked"]["keyword"]  # type: ignore[index]
    assert as_json["wording"]["queries"] == 3
    assert as_json["number"]["MRR@10"] == 1.0


def test_a_subject_that_the_reader_may_not_see_decides_nothing() -> None:
    query, qrels = [JudgedQuery("1", "đối thoại")], {"1": {"aaaaaaaaaaa4": 1}}
    assert evaluate(ARCHIVE, query, qrels, modes=[Mode.KEYWORD]).groups == {"1": "paraphrase"}
    assert evaluate(ARCHIVE, query, qrels, modes=[Mode.KEYWORD], labels=frozenset({"open"})).groups == {"1": "wording"}
