"""What became of bodies: both directions, in time, and the day on which a body was there."""

import pytest

from corpus.document import Issuer
from corpus.gazetteer import issuer_from_name
from corpus.gazetteer.lifetimes import lifetime, outlived
from corpus.gazetteer.lineage import predecessors, relatives, renewals, successors
from corpus.gazetteer.own import OwnBodies, OwnBody
from corpus.gazetteer.places import province
from corpus.gazetteer.tables import rows
from corpus.understanding import understand


def committee(place: str) -> str:
    return f"Ủy ban nhân dân {place}"


def test_a_merged_province_has_those_it_was_made_of_and_they_have_it() -> None:
    assert {one.before for one in predecessors(committee("tỉnh Lâm Đồng"))} == {
        committee("tỉnh Đắk Nông"),
        committee("tỉnh Bình Thuận"),
    }
    assert [(one.after, one.date) for one in successors(committee("tỉnh Đắk Nông"))] == [
        (committee("tỉnh Lâm Đồng"), "2025-07-01")
    ]


def test_every_relation_is_known_from_both_sides() -> None:
    for _, _, before, after in rows("place_changes.tsv", 4):
        for one in before.split(";"):
            for other in after.split(";"):
                if one != other:
                    assert committee(other) in {link.after for link in successors(committee(one))}
                    assert committee(one) in {link.before for link in predecessors(committee(other))}


def test_every_place_of_the_changes_is_a_known_province() -> None:
    for _, _, before, after in rows("place_changes.tsv", 4):
        assert all(province(place) for place in (*before.split(";"), *after.split(";")))


def test_a_city_made_of_a_province_changes_the_name_of_its_bodies() -> None:
    assert relatives("Tỉnh ủy Quảng Nam") == ("Thành ủy Đà Nẵng", "Tỉnh ủy Quảng Nam - Đà Nẵng")
    assert relatives("Hội đồng nhân dân tỉnh Thừa Thiên Huế")[0] == "Hội đồng nhân dân thành phố Huế"


def test_a_department_follows_its_trade_and_its_province_in_that_order() -> None:
    found = relatives("Sở Tài nguyên và Môi trường tỉnh Yên Bái")
    assert "Sở Nông nghiệp và Môi trường tỉnh Yên Bái" in found
    assert "Sở Nông nghiệp và Môi trường tỉnh Lào Cai" in found
    assert "Sở Tài nguyên và Môi trường tỉnh Lào Cai" not in found  # it had ended when the provinces were merged


def test_ministries_are_followed_over_several_changes() -> None:
    assert set(relatives("Bộ Nông nghiệp và Môi trường")) >= {"Bộ Thủy sản", "Bộ Tài nguyên và Môi trường"}
    assert "Bộ Tài chính" in relatives("Bộ Kế hoạch và Đầu tư")


@pytest.mark.parametrize("name", ["Ủy ban nhân dân tỉnh Yên Bái", "Ủy ban nhân dân tỉnh Vĩnh Phúc", "Sở Y tế tỉnh Hải Dương"])
def test_sisters_are_no_kin(name: str) -> None:
    sisters = {"Yên Bái": "tỉnh Sơn La", "Vĩnh Phúc": "tỉnh Hòa Bình", "Hải Dương": "tỉnh Hưng Yên"}
    sister = next(place for own, place in sisters.items() if name.endswith(own))
    assert not any(relative.endswith(sister) for relative in relatives(name))


@pytest.mark.parametrize(
    "name",
    ["Bệnh viện Đa khoa tỉnh Yên Bái", "Cục Thuế tỉnh Yên Bái", "Ủy ban nhân dân huyện Bản Mây", "Công ty CP Mây", "", "x" * 500],
)
def test_what_did_not_go_with_its_province_has_no_kin(name: str) -> None:
    assert relatives(name) == ()


def test_a_name_that_two_bodies_bore_tells_since_when() -> None:
    assert renewals(committee("tỉnh Lào Cai")) == ("2025-07-01",)
    assert renewals(committee("tỉnh Lạng Sơn")) == ()


def test_own_bodies_that_point_at_one_another_come_to_an_end() -> None:
    own = OwnBodies((OwnBody("Ban Mây", successors=("Ban Gió",)), OwnBody("Ban Gió", successors=("Ban Mây",))))
    assert relatives("Ban Mây", own) == ("Ban Gió",)


@pytest.mark.parametrize(
    ("name", "dates"),
    [
        ("Ủy ban nhân dân huyện Bản Mây", (None, "2025-06-30")),
        ("Huyện ủy Bản Mây", (None, "2025-06-30")),
        ("Ủy ban nhân dân tỉnh Yên Bái", (None, "2025-06-30")),
        ("Ủy ban nhân dân tỉnh Thừa Thiên Huế", (None, "2024-12-31")),
        ("Ủy ban nhân dân đặc khu Đảo Sương", ("2025-07-01", None)),
        ("Bộ Nông nghiệp và Môi trường", ("2025-03-01", None)),
        ("Bộ Giao thông vận tải", (None, "2025-02-28")),
        ("Sở Giao thông vận tải tỉnh Lạng Sơn", (None, "2025-02-28")),
        ("Ủy ban nhân dân xã Đồi Gió", (None, None)),
        ("Ủy ban nhân dân tỉnh Lạng Sơn", (None, None)),
    ],
)
def test_lifetimes(name: str, dates: tuple[str | None, str | None]) -> None:
    assert lifetime(name) == dates


def said(name: str, date: str | None) -> str | None:
    return outlived(issuer_from_name(name, date=date), date)


def test_an_issuer_that_was_not_there_is_told_and_one_that_may_have_been_is_not() -> None:
    assert said("UBND huyện Bản Mây", "2025-08-01") is not None
    assert said("UBND huyện Bản Mây", "2025-06-30") is None
    assert said("UBND huyện Bản Mây", "2025") is None
    assert said("UBND huyện Bản Mây", "2026") is not None
    assert said("UBND huyện Bản Mây", None) is None
    assert said("UBND đặc khu Đảo Sương", "2025-06-30") is not None
    assert said("Bộ Dân tộc và Tôn giáo", "2024-12-01") is not None
    assert said("UBND thành phố Huế", "2024-06-01") is None
    assert said("UBND thành phố Huế", "2025-06-01") is None
    assert said("Trường Tiểu học huyện Bản Mây", "2026-01-05") is None
    assert said("Tòa án nhân dân khu vực 3", "2026-01-05") is None


def test_the_warning_stands_on_the_document_and_changes_nothing() -> None:
    head = "ỦY BAN NHÂN DÂN\nHUYỆN BẢN MÂY\nSố: 5/UBND-VX\nV/v mùa xuân\nBản Mây, ngày {} năm {}\nKính gửi: Các xã.\n"
    before, after = understand(head.format("16 tháng 3", 2023)), understand(head.format("16 tháng 9", 2025))
    assert before.issuers == after.issuers
    assert before.warnings == ()
    assert "Ủy ban nhân dân huyện Bản Mây" in after.warnings[0]


def test_an_own_body_has_the_dates_that_the_office_states() -> None:
    own = OwnBodies((OwnBody("Ban Mây", since="2020-01-01", until="2022-12-31"),))
    assert outlived(Issuer("ban-may", "Ban Mây"), "2023-01-01", own) is not None
    assert outlived(Issuer("ban-may", "Ban Mây"), "2022-01-01", own) is None
