from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from indexer.engines.engine import Excerpt
from indexer.terms import question_terms
from search_api.highlight import LONGEST, highlights, snippet

PIECES = ["đối", "thoại", "tiếp", "công", "dân", "UBND", "Đ", "x1", ",", "\n", "  ", ".", "…", "😀", "a" * 90, "KT-XH"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=120).map(" ".join)


def shown(text: str, question: str) -> list[str]:
    return [text[start:end] for start, end in highlights(text, question_terms(question))]


def test_marked_and_unmarked_questions_show_the_same() -> None:
    text = "Kế hoạch ĐỐI THOẠI với dân; tiếp công dân, tiếp dân định kỳ"
    assert shown(text, "đối thoại tiếp dân") == shown(text, "doi thoai tiep dan") == ["ĐỐI THOẠI", "tiếp dân"]


def test_tone_placement_does_not_matter() -> None:
    assert shown("Uỷ ban xã", "ủy ban") == ["Uỷ ban"]


def test_abbreviations_meet_their_full_form_both_ways() -> None:
    assert shown("Chủ tịch UBND xã", "ủy ban nhân dân") == ["UBND"]
    assert shown("Chủ tịch Ủy ban nhân dân xã", "UBND") == ["Ủy ban nhân dân"]


def test_syllables_alone_are_shown_where_no_pair_is() -> None:
    assert shown("dân và chính quyền đối thoại", "đối với dân") == ["dân", "đối"]
    assert shown("Đất rừng", "đất") == ["Đất"]


def test_a_pair_does_not_cross_a_clause() -> None:
    assert shown("việc đối, thoại và đối thoại", "đối thoại") == ["đối thoại"]


def test_a_syllable_outside_any_pair_is_shown_beside_pairs() -> None:
    assert shown("đối thoại năm 2023", "đối thoại, 2023") == ["đối thoại", "2023"]


def test_a_long_passage_is_cut_around_the_densest_stretch() -> None:
    text = "dân vận. " + "lời khác " * 80 + "đối thoại tiếp dân và đối thoại " + "lời khác " * 80
    found = snippet(Excerpt(Span(1000, 1000 + len(text)), text), question_terms("đối thoại tiếp dân vận"))
    assert "đối thoại tiếp dân" in found.text
    assert len(found.text) <= LONGEST
    assert text[found.span.start - 1000 : found.span.end - 1000] == found.text
    assert found.text.startswith(("lời ", "khác "))
    assert found.text.endswith((" lời", " khác"))


def test_a_highlight_longer_than_the_snippet_fills_it() -> None:
    text = "x. " * 200 + "tiếp dân " * 100
    found = snippet(Excerpt(Span(0, len(text)), text), question_terms("tiếp dân tiếp"))
    assert found.highlights
    assert "tiếp dân" in found.text


@given(TEXTS, st.sampled_from(["đối thoại", "tiep cong dan", "UBND", "dân", "", "KT-XH x1"]), st.integers(0, 5000))
def test_snippets_are_slices_with_highlights_inside(text: str, question: str, start: int) -> None:
    found = snippet(Excerpt(Span(start, start + len(text)), text), question_terms(question))
    assert text[found.span.start - start : found.span.end - start] == found.text
    assert len(found.text) <= LONGEST
    last = 0
    for first, end in found.highlights:
        assert last <= first < end <= len(found.text)
        last = end


def test_an_empty_passage_has_an_empty_snippet() -> None:
    assert snippet(Excerpt(Span(5, 5), ""), question_terms("dân")).text == ""
