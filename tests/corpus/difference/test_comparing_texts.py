"""Two texts compared: what holds for any two of them, and what a reader of directives counts on."""

import doctest
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.difference import Change, Comparison, Formula, Kind, Passage, State, compare, words
from corpus.document import Span
from corpus.vietnamese import clean

LETTER = """ỦY BAN NHÂN DÂN
HUYỆN SÔNG NGÀN
Số: 214/UBND-NC

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Sông Ngàn, ngày 16 tháng 3 năm 2023

Kính gửi: Ủy ban nhân dân các xã, thị trấn.

Căn cứ Luật Tiếp công dân ngày 25 tháng 11 năm 2013;

Thực hiện Kế hoạch số 31/KH-UBND ngày 05/01/2023 của Ủy ban nhân dân tỉnh Đồng Sương, Ủy ban nhân dân huyện yêu cầu:

1. Người đứng đầu trực tiếp đối thoại với nhân dân ít nhất hai lần một năm, tiếp công dân đúng lịch tại trụ sở.

2. Giao Phòng Nội vụ chủ trì, tổng hợp kết quả, báo cáo trước ngày 30/6/2023; ông Đặng Văn Mẫu làm đầu mối.

3. Bố trí 12 triệu đồng sửa phòng tiếp dân, mua ghế cho người già và người khuyết tật đến chờ.

Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, NC.

KT. CHỦ TỊCH
PHÓ CHỦ TỊCH

Trịnh Thị Thí Dụ
"""


def changes(comparison: Comparison) -> list[Change]:
    return [change for passage in comparison.passages for change in passage.changes]


def told(one: str, other: str) -> list[tuple[str, str, str]]:
    return [
        (change.kind.value, one[change.one.start : change.one.end], other[change.other.start : change.other.end])
        for change in changes(compare(one, other))
    ]


def states(one: str, other: str) -> list[State]:
    return [passage.state for passage in compare(one, other).passages if passage.state is not State.EQUAL]


_SYLLABLES = (
    *("các", "xã", "báo", "cáo", "trước", "ngày", "16/3/2023", "số", "12/KH-UBND", "của", "Ủy", "ban", "nhân", "dân"),
    *("và", "giao", "Phòng", "Nội", "vụ", "chủ", "trì", "5", "%", "1.000", "đồng"),
)
_MARKS = [" ", " ", " ", "\n", "\n\n", ". ", "; ", ", ", "\n- ", "\n1. ", "-\n", "\n\n2\n\n"]
_PIECE = st.tuples(st.sampled_from(_SYLLABLES) | st.text("aăâđêôơưbc12./-\n\tÀ ủ", max_size=6), st.sampled_from(_MARKS))
texts = (
    st.lists(_PIECE, max_size=60).map(lambda pieces: "".join(word + mark for word, mark in pieces)) | st.text(max_size=80)
).map(clean)


@st.composite
def related(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and the same with lines cut, put in, moved or changed."""
    lines = draw(texts).split("\n")
    others = list(lines)
    for _ in range(draw(st.integers(0, 4))):
        at, there = draw(st.integers(0, len(others))), draw(st.integers(0, len(others)))
        cut = others[at : at + draw(st.integers(0, 3))]
        del others[at : at + len(cut)]
        others[there:there] = cut if draw(st.booleans()) else [draw(texts)]
    return "\n".join(lines), "\n".join(others)


any_two = related() | st.tuples(texts, texts)


def _is_all(spans: Sequence[Span], text: str) -> bool:
    """Whether the spans that are not empty are the text, each character once."""
    held = sorted((span.start, span.end) for span in spans if span.start < span.end)
    if not held:
        return not text
    return held[0][0] == 0 and held[-1][1] == len(text) and all(low[1] == high[0] for low, high in pairwise(held))


@given(any_two)
def test_every_character_of_each_side_belongs_to_exactly_one_passage(pair: tuple[str, str]) -> None:
    passages = compare(*pair).passages
    assert _is_all([passage.one for passage in passages], pair[0])
    assert _is_all([passage.other for passage in passages], pair[1])


@given(any_two)
def test_changes_lie_inside_their_passage_and_ascend_on_both_sides(pair: tuple[str, str]) -> None:
    for passage in compare(*pair).passages:
        last = Change(Kind.WORDS, Span(passage.one.start, passage.one.start), Span(passage.other.start, passage.other.start))
        for change in passage.changes:
            assert last.one.end <= change.one.start <= change.one.end <= passage.one.end
            assert last.other.end <= change.other.start <= change.other.end <= passage.other.end
            assert change.one.start < change.one.end or change.other.start < change.other.end
            last = change


@given(any_two)
def test_a_passage_is_what_its_state_says(pair: tuple[str, str]) -> None:
    for passage in compare(*pair).passages:
        ours, theirs = passage.one.start < passage.one.end, passage.other.start < passage.other.end
        assert (ours, theirs) == {State.ADDED: (False, True), State.DROPPED: (True, False)}.get(passage.state, (True, True))
        if passage.state in (State.ADDED, State.DROPPED):
            assert len(passage.changes) == 1
        elif passage.state is not State.MOVED:
            assert bool(passage.changes) == (passage.state is State.CHANGED)


@given(texts)
def test_a_text_and_itself_differ_in_nothing(text: str) -> None:
    comparison = compare(text, text)
    assert [passage.state for passage in comparison.passages if passage.state is not State.EQUAL] == []
    assert comparison.same == comparison.compared


@given(st.lists(st.tuples(st.sampled_from(_SYLLABLES), st.sampled_from([" ", "\n"]), st.sampled_from([" ", ", ", "\n"]))))
def test_layout_case_and_punctuation_alone_are_no_change(pieces: list[tuple[str, str, str]]) -> None:
    one = "".join(word + mark for word, mark, _ in pieces)
    other = "".join(word.upper() + mark for word, _, mark in pieces)
    assert changes(compare(one, other)) == []


@given(any_two)
def test_the_other_way_round_the_same_comes_out_with_sides_changed(pair: tuple[str, str]) -> None:
    there, back = compare(*pair), compare(pair[1], pair[0])
    turned = {State.ADDED: State.DROPPED, State.DROPPED: State.ADDED}
    mirrored = {
        Passage(
            turned.get(passage.state, passage.state),
            passage.other,
            passage.one,
            passage.formula,
            tuple(Change(change.kind, change.other, change.one) for change in passage.changes),
        )
        for passage in back.passages
    }
    assert set(there.passages) == mirrored
    assert (there.compared, there.same) == (back.compared, back.same)


@given(any_two)
def test_passages_come_in_the_order_of_the_other_text(pair: tuple[str, str]) -> None:
    passages = compare(*pair).passages
    here = [passage.other.start for passage in passages if passage.state is not State.DROPPED]
    in_place = [passage.one.start for passage in passages if passage.state in (State.EQUAL, State.CHANGED, State.DROPPED)]
    assert here == sorted(here)
    assert in_place == sorted(in_place)


def test_a_date_a_number_a_name_a_duty_and_words_are_told_apart() -> None:
    other = LETTER
    for before, after in (
        ("214/UBND-NC", "187/UBND-NC"),
        ("16 tháng 3 năm 2023", "11 tháng 3 năm 2024"),
        ("31/KH-UBND ngày 05/01/2023", "28/KH-UBND ngày 09/01/2024"),
        ("ít nhất hai lần", "tối thiểu ba lượt"),
        ("Giao Phòng Nội vụ chủ trì", "Giao Thanh tra huyện chủ trì"),
        ("Đặng Văn Mẫu", "Vi Thị Hư"),
        ("12 triệu đồng", "20 triệu đồng"),
        ("Trịnh Thị Thí Dụ", "Đặng Văn Mẫu"),
    ):
        other = other.replace(before, after)
    assert told(LETTER, other) == [
        ("number", "214/UBND-NC", "187/UBND-NC"),
        ("date", "ngày 16 tháng 3 năm 2023", "ngày 11 tháng 3 năm 2024"),
        ("number", "31/KH-UBND", "28/KH-UBND"),
        ("date", "ngày 05/01/2023", "ngày 09/01/2024"),
        ("words", "ít nhất hai lần", "tối thiểu ba lượt"),
        ("duty", "Phòng Nội vụ", "Thanh tra huyện"),
        ("name", "Đặng Văn Mẫu", "Vi Thị Hư"),
        ("number", "12 triệu đồng", "20 triệu đồng"),
        ("name", "Trịnh Thị Thí Dụ", "Đặng Văn Mẫu"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Báo cáo trước ngày 05/6/2023 về huyện.", "Báo cáo trước ngày 5 tháng 6 năm 2023 về huyện."),
        ("Cấp 1.500.000 đồng cho mỗi hộ nghèo.", "Cấp 1500000 đồng cho mỗi hộ nghèo."),
        ("Thực hiện Quyết định số 05/QĐ-UBND của huyện.", "Thực hiện Quyết định số 5/QĐ - UBND của huyện."),
        ("Uỷ ban nhân dân HOÀ BÌNH, đề nghị;", "ủy ban nhân dân Hòa Bình đề nghị"),
        ("1. Các xã làm đường.\n2. Các thôn đào mương.", "a) Các xã làm đường.\nb) Các thôn đào mương."),
        ("Các xã, thị trấn triển khai thực hiện ngay việc này.", "Các xã, thị trấn triển khai thựchiện ngay việc này."),
        ("Các xã, thị trấn triển khai thực hiện ngay việc này.", "Các xã, thị trấn triển khai th ực hi-\nện ngay việc này."),
        ("Ngày mai các thuộc cấp của UBND tỉnh tháng này.", "Nqày mai các thuôc cấp của ƯBND tỉnh tliáng này."),
    ],
)
def test_the_same_in_another_form_is_no_change(one: str, other: str) -> None:
    assert told(one, other) == []


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Họp lúc 8 giờ tại trụ sở.", "Họp lúc 14 giờ tại trụ sở.", "date"),
        ("Chi 5 triệu đồng cho xã.", "Chi 5 tỷ đồng cho xã.", "number"),
        ("Đạt 95% kế hoạch năm học.", "Đạt 59% kế hoạch năm học.", "number"),
        ("Đạt 95% kế hoạch vụ xuân.", "Đạt 95 kế hoạch vụ xuân.", "number"),
        ("Theo hướng dẫn HĐ của huyện.", "Theo hướng dẫn HD của huyện.", "words"),
        ("Bàn giao bản đồ cho xã.", "Bàn giao bàn đồ cho xã.", "words"),
        ("Xong trong quý II/2023 nhé.", "Xong trong quý III/2023 nhé.", "date"),
        ("Giai đoạn 2021-2025 của tỉnh.", "Giai đoạn 2021-2026 của tỉnh.", "date"),
    ],
)
def test_what_looks_nearly_the_same_is_a_change_where_it_says_something_else(one: str, other: str, kind: str) -> None:
    assert [found[0] for found in told(one, other)] == [kind]


def test_a_paragraph_in_another_place_has_moved_and_its_own_changes_are_marked() -> None:
    lines = LETTER.split("\n\n")
    at = next(place for place, line in enumerate(lines) if line.startswith("3. "))
    to = next(place for place, line in enumerate(lines) if line.startswith("1. "))
    moved = lines.pop(at).replace("12 triệu", "15 triệu")
    lines.insert(to, moved)
    other = "\n\n".join(lines)

    passages = [passage for passage in compare(LETTER, other).passages if passage.state is not State.EQUAL]

    assert [passage.state for passage in passages] == [State.MOVED]
    assert other[passages[0].other.start : passages[0].other.end].strip() == moved
    assert [change.kind for change in passages[0].changes] == [Kind.NUMBER]


def test_a_heading_moves_with_what_it_heads() -> None:
    parts = [
        "Mở đầu nói về việc chung của làng trong năm cũ.",
        "Việc nước\n\nĐào giếng cho mười hộ ở đầu làng trước mùa khô tới.",
        "Việc đường\n\nRải đá cấp phối từ đình làng ra đến tận bến đò cũ, xong trước mùa gặt, kèm cọc tiêu.",
    ]
    assert states("\n\n".join(parts), "\n\n".join([parts[0], parts[2], parts[1]])) == [State.MOVED, State.MOVED]


def test_dropped_and_added_paragraphs_stand_where_they_were() -> None:
    before = "3. Bố trí 12 triệu đồng sửa phòng tiếp dân, mua ghế cho người già và người khuyết tật đến chờ."
    after = "4. Thư viện xã mở cửa thêm buổi tối thứ bảy cho học sinh các thôn xa đến đọc sách và làm bài."
    other = LETTER.replace(before, after)

    passages = compare(LETTER, other).passages
    at = [passage.state for passage in passages].index(State.DROPPED)

    assert [passage.state for passage in passages[at : at + 2]] == [State.DROPPED, State.ADDED]
    assert told(LETTER, other) == [("words", before, ""), ("words", "", after)]
    assert passages[at].other == Span(passages[at - 1].other.end, passages[at - 1].other.end)


def test_formulas_are_told_from_what_the_letter_has_to_say() -> None:
    found = {LETTER[p.one.start : p.one.end].strip().split("\n")[0]: p.formula for p in compare(LETTER, LETTER).passages}
    assert found["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"] is Formula.NATION
    assert found["Căn cứ Luật Tiếp công dân ngày 25 tháng 11 năm 2013;"] is Formula.BASIS
    assert found["Yêu cầu các cơ quan, đơn vị nghiêm túc triển khai thực hiện./."] is Formula.CLOSING
    assert found["Nơi nhận:"] is Formula.RECIPIENTS
    assert found["- Lưu: VT, NC."] is Formula.RECIPIENTS
    assert found["PHÓ CHỦ TỊCH"] is Formula.SIGNATURE
    assert found["Trịnh Thị Thí Dụ"] is Formula.SIGNATURE
    content = [line for line, formula in found.items() if formula is None]
    assert [line[:6] for line in content] == [
        *("ỦY BAN", "HUYỆN ", "Số: 21", "Sông N", "Kính g", "Thực h"),
        *("1. Ngư", "2. Gia", "3. Bố "),
    ]


def test_lines_broken_by_a_scan_part_no_paragraph_and_page_numbers_are_no_words() -> None:
    paragraph = "Các xã rà soát từng hộ ở ven suối, lập danh sách, ký cam kết và báo cáo về Phòng Nông nghiệp trước mùa mưa bão. "
    one = "\n\n".join(f"{number}. Tháng {number} năm nay: {paragraph * 3}" for number in range(1, 8))
    words = one.split(" ")
    lines = [" ".join(words[at : at + 16]) for at in range(0, len(words), 16)]
    pages = ["\n".join(lines[at : at + 12]) for at in range(0, len(lines), 12)]
    other = pages[0] + "".join(f"\n\n- {number} -\n\n{page}" for number, page in enumerate(pages[1:], 1))

    assert told(one, other) == []


_LONG = 120_000
_HOSTILE = {
    "equal lines": ("abc def\n" * (_LONG // 8), "abc def\n" * (_LONG // 9)),
    "one line": ("việc " * (_LONG // 5), "việc " * (_LONG // 6) + "xong"),
    "nothing in common": (" ".join(f"a{n}" for n in range(_LONG // 7)), " ".join(f"b{n}" for n in range(_LONG // 7))),
    "alternating": ("a b\n" * (_LONG // 4), "c " + "b a\n" * (_LONG // 4)),
    "no blanks": ("x" * _LONG, "x" * (_LONG - 1) + "y"),
    "one letter a line": ("a\n" * (_LONG // 2), "b\n" * (_LONG // 2)),
    "stops": (". " * (_LONG // 2), "; " * (_LONG // 2)),
    "dates": ("1/1/2020 " * (_LONG // 9), "2/1/2020 " * (_LONG // 9)),
    "orders": ("Giao " * (_LONG // 5), "Giao chủ trì " * (_LONG // 13)),
    "digits": ("9" * _LONG, "9." * (_LONG // 2)),
    "names": ("Nguyễn Văn " * (_LONG // 11), "Nguyễn Vân " * (_LONG // 11)),
    "recipients": ("Nơi nhận:\n" * (_LONG // 10), "- Lưu\n" * (_LONG // 6)),
    "numbers": ("12/KH-UBND-" * (_LONG // 11), "12/KH/UBND/" * (_LONG // 11)),
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_texts_made_to_cost_much_are_compared_all_the_same(name: str) -> None:
    one, other = _HOSTILE[name]
    passages = compare(one, other).passages  # what grew with the product of the lengths would not come back
    assert _is_all([passage.one for passage in passages], one)
    assert _is_all([passage.other for passage in passages], other)


@settings(max_examples=25)
@given(st.lists(st.sampled_from("abcd"), max_size=40), st.lists(st.sampled_from("abcd"), max_size=40))
def test_few_words_again_and_again_are_compared_all_the_same(ours: list[str], theirs: list[str]) -> None:
    comparison = compare("\n".join(ours), "\n".join(theirs))
    assert 0 <= comparison.same <= comparison.compared == len(ours) + len(theirs)


def test_the_examples_hold() -> None:
    assert doctest.testmod(words).failed == 0
