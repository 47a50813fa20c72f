"""Laws without a number, lists, short forms, and what a clause says of a citation before and after it."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.gazetteer import law_titled, laws_titled
from corpus.gazetteer.tables import rows
from corpus.understanding.citations import read_citations


def named(text: str) -> list[tuple[str, str | None, str]]:
    return [(c.text, c.number, c.relation.value) for c in read_citations(text, None, None)]


def related(text: str) -> list[tuple[str | None, str]]:
    return [(c.number, c.relation.value) for c in read_citations(text, None, None)]


@pytest.mark.parametrize(
    ("text", "citation", "type"),
    [
        ("tuyên truyền Luật thực hiện dân chủ ở cơ sở đến thôn", "Luật thực hiện dân chủ ở cơ sở", "luat"),
        ("quy định tại Bộ luật Lao động năm 2019, người lao động", "Bộ luật Lao động năm 2019", "bo-luat"),
        ("theo Luật Đất đai 2024", "Luật Đất đai 2024", "luat"),
        ("theo LUẬT ĐẤT ĐAI;", "LUẬT ĐẤT ĐAI", "luat"),
        ("trái với Hiến pháp và pháp luật", "Hiến pháp", "hien-phap"),
        ("theo Luật Đầu tư công.", "Luật Đầu tư công", "luat"),
        ("theo Luật Quản lý, sử dụng tài sản công, các xã", "Luật Quản lý, sử dụng tài sản công", "luat"),
        ("Pháp lệnh Dân số", "Pháp lệnh Dân số", "phap-lenh"),
    ],
)
def test_a_law_is_cited_by_its_title_alone(text: str, citation: str, type: str) -> None:
    (law,) = read_citations(text, None, None)
    assert (law.text, law.type, law.number, law.number_key, law.issuer) == (citation, type, None, None, None)
    assert law.text == text[law.span.start : law.span.end]


@pytest.mark.parametrize(
    "text",
    [
        "Luật này có hiệu lực", "theo pháp luật về đất đai", "thực hiện quy chế dân chủ ở cơ sở", "Trường Đại học Luật Giáo dục",
        "Hội Luật gia huyện",
        "Luật Vườn cây", "luật đất đai nói chung", "Nghị quyết 57", "trong Chương trình 33", "Chỉ thị nêu trên", "Luật",
        "TCVN 5507:2002", "QCVN 05A:2020/BCT", "TCVN ISO 9001:2015", "tỷ lệ 1/500", "điện thoại 0255.3829.123", "Điều 5", "24/7",
    ],
)  # fmt: skip
def test_notions_standards_and_figures_are_no_citations(text: str) -> None:
    assert named(text) == []


def test_a_law_with_its_number_is_one_citation_and_its_title_then_means_that_number() -> None:
    text = "theo Luật Vườn cây số 77/2031/QH18. Thực hiện Luật Đất đai số 31/2024/QH15 và các văn bản. Theo Luật Đất đai thì"
    assert named(text) == [
        ("Luật Vườn cây số 77/2031/QH18", "77/2031/QH18", "cites"),
        ("Luật Đất đai số 31/2024/QH15", "31/2024/QH15", "implements"),
    ]
    other_year = read_citations("theo Luật Đất đai số 31/2024/QH15 và Luật Đất đai năm 2013", None, None)
    assert [c.number for c in other_year] == ["31/2024/QH15", None]


def test_a_list_shares_the_date_and_issuer_that_only_its_last_one_has() -> None:
    text = "Bãi bỏ các Quyết định số 2/2008/QĐ-UBND, 4/2013/QĐ-UBND, 9/2017/QĐ-UBND ngày 1/2/2017 của Ủy ban nhân dân xã Sơn Hải"
    found = read_citations(text, None, None)
    assert [(c.number, c.type, c.date, c.issuer, c.relation.value) for c in found] == [
        (number, "quyet-dinh", "2017-02-01", "Ủy ban nhân dân xã Sơn Hải", "repeals")
        for number in ("2/2008/QĐ-UBND", "4/2013/QĐ-UBND", "9/2017/QĐ-UBND")
    ]


def test_a_short_form_stands_for_the_first_mention() -> None:
    text = "theo Chỉ thị số 33/CT-TTg ngày 1/2/2020 của Thủ tướng Chính phủ.\nThực hiện Chỉ thị 33; theo Nghị quyết 5."
    (short,) = read_citations(text, None, None)
    assert (short.text, short.number, short.number_key) == ("Chỉ thị 33", "33/CT-TTg", "33/ct-ttg")
    assert (short.date, short.issuer, short.relation.value) == ("2020-02-01", "Thủ tướng Chính phủ", "implements")


def test_one_number_of_two_years_is_two_documents() -> None:
    text = "theo Chỉ thị số 33/CT-TTg ngày 1/2/2020 và Chỉ thị số 33/CT-TTg ngày 5/6/2021; theo Chỉ thị số 33/CT-TTg"
    assert [c.date for c in read_citations(text, None, None)] == ["2020-02-01", "2021-06-05"]


A, B = "Thông tư số 5/2020/TT-BNV", "Thông tư số 6/2021/TT-BNV"


@pytest.mark.parametrize(
    ("text", "relations"),
    [
        (f"{A} hết hiệu lực kể từ ngày Thông tư này có hiệu lực.", ["repeals"]),
        (f"2. Kể từ ngày Thông tư này có hiệu lực, {A} ngày 1/2/2020 hết hiệu lực thi hành.", ["repeals"]),
        (f"{B} sửa đổi, bổ sung một số điều của {A} hết hiệu lực kể từ ngày 1/1/2024.", ["repeals", "cites"]),
        (f"{A} quy định việc khác và {B} quy định việc này hết hiệu lực kể từ ngày ký.", ["repeals", "repeals"]),
        (f"Trường hợp {A} hết hiệu lực thì báo cáo.", ["cites"]),
        (f"Thông tư này thay thế {A} và bãi bỏ {B}.", ["replaces", "repeals"]),
        (f"Thông tư này thay thế {A} về việc cũ và {B}.", ["replaces", "replaces"]),
        (f"Thông tư này thay thế Quy chế ban hành kèm theo {A}.", ["replaces"]),
        (f"Bãi bỏ các văn bản sau đây:\na) {A};\nb) {B}.", ["repeals", "repeals"]),
        (f"Các Thông tư sau hết hiệu lực:\n1. {A} sửa đổi {B};", ["repeals", "cites"]),
        (f"Bãi bỏ khoản 2 Điều 1 {A}", ["repeals"]),
        (f"Thay thế cụm từ “a” bằng cụm từ “b” tại Điều 3 {A}", ["amends"]),
        (f"Bổ sung Điều 5a vào sau Điều 5 {A}", ["amends"]),
        (f"Thông tư này hướng dẫn thi hành một số điều của {A}", ["guides"]),
        (f"theo các văn bản hướng dẫn thi hành {A}", ["cites"]),
        (f"{B} quy định chi tiết thi hành {A}", ["cites", "cites"]),
        (f"Kiến nghị Bộ xem xét sửa đổi {A}", ["cites"]),
        (f"nhận chăm sóc thay thế theo quy định tại {A}", ["cites"]),
        (f"thu hồi đất quy định tại {A}", ["cites"]),
        (f"Thu hồi {A}", ["repeals"]),
        (f"Ngưng hiệu lực {A}", ["suspends"]),
        (f"{A} ngưng hiệu lực kể từ ngày 1/1/2024.", ["suspends"]),
        (f"Hợp nhất {A} và {B}", ["consolidates", "consolidates"]),
        (f"Căn cứ {A} và {B};\n", ["legal_basis", "legal_basis"]),
        (f"Căn cứ {A} quy định chi tiết Luật Trẻ em; {B} sửa đổi {A};\n", ["legal_basis", "cites", "legal_basis"]),
        (f"Căn cứ tình hình của địa phương, Sở lập danh mục theo {A}.\n", ["cites"]),
        ("Luật sửa đổi, bổ sung một số điều của Luật Quản lý thuế", ["cites"]),
        ("Tổ chức thực hiện Luật Trẻ em", ["implements"]),
        (f"theo quy định của Luật Thi hành án dân sự, {A}", ["cites", "cites"]),
        (f"{A} về việc cũ; Điều 2 {B} hết hiệu lực kể từ ngày ký.", ["repeals", "repeals"]),
        (f"Khoản 3 Điều 4 {A} hết hiệu lực kể từ ngày ký.", ["repeals"]),
        (f"Thông tư này thay thế {A} về việc cũ; {B} sửa đổi, bổ sung một số điều của {A}.", ["replaces", "replaces"]),
        (f"Thông tư này thay thế {A}; {B} tiếp tục có hiệu lực.", ["replaces", "cites"]),
        (f"bãi bỏ hoặc ban hành văn bản mới phù hợp với quy định của {A}", ["cites"]),
        (f"bãi bỏ những nội dung trái với {A}", ["cites"]),
        (f"hàng gửi đi để bảo hành, sửa chữa, thay thế quy định tại {A}", ["cites"]),
        (f"Thông tư này có hiệu lực từ ngày ký, thay thế {A}", ["replaces"]),
        (f"{A} tiếp tục có hiệu lực cho đến khi được bãi bỏ, thay thế bằng văn bản khác.", ["cites"]),
        (f"theo Luật Trẻ em (sửa đổi, bổ sung năm 2030) và {A}", ["cites", "cites"]),
        ("thay thế Thông tư liên bộ số 12/LB-TT ngày 1/2/1996", ["replaces"]),
        ("Căn cứ Luật Trẻ em;\nCăn cứ Luật Thư viện ngày 21 tháng 11 năm 2019;", ["legal_basis", "legal_basis"]),
    ],
)
def test_the_clause_says_what_is_done_to_the_cited_one(text: str, relations: list[str]) -> None:
    assert [relation for _, relation in related(text)] == relations


def test_a_mere_mention_is_left_out_beside_an_act() -> None:
    assert related(f"theo {A}.\nThông tư này thay thế {A}.") == [("5/2020/TT-BNV", "replaces")]


def test_a_title_leads_to_the_law_of_its_year_or_of_the_citing_day() -> None:
    assert [law.number for law in laws_titled("luật đất đai")] == ["13/2003/QH11", "45/2013/QH13", "31/2024/QH15"]
    of_seed = law_titled("Luật thực hiện dân chủ ở cơ sở", on="2023-03-16")
    assert of_seed is not None
    assert (of_seed.number, of_seed.adopted) == ("10/2022/QH15", "2022-11-10")
    by_year, by_day = law_titled("Luật Đất đai", year=2013), law_titled("Luật Đất đai", on="2020-01-01")
    assert by_year == by_day
    assert law_titled("Luật Đất đai") is None
    assert law_titled("Luật Trẻ em", on="2000-01-01") is None
    assert law_titled("Luật Vườn cây") is None


def test_rows_of_the_table_are_whole_and_in_order() -> None:
    table = rows("laws.tsv", 3)
    assert len({title for title, *_ in table}) >= 120
    assert len({number for _, number, _ in table if number}) == sum(bool(number) for _, number, _ in table)
    for title, number, adopted in table:
        assert title.startswith(("Luật ", "Bộ luật ", "Pháp lệnh ", "Hiến pháp"))
        assert not number or not adopted or "/20" not in number or adopted[:4] in number
        assert [law.adopted or "" for law in laws_titled(title)] == sorted(law.adopted or "" for law in laws_titled(title))


@pytest.mark.parametrize(
    "piece",
    [
        "Luật Đầu tư ", "Luật Đất đai số ", "Luật Luật sư ", "Bãi bỏ các Nghị định số 5/2020/NĐ-CP, ", "Nghị định 33 sửa đổi ",
        "1. Thông tư số 5/2020/TT-BTC của Bộ Tài chính;\n", "và Nghị định số 5/2020/NĐ-CP thay thế ", "Luật sửa đổi của Luật ",
    ],
)  # fmt: skip
def test_hostile_citations_take_less_than_a_second_for_200_kb(piece: str) -> None:
    text = "Nghị định số 33/2020/NĐ-CP. " + piece * (200_000 // len(piece.encode()))
    start = time.process_time()
    read_citations(text, None, None)
    assert time.process_time() - start < 1.0


_PIECES = f"""{A};Luật Đất đai;Luật;Bộ luật Lao động;năm 2019;số;31/2024/QH15;Chỉ thị 33;Chỉ thị số 33/CT-TTg;ngày 1/2/2020;các;và
của Chính phủ;,;thay thế;bãi bỏ;hết hiệu lực;này;sửa đổi;1.;a);sau đây:;Căn cứ;Hiến pháp;(sau đây gọi là;tại;kèm theo"""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_PIECES.replace("\n", ";").split(";")), max_size=30), st.sampled_from([" ", "\n", ""]))
def test_spans_lie_in_the_text_in_order_and_hold_what_is_printed(pieces: list[str], space: str) -> None:
    text = space.join(pieces)
    found = read_citations(text, None, None)
    assert all(" ".join(text[c.span.start : c.span.end].split()) == c.text for c in found)
    assert [c.span.start for c in found] == sorted(c.span.start for c in found)
    assert all(one.span.end <= other.span.start for one, other in pairwise(found))
    assert len({(c.number_key or c.text, c.date, c.relation) for c in found}) == len(found)
