import pytest
from fictional_archive import DONG_VANG, PAPERS, SUOI_MO, archive_of, paper

from corpus.errors import InputError
from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import Answer, Mode, Question
from search_api.archive import Archive
from search_api.parameters import question_from
from search_api.search import facet, search

OPEN = frozenset({"open"})


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def ask(archive: Archive, text: str, labels: frozenset[str] | None = None, **more: str) -> Answer:
    return search(archive, question_from([("q", text), *more.items()]), labels)


def ids(answer: Answer) -> list[str]:
    return [hit.id[-1] for hit in answer.hits]


def test_unmarked_typing_finds_what_marked_typing_finds(archive: Archive) -> None:
    marked, unmarked = ask(archive, "đối thoại tiếp dân"), ask(archive, "doi thoai tiep dan")
    assert set(ids(marked)) == set(ids(unmarked)) >= {"2", "3"}
    assert ids(marked)[0] == ids(unmarked)[0] == "3"
    assert marked.total == len(marked.hits)


def test_without_a_question_everything_comes_newest_first_undated_last(archive: Archive) -> None:
    answer = ask(archive, "")
    assert ids(answer) == ["3", "5", "2", "4", "7", "6"]
    assert answer.sort is Sort.NEWEST
    assert ids(ask(archive, "năm:2019..2022")) == ["2", "4", "7"]


def test_oldest_puts_unknown_dates_last_too(archive: Archive) -> None:
    assert ids(ask(archive, "", sort="oldest")) == ["7", "4", "2", "5", "3", "6"]


def test_labels_decide_what_exists(archive: Archive) -> None:
    assert "5" in ids(ask(archive, "dân vận"))
    answer = ask(archive, "dân vận", OPEN)
    assert "5" not in ids(answer)
    assert all(value.value != "bao-cao" for value in answer.facets[Attribute.TYPE].values)
    assert search(archive, Question(), frozenset()).total == 0


def test_a_number_puts_its_holders_first_newest_first(archive: Archive) -> None:
    answer = ask(archive, "12/KH-UBND")
    assert ids(answer)[:2] == ["2", "7"]
    assert "number" in answer.hits[0].matched
    assert "12/KH-UBND" in answer.notes[0]
    assert "(2)" in answer.notes[0]
    assert ids(ask(archive, "12 kh-ubnd"))[:2] == ["2", "7"]


def test_a_number_that_nobody_holds_is_said(archive: Archive) -> None:
    answer = search(archive, Question("99/KH-UBND"), None, "en")
    assert any("No document carries the number" in note for note in answer.notes)


def test_phrases_are_folded_and_exclusions_hold(archive: Archive) -> None:
    assert set(ids(ask(archive, '"tiep cong dan"'))) == {"2"}
    assert "2" not in ids(ask(archive, "đối thoại -họp"))
    assert set(ids(ask(archive, '-"đối thoại"'))) == {"4", "6", "7"}


def test_nonsense_and_signs_find_nothing(archive: Archive) -> None:
    assert ask(archive, "???").total == 0
    assert ask(archive, "???").notes
    assert ask(archive, "zzyzx qqwwx").total == 0


@pytest.mark.parametrize("mode", Mode)
def test_an_empty_archive_answers_every_mode(mode: Mode) -> None:
    empty = archive_of(())
    for text in ("", "dân vận", "12/KH-UBND", '"a" -b'):
        assert search(empty, Question(text, mode=mode), None).total == 0


def test_each_leg_says_what_it_matched(archive: Archive) -> None:
    assert all(hit.matched == ("words",) for hit in ask(archive, "đối thoại", mode="keyword").hits)
    semantic = ask(archive, "đối thoại với nhân dân", mode="semantic")
    assert semantic.hits
    assert all(hit.matched == ("meaning",) for hit in semantic.hits)
    scores = [hit.score for hit in semantic.hits]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= archive.encoder.floor


def test_pages_join_without_gap_or_overlap(archive: Archive) -> None:
    for mode in Mode:
        whole = ids(ask(archive, "đối thoại dân", mode=mode.value))
        parts = [ids(ask(archive, "đối thoại dân", mode=mode.value, offset=str(i), limit="1")) for i in range(len(whole))]
        assert [part[0] for part in parts] == whole


def test_snippets_are_slices_of_the_text_with_highlights(archive: Archive) -> None:
    hit = ask(archive, "tiep cong dan").hits[0]
    assert hit.passage is not None
    text = next(p.text for p in PAPERS if p.id == hit.id)
    assert text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text
    assert [hit.passage.text[a:b] for a, b in hit.passage.highlights] == ["tiếp công dân"]


def test_abbreviations_are_their_full_form(archive: Archive) -> None:
    assert set(ids(ask(archive, "ủy ban nhân dân xã", mode="keyword"))) == set(ids(ask(archive, "UBND xã", mode="keyword")))


@pytest.mark.parametrize(
    "name", ["uy-ban-nhan-dan-xa-suoi-mo", SUOI_MO, "Uỷ ban nhân dân xã Suối Mơ", "uy ban nhan dan xa suoi mo", "UBND xã Suối Mơ"]
)
def test_an_issuer_is_named_in_any_way(archive: Archive, name: str) -> None:
    assert set(ids(ask(archive, "", issuer=name))) == {"2", "3", "5"}
    assert set(ids(ask(archive, f'cơquan:"{name}"'))) == {"2", "3", "5"}


@pytest.mark.parametrize(
    ("attribute", "name", "found"),
    [
        ("type", "Kế hoạch", "237"),
        ("type", "ke hoach", "237"),
        ("type", "KH", "237"),
        ("level", "huyện", "45"),
        ("level", "cấp xã", "23"),
        ("level", "commune", "23"),
        ("signer", "lo van may", "23"),
        ("symbol", "cv-ubnd", "4"),
        ("number", "12/kh-ubnd", "27"),
        ("number", "12", "247"),
        ("field", "Dân vận", "235"),
        ("type", "none", "6"),
        ("year", "none", "6"),
        ("signer", "none", "4567"),
    ],
)
def test_names_are_resolved_to_values(archive: Archive, attribute: str, name: str, found: str) -> None:
    answer = ask(archive, "", **{attribute: name})
    assert set(ids(answer)) == set(found)
    assert not answer.notes


def test_an_unknown_name_finds_nothing_and_is_said_in_both_languages(archive: Archive) -> None:
    question = Question(filters={Attribute.ISSUER: Filter(values=frozenset({"Hội đồng Mây Trắng"}))})
    assert search(archive, question, None).total == 0
    assert "Hội đồng Mây Trắng" in search(archive, question, None, "vi").notes[0]
    assert "is known" in search(archive, question, None, "en").notes[0]
    facet_of = search(archive, question, None).facets[Attribute.ISSUER]
    assert [(v.value, v.count) for v in facet_of.values if v.selected] == [("Hội đồng Mây Trắng", 0)]


def test_a_name_only_others_may_see_is_as_unknown_as_any(archive: Archive) -> None:
    filters = {Attribute.TYPE: Filter(values=frozenset({"Báo cáo"}))}
    hidden = search(archive, Question(filters=filters), OPEN)
    assert hidden.total == 0
    assert hidden.notes


def test_facets_carry_names_and_what_is_chosen(archive: Archive) -> None:
    answer = ask(archive, "", type="Kế hoạch", year="2022..2023")
    types = {v.value: v for v in answer.facets[Attribute.TYPE].values}
    assert types["ke-hoach"].label == "Kế hoạch"
    assert types["ke-hoach"].selected
    assert types["bao-cao"].count == 1
    assert not types["bao-cao"].selected
    years = {v.value: v.selected for v in answer.facets[Attribute.YEAR].values}
    assert years == {"2022": True, "2023": True, "2019": False}
    levels = {v.value: v.label for v in ask(archive, "").facets[Attribute.LEVEL].values}
    assert levels == {"commune": "Cấp xã", "district": "Cấp huyện"}


def test_a_joint_paper_counts_for_each_issuer(archive: Archive) -> None:
    counts = {v.value: v.count for v in ask(archive, "").facets[Attribute.ISSUER].values}
    assert counts == {"uy-ban-nhan-dan-huyen-dong-vang": 3, "uy-ban-nhan-dan-xa-suoi-mo": 3}


def test_a_lowered_share_is_said() -> None:
    archive = archive_of([paper("aaaaaaaaaaa2", "một hai ba"), paper("aaaaaaaaaaa3", "năm sáu bảy tám chín")])
    answer = search(archive, Question("một hai, bốn năm sáu bảy tám chín mười", mode=Mode.KEYWORD), None)
    assert answer.total == 2
    assert any("10 %" in note or "20 %" in note for note in answer.notes)


def test_what_goes_beyond_the_window_is_refused(archive: Archive) -> None:
    for question in (Question(limit=101), Question(offset=9_995), Question("a" * 2001), Question(offset=-1)):
        with pytest.raises(InputError):
            search(archive, question, None)
    with pytest.raises(InputError, match="năm"):
        search(archive, Question("năm:abc"), None)


def test_the_same_question_has_the_same_answer(archive: Archive) -> None:
    for mode in Mode:
        first, second = (ask(archive, "đối thoại với dân", mode=mode.value) for _ in range(2))
        assert first.hits == second.hits


def test_time_is_split_by_step(archive: Archive) -> None:
    answer = ask(archive, "đối thoại")
    assert set(answer.split_ms) == {"terms", "encoding", "engine", "fusion", "fetch", "highlight"}
    assert answer.took_ms == pytest.approx(sum(answer.split_ms.values()))


def test_a_facet_is_looked_through_by_prefix_marked_or_not(archive: Archive) -> None:
    found = facet(archive, "issuer", Question(), None, "huyen d")
    assert [(v.label, v.count) for v in found.values] == [(DONG_VANG, 3)]
    assert found.other == 3
    assert facet(archive, "type", Question(), None, "Công").values[0].value == "cong-van"
    with pytest.raises(InputError, match="colour"):
        facet(archive, "colour", Question(), None)


def test_a_paper_without_subject_goes_by_its_file_name(archive: Archive) -> None:
    hit = ask(archive, "lễ hội mùa xuân").hits[0]
    assert (hit.subject, hit.title) == (None, "giay moi le hoi.docx")


def test_a_chosen_value_has_a_name_only_for_who_may_see_a_document_that_bears_it(archive: Archive) -> None:
    def shown(labels: frozenset[str] | None) -> list[str]:
        answer = ask(archive, "khong co gi", labels, type="bao-cao", level="district")
        return [v.label for a in (Attribute.TYPE, Attribute.LEVEL) for v in answer.facets[a].values if v.selected]

    assert shown(None) == ["Báo cáo", "Cấp huyện"]
    assert shown(OPEN) == ["bao-cao", "Cấp huyện"]
    assert [
        v.label
        for v in facet(archive, "type", Question(filters={Attribute.TYPE: Filter(frozenset({"bao-cao"}))}), OPEN).values
        if v.selected
    ] == ["bao-cao"]
