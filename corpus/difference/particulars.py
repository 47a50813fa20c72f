"""What is read with care in a directive: dates, numbers, names of persons, and what somebody has to do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from corpus.difference.values import Kind
from corpus.gazetteer.tables import lines
from corpus.understanding.date import LONG, SHORT, date_of
from corpus.understanding.number import CITED, from_match
from corpus.vietnamese import fold, normalise_tones

_DATE = re.compile(
    rf"(?P<long>{LONG.pattern})|(?:ng[àa]y\s{{1,3}})?(?P<short>{SHORT.pattern.replace('?P<', '?P<s_').replace('?P=', '?P=s_')})"
    r"|(?:ng[àa]y\s{1,3}\d{1,2}\s{0,2}[/-]\s{0,2}\d{1,2}(?![\d/]))"
    r"|(?:(?:ng[àa]y\s{1,3}\d{1,2}\s{1,3})?th[áa]ng\s{0,3}\d{1,2}(?:\s{0,2}/\s{0,2}|\s{1,3}n[ăa]m\s{1,3})(?:19|20)\d\d(?!\d))"
    r"|(?:qu[ýy]\s{1,3}(?:IV|I{1,3}|[1-4])(?:(?:\s{0,2}/\s{0,2}|\s{1,3}n[ăa]m\s{1,3})(?:19|20)\d\d)?(?![\w]))"
    r"|(?:(?<![\d/])(?:19|20)\d\d\s{0,2}[-–]\s{0,2}(?:19|20)\d\d(?![\d/]))"
    r"|(?:n[ăa]m\s{1,3}(?:19|20)\d\d(?!\d))"
    r"|(?:\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?(?!\w))"
    r"|(?:(?:ng[àa]y|th[áa]ng)\s{1,3}\d{1,2}(?![\w/]))",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\d+(?:[.,]\d+)*(?:\s{0,2}(?:%|‰)|(?:\s{0,2}(?:nghìn|ngàn|triệu|tỷ|tỉ)){0,2}(?:\s{0,2}đồng)?(?![^\W\d_]))",
    re.IGNORECASE,
)
# Latin capitals with Vietnamese marks alternate with their small letters, so that no range holds them.
_CAPITAL = "[" + "".join(chr(code) for code in (*range(0x41, 0x1B1), *range(0x1EA0, 0x1EFA)) if chr(code).isupper()) + "]"
_NAMED = rf"{_CAPITAL}[^\W\d_]{{0,7}}(?:[ \t]+{_CAPITAL}[^\W\d_]{{0,7}}){{1,4}}(?!\w)"
_TITLED = re.compile(rf"(?<!\w)(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|[Aa]nh|[Cc]hị)[ \t]+(?P<name>{_NAMED})")
_NAME = re.compile(rf"(?<!\w){_NAMED}")
_NO_PERSON = re.compile(
    r"(?:tỉnh|huyện|xã|phường|quận|thị trấn|thị xã|thành phố|tp\.?|thôn|bản|đường|phố|sông|suối|trường|chợ|cầu|viện)\s{1,3}$",
    re.IGNORECASE,
)
_ACTS = (
    r"chủ trì|chịu trách nhiệm|có trách nhiệm|phối hợp|tham mưu|đôn đốc|hướng dẫn|kiểm tra|giám sát|thẩm định|theo dõi|tổng hợp"
    r"|báo cáo|bố trí|rà soát|tổ chức|triển khai|xây dựng|thực hiện|trực tiếp|chỉ đạo|phân công|niêm yết|tuyên truyền"
)
_ACTORS = (
    r"Các|Ủy ban|UBND|HĐND|Hội đồng|Thường trực|Chủ tịch|Phó|Trưởng|Thủ trưởng|Giám đốc|Hiệu trưởng|Chánh|Đồng chí|Ông|Bà|Phòng"
    r"|Văn phòng|Ban|Bộ|Sở|Cục|Chi cục|Công an|Quân sự|Trạm|Trung tâm|Trường|Đài|Hội|Đoàn|Đảng ủy|Huyện ủy|Mặt trận|Ủy viên|Hạt"
    r"|Đội|Tổ|Kho bạc|Thanh tra|Đơn vị|Cơ quan|Doanh nghiệp|Công ty|Chủ đầu tư|Bí thư|Cấp ủy|Thôn|Xã|Huyện"
)
_DUTY = re.compile(
    rf"(?<!\w)(?:[Gg]iao|[Yy]êu cầu|[Đđ]ề nghị|[Pp]hân công)\s[^.;:\n]{{2,120}}?\s(?:{_ACTS})(?!\w)"
    r"|(?<!\w)(?:[Cc]hủ trì|[Cc]hịu trách nhiệm|[Cc]ó trách nhiệm|[Pp]hối hợp|[Tt]ham mưu|[Đđ]ôn đốc|[Pp]hân công)(?!\w)"
)
_ACTOR = re.compile(
    rf"\W{{0,4}}(?:\d{{1,2}}[.)]|[a-zđ][.)])?\s{{0,3}}(?:{_ACTORS})\s[^.;:\n]{{0,120}}?(?<!\w)(?:{_ACTS})(?!\w)|\W{{0,4}}Giao\s"
)


@dataclass(frozen=True, slots=True)
class Particular:
    """Where it stands, and what it says: the same value in another form (16/3/2023, ngày 16 tháng 3 năm 2023) is no change."""

    kind: Kind
    start: int
    end: int
    value: str


def particulars(text: str, start: int, end: int) -> list[Particular]:
    """Dates, numbers and names between two offsets, ascending and apart; a date is not also the numbers in it."""
    taken: list[Particular] = []
    for found in (_dates, _cited, _names, _quantities):
        taken = _with(taken, found(text, start, end))
    return taken


def duties(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where it says who has to do what: the words from the one who orders or acts to the act."""
    found = [match.span() for match in _DUTY.finditer(text, start, end)]
    actor = _ACTOR.match(text, start, end)
    return sorted([*found, actor.span()]) if actor else found


def _dates(text: str, start: int, end: int) -> Iterator[Particular]:
    for match in _DATE.finditer(text, start, end):
        written = match["long"] or match["short"]
        value = date_of((LONG if match["long"] else SHORT).search(written)) if written else None
        if match["long"] and not re.search(r"\d", match["long"]):
            continue
        yield Particular(Kind.DATE, match.start(), match.end(), value or _figures(match[0]))


def _cited(text: str, start: int, end: int) -> Iterator[Particular]:
    for match in CITED.finditer(text, start, end):
        number = from_match(match)
        if number:
            yield Particular(Kind.NUMBER, match.start(), match.end(), number.key)


def _quantities(text: str, start: int, end: int) -> Iterator[Particular]:
    for match in _QUANTITY.finditer(text, start, end):
        yield Particular(Kind.NUMBER, match.start(), match.end(), _figures(match[0]))


def _names(text: str, start: int, end: int) -> Iterator[Particular]:
    for match in _TITLED.finditer(text, start, end):
        yield Particular(Kind.NAME, match.start("name"), match.end("name"), normalise_tones(match["name"].lower()))
    for match in _NAME.finditer(text, start, end):
        syllables = match[0].split()
        first = normalise_tones(syllables[0].capitalize())
        # Two capitalised syllables are more often a place than a person; on a line of their own they are a signer.
        whole = not text[start : match.start()].strip() and not text[match.end() : end].strip()
        if (
            first in _surnames()
            and (len(syllables) > 2 or whole)
            and not _NO_PERSON.search(text, max(start, match.start() - 14), match.start())
        ):
            yield Particular(Kind.NAME, match.start(), match.end(), normalise_tones(match[0].lower()))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(normalise_tones(name) for line in lines("surnames.txt") for name in line.split())


def _figures(written: str) -> str:
    """A quantity or a time without blanks, leading zeros and the dots of thousands."""
    plain = re.sub(r"(?<=\d)\.(?=\d{3}(?!\d))", "", fold(written))
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"\s+", "", plain)).replace("ngan", "nghin")


def _with(taken: list[Particular], more: Iterable[Particular]) -> list[Particular]:
    """Those taken, and of the others the ones that touch none of them."""
    found = sorted([*taken, *more], key=lambda one: one.start)
    held = set(map(id, taken))
    kept: list[Particular] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if id(one) in held:
                kept[-1] = one
            continue
        kept.append(one)
    return kept
