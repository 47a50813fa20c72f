"""Heads rendered from metadata in the shapes that files have, so that rules meet thousands of real numbers, bodies and subjects.

Invented is only the layout: `phapdien` has no letterheads.
"""

import random
import textwrap
from collections.abc import Mapping
from itertools import zip_longest

_TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_BASIS = "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;"
SHAPES = ("columns", "rows", "table", "spaces", "one line", "title first")


def rendered(row: Mapping[str, str], chance: random.Random) -> tuple[str, str]:
    """The head of a document with that number, type, issuer, date and subject, then its text; and the shape's name."""
    year, month, day = map(int, row["date"].split("-"))
    date = f"Hà Nội, ngày {day:02} tháng {month if month > 2 else f'{month:02}'} năm {year}"
    law = {"Luật": "Luật", "Bộ luật": "Luật", "Pháp lệnh": "Pháp lệnh"}.get(row["type"])
    number = f"{f'{law} số' if law else 'Số'}: {row['number']}"
    bodies = row["issuer"].upper().split("; ")
    left = _wrapped(" - ".join(bodies), chance.choice((30, 60, 200)) if len(bodies) > 1 else chance.choice((22, 34, 80)))
    subject = row["subject"].upper() if chance.random() < 0.6 else row["subject"][:1].upper() + row["subject"][1:]
    shape = chance.choice(SHAPES)
    again = [bodies[0]] if chance.random() < 0.5 else []
    below = ["", row["type"].upper(), *_wrapped(subject, chance.choice((45, 70, 120))), "", *again, _BASIS, row["text"][:600]]
    return "\n".join([*_head(shape, left, number, date), *below]), shape


def _head(shape: str, left: list[str], number: str, date: str) -> list[str]:
    pairs = list(zip_longest([*left, number], [_TITLE, _MOTTO, date], fillvalue=""))
    match shape:
        case "columns":
            return [*left, "-------", number, _TITLE, _MOTTO, date]
        case "rows":
            return [line for pair in pairs for line in pair if line]
        case "table":
            return [f"|{a}   |{b}   |" for a, b in pairs]
        case "spaces":
            return [f"{a:<40}    {b}".rstrip() for a, b in pairs]
        case "one line":
            beside = zip_longest(left, [_TITLE, _MOTTO], fillvalue="")
            return [*(f"{a} {b}".strip() for a, b in beside), f"{number} {date}"]
    return [_TITLE, _MOTTO, "", date, "", *left, number]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [text]


# --- heads of local bodies, all invented but for the subjects ------------------------------------------------------------

_PROVINCE, _DISTRICT, _COMMUNE = "Vạn Sơn", "Thạch Lâm", "An Khê"
_UBND_PROVINCE, _UBND_DISTRICT = f"UBND TỈNH {_PROVINCE.upper()}", f"UBND HUYỆN {_DISTRICT.upper()}"
_BODIES: tuple[tuple[tuple[str, ...], str | None, str, str], ...] = (
    (("ỦY BAN NHÂN DÂN", f"TỈNH {_PROVINCE.upper()}"), f"Ủy ban nhân dân tỉnh {_PROVINCE}", "UBND", _PROVINCE),
    (("ỦY BAN NHÂN DÂN", f"HUYỆN {_DISTRICT.upper()}"), f"Ủy ban nhân dân huyện {_DISTRICT}", "UBND", _DISTRICT),
    ((_UBND_DISTRICT,), f"Ủy ban nhân dân huyện {_DISTRICT}", "UBND", _DISTRICT),
    (("ỦY BAN NHÂN DÂN", f"XÃ {_COMMUNE.upper()}"), f"Ủy ban nhân dân xã {_COMMUNE}", "UBND", _COMMUNE),
    ((_UBND_DISTRICT, f"UBND XÃ {_COMMUNE.upper()}"), f"Ủy ban nhân dân xã {_COMMUNE}", "UBND", _COMMUNE),
    (
        (_UBND_PROVINCE, "SỞ LAO ĐỘNG - THƯƠNG BINH", "VÀ XÃ HỘI"),
        f"Sở Lao động - Thương binh và Xã hội tỉnh {_PROVINCE}",
        "SLĐTBXH",
        _PROVINCE,
    ),
    ((_UBND_PROVINCE, "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"), f"Sở Tài nguyên và Môi trường tỉnh {_PROVINCE}", "STNMT", _PROVINCE),
    (("ỦY BAN NHÂN DÂN", f"TỈNH {_PROVINCE.upper()}", "SỞ Y TẾ"), f"Sở Y tế tỉnh {_PROVINCE}", "SYT", _PROVINCE),
    ((_UBND_DISTRICT, "PHÒNG TÀI CHÍNH - KẾ HOẠCH"), f"Phòng Tài chính - Kế hoạch huyện {_DISTRICT}", "TCKH", _DISTRICT),
    ((_UBND_DISTRICT, "PHÒNG GIÁO DỤC VÀ ĐÀO TẠO"), f"Phòng Giáo dục và Đào tạo huyện {_DISTRICT}", "PGDĐT", _DISTRICT),
    (("BỘ TƯ PHÁP", "CỤC BỔ TRỢ TƯ PHÁP"), "Cục Bổ trợ tư pháp", "BTTP", "Hà Nội"),
    (("BỘ TÀI CHÍNH", "TỔNG CỤC THUẾ"), "Tổng cục Thuế", "TCT", "Hà Nội"),
    (("VĂN PHÒNG CHÍNH PHỦ",), "Văn phòng Chính phủ", "VPCP", "Hà Nội"),
    (("HỘI ĐỒNG NHÂN DÂN", f"TỈNH {_PROVINCE.upper()}"), f"Hội đồng nhân dân tỉnh {_PROVINCE}", "HĐND", _PROVINCE),
    ((f"HĐND HUYỆN {_DISTRICT.upper()}", "THƯỜNG TRỰC HĐND"), None, "TTHĐND", _DISTRICT),
    ((f"SỞ Y TẾ {_PROVINCE.upper()}", "TRUNG TÂM KIỂM SOÁT", "BỆNH TẬT"), None, "TTKSBT", _PROVINCE),
    (("TÒA ÁN NHÂN DÂN", f"TỈNH {_PROVINCE.upper()}"), f"Tòa án nhân dân tỉnh {_PROVINCE}", "TA", _PROVINCE),
    (("BẢO HIỂM XÃ HỘI VIỆT NAM", f"BHXH TỈNH {_PROVINCE.upper()}"), f"Bảo hiểm xã hội tỉnh {_PROVINCE}", "BHXH", _PROVINCE),
    ((f"CÔNG AN TỈNH {_PROVINCE.upper()}",), f"Công an tỉnh {_PROVINCE}", "CAT", _PROVINCE),
    (("LIÊN ĐOÀN LAO ĐỘNG", f"TỈNH {_PROVINCE.upper()}"), f"Liên đoàn Lao động tỉnh {_PROVINCE}", "LĐLĐ", _PROVINCE),
    ((_UBND_DISTRICT, "TRƯỜNG TIỂU HỌC", _COMMUNE.upper()), None, "THAK", _DISTRICT),
)
_TYPES = (
    *(("Công văn", None),) * 3,
    *(("Quyết định", "QĐ"), ("Kế hoạch", "KH"), ("Báo cáo", "BC"), ("Thông báo", "TB"), ("Tờ trình", "TTr"), ("Chỉ thị", "CT")),
    *(
        ("Giấy mời", "GM"),
        ("Hướng dẫn", "HD"),
        ("Chương trình", "CTr"),
        ("Nghị quyết", "NQ"),
        ("Phương án", "PA"),
        ("Đề án", "ĐA"),
    ),
)


def invented(subject: str, chance: random.Random) -> tuple[str, dict[str, str | None]]:
    """The head of a local body's paper about that subject, blank numbers and days included; and its fields."""
    left, issuer, body, place = chance.choice(_BODIES)
    type, code = chance.choice(_TYPES)
    year, month, day = chance.randint(1998, 2026), chance.randint(1, 12), chance.randint(1, 28)
    symbol = f"{code}-{body}" if code else f"{body}-{chance.choice(('VX', 'NC', 'TH', 'KT', 'TCKT', 'P2', 'VP'))}"
    with_year = f"{year}/" if code and chance.random() < 0.2 else ""
    number: str | None = f"{chance.choice((str(chance.randint(1, 20_000)), f'{chance.randint(1, 9):02}'))}/{with_year}{symbol}"
    spaced = chance.choice((("/", "/"), ("/", " /"), ("-", " - "), ("-", "–")))
    line = chance.choice(("Số: ", "Số:", "Số : ", "Số ")) + str(number).replace(*spaced)
    if chance.random() < 0.15:
        number, line = None, f"Số:{' ' * chance.randint(2, 9)}/{symbol}"
    date, printed = f"{year}-{month:02}-{day:02}", f"{day:02} tháng {month if month > 2 else f'{month:02}'}"
    if chance.random() < 0.15:
        date, printed = f"{year}-{month:02}", f"{' ' * chance.randint(2, 7)}tháng {month}"
    right = [_TITLE, _MOTTO, f"{place}, ngày {printed} năm {year}"]
    letter = [] if code else _wrapped(chance.choice(("V/v ", "V/v: ", "v/v ")) + subject, chance.choice((30, 45)))
    head = _beside(chance, [*left, line, *letter], right)
    named = ["", type.upper(), *_wrapped(chance.choice(("Về việc ", "")) + subject, 60)] if code else []
    after = "Căn cứ Luật Tổ chức chính quyền địa phương;" if code else "Kính gửi:\n- Sở Tài chính;\n- Các phòng, ban."
    fields = {"number": number, "type": type, "date": date, "subject": subject, "place": place}
    return "\n".join([*head, *named, "", after, "", "Đề nghị các đơn vị thực hiện./."]), {
        **fields,
        **({"issuer": issuer} if issuer else {}),
    }


def _beside(chance: random.Random, left: list[str], right: list[str]) -> list[str]:
    pairs = list(zip_longest(left, right, fillvalue=""))
    match chance.randrange(5):
        case 0:
            return [*left, *right]
        case 1:
            return [line for pair in pairs for line in pair if line]
        case 2:
            return [f"|{a}   |{b}   |" for a, b in pairs]
        case 3:
            return [f"{a:<46}    {b}".rstrip() for a, b in pairs]
    return [f"{a}\t{b}".rstrip() for a, b in pairs]
