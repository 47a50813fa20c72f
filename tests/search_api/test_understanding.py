"""What a question means beyond its words, on both engines; and that `literal` is exactly what was before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fictional_archive import archive_of, paper
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from indexer.engines.engine import Attribute, Filter, Labels
from indexer.terms import question_terms
from search_api import ranking
from search_api.answer import Answer, Mode, Question, Sort
from search_api.archive import Archive
from search_api.asking import plan
from search_api.clock import Clock
from search_api.query import parse
from search_api.search import search

OPEN = frozenset({"open"})
DONG_VANG, HANG_KIN = "Ủy ban nhân dân huyện Đồng Vàng", "Ủy ban nhân dân xã Hang Kín"
TOPIC = "Công tác dân vận chính quyền và việc cưới, việc tang trong nhân dân."
PAPERS = (
    paper("p21", TOPIC, issuers=[DONG_VANG], date="2021-03-01", type="Kế hoạch", number="7/KH-UBND"),
    paper("p22", TOPIC, issuers=[DONG_VANG], date="2022-03-01", type="Báo cáo", number="7/UBND-NV"),
    paper("p23", TOPIC, issuers=["Huyện ủy Lũng Mây"], date="2023-03-01", type="Kế hoạch", number="7/UBND-NV"),
    paper("hidden", TOPIC + " Nghề thổ cẩm.", issuers=[HANG_KIN], date="2024-03-01", number="9/UBND-NV", label="inside"),
    paper("old", "Lịch tiếp dân hằng tuần ở trụ sở.", date="2012-01-05"),
    paper("new", "Lịch tiếp công dân hằng tuần ở trụ sở.", date="2018-01-05"),
    paper("cites", "Thực hiện Công văn số 7/UBND-NV về việc làm đường.", date="2022-05-01"),
)


@pytest.fixture(scope="module", params=["memory", "embedded"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path | None = tmp_path_factory.mktemp("index") if request.param == "embedded" else None
    archive = archive_of(PAPERS, floor=0.9, folder=folder)
    yield archive
    archive.engine.close()


def ask(archive: Archive, text: str, labels: Labels = None, **others: object) -> Answer:
    return search(archive, replace(Question(text), **others), labels)  # type: ignore[arg-type]


def ids(answer: Answer) -> list[str]:
    return [hit.id for hit in answer.hits]


def note_with(answer: Answer, *parts: str) -> bool:
    return any(all(part in note for part in parts) for note in answer.notes)


# --- years, bodies, types ------------------------------------------------------------------------------------


def test_a_year_is_preferred_and_leaves_nothing_out(archive: Archive) -> None:
    for year, first in (("2021", "p21"), ("2022", "p22"), ("2023", "p23")):
        for text in (f"dân vận {year}", f"dan van nam {year}"):
            answer = ask(archive, text)
            assert ids(answer)[0] == first
            assert {"p21", "p22", "p23", "hidden"} <= set(ids(answer))
            assert note_with(answer, "Xếp trước", f"năm {year}")
            assert answer.understood


def test_a_year_is_not_asked_for_so_the_total_is_that_of_the_words(archive: Archive) -> None:
    keyword = {"mode": Mode.KEYWORD}
    assert ask(archive, "chính quyền 2021", **keyword).total == ask(archive, "chính quyền", **keyword).total == 4


def test_a_year_alone_is_asked_for(archive: Archive) -> None:
    assert ask(archive, "năm 2021").total == ask(archive, "năm 2021", literal=True).total


def test_a_year_without_documents_is_a_word(archive: Archive) -> None:
    answer = ask(archive, "dân vận 1999")
    assert not answer.notes or not note_with(answer, "1999")
    assert ask(archive, "dân vận 2024", OPEN).notes == ask(archive, "dân vận 1999", OPEN).notes
    assert note_with(ask(archive, "dân vận 2024"), "năm 2024")


def test_a_body_is_preferred(archive: Archive) -> None:
    for text in ("dân vận lũng mây", "dan van lung may", "dân vận huyện ủy Lũng Mây"):
        answer = ask(archive, text)
        assert ids(answer)[0] == "p23"
        assert note_with(answer, "của Huyện ủy Lũng Mây")


def test_a_body_of_hidden_documents_is_not_known(archive: Archive) -> None:
    assert note_with(ask(archive, "dân vận hang kín"), "Hang Kín")
    assert not note_with(ask(archive, "dân vận hang kín", OPEN), "Hang Kín")


def test_body_and_year_together(archive: Archive) -> None:
    answer = ask(archive, "dân vận đồng vàng 2022")
    assert ids(answer)[:2] == ["p22", "p21"]
    assert note_with(answer, "năm 2022", DONG_VANG)


def test_a_type_that_the_question_begins_with_is_preferred(archive: Archive) -> None:
    assert ids(ask(archive, "báo cáo dân vận chính quyền"))[0] == "p22"
    assert note_with(ask(archive, "báo cáo dân vận"), "loại Báo cáo")


def test_a_sort_by_date_knows_no_preference(archive: Archive) -> None:
    assert ids(ask(archive, "dân vận 2021", OPEN, sort=Sort.NEWEST, mode=Mode.KEYWORD)) == ["p23", "p22", "p21"]


# --- slips, other names --------------------------------------------------------------------------------------


def test_a_slip_finds_what_was_meant_and_says_so(archive: Archive) -> None:
    answer = ask(archive, "danvan chính quyền")
    assert ids(answer)[:4] == ids(ask(archive, "dan van chính quyền"))[:4]
    assert note_with(answer, "“danvan”", "“dan van”")
    assert ask(archive, "danvan", literal=True).total == 0


def test_words_of_hidden_documents_leave_no_trace(archive: Archive) -> None:
    assert note_with(ask(archive, "thocam"), "tho cam")
    assert ask(archive, "thocam", OPEN).notes == ask(archive, "thocam", OPEN, literal=True).notes
    pruned = archive_of([one for one in PAPERS if one.access_label == "open"], floor=0.9)
    for text in ("thocam", "thổ cẩm", "nghê thổ cẩm", "nghề thổ cẩn", "tho", "cam", "dân vận hang kín", "9/UBND-NV dân vận"):
        seen, without = ask(archive, text, OPEN), ask(pruned, text, OPEN)
        assert (seen.total, seen.notes, sorted(ids(seen))) == (without.total, without.notes, sorted(ids(without))), text


def test_a_renamed_thing_is_found_under_its_other_name_behind_its_own(archive: Archive) -> None:
    for text, own, other in (("lịch tiếp dân", "old", "new"), ("lịch tiếp công dân", "new", "old")):
        answer = ask(archive, text, mode=Mode.KEYWORD)
        assert ids(answer)[:2] == [own, other]
    assert note_with(ask(archive, "tiếp dân"), "tên gọi khác", "tiếp công dân")
    assert ids(ask(archive, "trụ sở tiếp dân", mode=Mode.KEYWORD))[:2] == ["old", "new"]


def test_an_other_name_that_nobody_uses_is_not_mentioned(archive: Archive) -> None:
    assert not note_with(ask(archive, "dân vận"), "vận động quần chúng")


# --- citations -----------------------------------------------------------------------------------------------


def test_a_pasted_citation_puts_its_document_first(archive: Archive) -> None:
    text = "Công văn số 7/UBND-NV ngày 1/3/2022 của UBND huyện Đồng Vàng về việc làm đường"
    answer = ask(archive, text)
    assert ids(answer)[0] == "p22"
    assert ids(answer)[1] == "cites"  # the other words still search
    assert note_with(answer, "trích dẫn", "7/UBND-NV", "(1)")
    assert "number" in answer.hits[0].matched


def test_date_or_body_tell_holders_of_one_number_apart(archive: Archive) -> None:
    assert ids(ask(archive, "xin công văn số 7/UBND-NV của Huyện ủy Lũng Mây"))[0] == "p23"
    assert ids(ask(archive, "cong van so 7/ubnd-nv ngay 1/3/2022"))[0] == "p22"
    assert set(ids(ask(archive, "nội dung công văn 7/UBND-NV"))[:2]) == {"p22", "p23"}
    assert ids(ask(archive, "cv 7 huyện ủy lũng mây"))[:1] != ["p22"]


def test_a_citation_of_another_body_and_date_is_unknown(archive: Archive) -> None:
    answer = ask(archive, "Công văn số 7/UBND-NV ngày 5/6/1999 của UBND xã Hang Kín về cưới xin")
    assert note_with(answer, "Không có văn bản nào mang số 7/UBND-NV")
    assert all("number" not in hit.matched for hit in answer.hits)


@pytest.mark.parametrize(
    "text",
    [
        "văn bản nào thay thế Công văn số 7/UBND-NV",
        "van ban nao thay the cong van so 7/ubnd-nv",
        "báo cáo thực hiện công văn 7/UBND-NV",
        "trả lời Công văn số 7/UBND-NV",
    ],
)
def test_who_asks_what_was_done_to_a_paper_does_not_ask_for_it(archive: Archive, text: str) -> None:
    answer = ask(archive, text)
    assert all("number" not in hit.matched for hit in answer.hits)


def test_a_number_of_a_hidden_document_is_unknown(archive: Archive) -> None:
    answer = ask(archive, "Công văn số 9/UBND-NV về dân vận", OPEN)
    assert note_with(answer, "Không có văn bản nào mang số 9/UBND-NV")
    assert "hidden" not in ids(answer)
    assert ids(ask(archive, "Công văn số 9/UBND-NV về dân vận"))[0] == "hidden"


# --- as typed ------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("dân vận", "2022", "năm 2021", "lũng mây", "tiếp dân", "danvan", "7/UBND-NV", "Công văn số 7/UBND-NV", "ngày 1/3/2022"),
        *("của", "kế hoạch", "huyện", "năm:2021", "coquan:dong", "zzz", '"dân vận"', "-tang", "\u0301", "…", '"'),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=6).map(" ".join), st.text(max_size=30))
HOSTILE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HOSTILE
@given(TEXTS, st.sampled_from(list(Mode)), st.sampled_from([None, OPEN, frozenset()]))
def test_literal_asks_what_was_asked_before(archive: Archive, text: str, mode: Mode, labels: Labels) -> None:
    try:
        query = parse(text)
    except ValueError:
        return
    reader = archive.engine.reader()
    planned = plan(reader, archive.encoder, Question(text, mode=mode, literal=True), labels, "vi", Clock())
    terms, request = question_terms(query.words), planned.request
    assert request.preferences == ()
    assert not planned.understood
    assert planned.first is None
    if terms.syllables and mode is not Mode.SEMANTIC:
        statistics = reader.statistics(ranking.document_terms(terms), labels)
        rule = ranking.all_syllables(terms) if query.number else ranking.match_rule(terms, statistics.visible)
        assert request.clauses == ranking.clauses(terms, statistics)
        assert request.rule == rule
    if not query.number:
        assert request.lookup == ()


@HOSTILE
@given(TEXTS, st.sampled_from(list(Mode)), st.sampled_from([None, OPEN, frozenset()]))
def test_understanding_never_raises_and_a_filter_never_adds_a_hit(
    archive: Archive, text: str, mode: Mode, labels: Labels
) -> None:
    try:
        assume(Attribute.YEAR not in parse(text).filters)  # it adds up with the filter below
    except ValueError:
        return
    whole = ask(archive, text, labels, mode=mode, limit=100)
    filters = {Attribute.YEAR: Filter(frozenset({"2021", "2022"}))}
    filtered = ask(archive, text, labels, mode=mode, limit=100, filters=filters)
    assert set(ids(filtered)) <= set(ids(whole))
    counted = {value.value: value.count for value in whole.facets[Attribute.YEAR].values}
    assert filtered.total == counted.get("2021", 0) + counted.get("2022", 0)


PRUNED = archive_of([one for one in PAPERS if one.access_label == "open"], floor=0.9)


@HOSTILE
@given(
    st.one_of(
        TEXTS,
        st.lists(st.sampled_from(["thocam", "cẩm", "nghề", "hang", "kín", "9/UBND-NV", "2024", "dân", "vân"]), max_size=4).map(
            " ".join
        ),
    )
)
def test_hidden_documents_leave_no_trace_in_what_is_understood(archive: Archive, text: str) -> None:
    try:
        parse(text)
    except ValueError:
        return
    for mode in (Mode.KEYWORD, Mode.HYBRID):
        seen, without = ask(archive, text, OPEN, mode=mode), ask(PRUNED, text, OPEN, mode=mode)
        assert (seen.total, seen.notes, set(ids(seen))) == (without.total, without.notes, set(ids(without)))


def test_a_question_as_understood_is_the_same_every_time(archive: Archive) -> None:
    text = "danvan lung may 2023"
    assert ids(ask(archive, text)) == ids(ask(archive, text))
    assert ask(archive, text).notes == ask(archive, text).notes
