"""A body's name in its one spelling, whatever the print: abbreviations in full, capitals, trades, names of provinces."""

import re
from functools import cache, lru_cache

from corpus.gazetteer.casing import name_case, respelled
from corpus.gazetteer.places import HO_CHI_MINH, LEVEL_WORDS, province
from corpus.gazetteer.tables import rows
from corpus.vietnamese import clean, fold, normalise_tones

LONGEST_NAME = 300
"""Characters of a name that are looked at; what is longer is no name, and is only brought to one Unicode form."""

_COUNCIL = r"(?:(?<=nhân dân )|(?<=, ))"
# Abbreviations that stand for the first words of a body or for the level of its place. What is ambiguous has no row.
_SHORT = (
    # One stray letter before the abbreviation, and marks that recognition adds or loses.
    (r"^\w?(?:[UƯÚ]B[NÑ][DĐ])(?=\s|$)", "Ủy ban nhân dân", 0),
    (
        r"\b(?:VP|Văn phòng)\s+(?:HĐND\s*(?:&|-|–|và)\s*UBND)\b",
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        re.IGNORECASE,
    ),
    (r"^VP\.?\s+(?=UBND|HĐND|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Thị ủy)", "Văn phòng ", re.IGNORECASE),
    (r"\bUBND\b", "Ủy ban nhân dân", re.IGNORECASE),
    (r"\bH[ĐD]ND\b", "Hội đồng nhân dân", re.IGNORECASE),
    (r"\bĐBQH\b", "đại biểu Quốc hội", 0),
    (r"\bCNTT\b", "Công nghệ thông tin", 0),
    (r"^UB\s+nhân dân\b", "Ủy ban nhân dân", re.IGNORECASE),
    (r"\b(?:UB\s?MTTQ|UBMTTQ|Ủy ban MTTQ)\s?(?:VN|Việt Nam)\b", "Ủy ban Mặt trận Tổ quốc Việt Nam", re.IGNORECASE),
    (r"\bUB\s?MTTQ\b", "Ủy ban Mặt trận Tổ quốc", 0),
    (r"\bMTTQ\s?VN\b", "Mặt trận Tổ quốc Việt Nam", 0),
    (r"\bMTTQ\b", "Mặt trận Tổ quốc", 0),
    (r"^BCĐ\b", "Ban Chỉ đạo", 0),
    (r"^BQL\b", "Ban Quản lý", 0),
    (r"^BTV\b", "Ban Thường vụ", 0),
    (r"^BCH\b(?=\s(?:Đảng|Đoàn|Hội|Liên|Công))", "Ban Chấp hành", re.IGNORECASE),
    (r"^UBKT\b", "Ủy ban Kiểm tra", 0),
    (r"^BHXH\b", "Bảo hiểm xã hội", 0),
    (r"^KBNN\b", "Kho bạc Nhà nước", 0),
    (r"^TAND\b", "Tòa án nhân dân", 0),
    (r"^Viện KSND\b", "Viện kiểm sát nhân dân", re.IGNORECASE),
    (r"^VKSND\b", "Viện kiểm sát nhân dân", 0),
    (r"^THADS\b", "Thi hành án dân sự", 0),
    (r"\bTHADS\b", "Thi hành án dân sự", 0),
    (r"^LĐLĐ\b", "Liên đoàn Lao động", 0),
    (r"\bLHPN\b", "Liên hiệp Phụ nữ", 0),
    (r"(?<=Hội )CCB\b", "Cựu chiến binh", re.IGNORECASE),
    (r"(?<=Hội )ND\b", "Nông dân", re.IGNORECASE),
    (r"\bTNCS\b", "Thanh niên Cộng sản", 0),
    (r"(?<=Cộng sản )HCM\b", "Hồ Chí Minh", re.IGNORECASE),
    (r"\bBCHQS\b|\bBCH\s?QS\b|\bChỉ huy QS\b", "Chỉ huy Quân sự", re.IGNORECASE),
    (r"^Trung tâm PVHCC\b|^TTPVHCC\b", "Trung tâm Phục vụ hành chính công", re.IGNORECASE),
    (r"\b(?:TP\.?\s?HCM|TPHCM)\b", "Thành phố Hồ Chí Minh", re.IGNORECASE),
    (r"\bTP(?:\.\s*|\s+)(?=\w)", "thành phố ", re.IGNORECASE),
    (r"\bTX(?:\.\s*|\s+)(?=\w)", "thị xã ", 0),
    (_COUNCIL + r"T\.\s*(?=\w)", "tỉnh ", re.IGNORECASE),
    (_COUNCIL + r"H\.\s*(?=\w)", "huyện ", re.IGNORECASE),
    (_COUNCIL + r"Q\.\s*(?=\w)", "quận ", re.IGNORECASE),
    (_COUNCIL + r"P\.\s*(?=\w)", "phường ", re.IGNORECASE),
    (_COUNCIL + r"X\.\s*(?=\w)", "xã ", re.IGNORECASE),
    (_COUNCIL + r"TT\.\s*(?=\w)", "thị trấn ", re.IGNORECASE),
)


@cache
def _short() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, flags), full) for pattern, full, flags in _SHORT)


_MOST_PASSES = 4
_WORDS_OF_PROVINCE = 5
_TRADE = re.compile(r"^(Sở|Phòng|Bộ|Ty)\s+", re.IGNORECASE)
_PLACE_FOLLOWS = re.compile(r"\s(?:" + "|".join(LEVEL_WORDS) + r"|TP\.?|TX\.?)\s+(?!hội\b|viên\b)\S", re.IGNORECASE)
_PROVINCE = re.compile(
    r"\b(?P<level>tỉnh ủy|thành ủy|tỉnh đoàn|thành đoàn|tỉnh|thành phố)\s+(?P<name>[^,;()]{2,40})$", re.IGNORECASE
)


@cache
def _trades() -> dict[str, str]:
    """Letters of a trade's short form or name, without marks, to its name."""
    found = {}
    for shorts, name in rows("trade_names.tsv", 2):
        for short in (name, *shorts.split(";")):
            found[_letters(short)] = name
    return found


def _letters(text: str) -> str:
    return "".join(c for c in fold(text.replace("&", " và ")) if c.isalnum()).replace("va", "")


def spelled(name: str) -> str:
    """The name in its canonical spelling; idempotent, total, the same for every case, tone placement and Unicode form.

    Marks are kept; where there are none, kinds, levels and provinces get theirs back: these have one reading.

    >>> spelled("UBND H. LẠC SƠN"), spelled("SỞ LĐ-TB&XH TỈNH HOÀ BÌNH")
    ('Ủy ban nhân dân huyện Lạc Sơn', 'Sở Lao động - Thương binh và Xã hội tỉnh Hòa Bình')
    """
    name = normalise_tones(" ".join(clean(name).split())).strip(" ,;.:-–—*|_")
    return name if len(name) > LONGEST_NAME else _settled(name)


@lru_cache(maxsize=4_096)
def _settled(name: str) -> str:
    for _ in range(_MOST_PASSES):  # an abbreviation in full may show another one: VP HĐND&UBND TP. X
        before, name = name, _once(name)
        if name == before:
            break
    return name


def _once(name: str) -> str:
    unmarked = fold(name) == name.lower()
    if name == name.lower():
        name = name.upper()  # typed in a hurry: it says as little of what is large as capitals do
    letters = [c for c in name if c.isalpha()]
    capitals = len(letters) > 3 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
    for pattern, full in _short():
        name = pattern.sub(full.upper() if capitals else full, name)
    name = _traded(name)
    if not re.search(r"công ty|ngân hàng|tập đoàn|hợp tác xã|doanh nghiệp", name, re.IGNORECASE):
        name = re.sub(r"\s+&\s+", " VÀ " if capitals else " và ", name)
    if unmarked:
        name = respelled(name.title() if capitals else name, unmarked=True)
    else:
        name = name_case(name) if capitals else respelled(name)
    return _with_province(name[:1].upper() + name[1:])


def _traded(name: str) -> str:
    """The trade of a department, chamber or ministry in full: `Sở GD&ĐT`, `Phòng TC-KH`."""
    kind = _TRADE.match(name)
    if kind is None:
        return name
    place = _PLACE_FOLLOWS.search(name, kind.end() - 1)
    words = name[kind.end() : place.start() if place else len(name)].split()
    for length in range(len(words), 0, -1):
        full = _trades().get(_letters(" ".join(words[:length])))
        if full and (length == len(words) or province(" ".join(words[length:]))):
            rest = " ".join(words[length:])
            tail = name[place.start() :] if place else ""
            return f"{name[: kind.end()]}{full.upper() if name.isupper() else full}{' ' + rest if rest else ''}{tail}"
    return name


def _with_province(name: str) -> str:
    """The province's own spelling: `Đăk Lăk`, `Thừa Thiên - Huế`, `Hoa Binh`; the city that the names of bodies write large."""
    found = _PROVINCE.search(name)
    known = province(found["name"]) if found else None
    if found is None or known is None:
        return _with_bare_province(name)
    level = found["level"]
    if known.name == HO_CHI_MINH and level.lower() == "thành phố":
        level = "Thành phố"
    return f"{name[: found.start()]}{level} {known.name}"


def _with_bare_province(name: str) -> str:
    """A province's name at the end without its level word, which the casing of trades would write small."""
    words = name.split()
    for length in range(min(_WORDS_OF_PROVINCE, len(words) - 2), 0, -1):
        tail = " ".join(words[-length:])
        known = province(tail) if tail == tail.lower() else None
        if known and len(known.name.split()) > 1:
            return " ".join([*words[:-length], known.name])
    return name
