"""One name and one id for a body, whatever the print: properties of the canonical spelling."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.gazetteer import issuer_from_name
from corpus.gazetteer.ancestry import parent_of
from corpus.gazetteer.bodies import central_bodies_in, label_of
from corpus.gazetteer.places import provinces
from corpus.gazetteer.spelling import spelled
from corpus.vietnamese import fold, normalise_tones, slug

PLACES = (
    "huyện Lạc Thủy Đông",
    "quận Đồng Mây",
    "thị xã Hoà Sương",
    "xã Đồi Gió",
    "phường Bến Mơ",
    "Quận 8",
    "thành phố Suối Ngàn",
)
COMMITTEES = (
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "Thường trực Hội đồng nhân dân",
    "Bảo hiểm xã hội",
    "Công an",
    "Hội Nông dân",
)
CHAMBERS = ("Phòng Nội vụ", "Phòng Tài chính - Kế hoạch", "Phòng Giáo dục và Đào tạo", "Phòng Văn hóa và Thông tin")
DEPARTMENTS = ("Sở Nội vụ", "Sở Lao động - Thương binh và Xã hội", "Sở Văn hóa, Thể thao và Du lịch", "Thanh tra", "Ban Dân tộc")

local = st.builds(lambda kind, place: f"{kind} {place}", st.sampled_from(COMMITTEES + CHAMBERS), st.sampled_from(PLACES))
provincial = st.builds(
    lambda kind, place: f"{kind} {place.full}",
    st.sampled_from(COMMITTEES + DEPARTMENTS),
    st.sampled_from(sorted(provinces().values(), key=str)),
)
names = local | provincial


def new_tones(name: str) -> str:
    """The other placement of the tone: Uỷ, Hoà."""
    for old, new in (("ủy", "uỷ"), ("Ủy", "Uỷ"), ("òa", "oà"), ("ỦY", "UỶ"), ("ÒA", "OÀ"), ("ủ y", "ủ y")):
        name = name.replace(old, new)
    return name


@given(names)
def test_a_canonical_name_is_its_own_canonical_name(name: str) -> None:
    once = issuer_from_name(name)
    assert issuer_from_name(once.name) == once


@given(names)
def test_case_tone_placement_and_unicode_form_do_not_matter(name: str) -> None:
    wanted = issuer_from_name(name)
    for printed in (name.upper(), name.lower(), new_tones(name), new_tones(name.upper()), unicodedata.normalize("NFD", name)):
        assert issuer_from_name(printed) == wanted, printed


@given(names)
def test_a_name_typed_without_marks_is_the_same_body(name: str) -> None:
    wanted = issuer_from_name(name)
    for printed in (fold(name), fold(name).upper()):
        found = issuer_from_name(printed)
        assert (found.id, found.level, found.system) == (wanted.id, wanted.level, wanted.system)


@given(names)
def test_marks_are_kept(name: str) -> None:
    assert normalise_tones(issuer_from_name(name).name).lower() == normalise_tones(spelled(name)).lower()
    assert set(normalise_tones(name.lower())) <= set(issuer_from_name(name).name.lower())


@given(st.text(max_size=400) | st.text(alphabet="ủyỦYBANHÂDUTPH.Q &-,1xãhuện ", max_size=120))
def test_any_text_has_a_spelling_that_is_its_own(text: str) -> None:
    once = spelled(text)
    assert spelled(once) == once
    issuer_from_name(text)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("UBND H.BẢN MÂY", "Ủy ban nhân dân huyện Bản Mây"),
        ("ƯBND HUYỆN BẢN MÂY", "Ủy ban nhân dân huyện Bản Mây"),
        ("ỦY BAN NHẦN DÂN HUYÊN BẢN MÂY", "Ủy ban nhân dân huyện Bản Mây"),
        ("UBND Huyện Bản Mây", "Ủy ban nhân dân huyện Bản Mây"),
        ("SỞ LĐ-TB&XH TỈNH LÀO CAI", "Sở Lao động - Thương binh và Xã hội tỉnh Lào Cai"),
        ("Sở Lao động - TBXH tỉnh Lào Cai", "Sở Lao động - Thương binh và Xã hội tỉnh Lào Cai"),
        ("SỞ GD&ĐT LÀO CAI", "Sở Giáo dục và Đào tạo tỉnh Lào Cai"),
        ("Sở Y tế Hà Nội", "Sở Y tế thành phố Hà Nội"),
        ("Sở Công thương tỉnh Lào Cai", "Sở Công Thương tỉnh Lào Cai"),
        ("SỞ THÔNG TIN & TRUYỀN THÔNG TỈNH LÀO CAI", "Sở Thông tin và Truyền thông tỉnh Lào Cai"),
        ("PHÒNG TC-KH HUYỆN BẢN MÂY", "Phòng Tài chính - Kế hoạch huyện Bản Mây"),
        ("VP HĐND&UBND TP. BẢN MÂY", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân thành phố Bản Mây"),
        ("BTV HUYỆN UỶ BẢN MÂY", "Ban Thường vụ Huyện ủy Bản Mây"),
        ("UBMTTQ VIỆT NAM HUYỆN BẢN MÂY", "Ủy ban Mặt trận Tổ quốc Việt Nam huyện Bản Mây"),
        ("LĐLĐ TỈNH LÀO CAI", "Liên đoàn Lao động tỉnh Lào Cai"),
        ("HỘI LHPN HUYỆN BẢN MÂY", "Hội Liên hiệp Phụ nữ huyện Bản Mây"),
        ("TAND TỈNH LÀO CAI", "Tòa án nhân dân tỉnh Lào Cai"),
        ("UBND TPHCM", "Ủy ban nhân dân Thành phố Hồ Chí Minh"),
        ("UBND tỉnh Đăk Lăk", "Ủy ban nhân dân tỉnh Đắk Lắk"),
        ("UBND TỈNH BÀ RỊA–VŨNG TÀU", "Ủy ban nhân dân tỉnh Bà Rịa - Vũng Tàu"),
        ("UBND tỉnh Thừa Thiên - Huế", "Ủy ban nhân dân tỉnh Thừa Thiên Huế"),
        ("UBND Q.8", "Ủy ban nhân dân Quận 8"),
        ("UBND xã Đồi Gió, huyện Bản Mây, tỉnh Lào Cai", "Ủy ban nhân dân xã Đồi Gió"),
        ("CÔNG TY CP MÂY & GIÓ", "Công ty CP Mây & Gió"),
    ],
)
def test_offices_spellings_come_to_one_name(printed: str, name: str) -> None:
    assert issuer_from_name(printed).name == name


def test_a_place_with_namesakes_takes_the_ancestor_that_is_known_and_none_that_is_not() -> None:
    plain = "uy-ban-nhan-dan-xa-tan-lap"
    assert issuer_from_name("UBND xã Tân Lập").id == plain
    assert issuer_from_name("UBND xã Tân Lập", parent="UBND huyện Bản Mây").id == f"{plain}--huyen-ban-may"
    assert issuer_from_name("UBND XÃ TÂN LẬP, HUYỆN BẢN MÂY").id == f"{plain}--huyen-ban-may"
    assert issuer_from_name("UBND xã Tân Lập", near=["tỉnh Lào Cai"]).id == f"{plain}--tinh-lao-cai"
    assert issuer_from_name("UBND xã Đồi Gió", parent="UBND huyện Bản Mây").id == "uy-ban-nhan-dan-xa-doi-gio"


def test_namesakes_are_told_apart_in_lists() -> None:
    assert (
        label_of(issuer_from_name("UBND xã Tân Lập", parent="UBND huyện Bản Mây")) == "Ủy ban nhân dân xã Tân Lập (huyện Bản Mây)"
    )
    assert label_of(issuer_from_name("UBND huyện Châu Thành")) == "Ủy ban nhân dân huyện Châu Thành"


def test_a_city_of_a_province_is_not_the_central_city_of_its_name() -> None:
    before = issuer_from_name("UBND thành phố Huế", date="2024-06-01")
    since = issuer_from_name("UBND thành phố Huế", date="2025-06-01")
    undated = issuer_from_name("UBND thành phố Huế")
    assert (before.id, before.level) == ("uy-ban-nhan-dan-thanh-pho-hue--tinh-thua-thien-hue", "district")
    assert (since.id, since.level) == ("uy-ban-nhan-dan-thanh-pho-hue", "province")
    assert undated.level is None


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("Phòng Nội vụ huyện Bản Mây", "Ủy ban nhân dân huyện Bản Mây"),
        ("Sở Y tế Hà Nội", "Ủy ban nhân dân thành phố Hà Nội"),
        ("Ban Thường vụ Huyện ủy Bản Mây", "Huyện ủy Bản Mây"),
        ("Thường trực Hội đồng nhân dân xã Đồi Gió", "Hội đồng nhân dân xã Đồi Gió"),
        ("Công an huyện Bản Mây", None),
        ("Bộ Tài chính", None),
        ("Câu lạc bộ Sương Mai", None),
    ],
)
def test_the_body_above_is_derived_where_the_name_tells_it(name: str, parent: str | None) -> None:
    canonical = issuer_from_name(name)
    assert canonical.parent is None
    assert parent_of(canonical.name) == parent


def test_ids_are_folded_names() -> None:
    issuer = issuer_from_name("UBND huyện Bản Mây")
    assert issuer.id == slug(issuer.name)


def test_a_list_of_central_bodies_is_told_from_one_name_with_commas() -> None:
    several = "Viện kiểm sát nhân dân tối cao, Bộ Công an và Bộ Nông nghiệp và Phát triển nông thôn"
    assert [issuer_from_name(name).id for name in central_bodies_in(several)] == [
        "vien-kiem-sat-nhan-dan-toi-cao",
        "bo-cong-an",
        "bo-nong-nghiep-va-phat-trien-nong-thon",
    ]
    assert central_bodies_in("Bộ Văn hóa, Thể thao và Du lịch") == ("Bộ Văn hóa, Thể thao và Du lịch",)
    assert central_bodies_in("Bộ Tài chính và Câu lạc bộ Mây") == ()
    assert central_bodies_in("Bộ Tài chính Bộ Nội vụ") == ()
    assert central_bodies_in("") == ()


def test_a_name_inside_a_committees_is_left_as_it_is() -> None:
    assert spelled("Văn phòng Ủy ban Thường vụ Quốc hội") == "Văn phòng Ủy ban Thường vụ Quốc hội"


@pytest.mark.parametrize("word", ["hội", "BỘ ĐỘI", "Ban Thường vụ", "Huyện ủy", "Sở", "Ủy ban nhân dân"])
@pytest.mark.parametrize("times", [900, 20_000])
def test_a_name_that_holds_itself_over_and_over_is_a_name_and_no_fall(word: str, times: int) -> None:
    started = time.monotonic()
    assert issuer_from_name(" ".join([word] * times)).id.startswith(slug(word))
    assert time.monotonic() - started < 5
