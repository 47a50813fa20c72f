"""Fields of work (lĩnh vực): what subjects and unit codes tell, and when nothing is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gazetteer import field_of_unit, fields_of_subject, fields_of_work
from corpus.understanding import understand

LABELS = [
    (subject, tuple(codes.split(",")) if codes != "-" else ())
    for subject, _, codes in (
        line.partition("\t")
        for line in (Path(__file__).parent / "field_labels.tsv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
]


def test_fields_that_are_given_are_right_and_most_subjects_get_one() -> None:
    given = [(code, codes) for subject, codes in LABELS for code in fields_of_subject(subject)]
    main = [codes[0] in fields_of_subject(subject) for subject, codes in LABELS if codes]
    wrong = [(subject, fields_of_subject(subject)) for subject, codes in LABELS if set(fields_of_subject(subject)) - set(codes)]
    assert sum(code in codes for code, codes in given) / len(given) >= 0.95, wrong
    assert sum(main) / len(main) >= 0.9, [
        subject for (subject, codes) in LABELS if codes and codes[0] not in fields_of_subject(subject)
    ]


def test_labels_and_table_use_the_same_codes() -> None:
    known = {field.code for field in fields_of_work()}
    assert {code for _, codes in LABELS for code in codes} == known


@pytest.mark.parametrize(
    ("subject", "codes"),
    [
        ("cải thiện môi trường kinh doanh", ("dau-tu-ke-hoach",)),  # the longer cue takes the shorter one away
        ("phối hợp của Sở Tài nguyên và Môi trường", ()),  # a body is no matter
        ("dân vận, DÂN VẬN", ("dan-van",)),
        ("công tác dân vân", ()),
        ("tang cuong cong tac dan van", ()),  # without marks nothing is sure: bão, bảo and bao fold alike
        ("", ()),
    ],
)
def test_what_a_subject_tells(subject: str, codes: tuple[str, ...]) -> None:
    assert fields_of_subject(subject) == codes


@pytest.mark.parametrize(
    ("symbol", "code"),
    [
        ("UBND-KSTT", "cai-cach-hanh-chinh"),
        ("SYT-NVY", "y-te-dan-so"),
        ("UBND-TCD", "noi-chinh-tu-phap"),
        ("UBND-VX", None),  # culture, schools, health, society: several
        ("UBND-VP", None),
        ("KH-UBND", None),
        ("NN", None),
        ("", None),
    ],
)
def test_a_unit_tells_its_field_where_it_has_one(symbol: str, code: str | None) -> None:
    assert field_of_unit(symbol) == code


def letter(symbol: str, subject: str) -> str:
    return f"ỦY BAN NHÂN DÂN\nXÃ AN KHÊ\nSố: 12/{symbol}\nV/v {subject}\nThạch Lâm, ngày 6 tháng 3 năm 2023\nKính gửi: Các xã."


def test_a_field_from_the_unit_alone_is_visibly_uncertain() -> None:
    fields = understand(letter("UBND-KSTT", "góp ý dự thảo báo cáo"))
    assert fields.fields == ("cai-cach-hanh-chinh",)
    assert fields.evidence["fields"].confidence <= 0.5


def test_the_subject_speaks_before_the_unit() -> None:
    fields = understand(letter("UBND-KSTT", "chủ động ứng phó bão số 4"))
    assert fields.fields == ("thien-tai-cuu-nan",)
    assert fields.evidence["fields"].rule == "fields.subject-words"


def test_nothing_is_told_where_nothing_is_known() -> None:
    assert understand(letter("UBND-VX", "góp ý dự thảo báo cáo")).fields == ()


@given(st.text(max_size=300))
def test_any_subject_gives_at_most_three_known_codes(subject: str) -> None:
    found = fields_of_subject(subject)
    assert len(found) <= 3
    assert set(found) <= {field.code for field in fields_of_work()}
