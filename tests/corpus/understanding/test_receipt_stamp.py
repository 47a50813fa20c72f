"""The receipt stamp over a head (domain guide 1.4, no. 13): number and date of who received it, never the document's own."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Arrival
from corpus.understanding import understand

HEAD = (
    "UBND HUYỆN THẠCH LÂM\nSố: 689/UBND-VX\nV/v mở lớp đan cói\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "Độc lập - Tự do - Hạnh phúc\nThạch Lâm, ngày 16 tháng 3 năm 2023\nKính gửi: Các xã.\n"
)
WHOLE = Arrival("1234", "2023-03-20")
STAMPS = {
    "four lines": ("ĐẾN\nSố: 1234\nNgày: 20/3/2023\nChuyển: VP", WHOLE),
    "one line": ("ĐẾN  Số: 1234  Ngày: 20/3/2023  Chuyển: VP", WHOLE),
    "columns": ("ĐẾN   Số: 1234   Ngày: 20/3/2023   Chuyển: VP", WHOLE),
    "cells of a table": ("ĐẾN | Số: 1234 | Ngày: 20/3/2023 | Chuyển: VP", WHOLE),
    "the older words": ("CÔNG VĂN ĐẾN\nSố: 1234\nNgày 20 tháng 3 năm 2023\nChuyển: …", WHOLE),
    "number and date of arrival": ("VĂN BẢN ĐẾN\nSố đến: 1234\nNgày đến: 20-3-2023", WHOLE),
    "the office's name above": ("UBND XÃ AN KHÊ\nĐẾN\nSố: 1234\nNgày: 20/3/2023\nChuyển: Đ/c Mẫu\nSố và ký hiệu HS:", WHOLE),
    "the hour first": ("ĐẾN\nGiờ: 8h15\nNgày: 20/3/2023\nSố: 1234", WHOLE),
    "dots of the form": ("ĐẾN\nSố:.....1234......\nNgày:....20/3/2023....\nChuyển:……", WHOLE),
    "dots within the date": ("ĐẾN\nSố: 1234\nNgày: ..20../..3../2023", WHOLE),
    "marks misread": ("ĐÉN\nSô: 1234\nNgay: 20/3/2023\nChuyển: VP", WHOLE),
    "leading zero, short year": ("ĐẾN\nSố: 01234\nNgày: 20.3.23", WHOLE),
    "no date": ("ĐẾN\nSố: 1234\nNgày: …/…/20…", Arrival("1234", None)),
    "no number": ("ĐẾN\nSố: ……\nNgày: 20/3/2023", Arrival(None, "2023-03-20")),
    "an impossible day": ("ĐẾN\nSố: 1234\nNgày: 45/3/2023", Arrival("1234", None)),
    "blank": ("ĐẾN\nSố: ……\nNgày: …/…/20…\nChuyển: ……", Arrival()),
}


@pytest.mark.parametrize("name", STAMPS)
def test_the_stamp_is_read_and_the_document_keeps_its_own(name: str) -> None:
    stamp, arrival = STAMPS[name]
    fields = understand(f"{stamp}\n{HEAD}")
    assert fields.arrival == arrival
    assert (fields.number, fields.date, fields.subject) == ("689/UBND-VX", "2023-03-16", "mở lớp đan cói")
    assert [issuer.name for issuer in fields.issuers] == ["Ủy ban nhân dân huyện Thạch Lâm"]


def test_a_stamp_below_the_issuer_is_read() -> None:
    text = HEAD.replace("LÂM\nSố", "LÂM\nĐẾN\nSố: 1234\nNgày: 20/3/2023\nChuyển: VP\nSố")
    fields = understand(text)
    assert (fields.arrival, fields.number, fields.date) == (WHOLE, "689/UBND-VX", "2023-03-16")


def test_a_stamp_in_the_other_column_is_read() -> None:
    text = HEAD.replace("UBND-VX", "UBND-VX     ĐẾN Số: 1234").replace("đan cói", "đan cói     Ngày: 20/3/2023")
    fields = understand(text)
    assert (fields.arrival, fields.number, fields.date) == (WHOLE, "689/UBND-VX", "2023-03-16")
    assert fields.subject == "mở lớp đan cói"


def test_a_stamp_behind_the_name_of_the_office_is_read() -> None:
    fields = understand(f"UBND XÃ AN KHÊ  ĐẾN  Số: 1234  Ngày: 20/3/2023\n{HEAD}")
    assert fields.arrival == WHOLE
    assert (fields.number, fields.date) == ("689/UBND-VX", "2023-03-16")


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}Báo cáo số lượng văn bản đến ngày: 20/3/2023.",
        HEAD.replace("Kính", "ĐẾN HẸN LẠI LÊN\nKính"),
        HEAD.replace("mở lớp", "thống kê số công văn đến"),
    ],
)
def test_words_about_arrivals_are_no_stamp(text: str) -> None:
    fields = understand(text)
    assert fields.arrival == Arrival()
    assert fields.number == "689/UBND-VX"


def test_the_evidence_stands_in_the_stamp() -> None:
    text = f"{STAMPS['four lines'][0]}\n{HEAD}"
    span = understand(text).evidence["arrival"].span
    assert span is not None
    assert text[span.start : span.end] == "ĐẾN\nSố: 1234\nNgày: 20/3/2023\nChuyển: VP"


@given(
    st.lists(
        st.sampled_from(["ĐẾN", "Số: 12", "Số: 9/UBND-VX", "Ngày: 1/2/2023", "Chuyển: ", "UBND XÃ X", "…", " | ", "\n"]),
        max_size=14,
    )
)
def test_a_documents_number_is_never_that_of_arrival(lines: list[str]) -> None:
    fields = understand("\n".join(lines))
    assert fields.arrival.number in (None, "12")
    assert fields.number in (None, "9/UBND-VX")


@pytest.mark.parametrize("piece", ["ĐẾN Số: ", "ĐẾN\nSố:\n", "ĐẾN ", "Ngày: . . ", "Số:...."])
def test_hostile_stamps_take_no_time(piece: str) -> None:
    start = time.monotonic()
    understand(piece * (200_000 // len(piece)))
    assert time.monotonic() - start < 3
