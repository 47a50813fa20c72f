"""Bodies that issue documents: canonical names, levels and systems, from the name alone."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.document import Issuer, Level, System
from corpus.gazetteer.casing import Kind, is_phrase, kind_at, word_key
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.places import LEVEL_WORDS, is_central_city, namesakes, province
from corpus.gazetteer.spelling import spelled
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
_CITIES = {True: Level.PROVINCE, False: Level.DISTRICT, None: None}
_PLACE_EACH = re.compile(
    r"(?<!\w)(" + "|".join(LEVEL_WORDS) + r")\s+(?!hội\b|viên\b|ủy\b|đoàn\b)"
    r"((?:(?!\s(?:" + "|".join(LEVEL_WORDS) + r")\s)[^,;()]){1,60})",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?<!\w)(" + "|".join(LEVEL_WORDS) + r")\s+(?!hội\b|viên\b|ủy\b|đoàn\b)([^,;()]+)", re.IGNORECASE)
# Kinds of province level that stand with the bare name of the province in some offices' heads: Sở Y tế Hà Nội.
_BARE_PLACE = ("Sở", "Ban Dân tộc", "Bộ Chỉ huy Quân sự", "Bộ Chỉ huy Bộ đội Biên phòng", "Cục Thuế", "Cục Thống kê")
_HIGHER = {Level.COMMUNE: ("huyện", "quận", "thị xã", "thành phố", "tỉnh"), Level.DISTRICT: ("tỉnh", "thành phố")}


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


def central_bodies_in(name: str) -> tuple[str, ...]:
    """The names in a list of central bodies, `Bộ A, Bộ B và Bộ C`; empty where it is anything else than such a list.

    >>> central_bodies_in("Bộ Văn hóa, Thể thao và Du lịch và Bộ Tài chính")
    ('Bộ Văn hóa, Thể thao và Du lịch', 'Bộ Tài chính')
    """
    words = normalise_tones(name).split()
    found: list[str] = []
    at = 0
    while at < len(words):
        length = central_body_at(words[at:])
        if not length:
            return ()
        found.append(" ".join(words[at : at + length]).rstrip(",.;"))
        joined = words[at + length - 1].endswith((",", ";"))
        at += length
        if at < len(words) and words[at] in ("và", "-", "–"):
            at += 1
        elif at < len(words) and not joined:
            return ()
    return tuple(found)


_MOST_INNER_WORDS = 60
"""Words of a body that another one's name holds; beyond it is no name, and each of its words might open a further body."""


def issuer_from_name(
    name: str, *, parent: str | None = None, date: str | None = None, near: Iterable[str] = (), own: OwnBodies = NONE
) -> Issuer:
    """The body of that name, with its canonical spelling, id, level and system; the same for every print of the name.

    Takes capitals, both tone placements and the usual abbreviations: `UBND huyện X`, `UỶ BAN NHÂN DÂN HUYỆN X` and
    `Ủy ban nhân dân huyện X` are one id. `parent`: as printed. `date` (ISO) decides which cities stood under central
    authority. `near`: higher places (`tỉnh X`) that the document names as those of a place which has namesakes.
    `own`: what the office calls its bodies; these go first.
    Level and system are None where neither the name nor the parent tells.
    """
    if (body := own.named(name)) is not None:
        known = issuer_from_name(body.name, parent=parent, date=date)
        return Issuer(body.id, body.name, body.level or known.level, body.system or known.system, parent)
    name = with_level_word(spelled(name), date)
    known_body = central_bodies().get(fold(name))
    if known_body:
        return Issuer(slug(known_body.name), known_body.name, Level.CENTRAL, known_body.system, parent)
    name, above_place = _without_ancestors(name, date)
    keys = [word_key(word) for word in name.split()]
    found = kind_at(keys)
    above = issuer_from_name(parent, date=date, own=own) if parent else None
    id = _id(name, date, [*above_place, *_places_above(name, parent, date), *near])
    if (
        parent
        and found
        and (found[0].name in ("Phòng", "Chi cục") or _of_every_place(found[0], " ".join(name.split()[found[1] :])))
    ):
        id = f"{id}--{slug(' '.join(of[0]))}" if (of := places_in(parent)) and not places_in(name) else id
    if "--" in id and above_place:  # the name says itself which of its namesakes it is
        name = f"{name}, {above_place[0]}"
    if found is None:
        level = level_of_place(name, date)
        return Issuer(id, name, level, above.system if above else System.OTHER, parent)
    kind, length = found
    inner = " ".join(name.split()[length:])
    nested = _inner_body(inner, date)
    near_body = above if kind.name == "Phòng" and above else nested or above
    return Issuer(id, name, _level(kind, name, near_body, date), _system(kind, name, nested or above), parent)


def _of_every_place(kind: Kind, rest: str) -> bool:
    """Whether there is one of that name in every province or district: Trung tâm Kiểm soát bệnh tật."""
    return kind.level in ("unit", "=") and is_phrase(rest)


def with_level_word(name: str, date: str | None = None) -> str:
    """`Sở Y tế Hà Nội` as `Sở Y tế thành phố Hà Nội`, where the kind leaves no doubt of the level."""
    words = name.split()
    found = kind_at([word_key(word) for word in words])
    if found is None or found[0].name not in _BARE_PLACE or _PLACE.search(name):
        return name
    for length in (6, 5, 4, 3, 2, 1):
        at = len(words) - length
        if at <= found[1] - (found[0].name != "Sở") or words[at - 1] in ("và", "-"):
            continue
        known = province(" ".join(words[at:]))
        if known:
            city = known.kind == "thành phố"
            if city and known.city_from and (date is None or date < known.city_from[: len(date)]):
                return name  # a province then, or perhaps
            return " ".join([*words[:at], known.full])
    return name


def places_in(name: str) -> list[tuple[str, str]]:
    """Level words and names of the places in a name, in order: [("xã", "Tân Lập"), ("huyện", "Lạc Sơn")]."""
    return [(found[1].lower(), found[2].strip()) for found in _PLACE_EACH.finditer(name)]


def _without_ancestors(name: str, date: str | None) -> tuple[str, list[str]]:
    """The name up to its place, and the higher places printed after that: `xã Tân Lập, huyện Lạc Sơn`."""
    found = list(_PLACE_EACH.finditer(name))
    if len(found) < 2:
        return name, []
    first = found[0]
    level = level_of_place(f"{first[1]} {first[2].strip()}", date)
    if level not in _HIGHER or not all(later[1].lower() in _HIGHER[level] for later in found[1:]):
        return name, []
    return name[: found[1].start()].rstrip(" ,-–"), [f"{later[1].lower()} {later[2].strip()}" for later in found[1:]]


def _places_above(name: str, parent: str | None, date: str | None) -> list[str]:
    """The places of the printed parent that are higher than the body's own."""
    if parent is None or not (own_places := places_in(name)):
        return []
    level = level_of_place(" ".join(own_places[0]), date)
    if level not in _HIGHER:
        return []
    return [f"{word} {place}" for word, place in places_in(parent) if word in _HIGHER[level] and (word, place) != own_places[0]]


def _id(name: str, date: str | None, above: Sequence[str]) -> str:
    """The folded name; where its place has namesakes, with the nearest known ancestor."""
    places = places_in(name)
    if not places:
        return slug(name)
    word, place = places[0]
    others = namesakes(f"{word} {place}")
    if others is None:
        return slug(name)
    if word == "thành phố":  # a city of that name stood under a province before it was a central one
        return f"{slug(name)}--{slug(others[0])}" if is_central_city(place, date) is False else slug(name)
    nearest = next((one for one in above if fold(one) != fold(f"{word} {place}")), None)
    return f"{slug(name)}--{slug(nearest)}" if nearest else slug(name)


def label_of(issuer: Issuer) -> str:
    """The name for lists in which namesakes meet: with its ancestor, where the id has one and the name does not.

    >>> label_of(issuer_from_name("UBND huyện Châu Thành", near=["tỉnh Bến Tre"]))
    'Ủy ban nhân dân huyện Châu Thành (tỉnh Bến Tre)'
    """
    ancestor = issuer.id.partition("--")[2]
    if not ancestor or ancestor in slug(issuer.name):
        return issuer.name
    known = [f"{word} {place}" for word, place in places_in(issuer.parent or "")]
    if ancestor.startswith(("tinh-", "thanh-pho-")) and (found := province(ancestor)):
        known.append(f"{found.kind if found.kind == 'tỉnh' or not ancestor.startswith('tinh') else 'tỉnh'} {found.name}")
    shown = next((place for place in known if slug(place) == ancestor), None)
    return f"{issuer.name} ({shown})" if shown else issuer.name


def _inner_body(inner: str, date: str | None) -> Issuer | None:
    """The body that is named inside another's name: `Huyện ủy X` in `Ban Thường vụ Huyện ủy X`."""
    words = inner.split()
    if not 0 < len(words) <= _MOST_INNER_WORDS:
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
        return _CITIES[is_central_city(found.group(2), date)]
    return _LEVELS[word]


def _level(kind: Kind, name: str, near: Issuer | None, date: str | None) -> Level | None:
    place = level_of_place(name, date)
    if kind.level in ("unit", "enterprise"):
        return Level(kind.level)
    if kind.name in ("Thành ủy", "Thành Đoàn"):
        rest = " ".join(name.split()[2:])
        return _CITIES[is_central_city(rest, date)]
    if kind.level in ("-", "="):
        rest = " ".join(name.split()[len(kind.name.split()) :])
        if kind.level == "=" and not place and rest and province(rest):
            return Level.PROVINCE  # Kho bạc Nhà nước Lào Cai, whatever is above it
        if place or near:
            return place or (near.level if near else None)
        return Level.PROVINCE if kind.level == "-" and not _PLACE.search(name) and province(rest) else None
    if place and kind.name in ("Cục", "Vụ", "Phòng"):
        return place
    if (
        near
        and near.level
        and (kind.name == "Phòng" or (kind.name.startswith("Cục") and not place and near.level is Level.CENTRAL))
    ):
        return near.level
    return Level(kind.level)


def _system(kind: Kind, name: str, near: Issuer | None) -> System | None:
    if kind.system != "=":
        return System(kind.system)
    if near:
        return near.system
    if kind.name == "Đoàn" and _PLACE.match(name.partition(" ")[2]):
        return System.FRONT  # the youth union's committee of a place
    return System.PARTY if re.search(r"\b(?:ủy|đảng)\b", name, re.IGNORECASE) and "ủy ban" not in name.lower() else System.STATE
