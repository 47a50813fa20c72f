"""Values to what a reader sees: dates, numbers, highlights. Pure; everything that becomes markup is escaped here."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo

from markupsafe import Markup, escape

from search_api.answer import Snippet


def shown_date(date: str | None) -> str | None:
    """A date as Vietnamese readers write it.

    >>> shown_date("2023-03-16"), shown_date("2023-03"), shown_date("2023")
    ('16/03/2023', '03/2023', '2023')
    """
    return "/".join(reversed(date.split("-"))) if date else None


def shown_moment(moment: str, zone: tzinfo | None = None) -> str:
    """A moment (UTC, ISO 8601) to the minute, in the time of this machine, which stands in the office; what is none as it is.

    >>> shown_moment("2026-11-23T20:30:00Z", UTC)
    '23/11/2026 20:30 UTC'
    """
    try:
        here = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return moment
    return f"{here:%d/%m/%Y %H:%M}" + ("" if here.utcoffset() else " UTC")


def shown_count(count: int) -> str:
    """A count with dots between thousands.

    >>> shown_count(4213)
    '4.213'
    """
    return f"{count:,}".replace(",", ".")


def shown_size(size: int) -> str:
    """A file's size; kB is 1,000 bytes, the decimal mark a comma.

    >>> shown_size(900), shown_size(2900), shown_size(12_345_678)
    ('900 byte', '2,9 kB', '12,3 MB')
    """
    if size < 1000:
        return f"{size} byte"
    amount, unit = (size / 1e3, "kB") if size < 1_000_000 else (size / 1e6, "MB")
    return f"{amount:.1f} {unit}".replace(".", ",")


def marked(snippet: Snippet) -> Markup:
    """The passage with its highlights as <mark>; line breaks become spaces when shown."""
    pieces: list[Markup] = []
    position = 0
    for start, end in _in_order(snippet.highlights, len(snippet.text)):
        pieces.append(escape(snippet.text[position:start]))
        pieces.append(Markup("<mark>{}</mark>").format(snippet.text[start:end]))
        position = end
    pieces.append(escape(snippet.text[position:]))
    return Markup("").join(pieces)


def _in_order(highlights: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Inside the text, ascending, not overlapping: a wrong highlight must not break a page."""
    kept: list[tuple[int, int]] = []
    position = 0
    for start, end in sorted(highlights):
        start, end = max(start, position), min(end, length)
        if start < end:
            kept.append((start, end))
            position = end
    return kept
