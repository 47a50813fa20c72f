"""Dates as heads and citations print them (domain guide, section 5)."""

import datetime
import re

_FIRST_YEAR, _LAST_YEAR = 1945, 2100
_BLANK = r"[\s.…_]{0,20}"
# `ngày 16 tháng 3 năm 2023`; day and month may be blank or dotted; spaces may be lost ("tháng 4năm").
LONG = re.compile(
    rf"ng[àa]y{_BLANK}(?P<day>\d{{0,2}}){_BLANK}th[áa]ng{_BLANK}(?P<month>\d{{0,2}}){_BLANK}n[ăa]m\s{{0,6}}(?P<year>\d{{4}}(?!\d))?",
    re.IGNORECASE,
)
SHORT = re.compile(
    r"(?<![\d/.\-])(?P<day>\d{1,2})\s?(?P<mark>[/.\-–])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?(?P<year>\d{4}|\d{2})(?![\d/])"
)


def iso_date(day: str | None, month: str | None, year: str | None) -> str | None:
    """YYYY-MM-DD, or YYYY-MM or YYYY where the rest is blank; None where a part is impossible.

    >>> iso_date("16", "3", "2023"), iso_date("", "6", "2026"), iso_date("31", "2", "2020")
    ('2023-03-16', '2026-06', None)
    """
    if not year:
        return None
    value = int(year)
    if value < 100:
        # Two-digit years: 50-99 are the last century's.
        value += 1900 if value >= 50 else 2000
    if not _FIRST_YEAR <= value <= _LAST_YEAR:
        return None
    if not month:
        return f"{value:04}" if not day else None
    if not day:
        return f"{value:04}-{int(month):02}" if 1 <= int(month) <= 12 else None
    try:
        return datetime.date(value, int(month), int(day)).isoformat()
    except ValueError:
        return None


def date_of(match: re.Match[str] | None) -> str | None:
    """The date that a match of LONG or SHORT holds."""
    return iso_date(match["day"], match["month"], match["year"]) if match else None
