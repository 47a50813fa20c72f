"""Years, bodies and types in a question."""

import pytest
from fictional_archive import archive_of, paper
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.engines.engine import Labels
from search_api.lexicon import Lexicon, lexicon
from search_api.mentions import bodies_in, syllables_of, type_in, without, years_in

BODIES = (
    "Ủy ban nhân dân huyện Đồng Vàng",
    "Ủy ban nhân dân xã Đồng Vàng",
    "Huyện ủy Đồng Vàng",
    "Sở Y tế tỉnh Lũng Mây",
    "Chính phủ",
)
ARCHIVE = archive_of(
    [
        *(paper(f"body{place}", "Nội dung.", issuers=[name], type="Kế hoạch", date="2022") for place, name in enumerate(BODIES)),
        paper("secret", "Nội dung.", issuers=["Ủy ban nhân dân xã Hang Kín"], type="Chỉ thị", date="2023", label="inside"),
    ]
)


def known(labels: Labels = None) -> Lexicon:
    return lexicon(ARCHIVE.engine.reader(), labels)


def bodies(text: str, labels: Labels = None) -> list[list[str]]:
    return [sorted(mention.named.values) for mention in bodies_in(syllables_of(text), text, known(labels))]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("dân vận bình sơn 2023", ["2023"]),
        ("dân vận năm 2023", ["2023"]),
        ("dan van nam 2023", ["2023"]),
        ("báo cáo tháng 3/2023", ["2023"]),
        ("báo cáo quý I năm 2023", ["2023"]),
        ("họp ngày 27/02/2023 tại xã", ["2023"]),
        ("hop ngay 27 thang 2 nam 2023", ["2023"]),
        ("họp 27.2.2023", ["2023"]),
        ("từ năm 2021 đến 2025", []),
        ("giai đoạn 2021 - 2025", []),
        ("giai đoạn 2021–2025", []),
        ("năm học 2022-2023", []),
        ("nhiệm kỳ 2020", []),
        ("30/2020/NĐ-CP", []),
        ("hỗ trợ 2000 đồng", []),
        ("2023 hộ nghèo", []),
        ("số 2023", []),
        ("năm 1944", []),
        ("năm 2150", []),
        ("20235", []),
        ("31/2/2023", []),
        ("2022, 2023", ["2022", "2023"]),
    ],
)
def test_years_are_recognised_but_not_in_numbers_amounts_and_periods(text: str, years: list[str]) -> None:
    assert [year.year for year in years_in(text)] == years


def test_a_place_stands_for_all_its_bodies_and_a_name_for_one() -> None:
    everybody = ["huyen-uy-dong-vang", "uy-ban-nhan-dan-huyen-dong-vang", "uy-ban-nhan-dan-xa-dong-vang"]
    assert bodies("dân vận đồng vàng") == [everybody]
    assert bodies("dan van dong vang 2023") == [everybody]
    assert bodies("huyện ủy đồng vàng họp") == [["huyen-uy-dong-vang"]]
    assert bodies("UBND huyện Đồng Vàng") == [["uy-ban-nhan-dan-huyen-dong-vang"]]
    assert bodies("họp huyện đồng vàng") == [["huyen-uy-dong-vang", "uy-ban-nhan-dan-huyen-dong-vang"]]
    assert bodies("UBND Đồng Vàng") == [everybody[1:]]
    assert bodies("sở y tế kiểm tra bếp ăn") == [["so-y-te-tinh-lung-may"]]


def test_marks_that_are_another_word_name_no_body() -> None:
    assert bodies("đống vãng") == []
    assert bodies("y tế học đường") == []


def test_a_name_that_is_part_of_other_phrases_counts_only_at_the_end_or_after_of() -> None:
    assert bodies("chính phủ điện tử") == []
    assert bodies("nghị định của chính phủ về tem") == [["chinh-phu"]]
    assert bodies("nghị quyết chính phủ") == [["chinh-phu"]]


def test_names_do_not_run_across_a_border_but_for_commas() -> None:
    assert bodies("đồng. vàng") == []
    assert bodies("dân vận, đồng vàng") != []


def test_what_the_reader_may_not_see_is_no_name() -> None:
    assert bodies("xã hang kín") == [["uy-ban-nhan-dan-xa-hang-kin"]]
    assert bodies("xã hang kín", frozenset({"open"})) == []
    assert "2023" not in known(frozenset({"open"})).years
    assert "chi-thi" not in known(frozenset({"open"})).types


def test_a_type_counts_where_the_question_begins_with_it_and_goes_on() -> None:
    def type_of(text: str) -> set[str]:
        found = type_in(syllables_of(text), text, known())
        return set(found.named.values) if found else set()

    assert type_of("kế hoạch cải cách hành chính") == type_of("ke hoach cai cach") == {"ke-hoach"}
    assert type_of("kế hoạch") == type_of("cải cách kế hoạch") == type_of("quyết định cải cách") == set()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_its_mentions_in_place(text: str) -> None:
    spans = [(one.start, one.end) for one in years_in(text)]
    spans += [(one.start, one.end) for one in bodies_in(syllables_of(text), text, known())]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert len(without(text, spans)) <= len(text) + 2 * len(spans)


def test_hostile_text_takes_no_time() -> None:
    for text in ("năm " * 500, "1/2/" * 500, "2021-" * 400, "đồng " * 400, "từ " * 650, "ngày 1 tháng 1 " * 130):
        years_in(text[:2000])
        bodies_in(syllables_of(text[:2000]), text[:2000], known())
