"""Whether a body was there on the day it issued a document: districts, provinces and ministries came and went (4.5, 4.6)."""

import datetime
import re

from corpus.document import Issuer, Level
from corpus.gazetteer.bodies import central_bodies, places_in
from corpus.gazetteer.lineage import trade_until
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.places import is_central_city, province
from corpus.vietnamese import fold

DISTRICTS_UNTIL = "2025-06-30"
"""Last day of the district level (resolution 203/2025/QH15)."""
TOWNSHIPS_UNTIL = DISTRICTS_UNTIL
SPECIAL_ZONES_SINCE = "2025-07-01"
"""From then on communes are xã, phường and đặc khu; there are no thị trấn."""

_DISTRICT_WORDS = ("huyện", "quận", "thị xã")
_PARTY = re.compile(r"\b(?P<word>Huyện|Quận|Thị|Tỉnh|Thành)\s(?:ủy|Đoàn)\s(?P<place>[^,;]{1,40})$")


def lifetime(name: str, own: OwnBodies = NONE) -> tuple[str | None, str | None]:
    """First and last day (ISO, or a year) of the body of that name, each None where it has none or it is not known.

    Provinces that lived on with another territory count as one life; their changes are in `lineage`.
    """
    if (body := own.named(name)) is not None:
        return body.since, body.until
    if known := central_bodies().get(fold(name)):
        return known.since, known.until
    if found := _PARTY.search(name):
        word, place = found["word"], found["place"]
        if word in ("Huyện", "Quận", "Thị"):
            return None, DISTRICTS_UNTIL
        return _of_province("tỉnh" if word == "Tỉnh" else "thành phố", place)
    places = places_in(name)
    since, until = _of_place(*places[0]) if places else (None, None)
    ended = trade_until(name)
    return since, min(filter(None, (until, _day_before(ended) if ended else None)), default=None)


def outlived(issuer: Issuer, date: str | None, own: OwnBodies = NONE) -> str | None:
    """A warning where the issuer was surely not there on the date (ISO, or its beginning), else None."""
    if not date:
        return None
    if issuer.level in (Level.UNIT, Level.ENTERPRISE) and own.named(issuer.name) is None:
        return None  # a school of a district that ended goes on
    since, until = lifetime(issuer.name, own)
    if until and trade_until(issuer.name):
        until = max(until, DISTRICTS_UNTIL)  # departments were regrouped in the course of that spring
    if "--" in issuer.id and issuer.level is Level.DISTRICT and places_in(issuer.name):
        since, until = None, DISTRICTS_UNTIL if until is None else until
    if until and _behind(date, until):
        return f"cơ quan ban hành: {issuer.name} chỉ có đến {until}, văn bản ghi {date}; nên xem lại ngày hoặc cơ quan"
    if since and _behind(since, date):
        return f"cơ quan ban hành: {issuer.name} chỉ có từ {since}, văn bản ghi {date}; nên xem lại ngày hoặc cơ quan"
    return None


def _of_place(word: str, place: str) -> tuple[str | None, str | None]:
    if word in _DISTRICT_WORDS:
        return None, DISTRICTS_UNTIL
    if word == "thị trấn":
        return None, TOWNSHIPS_UNTIL
    if word == "đặc khu":
        return SPECIAL_ZONES_SINCE, None
    if word in ("tỉnh", "thành phố"):
        return _of_province(word, place)
    return None, None


def _of_province(word: str, place: str) -> tuple[str | None, str | None]:
    known = province(place)
    if known is None:
        return (None, DISTRICTS_UNTIL) if word == "thành phố" else (None, None)
    if word == "thành phố":
        if known.kind == "thành phố":
            # Where a city of that name stood under a province before, its bodies have ids of their own.
            return (known.city_from if is_central_city(place) is not True else None), None
        return None, DISTRICTS_UNTIL  # thành phố Lào Cai
    if known.kind == "thành phố":
        return None, _day_before(known.city_from) if known.city_from else None
    return None, known.until


def _behind(one: str, other: str) -> bool:
    """Whether one date is surely behind the other: what only one of them says leaves it open."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


def _day_before(date: str) -> str:
    return (datetime.date.fromisoformat(date) - datetime.timedelta(days=1)).isoformat()
