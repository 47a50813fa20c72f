"""Years as a person gives them, in a parameter or after `năm:`, and back."""

import re

from corpus.errors import InputError
from indexer.engines.engine import Filter

NONE = "none"
FIRST_YEAR = 1
LAST_YEAR = 9999
_YEAR = re.compile(r"[0-9]{4}")
_RANGE = re.compile(r"([0-9]{4})?\.\.([0-9]{4})?")


def parse_years(text: str, *, name: str = "year") -> Filter:
    """One value of the year filter: `2019`, `2019..2023`, `2019..`, `..2023` or `none`.

    Raises InputError naming the parameter, what was given, and what is accepted.

    >>> parse_years("2019..2023").low
    2019
    """
    value = text.strip()
    if value.lower() == NONE:
        return Filter(values=frozenset({None}))
    if _YEAR.fullmatch(value):
        return Filter(values=frozenset({value}))
    found = _RANGE.fullmatch(value)
    if found and (found[1] or found[2]):
        low, high = int(found[1] or FIRST_YEAR), int(found[2] or LAST_YEAR)
        if low <= high:
            return Filter(low=low, high=high)
    shown = value if len(value) <= 40 else value[:40] + "…"
    raise InputError(f"{name}: {shown!r} is not a year; give 2019, 2019..2023, 2019.., ..2023 or none")


def format_years(low: int | None, high: int | None) -> str:
    """The range as `parse_years` reads it; an end at the edge of what it reads is left open.

    >>> format_years(2019, 9999)
    '2019..'
    """
    first = "" if low is None or low <= FIRST_YEAR else f"{low:04}"
    last = "" if high is None or high >= LAST_YEAR else f"{high:04}"
    return f"{first}..{last}" if first or last else f"{FIRST_YEAR:04}..{LAST_YEAR}"
