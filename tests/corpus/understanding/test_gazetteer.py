"""The gazetteer: names to one id, types by name and code, abbreviations with one reading."""

import doctest

import pytest

import corpus.gazetteer.abbreviations
import corpus.gazetteer.casing
from corpus.gazetteer import document_type, document_types, expand, fields_of_subject, fields_of_work, issuer_from_name
from corpus.gazetteer.abbreviations import abbreviations
from corpus.gazetteer.bodies import central_bodies
from corpus.gazetteer.lineage import successors
from corpus.gazetteer.places import provinces


@pytest.mark.parametrize("module", [corpus.gazetteer.abbreviations, corpus.gazetteer.casing])
def test_examples_of_the_manual_run(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    [
        "UBND huyện Lạc Sơn",
        "UỶ BAN NHÂN DÂN HUYỆN LẠC SƠN",
        "ỦY BAN NHÂN DÂN   HUYỆN LẠC SƠN",
        "ủy ban nhân dân huyện Lạc Sơn",
        "UBND H. Lạc Sơn",
    ],
)
def test_spellings_of_one_body_are_one_issuer(name: str) -> None:
    issuer = issuer_from_name(name)
    assert (issuer.id, issuer.name, issuer.level, issuer.system) == (
        "uy-ban-nhan-dan-huyen-lac-son",
        "Ủy ban nhân dân huyện Lạc Sơn",
        "district",
        "state",
    )


@pytest.mark.parametrize("name", sorted({body.name for body in central_bodies().values()}))
def test_capitals_of_a_central_body_give_its_name_back(name: str) -> None:
    issuer = issuer_from_name(name.upper())
    assert (issuer.name, issuer.level) == (name, "central")


@pytest.mark.parametrize(
    ("name", "date", "level"),
    [
        ("UBND thành phố Huế", "2024-06-01", "district"),
        ("UBND thành phố Huế", "2025-06-01", "province"),
        ("UBND thành phố Cần Thơ", None, "province"),
        ("UBND thành phố Lạc Thủy", None, "district"),
        ("Thành ủy Hải Phòng", None, "province"),
        ("UBND phường 5", None, "commune"),
    ],
)
def test_the_level_of_a_city_depends_on_the_gazetteer_and_the_date(name: str, date: str | None, level: str) -> None:
    assert issuer_from_name(name, date=date).level == level


def test_provinces_before_and_after_the_reform() -> None:
    present = [place for place in provinces().values() if place.until is None]
    assert len(present) == 34
    # 63 before 2025: those that stayed, those that ended then, Thừa Thiên Huế under its old name.
    ended = [place for place in provinces().values() if place.until and place.until >= "2024-12-31"]
    assert len(present) + len(ended) - 1 == 63
    assert all(successors(f"Ủy ban nhân dân tỉnh {place.name}") for place in ended)


@pytest.mark.parametrize(
    ("text", "code"),
    [("QĐ", "quyet-dinh"), ("Công văn", "cong-van"), ("cong van", "cong-van"), ("HD", "huong-dan"), ("HĐ", "hop-dong")],
)
def test_types_are_known_by_name_and_by_code(text: str, code: str) -> None:
    found = document_type(text)
    assert found is not None
    assert found.code == code


def test_unknown_types_are_none_and_codes_are_unique() -> None:
    assert document_type("XYZ") is None
    codes = [type.code for type in document_types()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("token", "full"),
    [
        ("UBND", "ủy ban nhân dân"),
        ("hdnd", "hội đồng nhân dân"),
        ("TTHC", "thủ tục hành chính"),
        ("tthc", "thủ tục hành chính"),
        ("KCN", "khu công nghiệp"),
    ],
)
def test_an_abbreviation_with_one_reading_is_expanded(token: str, full: str) -> None:
    assert expand(token) == full


@pytest.mark.parametrize(
    "token", ["kcn", "vt", "KT", "TH", "CT", "TT", "KH", "NQ", "GCN", "LĐLĐ", "TCNV", "ban", "", "UBND huyện"]
)
def test_ambiguous_and_short_lower_case_tokens_are_left_alone(token: str) -> None:
    assert expand(token) is None


def test_no_abbreviation_is_lost_to_its_fold() -> None:
    assert [short for short in abbreviations() if expand(short) is None] == []


def test_the_fields_of_a_subject_come_from_its_words() -> None:
    assert fields_of_subject("tăng cường công tác dân vận")[0] == "dan-van"
    assert fields_of_subject("một việc khác") == ()
    assert len(fields_of_work()) == 28
