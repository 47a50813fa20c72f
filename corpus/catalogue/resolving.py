"""Which document of the archive a citation means, and what later documents make of an earlier one. Pure; asked when read,
so that what arrives later, in whatever order, is found by what was there before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from corpus.document import Citation, DocumentId, Status, StatusCode
from corpus.gazetteer import issuer_from_name, law_titled
from corpus.gazetteer.bodies import central_bodies
from corpus.understanding.citations_laws import law_mentions
from corpus.understanding.number import number_key
from corpus.vietnamese import slug

_YEAR = re.compile(r"/((?:19|20)\d\d)(?:/|$)")
_ASSEMBLY = re.compile(r"(?:qh|ubtvqh)\d{1,2}$")
_LEVEL = re.compile(r"(?<![a-z])(tinh|huyen|quan|thi-tran|thi-xa|thanh-pho|phuong|xa)(?![a-z])")
_WORDS = (
    "uy ban nhan dan hoi dong thuong vu bo truong thu chu tich thong doc tong cuc pho giam so phong van dang doan co quan "
    "tinh huyen quan thi tran xa phuong thanh cua va nuoc viet nam cong hoa"
)
_COMMON = frozenset(_WORDS.split())
"""Syllables of kinds and levels of bodies: what is left of a name is its own."""
_FAMILIES = {
    "bo-luat": "luat",
    "thong-tu-lien-tich": "thong-tu",
    "nghi-quyet-lien-tich": "nghi-quyet",
    "van-ban-hop-nhat": None,
}  # fmt: skip
MOST_CANDIDATES = 20
_WEIGHT = {StatusCode.REPLACED: 0, StatusCode.REPEALED: 1, StatusCode.EXPIRED: 2, StatusCode.PARTLY_REPLACED: 3}


class Peer(NamedTuple):
    """What tells documents apart: `issuer` is the first one's id, `date` ISO and maybe without day or month."""

    id: DocumentId
    number_key: str | None
    type: str | None
    issuer: str | None
    date: str | None


class Cited(NamedTuple):
    """What a citation says of the document it means. `key` is that of the law where a law is named by its title."""

    key: str
    date: str | None
    type: str | None
    issuer: str | None
    by_title: bool = False


class Meant(NamedTuple):
    """Those that a citation may mean, in id order; `sure` where it is one document (or one and its likely duplicates)."""

    peers: tuple[Peer, ...] = ()
    sure: bool = False


class Said(NamedTuple):
    """What a later document says of the validity of one that it cites."""

    by: Peer
    cited: Cited
    code: StatusCode
    since: str | None
    sentence: str


def cited_of(citation: Citation, on: str | None) -> Cited | None:
    """What the citation is looked up by; `on` is the citing document's date. None where nothing can be looked up.

    A law without a number is the one of the year printed with it, else the last adopted on or before that date.
    """
    key = citation.number_key or _law_key(citation.text, citation.date, on if on and len(on) == 10 else None)
    return Cited(key, citation.date, citation.type, citation.issuer, citation.number_key is None) if key else None


@lru_cache(8192)
def _law_key(text: str, date: str | None, on: str | None) -> str | None:
    law = next(law_mentions(text), None)
    if law is None:
        return None
    year = law.year or (int(date[:4]) if date else None)
    found = law_titled(law.title, year=year, on=None if year else on)
    return number_key(found.number) if found and found.number else None


def same(one: Peer, other: Peer) -> bool:
    """Likely duplicates: number, type, issuer and date agree; number, issuer and date must be known."""
    return bool(one.id != other.id and one.number_key and one.issuer and one.date and one[1:] == other[1:])


def differ(one: Peer, other: Peer) -> bool:
    """Whether number, issuer or date are known of both and differ; 2023 and 2023-03-16 do not."""
    if one.number_key and other.number_key and one.number_key != other.number_key:
        return True
    if one.issuer and other.issuer and one.issuer != other.issuer:
        return True
    return not _dates_agree(one.date, other.date)


def meant(cited: Cited, citing: Peer, holders: Iterable[Peer]) -> Meant:
    """Among the holders of the number, those that type, issuer and date leave; never the citing document or its duplicate.

    Sure where one is left (or likely duplicates of each other) and more than the number speaks for it: the day; or the year
    printed in the number of a central body, which no other body writes; or that year and the same local body; or a law's title.
    """
    possible = [peer for peer in holders if _possible(cited, citing, peer)]
    agreeing = sorted(peer for peer in possible if _dates_agree(cited.date, peer.date))
    if not agreeing:
        # The day of a number that only one body can have written in that year, misprinted here or there; of 33 such in
        # central documents each was the right one where the year agrees with the number's.
        year = _YEAR.search(cited.key)
        if not _is_national(cited.key) or not (year or _ASSEMBLY.search(cited.key)):
            return Meant()
        years = {date[:4] for date in (cited.date, *(peer.date for peer in possible)) if date}
        return Meant(tuple(sorted(possible)), len(possible) == 1 and year is not None and years == {year[1]})
    one = all(same(agreeing[0], peer) for peer in agreeing[1:])
    return Meant(tuple(agreeing), one and all(_known_by_more(cited, peer) for peer in agreeing))


def status_of(document: Peer, said: Iterable[Said], holders: Sequence[Peer], as_of: str | None = None) -> Status:
    """What later documents make of this one: the end of the whole before that of a part, the earliest first.

    With `as_of` (ISO, also YYYY or YYYY-MM: to its end) only documents issued by then, whose word held by then.
    """
    counted = [
        one
        for one in said
        if _held_by(one, as_of)
        and not _before(one.by.date, document.date)
        and (found := meant(one.cited, one.by, holders)).sure
        and any(peer.id == document.id for peer in found.peers)
    ]
    if not counted:
        return Status()
    first = min(
        counted,
        key=lambda one: (one.code is StatusCode.PARTLY_REPLACED, one.since or one.by.date or "9", _WEIGHT[one.code], one.by.id),
    )
    return Status(first.code, first.since or first.by.date, first.sentence, first.by.id)


def by_then(date: str | None, as_of: str | None) -> bool:
    """Whether a document of this date had been issued; one without a date counts only where no day is asked for."""
    return as_of is None or (date is not None and date[: len(as_of)] <= as_of)


def _held_by(one: Said, as_of: str | None) -> bool:
    return by_then(one.by.date, as_of) and (as_of is None or one.since is None or by_then(one.since, as_of))


def _possible(cited: Cited, citing: Peer, peer: Peer) -> bool:
    if peer.id == citing.id or same(peer, citing) or (_before(citing.date, peer.date) and peer.date != cited.date):
        return False
    if cited.type and peer.type and _FAMILIES.get(cited.type, cited.type) != _FAMILIES.get(peer.type, peer.type):
        return False
    return _is_national(cited.key) or _bodies_agree(cited.issuer, peer.issuer) is not False


def _known_by_more(cited: Cited, peer: Peer) -> bool:
    if cited.date and peer.date and len(cited.date) == len(peer.date) == 10:
        return True
    year = _YEAR.search(cited.key)
    if cited.by_title or _ASSEMBLY.search(cited.key):
        return True
    # A number begins anew each year: the year of the citation's date does for the year in the number.
    if not year and not (cited.date and peer.date):
        return False
    return _is_national(cited.key) or bool(_bodies_agree(cited.issuer, peer.issuer))


def _dates_agree(one: str | None, other: str | None) -> bool:
    return not (one and other) or one.startswith(other) or other.startswith(one)


def _before(one: str | None, other: str | None) -> bool:
    """Whether the first is earlier, as far as both are known."""
    if not one or not other:
        return False
    known = min(len(one), len(other))
    return one[:known] < other[:known]


@lru_cache(8192)
def _is_national(key: str) -> bool:
    """Whether the number names a central body: its last group is the symbol of one."""
    last = re.split(r"[-/]", key)[-1]
    return bool(_ASSEMBLY.fullmatch(last)) or last in _central_symbols()


@lru_cache(1)
def _central_symbols() -> frozenset[str]:
    return frozenset(symbol.lower() for body in central_bodies().values() for symbol in body.symbols)


@lru_cache(8192)
def _bodies_agree(printed: str | None, id: str | None) -> bool | None:
    """Whether the body as cited can be that issuer: False where level or proper name differ, True where the name is the
    same, None where nothing tells (`của Huyện ủy` beside `Ban Thường vụ Huyện ủy`: one symbol, one archive)."""
    if not printed or not id:
        return None
    cited = slug(issuer_from_name(printed).name)
    if cited == id:
        return True
    levels, others = set(_LEVEL.findall(cited)), set(_LEVEL.findall(id))
    if levels and others and not levels & others:
        return False
    names, own = set(cited.split("-")) - _COMMON, set(id.split("-")) - _COMMON - {""}
    if not names or not own:
        return None
    return names <= own or own <= names


def resolved(citation: Citation, citing: Peer, holders: Mapping[str, Sequence[Peer]]) -> Citation:
    """The citation with the document it means (the first of likely duplicates), or with candidates; as it is where none fits."""
    cited = cited_of(citation, citing.date)
    found = meant(cited, citing, holders.get(cited.key, ())) if cited else Meant()
    if not found.peers:
        return citation
    ids = tuple(peer.id for peer in found.peers)
    return replace(citation, document=ids[0]) if found.sure else replace(citation, candidates=ids[:MOST_CANDIDATES])
