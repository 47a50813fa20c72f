"""Provinces and cities under central authority, with the dates at which they are that."""

from dataclasses import dataclass
from functools import cache

from corpus.gazetteer.tables import rows
from corpus.vietnamese import fold

LEVEL_WORDS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã")


@dataclass(frozen=True, slots=True)
class Province:
    """`until` is the last day (ISO) of a unit that ended; `into` the one that took its territory."""

    name: str
    code: str | None
    kind: str
    city_from: str | None
    until: str | None
    into: str | None


@cache
def provinces() -> dict[str, Province]:
    """Folded name to province, present and former."""
    found = {}
    for name, code, kind, city_from, until, into in rows("provinces.tsv", 6):
        found[fold(name)] = Province(name, code or None, kind, city_from or None, until or None, into or None)
    return found


def province(name: str) -> Province | None:
    """The province or central city of that name, marked or not, with or without its level word."""
    key = fold(name).strip(" .")
    for prefix in ("thanh pho ", "tp. ", "tp.", "tp ", "tinh "):
        if key.startswith(prefix):
            key = key.removeprefix(prefix)
            break
    return provinces().get({"hcm": "ho chi minh"}.get(key, key))


def is_central_city(name: str, date: str | None = None) -> bool:
    """Whether `thành phố <name>` stood under central authority on that ISO date (None: at any time before 2025)."""
    found = province(name)
    if found is None or found.kind != "thành phố":
        return False
    return found.city_from is None or (date is not None and date >= found.city_from)
