"""What recognition changes: confidence goes down, never up; marks of secrecy are seen though misread."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Evidence, Fields, Page, Span
from corpus.understanding.recognised import lowered, recognised_mark

TEXT, SCAN = Page(1, Span(0, 100), "text"), Page(2, Span(102, 200), "ocr", 0.92)


def fields(**spans: "Span | None") -> Fields:
    return Fields(evidence={name: Evidence(span, "rule", 0.99) for name, span in spans.items()})


def test_fields_on_a_recognised_page_are_less_sure_and_others_as_before() -> None:
    found = lowered(fields(number=Span(110, 120), date=Span(10, 20), subject=Span(130, 150), urgency=None), [TEXT, SCAN])
    sure = {name: evidence.confidence for name, evidence in found.evidence.items()}
    assert sure == {"number": 0.85, "date": 0.99, "subject": 0.92, "urgency": 0.99}
    assert found.pages == (TEXT, SCAN)


def test_a_number_that_rests_on_a_doubtful_word_is_below_one_half() -> None:
    found = lowered(fields(number=Span(110, 120), date=Span(130, 140)), [SCAN], [Span(115, 118)])
    assert found.evidence["number"].confidence < 0.5
    assert found.evidence["date"].confidence == 0.85


spans = st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda t: Span(t[0], t[0] + t[1]))
pages = st.lists(st.builds(Page, st.integers(1, 9), spans, st.sampled_from(["text", "ocr"]), st.none() | st.floats(0, 1)))


@given(spans, st.floats(0, 1), pages, st.lists(spans))
def test_no_confidence_rises(span: Span, confidence: float, pages: list[Page], doubtful: list[Span]) -> None:
    before = Fields(evidence={"number": Evidence(span, "rule", confidence)})
    assert 0 <= lowered(before, pages, doubtful).evidence["number"].confidence <= confidence


MARKS = ["MẬT", "MAT", "MÁT", "MẤT", "[ MẠT ]", "| MÂT |", "UBND HUYỆN SAO MAI     MẬT", "TÓI MAT", "T0I MẬT", "TUYET MẬT"]
WORDS = ["MẶT", "MẮT", "Mật", "mat", "BẢO MẬT", "CÔNG TÁC BẢO VỆ BÍ MẬT", "MẬT ONG", "MAI", "TỐI NAY", "MTT", ""]


@pytest.mark.parametrize("line", [*MARKS, "TUYỆT MẠT.", "M Ậ T", "TUYỆTMẬT"])
def test_a_stamp_is_seen_however_it_was_misread(line: str) -> None:
    assert recognised_mark(f"ỦY BAN NHÂN DÂN\n{line}\nSố: 12/UBND-VX")


@pytest.mark.parametrize("line", [*WORDS, "MẶT TRẬN TỔ QUỐC"])
def test_words_that_are_no_marks_pass(line: str) -> None:
    assert not recognised_mark(f"ỦY BAN NHÂN DÂN\n{line}\nSố: 12/UBND-VX")


def test_a_subject_that_breaks_inside_a_word_is_no_mark() -> None:
    assert not recognised_mark("V/v BẢO VỆ BÍ\nMẬT")


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert recognised_mark(text) in (True, False)
