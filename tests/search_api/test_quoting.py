"""The forms in which an office cites, and that unknown parts leave no trace."""

import re

import pytest
from fictional_archive import paper
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from search_api.quoting import day_in_words, legal_basis, quotation

DAY = "ngày 16 tháng 3 năm 2023"
UBND = "Ủy ban nhân dân huyện Bình Sơn"


def letter(**fields: object) -> Document:
    given = {"type": "Công văn", "number": "689/UBND-VX", "date": "2023-03-16", "issuers": [UBND], "subject": "công tác dân vận"}
    return paper("a" * 12, **(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, f"Công văn số 689/UBND-VX ngày 16 tháng 3 năm 2023 của {UBND} về việc công tác dân vận"),
        (
            {"subject": "V/v: Triển khai dân vận."},
            f"Công văn số 689/UBND-VX ngày 16 tháng 3 năm 2023 của {UBND} về việc triển khai dân vận",
        ),
        ({"date": "2023-02"}, f"Công văn số 689/UBND-VX tháng 02 năm 2023 của {UBND} về việc công tác dân vận"),
        ({"number": None, "date": None}, f"Công văn của {UBND} về việc công tác dân vận"),
        ({"subject": None, "issuers": []}, "Công văn số 689/UBND-VX ngày 16 tháng 3 năm 2023"),
        ({"subject": "UBND xã báo cáo"}, f"Công văn số 689/UBND-VX ngày 16 tháng 3 năm 2023 của {UBND} về việc UBND xã báo cáo"),
        (
            {
                "type": "Nghị định",
                "number": "30/2020/NĐ-CP",
                "date": "2020-03-05",
                "issuers": ["Chính phủ"],
                "subject": "Về công tác văn thư",
            },
            "Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư",
        ),
        (
            {
                "type": "Thông tư liên tịch",
                "number": "2/2021/TTLT",
                "issuers": ["Bộ A", "Bộ B", "Bộ C"],
                "subject": "Quy định việc X",
            },
            "Thông tư liên tịch số 2/2021/TTLT ngày 16 tháng 3 năm 2023 của Bộ A, Bộ B và Bộ C quy định việc X",
        ),
        (
            {"type": "Luật", "number": "31/2024/QH15", "date": "2024-01-18", "issuers": ["Quốc hội"], "subject": "Đất đai"},
            "Luật Đất đai ngày 18 tháng 01 năm 2024",
        ),
        ({"type": "Luật", "subject": "Luật Đất đai"}, "Luật Đất đai ngày 16 tháng 3 năm 2023"),
        ({"type": None, "subject": "việc X"}, f"Văn bản số 689/UBND-VX ngày 16 tháng 3 năm 2023 của {UBND} về việc việc X"),
    ],
)
def test_a_document_is_named_as_the_decree_asks(fields: dict[str, object], expected: str) -> None:
    assert quotation(letter(**fields)) == expected
    assert legal_basis(letter(**fields)) == f"Căn cứ {expected};"


texts = st.one_of(st.none(), st.text(max_size=30))


@given(
    subject=texts,
    number=st.one_of(st.none(), st.just("12/KH-UBND")),
    date=st.sampled_from([None, "2023", "2023-01", "2023-12-09"]),
    type=st.sampled_from([None, "Luật", "Kế hoạch", "Công văn"]),
)
def test_whatever_is_unknown_or_odd_it_is_one_line_without_gaps(
    subject: str | None, number: str | None, date: str | None, type: str | None
) -> None:
    named = quotation(letter(subject=subject, number=number, date=date, type=type))
    assert named
    assert named == " ".join(named.split())
    assert "None" not in named
    assert not re.search(r"\bsố\s+(?:ngày|của)\b", named)
    assert (day_in_words(date) or "") in named
