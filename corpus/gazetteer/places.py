"""Provinces and cities under central authority, with the dates at which they are that, and names that several places bear."""

import re
from dataclasses import dataclass
from functools import cache

from corpus.gazetteer.tables import rows
from corpus.vietnamese import fold, slug

LEVEL_WORDS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "phường", "xã")

HO_CHI_MINH = "Hồ Chí Minh"


@dataclass(frozen=True, slots=True)
class Province:
    """`kind`: of the present or last unit. `until`: the last day (ISO, or a year) of a unit that ended.

    `city_from`: since when a city under central authority, None where it always was one or never is.
    """

    name: str
    code: str | None
    kind: str
    city_from: str | None
    until: str | None

    @property
    def full(self) -> str:
        """With its level word, as it stands inside a name: `tỉnh Lào Cai`, `Thành phố Hồ Chí Minh`."""
        return f"{self.kind.capitalize() if self.name == HO_CHI_MINH else self.kind} {self.name}"


@cache
def provinces() -> dict[str, Province]:
    """Folded name to province, present and former."""
    return {fold(row[0]): _province(row) for row in rows("provinces.tsv", 6)}


def _province(row: tuple[str, ...]) -> Province:
    name, code, kind, city_from, until, _ = row
    return Province(name, code or None, kind, city_from or None, until or None)


@cache
def _by_slug() -> dict[str, Province]:
    """Every spelling of a name, without signs and marks, to the province."""
    found = {}
    for row in rows("provinces.tsv", 6):
        for name in (row[0], *row[5].split(";")):
            if slug(name):
                found[slug(name)] = _province(row)
    return found


def province(name: str) -> Province | None:
    """The province or central city of that name, marked or not, with or without its level word."""
    key = slug(name)
    for prefix in ("thanh-pho-", "tp-", "tinh-"):
        if key.startswith(prefix):
            key = key.removeprefix(prefix)
            break
    return _by_slug().get(key)


def is_central_city(name: str, date: str | None = None) -> bool | None:
    """Whether `thành phố <name>` stood under central authority on that ISO date.

    Without a date: None where that changed after 2004, so that both may be meant.
    """
    found = province(name)
    if found is None or found.kind != "thành phố":
        return False
    if found.city_from is None:
        return True
    if date is None:
        return True if found.city_from <= "2004-01-01" else None
    # A date of which only the year is known is compared by the year.
    return date >= found.city_from[: len(date)]


_NUMBERS = re.compile(r"(\d+)\.\.(\d+)")


@cache
def _namesakes() -> dict[str, tuple[str, ...]]:
    """Folded place with its level word to the provinces that are known to have had one of that name."""
    found: dict[str, tuple[str, ...]] = {}
    for level, name, ancestors in rows("namesakes.tsv", 3):
        run = _NUMBERS.fullmatch(name)
        names = [str(n) for n in range(int(run[1]), int(run[2]) + 1)] if run else [name]
        found |= {fold(f"{level} {one}"): tuple(filter(None, ancestors.split(";"))) for one in names}
    return found


def namesakes(place: str) -> tuple[str, ...] | None:
    """Where a place (`huyện Châu Thành`) shares its name with others: the provinces known to have one; None: it does not."""
    return _namesakes().get(fold(place))
