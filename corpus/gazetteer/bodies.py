"""Bodies that issue documents: canonical names, levels and systems, from the name alone."""

import re
from dataclasses import dataclass
from functools import cache

from corpus.document import Issuer, Level, System
from corpus.gazetteer.casing import Kind, kind_at, name_case, word_key
from corpus.gazetteer.places import LEVEL_WORDS, is_central_city, province
from corpus.gazetteer.tables import rows
from corpus.vietnamese import fold, normalise_tones, slug

_LEVELS = {
    "tỉnh": Level.PROVINCE,
    "huyện": Level.DISTRICT,
    "quận": Level.DISTRICT,
    "thị xã": Level.DISTRICT,
    "xã": Level.COMMUNE,
    "phường": Level.COMMUNE,
    "thị trấn": Level.COMMUNE,
    "đặc khu": Level.COMMUNE,
}
_PLACE = re.compile(r"(?<!\w)(" + "|".join(LEVEL_WORDS) + r")\s+(?!hội\b|viên\b|ủy\b|đoàn\b)([^,;()]+)", re.IGNORECASE)
# Abbreviations that stand for the first words of a body or for the level of its place.
_SHORT = (
    (re.compile(r"^VP\s+(?=UBND|HĐND)"), "Văn phòng "),
    (re.compile(r"\bUBND\b"), "Ủy ban nhân dân"),
    (re.compile(r"\bHĐND\b"), "Hội đồng nhân dân"),
    (re.compile(r"\bUBMTTQ\b|\bUB\s?MTTQ\b"), "Ủy ban Mặt trận Tổ quốc"),
    (re.compile(r"\bMTTQ\b"), "Mặt trận Tổ quốc"),
    (re.compile(r"\bBCĐ\b"), "Ban Chỉ đạo"),
    (re.compile(r"\bBQL\b"), "Ban Quản lý"),
    (re.compile(r"\b(?:TP\.?\s?HCM|TPHCM)\b", re.IGNORECASE), "Thành phố Hồ Chí Minh"),
    (re.compile(r"\bTP(?:\.\s*|\s+)(?=\w)", re.IGNORECASE), "thành phố "),
    (re.compile(r"\bTX(?:\.\s*|\s+)(?=\w)"), "thị xã "),
    (re.compile(r"(?<=nhân dân )H\.\s*(?=\w)"), "huyện "),
    (re.compile(r"(?<=nhân dân )Q\.\s*(?=\w)"), "quận "),
    (re.compile(r"(?<=nhân dân )P\.\s*(?=\w)"), "phường "),
    (re.compile(r"(?<=nhân dân )TT\.\s*(?=\w)"), "thị trấn "),
)


@dataclass(frozen=True, slots=True)
class CentralBody:
    name: str
    symbols: tuple[str, ...]
    system: System
    since: str | None
    until: str | None


@cache
def central_bodies() -> dict[str, CentralBody]:
    """Folded name or alias to central body."""
    found: dict[str, CentralBody] = {}
    for name, symbols, aliases, system, since, until in rows("central_bodies.tsv", 6):
        body = CentralBody(name, tuple(symbols.split(",")) if symbols else (), System(system), since or None, until or None)
        for known in (name, *aliases.split(";")):
            if known:
                found[fold(known)] = body
    return found


@cache
def body_symbols() -> frozenset[str]:
    """Folded symbols of bodies that a typed number may name: central bodies and the common local ones."""
    local = (
        "ubnd ub ubt ubh ubx hdnd mttq bhxh tu hu qu thu du duk cb vptu btctu ubkttu btgtu bdvtu bnctu vphu btchu vp btt btv bcd"
    )
    known = {fold(symbol) for body in central_bodies().values() for symbol in body.symbols}
    return frozenset(known | set(local.split()))


@cache
def longest_central_name() -> int:
    """Words in the longest name of a central body."""
    return max(len(name.split()) for name in central_bodies())


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in central_bodies())


def central_body_at(words: list[str]) -> int:
    """How many words at the start of `words` name a central body; 0 for none. Names with commas stay whole."""
    folded = [fold(word) for word in words[: longest_central_name()]]
    if not folded or folded[0] not in _first_words():
        return 0
    for length in range(len(folded), 0, -1):
        if " ".join(folded[:length]).rstrip(",.;") in central_bodies():
            return length
    return 0


def issuer_from_name(name: str, *, parent: str | None = None, date: str | None = None) -> Issuer:
    """The body of that name, with its canonical spelling, id, level and system.

    Takes capitals, both tone placements and the usual abbreviations: `UBND huyện X`, `UỶ BAN NHÂN DÂN HUYỆN X` and
    `Ủy ban nhân dân huyện X` are one id. `date` (ISO) decides which cities stood under central authority.
    Level and system are None where neither the name nor the parent tells.
    """
    name = _spelled(name)
    known = central_bodies().get(fold(name))
    if known:
        return Issuer(slug(known.name), known.name, Level.CENTRAL, known.system, parent)
    keys = [word_key(word) for word in name.split()]
    found = kind_at(keys)
    above = issuer_from_name(parent, date=date) if parent else None
    if found is None:
        level = level_of_place(name, date)
        return Issuer(slug(name), name, level, above.system if above else System.OTHER, parent)
    kind, length = found
    inner = " ".join(name.split()[length:])
    nested = _inner_body(inner, date)
    return Issuer(slug(name), name, _level(kind, name, nested or above, date), _system(kind, name, nested or above), parent)


def _spelled(name: str) -> str:
    name = normalise_tones(" ".join(name.split())).strip(" ,;.:-*|")
    letters = [c for c in name if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) > 0.7 * len(letters)
    for pattern, full in _SHORT:
        name = pattern.sub(full.upper() if capitals else full, name)
    if capitals and len(letters) > 3:
        return name_case(name)
    # Mixed case is kept, but for the spelling of its kind: "ủy ban nhân dân huyện X", "UBND Huyện X".
    words = name.split()
    found = kind_at([word_key(word) for word in words])
    if found and found[1] > 1:
        words[: found[1]] = [
            *found[0].name.split()[:-1],
            found[0].name.split()[-1] + words[found[1] - 1][len(word_key(words[found[1] - 1])) :],
        ]
    name = " ".join(words)
    return name[:1].upper() + name[1:]


def _inner_body(inner: str, date: str | None) -> Issuer | None:
    """The body that is named inside another's name: `Huyện ủy X` in `Ban Thường vụ Huyện ủy X`."""
    words = inner.split()
    if not words:
        return None
    if central_body_at(words) == len(words) or kind_at([word_key(word) for word in words]):
        return issuer_from_name(inner[:1].upper() + inner[1:], date=date)
    return None


def level_of_place(name: str, date: str | None = None) -> Level | None:
    """The level that the first place in a name stands for: `huyện X` district, `thành phố X` by the gazetteer."""
    found = _PLACE.search(name)
    if found is None:
        return Level.CENTRAL if re.search(r"\btrung ương\b", name, re.IGNORECASE) else None
    word = found.group(1).lower()
    if word == "thành phố":
        return Level.PROVINCE if is_central_city(found.group(2), date) else Level.DISTRICT
    return _LEVELS[word]


def _level(kind: Kind, name: str, near: Issuer | None, date: str | None) -> Level | None:
    place = level_of_place(name, date)
    if kind.level in ("unit", "enterprise"):
        return Level(kind.level)
    if kind.name in ("Thành ủy", "Thành Đoàn"):
        rest = " ".join(name.split()[2:])
        return Level.PROVINCE if is_central_city(rest, date) else Level.DISTRICT
    if kind.level in ("-", "="):
        if place or near:
            return place or (near.level if near else None)
        rest = " ".join(name.split()[len(kind.name.split()) :])
        return Level.PROVINCE if kind.level == "-" and province(rest) else None
    if place and kind.name in ("Cục", "Vụ", "Phòng"):
        return place
    return Level(kind.level)


def _system(kind: Kind, name: str, near: Issuer | None) -> System | None:
    if kind.system != "=":
        return System(kind.system)
    if near:
        return near.system
    return System.PARTY if re.search(r"\b(?:ủy|đảng)\b", name, re.IGNORECASE) and "ủy ban" not in name.lower() else System.STATE
