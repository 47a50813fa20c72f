"""Lines of registers and the documents they are about: which agree, and what a document takes from its lines. Decision 12.

Pure; `corpus.catalogue.joining` asks it anew whenever a line or a document changes.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.document import Arrival, DocumentId, Evidence, Fields, Signer
from corpus.doubting import SURE
from corpus.stated import RULE
from corpus.vietnamese import fold

DOUBTED = 0.5
"""What remains of the confidence of a sure value that a register contradicts: low enough to be looked at by a person."""
_ALIKE = 0.5
"""Share of the shorter subject's syllables that must be in the longer one: clerks shorten subjects, but not into others."""
_YEARED = re.compile(r"/(?:19|20)\d\d(?:/|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a register: where it stands, and what it states."""

    path: str
    fields: Fields


def agree(document: Fields, line: Fields) -> bool:
    """Whether the line is about the document: number and date are the same, and issuer, type or subject do not tell otherwise.

    A date less closely known (2017-10) agrees with one of its days; where the number has its year, one date will do.
    Issuers agree where one name begins the other (`UBND tỉnh`, as clerks write); where one is not known, or only
    guessed, the subjects must be alike.
    """
    if not line.number_key or line.number_key != document.number_key:
        return False
    if line.date and document.date:
        if not _same_date(line.date, document.date):
            return False
    elif not _YEARED.search(line.number_key):
        return False
    if line.type and document.type and line.type.code != document.type.code and _sure(document, "type"):
        return False
    if line.issuers and document.issuers and _sure(document, "issuer"):
        return any(_same_body(ours.id, theirs.id) for ours in line.issuers for theirs in document.issuers)
    return alike(line.subject, document.subject)


def chosen(line: Fields, documents: Mapping[DocumentId, Fields]) -> tuple[DocumentId | None, tuple[DocumentId, ...]]:
    """The document that the line is about, and who it may be where that is open.

    One candidate is it. Of several that are the same document twice (number, type, issuer and date agree: the draft
    and its scan) it is the first by id.
    """
    fitting = sorted(id for id, fields in documents.items() if agree(fields, line))
    if not fitting:
        return None, ()
    whole = {_identity(documents[id]) for id in fitting}
    if len(fitting) == 1 or (len(whole) == 1 and None not in next(iter(whole))):
        return fitting[0], ()
    return None, tuple(fitting)


def filled(fields: Fields, lines: Sequence[Line]) -> Fields:
    """The document's fields with what its lines state, in order: nulls and uncertain values are filled.

    Where a line contradicts a sure value, the value stays, its confidence falls to 0.5, and a warning tells of it.
    """
    for line in lines:
        fields = _filled(fields, line)
    return fields


def alike(one: str | None, other: str | None) -> bool:
    """Whether two subjects may be of one document; an unknown one may."""
    if not one or not other:
        return True
    ours, theirs = (frozenset(re.findall(r"[a-z0-9]+", fold(text))) for text in (one, other))
    return len(ours & theirs) >= _ALIKE * min(len(ours), len(theirs))


def _filled(fields: Fields, line: Line) -> Fields:
    stated, evidence, values, warnings = line.fields, dict(fields.evidence), {}, list(fields.warnings)
    for name, attribute, same in _FILLED:
        theirs, ours = getattr(stated, attribute), getattr(fields, attribute)
        if not theirs or theirs in (Signer(), Arrival()):
            continue
        if not ours or ours in (Signer(), Arrival()):
            values[attribute], evidence[name] = theirs, Evidence(None, RULE, 1.0)
        elif same(ours, theirs):
            closer = _closer(ours, theirs)
            if closer != ours or not _sure(fields, name):
                values[attribute] = closer
                evidence[name] = (
                    replace(evidence[name], confidence=1.0) if closer == ours and name in evidence else Evidence(None, RULE, 1.0)
                )
        elif _sure(fields, name) or any(told.startswith(_contradicts(name)) for told in fields.warnings):
            evidence[name] = replace(evidence.get(name, Evidence(None, RULE, 1.0)), confidence=DOUBTED)
            warnings.append(f"{_contradicts(name)} “{_told(theirs)}” ({line.path})")
        else:
            values[attribute], evidence[name] = theirs, Evidence(None, RULE, 1.0)
    if not fields.symbol and stated.symbol:
        values["symbol"] = stated.symbol
    return replace(fields, evidence=evidence, warnings=tuple(dict.fromkeys(warnings)), **values)


def _contradicts(name: str) -> str:
    """How the warning begins; one that stands already (from another line, an export) keeps the value from being overwritten."""
    return f"sổ đăng ký ghi khác, {_NAMES[name]}:"


def _sure(fields: Fields, name: str) -> bool:
    """Whether a register leaves the value as it is. One without evidence came from outside, and is taken as sure."""
    return name not in fields.evidence or fields.evidence[name].confidence >= SURE


def _identity(fields: Fields) -> tuple[str | None, ...]:
    return (
        fields.number_key,
        fields.type.code if fields.type else None,
        fields.issuers[0].id if fields.issuers else None,
        fields.date,
    )


def _same_date(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _same_body(one: str, other: str) -> bool:
    one, other = one.partition("--")[0], other.partition("--")[0]
    return f"{one}-".startswith(f"{other}-") or f"{other}-".startswith(f"{one}-")


def _same_issuers(ours: Any, theirs: Any) -> bool:
    return any(_same_body(one.id, other.id) for one in ours for other in theirs)


def _same_signer(ours: Signer, theirs: Signer) -> bool:
    return not ours.name or not theirs.name or fold(ours.name) == fold(theirs.name)


def _same_arrival(ours: Arrival, theirs: Arrival) -> bool:
    numbers = not ours.number or not theirs.number or ours.number.lstrip("0") == theirs.number.lstrip("0")
    return numbers and (not ours.date or not theirs.date or _same_date(ours.date, theirs.date))


def _closer(ours: Any, theirs: Any) -> Any:
    """Of two values that agree the one that says more; ours where both do."""
    if isinstance(ours, str) and re.fullmatch(r"\d{4}(-\d\d){0,2}", ours):
        return max(ours, theirs, key=len)
    if isinstance(ours, Signer):
        return Signer(ours.name or theirs.name, ours.title, ours.capacity)
    if isinstance(ours, Arrival):
        return Arrival(ours.number or theirs.number, max(ours.date or "", theirs.date or "", key=len) or None)
    return ours


def _told(value: Any) -> str:
    match value:
        case Signer():
            return value.name or ""
        case Arrival():
            return " ".join(part for part in (value.number, value.date) if part)
        case tuple():
            return "; ".join(getattr(item, "name", str(item)) for item in value)
    return str(getattr(value, "name", value))


def _always(_ours: Any, _theirs: Any) -> bool:
    return True


_FILLED: tuple[tuple[str, str, Any], ...] = (
    ("type", "type", lambda ours, theirs: ours.code == theirs.code),
    ("issuer", "issuers", _same_issuers),
    ("date", "date", _same_date),
    ("subject", "subject", alike),
    ("signer", "signer", _same_signer),
    ("arrival", "arrival", _same_arrival),
    ("urgency", "urgency", lambda ours, theirs: ours == theirs),
    ("recipients", "recipients", _always),  # a register names some of them, in its own words
    ("fields", "fields", _always),
)
_NAMES = {
    "type": "loại văn bản",
    "issuer": "cơ quan ban hành",
    "date": "ngày ban hành",
    "subject": "trích yếu",
    "signer": "người ký",
    "arrival": "số đến, ngày đến",
    "urgency": "độ khẩn",
}
