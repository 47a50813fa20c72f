"""Citations: number, date, issuer, span, and what this document does to the cited one."""

import pytest

from corpus.document import Relation
from corpus.understanding import understand


def cited(text: str) -> list[tuple[str | None, str | None, str | None, str | None, str]]:
    return [(c.number, c.type, c.date, c.issuer, c.relation.value) for c in understand(text).citations]


def test_a_full_citation_has_all_its_parts_and_its_span() -> None:
    text = "Thực hiện Công văn số 120-CV/HU ngày 27/02/2023 của Huyện ủy Lạc Sơn về công tác dân vận, UBND huyện đề nghị:"
    (citation,) = understand(text).citations
    assert (citation.number, citation.number_key, citation.type) == ("120-CV/HU", "120-cv/hu", "cong-van")
    assert (citation.date, citation.issuer, citation.relation) == ("2023-02-27", "Huyện ủy Lạc Sơn", Relation.IMPLEMENTS)
    assert citation.text == text[citation.span.start : citation.span.end] == "Công văn số 120-CV/HU ngày 27/02/2023"


def test_basis_lines_are_the_legal_basis_and_what_they_amend_is_only_cited() -> None:
    text = (
        "Căn cứ Nghị định số 36/2012/NĐ-CP ngày 18 tháng 4 năm 2012 của Chính phủ;\n"
        "Căn cứ Nghị định số 75/2009/NĐ-CP ngày 10/9/2009 của Chính phủ sửa đổi Điều 3 Nghị định số 01/2008/NĐ-CP;\n"
        "Căn cứ Luật Vườn cây số 77/2031/QH18;\n"
    )
    assert cited(text) == [
        ("36/2012/NĐ-CP", "nghi-dinh", "2012-04-18", "Chính phủ", "legal_basis"),
        ("75/2009/NĐ-CP", "nghi-dinh", "2009-09-10", "Chính phủ", "legal_basis"),
        ("01/2008/NĐ-CP", "nghi-dinh", None, None, "cites"),
        ("77/2031/QH18", "luat", None, None, "legal_basis"),
    ]


def test_a_list_spreads_its_type_and_relation() -> None:
    text = "Bãi bỏ các Quyết định số 20/2008/QĐ-UBND, 48/2013/QĐ-UBND và 92/2017/QĐ-UBND."
    assert [(c[0], c[1], c[4]) for c in cited(text)] == [
        ("20/2008/QĐ-UBND", "quyet-dinh", "repeals"),
        ("48/2013/QĐ-UBND", "quyet-dinh", "repeals"),
        ("92/2017/QĐ-UBND", "quyet-dinh", "repeals"),
    ]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Quyết định này thay thế Quyết định số 5/2019/QĐ-UBND.", "replaces"),
        ("Sửa đổi, bổ sung một số điều của Quy chế tại Quyết định số 5/2019/QĐ-UBND.", "amends"),
        ("Phúc đáp Công văn số 5/SNV-CCHC của Sở Nội vụ,", "answers"),
        ("Sở Nội vụ nhận được Công văn số 5/UBND-NV của UBND huyện,", "answers"),
        ("Tiếp theo Công văn số 5/SNV-CCHC,", "follows"),
        ("Đính chính Công văn số 5/SNV-CCHC", "corrects"),
        ("Xét đề nghị của Sở Nội vụ tại Tờ trình số 5/TTr-SNV,", "proposal"),
        ("Tạm dừng thực hiện Công văn số 5/SNV-CCHC", "suspends"),
        ("làm tốt công tác này theo Chỉ thị số 5/CT-UBND của huyện", "cites"),
        ("Nghị định A được sửa đổi, bổ sung bởi Nghị định số 5/2020/NĐ-CP", "cites"),
    ],
)
def test_the_nearest_verb_decides_the_relation(text: str, relation: str) -> None:
    assert [c[4] for c in cited(text)] == [relation]


@pytest.mark.parametrize(
    "text",
    [
        "Điều 5 khoản 2", "Mẫu số 01/ĐK", "QCVN 05A:2020/BCT", "tỷ lệ 1/500", "trực 24/7", "giai đoạn 2021-2025",
        "số điện thoại 0912345678", "ngày 01/01/2014", "Km 12+500", "thực hiện quy chế dân chủ ở cơ sở",
    ],
)  # fmt: skip
def test_figures_that_are_no_documents_are_no_citations(text: str) -> None:
    assert cited(text) == []


def test_a_document_does_not_cite_itself_and_repeats_count_once() -> None:
    text = (
        "UBND XÃ ĐÔNG KHÊ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 9/QĐ-UBND\nQUYẾT ĐỊNH\nBan hành quy chế\n"
        "Căn cứ Luật Vườn cây;\nTheo Công văn số 4/UBND-NV và Công văn số 4/UBND-NV\n(Kèm theo Quyết định số 9/QĐ-UBND)"
    )
    assert [c[0] for c in cited(text)] == ["4/UBND-NV"]


def test_issuers_with_commas_and_joined_names_end_where_the_name_ends() -> None:
    text = (
        "theo Thông tư số 1/2020/TT-BVHTTDL ngày 2/3/2020 của Bộ Văn hóa, Thể thao và Du lịch quy định việc khác; "
        "theo Công văn số 3/SGDĐT-VP của Sở Giáo dục và Đào tạo tỉnh Sơn Hải về tuyển sinh; "
        "theo Chỉ thị số 7/CT-TTg của Thủ tướng Chính phủ và các quy định khác"
    )
    assert [c[3] for c in cited(text)] == [
        "Bộ Văn hóa, Thể thao và Du lịch",
        "Sở Giáo dục và Đào tạo tỉnh Sơn Hải",
        "Thủ tướng Chính phủ",
    ]
