"""What a sentence does to the validity of the document it names: the whole or a part, from which day, in which words."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Citation, Relation, Span
from corpus.understanding.citations import read_citations
from corpus.understanding.citations_effect import REACH, effect_of, effective_date, sentence_of

A, B, C = "Thông tư số 5/2020/TT-BNV", "Thông tư số 6/2021/TT-BNV", "Thông tư số 7/2022/TT-BNV"


def effects(text: str, kind: str | None = "thong-tu") -> list[tuple[str | None, str | None, str | None]]:
    found, floor = [], 0
    for citation in read_citations(text, None, None):
        effect = effect_of(text, citation, kind, effective_date(text), floor)
        found.append((citation.number, effect.code.value if effect else None, effect.since if effect else None))
        floor = citation.span.end
    return found


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"Thông tư này thay thế {A}.", ["replaced"]),
        (f"Bãi bỏ {A}.", ["repealed"]),
        (f"Bãi bỏ toàn bộ {A}.", ["repealed"]),
        (f"{A} hết hiệu lực kể từ ngày Thông tư này có hiệu lực.", ["expired"]),
        (f"Sửa đổi, bổ sung một số điều của {A}", ["partly_replaced"]),
        (f"Bãi bỏ khoản 2 Điều 1 của {A}", ["partly_replaced"]),
        (f"Bãi bỏ một phần {A}", ["partly_replaced"]),
        (f"Khoản 18, khoản 19 Điều 1 {A} hết hiệu lực kể từ ngày ký.", ["partly_replaced"]),
        (f"Bãi bỏ Phụ lục II ban hành kèm theo {A}", ["partly_replaced"]),
        (f"Thông tư này thay thế Quy chế ban hành kèm theo {A}.", ["replaced"]),
        (f"Bãi bỏ Danh mục ban hành kèm theo {A}", ["repealed"]),
        (f"Kể từ thời điểm Thông tư này có hiệu lực, {A} hết hiệu lực.", ["expired"]),
        (f"Điều 7. Bãi bỏ các văn bản sau đây:\na) {A};\nb) Điều 5 {B};", ["repealed", "partly_replaced"]),
        (f"Các văn bản sau đây hết hiệu lực:\na) {A};\nb) Điều 15 {B};", ["expired", "partly_replaced"]),
        (f"Bãi bỏ Điều 18, Điều 19 và Điều 20 {A}", ["partly_replaced"]),
        (f"Bãi bỏ những quy định về kỷ luật tại {A}", ["partly_replaced"]),
        (f"Thông tư này thay thế một số quy định tại các Thông tư sau:\na) {A};", ["partly_replaced"]),
        (f"Bãi bỏ Điều 5 của {A} sửa đổi một số điều {B} về việc cũ, {C} về việc khác.", ["partly_replaced", None, None]),
        (f"{A} quy định việc in, cấp phát, thu hồi, hủy bỏ bằng hết hiệu lực kể từ ngày ký.", ["expired"]),
        (f"Thông tư này thay thế {A} và bãi bỏ khoản 3 Điều 4 {B}.", ["replaced", "partly_replaced"]),
        (f"Thông tư này thay thế {A} sửa đổi một số điều của {B} và {C}.", ["replaced", None, None]),
        (f"Thông tư này thay thế {A}; {B} sửa đổi, bổ sung một số điều của {A}.", ["replaced", "replaced"]),
        (f"{A} về việc cũ; Điều 2 {B} hết hiệu lực.", ["expired", "partly_replaced"]),
        (f"Thông tư này thay thế {A}; {B} tiếp tục có hiệu lực.", ["replaced", None]),
        (f"Ngưng hiệu lực {A}", [None]),
        (f"theo quy định tại {A}", [None]),
        (f"{A} (được sửa đổi, bổ sung bởi {B})", [None, None]),
    ],
)
def test_the_whole_and_the_part_are_told_apart(text: str, codes: list[str | None]) -> None:
    assert [code for _, code, _ in effects(text)] == codes


@pytest.mark.parametrize(
    ("text", "since"),
    [
        (f"Thông tư này có hiệu lực từ ngày 17 tháng 5 năm 2031 và thay thế {A}.", "2031-05-17"),
        (f"Thông tư này có hiệu lực thi hành kể từ ngày 01/02/2031.\n{A} hết hiệu lực kể từ ngày 1/1/2032.", "2032-01-01"),
        (f"Thông tư này có hiệu lực kể từ ngày ký và thay thế {A}.", None),
        (f"Thông tư này có hiệu lực sau 45 ngày, kể từ ngày ký; thay thế {A}.", None),
        (f"Thông tư này có hiệu lực từ ngày 31 tháng 02 năm 2031, thay thế {A}.", None),
    ],
)
def test_the_day_is_the_one_that_the_text_names(text: str, since: str | None) -> None:
    assert effects(text)[0][2] == since


@pytest.mark.parametrize("kind", ["to-trinh", "bao-cao", "de-an"])
def test_what_is_only_proposed_or_told_ends_nothing(kind: str) -> None:
    assert effects(f"Bãi bỏ {A}.", kind) == [("5/2020/TT-BNV", None, None)]


def test_the_sentence_of_a_list_names_its_head_and_its_item() -> None:
    text = f"Câu trước. Điều 7. Bãi bỏ các văn bản sau đây:\na) {A};\nb) {B} về việc cũ;\nCâu sau."
    second = read_citations(text, None, None)[1]
    assert sentence_of(text, second.span) == f"Câu trước. Điều 7. Bãi bỏ các văn bản sau đây: b) {B} về việc cũ;"
    text = f"Một câu khác. Thông tư này thay thế {A}\nvề việc cũ. Câu sau."
    assert sentence_of(text, read_citations(text, None, None)[0].span) == f"Thông tư này thay thế {A}"


_PIECES = (A, B, "thay thế", "bãi bỏ", "Điều 5", ";", ".", "\n", "a)", "sau đây:", "hết hiệu lực", "này")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=40),
    st.integers(0, 400),
    st.integers(0, 60),
)
def test_any_span_has_a_sentence_and_any_act_an_effect(pieces: list[str], start: int, length: int) -> None:
    text = " ".join(pieces)
    span = Span(min(start, len(text)), min(start + length, len(text)))
    sentence = sentence_of(text, span)
    assert "\n" not in sentence
    assert len(sentence) <= 602
    low = max(0, span.start - REACH)
    assert sentence_of(text[low : span.end + REACH], Span(span.start - low, span.end - low)) == sentence
    effect_of(text, Citation("x", span, Relation.REPEALS), None, None, length)


@pytest.mark.parametrize("piece", ["này có hiệu lực từ ngày ", "a) ", "; ", "Bãi bỏ Điều 5 ", "hết hiệu lực kể từ ngày 1/", "\n"])
def test_hostile_texts_take_less_than_a_second(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    effective_date(text)
    for at in range(0, len(text), len(text) // 50):
        effect_of(text, Citation("x", Span(at, at + 5), Relation.REPEALS), None, None, 0)
    assert time.process_time() - start < 1.0
