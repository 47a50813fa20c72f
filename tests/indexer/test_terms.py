"""Language meets the engines in streams of terms: the same on both sides, marked or not, abbreviated or not."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.vietnamese import clean, fold
from indexer.engines.engine import Stream
from indexer.terms import (
    analyse,
    document_streams,
    document_streams_of,
    head_texts,
    passage_streams,
    question_terms,
    spelled_out,
    tokens_with_offsets,
)

_SYLLABLES = ["công", "tác", "dân", "vận", "UBND", "Hoà", "hòa", "CBCC", "KT-XH", "2023", "NN&PTNT", "đối", "thoại", "huyện"]
_JOINTS = [" ", " ", " ", ", ", ". ", "\n", " - ", "/", " (", ") ", "…"]
_TEXTS = st.lists(st.tuples(st.sampled_from(_SYLLABLES), st.sampled_from(_JOINTS)), max_size=40).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)


def test_syllables_are_folded_marked_and_paired_inside_clauses() -> None:
    streams = passage_streams("Đối thoại, tiếp dân")
    assert streams[Stream.FA] == ["doi", "thoai", "tiep", "dan"]
    assert streams[Stream.SA] == ["đối", "thoại", "tiếp", "dân"]
    assert streams[Stream.GA] == ["doi_thoai", "tiep_dan"]
    assert Stream.FP not in streams


def test_both_tone_placements_give_one_term() -> None:
    assert passage_streams("Uỷ ban, hoà giải, qủa") == passage_streams("Ủy ban, hòa giải, quả")


def test_an_abbreviation_is_its_full_form_in_every_stream() -> None:
    short = passage_streams("giao UBND xã, cán bộ làm CCHC")
    full = passage_streams("giao ủy ban nhân dân xã, cán bộ làm cải cách hành chính")
    assert short == full


def test_an_abbreviation_typed_without_marks_or_capitals_is_known() -> None:
    assert question_terms("hdnd").bigrams == question_terms("hội đồng nhân dân").bigrams


def test_short_lower_case_is_left_alone() -> None:
    assert [s.folded for s in question_terms("nc vt").syllables] == ["nc", "vt"]


def test_a_joined_abbreviation_is_looked_up_whole_and_then_in_parts() -> None:
    assert passage_streams("KT-XH")[Stream.FA] == ["kinh", "te", "xa", "hoi"]
    assert passage_streams("UBND-ABCX")[Stream.FA] == ["uy", "ban", "nhan", "dan", "abcx"]


def test_a_full_form_keeps_its_own_clause_borders() -> None:
    assert "bo_cong" not in passage_streams("CBCC")[Stream.GA]
    assert passage_streams("CBCC")[Stream.GA] == passage_streams("cán bộ, công chức")[Stream.GA]


def test_a_documents_head_stands_before_its_body_and_does_not_touch_it() -> None:
    streams = document_streams("Công văn", "12/ABC-QZ", "rà soát hồ sơ", "cv_12-ra.soat.docx", "Kính gửi các đơn vị")
    assert streams[Stream.FA][:9] == ["cong", "van", "12", "abc", "qz", "ra", "soat", "ho", "so"]
    assert "so_kinh" not in streams[Stream.GA]
    assert "qz_ra" not in streams[Stream.GA]
    assert streams[Stream.FT] == ["ra", "soat", "ho", "so", "cv", "12", "ra", "soat"]
    assert "so_cv" not in streams[Stream.GT]


def test_a_document_without_anything_has_empty_streams() -> None:
    assert all(terms == [] for terms in document_streams(None, None, None, None, "").values())


@given(_TEXTS)
def test_positions_hold_one_gap_between_clauses_and_none_outside(text: str) -> None:
    streams = document_streams("Công văn", "1/AB", "về việc", None, text)
    positions = streams[Stream.FP]
    assert positions[0]
    assert positions[-1]
    assert not any(a == b == "" for a, b in pairwise(positions))
    assert [term for term in positions if term] == streams[Stream.FA]
    pairs = [f"{a}_{b}" for a, b in pairwise(positions) if a and b]
    assert pairs == streams[Stream.GA]


@given(_TEXTS)
def test_words_are_made_of_the_texts_syllables(text: str) -> None:
    streams = passage_streams(text)
    assert "_".join(streams[Stream.VA]).split("_") == (streams[Stream.FA] or [""])


@given(st.lists(_TEXTS, max_size=4))
def test_pieces_analysed_together_or_apart_are_the_same(texts: list[str]) -> None:
    assert analyse(texts) == [analysis for text in texts for analysis in analyse([text])]


@given(st.lists(_TEXTS, max_size=4))
def test_a_body_in_pieces_gives_the_streams_of_the_whole(texts: list[str]) -> None:
    whole = document_streams("Tờ trình", "3/TTr-AB", "xin ý kiến", "a.pdf", "\n".join(texts))
    head = head_texts("Tờ trình", "3/TTr-AB", "xin ý kiến", "a.pdf")
    assert document_streams_of(*analyse([*head, *texts])) == whole


@given(st.text())
def test_any_text_gives_as_many_folded_as_marked_syllables_without_blanks(text: str) -> None:
    streams = passage_streams(clean(text))
    assert len(streams[Stream.FA]) == len(streams[Stream.SA])
    assert all(term and not any(c.isspace() for c in term) for stream in streams.values() for term in stream)
    assert all(fold(term) == term for term in streams[Stream.FA])


@given(_TEXTS)
def test_an_unmarked_question_asks_for_the_same_folded_terms(text: str) -> None:
    marked, unmarked = question_terms(text), question_terms(fold(text))
    if not any(c.isupper() for c in text):
        assert [s.folded for s in marked.syllables] == [s.folded for s in unmarked.syllables]
        assert (marked.bigrams, marked.grams) == (unmarked.bigrams, unmarked.grams)
    assert not unmarked.marked


def test_a_questions_terms_are_distinct_and_in_order() -> None:
    terms = question_terms("dân vận dan van, dân vận khéo")
    assert [(s.folded, s.marked, s.has_mark) for s in terms.syllables] == [
        ("dan", "dân", True),
        ("van", "vận", True),
        ("kheo", "khéo", True),
    ]
    assert terms.bigrams == ("dan_van", "van_dan", "van_kheo")
    assert "dan_van_dan_van" in terms.grams
    assert "dan_van_dan_van_dan" not in terms.grams
    assert terms.marked


def test_a_decomposed_question_is_a_composed_one() -> None:
    assert question_terms("tiê\u0301p dân") == question_terms("tiếp dân")


def test_marks_of_a_full_form_do_not_make_a_question_marked() -> None:
    terms = question_terms("UBND xa")
    assert not terms.marked
    assert terms.spelled_out == "ủy ban nhân dân xa"


def test_a_question_of_punctuation_has_no_terms() -> None:
    terms = question_terms("?! … ()")
    assert terms.syllables == terms.bigrams == terms.grams == ()


def test_tokens_of_a_stored_text_carry_its_offsets() -> None:
    text = "Làm CCHC, KT-XH; UBND-XY"
    found = tokens_with_offsets(text)
    assert [text[token.start : token.end] for token in found] == ["Làm", "CCHC", "KT-XH", "UBND", "XY"]
    assert found[1].folded == ("cai", "cach", "hanh", "chinh")


@given(st.one_of(_TEXTS, st.text()))
def test_tokens_of_a_stored_text_are_its_folded_stream(text: str) -> None:
    found = tokens_with_offsets(text)
    assert [folded for token in found for folded in token.folded] == passage_streams(text)[Stream.FA]
    ends = [0, *(token.end for token in found)]
    assert all(end <= token.start < token.end <= len(text) for end, token in zip(ends, found, strict=False))


def test_spelling_out_leaves_other_text_as_it_is() -> None:
    text = "  Ubnd… giữ nguyên\tkhoảng trắng KTABC "
    assert spelled_out(text) == text.replace("Ubnd", "ủy ban nhân dân")


def test_a_huge_token_is_cut_and_harms_nothing() -> None:
    streams = passage_streams("a" * 1_000_000 + " b")
    assert [len(term) for term in streams[Stream.FA]] == [64, 1]
