"""What a JSON Lines row states about its document, read strictly: a wrong type is an error that names the key."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from corpus.correcting import ATTRIBUTES, LONGEST_EXTERNAL_ID, Correction, accepted_label
from corpus.document import (
    Arrival,
    Citation,
    DocumentId,
    DocumentType,
    Evidence,
    Fields,
    Issuer,
    Level,
    Relation,
    Signer,
    Source,
    Span,
    Status,
    StatusCode,
    System,
    Version,
)
from corpus.errors import InputError
from corpus.gazetteer import document_type, issuer_from_name
from corpus.gazetteer.bodies import central_bodies_in
from corpus.originals import document_id
from corpus.row_values import Row, code, iso, listed, mapping, member, span, string, strings, whole
from corpus.understanding.number import number_key, parse_number
from corpus.vietnamese import clean, slug

RULE = "stated"
_HASH = re.compile("[0-9a-f]{64}")
_ID = re.compile(r"[^\W_]+(?:-+[^\W_]+)*")

# Between joint issuers printed in one line: a comma or "và" only where a body's first word follows.
_BODY = "Bộ|Ban|Ủy ban|Uỷ ban|Tòa án|Toà án|Viện|Tổng|Hội|Ngân hàng|Thanh tra|Văn phòng|Kiểm toán|Sở|Đoàn|Trung ương|Mặt trận"
_JOINT = re.compile(rf"\s*;\s*|(?:\s*,\s*|\s+và\s+)(?=(?:{_BODY})\s)")

# Keys that a row may have and that are never taken from it as they stand: derived, or the archive's own.
_DERIVED = frozenset({"id", "title", "year", "evidence", "corrected", "corrections", "duplicates", "sources", "versions"})


@dataclass(frozen=True, slots=True)
class Restored:
    """What only a row that `export` wrote carries: the document's identity and its past.

    `versions` oldest first; the text and the fields of the row belong to the last one. `corrections` hold the trail
    where the row has it, else one per corrected field without a person.
    """

    id: DocumentId
    sources: tuple[Source, ...]
    versions: tuple[Version, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """A row, understood: `given` names the attributes of `fields` that the row states; the others are to be understood.

    `unknown`: keys that mean nothing here, for one warning a file.
    """

    fields: Fields
    given: frozenset[str]
    text: str = ""
    external_id: str | None = None
    access_label: str | None = None
    restored: Restored | None = None
    unknown: tuple[str, ...] = ()


def state(fields: Fields, stated: Stated) -> Fields:
    """The understood fields with what the row states put over them; doing it twice changes nothing."""
    known = {issuer.id: issuer for issuer in fields.issuers}
    issuers = tuple(known.get(i.id, i) if i.name == i.id else i for i in stated.fields.issuers)
    given = {name: getattr(stated.fields, name) for name in stated.given}
    if "issuers" in given:
        given["issuers"] = issuers
    if "evidence" not in given:
        given["evidence"] = {**fields.evidence, **stated.fields.evidence}
    return replace(fields, **given)


def parse_row(row: Row) -> Stated:
    """What the row states. InputError names the key whose value has the wrong type or form.

    Empty strings and nulls state nothing, except in a row that `export` wrote: there null is what was known.
    """
    try:
        text = clean(string(row, "text") or "")
        past = _restored(row)
        values = _values(row, text, restored=past is not None)
        fields = replace(Fields(), **{name: values[name] for name in values if values[name] is not None})
        if past is None:
            given = frozenset(name for name in values if values[name] not in (None, ()))
            names = {"issuer" if name == "issuers" else name for name in given} - {"number_key", "sequence", "warnings"}
            fields = replace(fields, evidence={name: Evidence(None, RULE, 1.0) for name in sorted(names)})
            external_id = _external_id(row, "external_id") or _external_id(row, "id")
        else:
            given = frozenset(values)
            external_id = _external_id(row, "external_id")
        return Stated(
            fields=fields,
            given=given,
            text=text,
            external_id=external_id,
            access_label=_label(row),
            restored=past,
            unknown=tuple(sorted(clean(str(key)) for key in row if key not in _KNOWN)),
        )
    except (TypeError, RecursionError, OverflowError) as error:
        raise InputError(f"the row cannot be understood: {error}") from error


# --- whole keys --------------------------------------------------------------------------------------------------


def _values(row: Row, text: str, *, restored: bool) -> dict[str, Any]:
    """Attributes of Fields by what the row states; absent keys are absent."""
    values: dict[str, Any] = {attribute: reader(row, key) for key, (attribute, reader) in _READERS.items() if key in row}
    if "issuer" in row or "issuers" in row:
        values["issuers"] = _issuers(row, values.get("date"))
    if "citations" in row:
        values["citations"] = listed(row, "citations", lambda item: _citation(item, text))
    if restored:
        if "evidence" in row:
            values["evidence"] = _evidence(row, len(text))
        return values
    values.pop("warnings", None)
    if values.get("subject") is None:
        values["subject"] = string(row, "title")
    if values.get("date") is None and row.get("year") is not None:
        values["date"] = f"{whole(row, 'year', high=9999):04}"
    if values.get("number"):
        derived = _number(values["number"])
        values |= {name: value for name, value in derived.items() if name == "number" or values.get(name) is None}
    return values


def _number(printed: str) -> dict[str, object]:
    """The attributes that follow from a stated number; one that fits no grammar is kept as it stands."""
    number = parse_number(printed)
    if number is None or not (number.symbol or number.year):
        return {"number": "".join(printed.split()), "number_key": number_key(printed)}
    return {"number": number.number, "number_key": number.key, "sequence": number.sequence, "symbol": number.symbol}


def _restored(row: Row) -> Restored | None:
    """The past of a row that `export` wrote; None where `id` does not follow from the first version."""
    versions, id = row.get("versions"), row.get("id")
    if not isinstance(versions, list) or not versions or not isinstance(id, str):
        return None
    first = versions[0].get("sha256") if isinstance(versions[0], dict) else None
    if not isinstance(first, str) or not _HASH.fullmatch(first) or document_id(first) != id:
        return None
    read = listed(row, "versions", _version)
    if len({version.sha256 for version in read}) < len(read):
        raise InputError("versions: the same sha256 twice")
    if isinstance(row.get("corrections"), list):
        corrections = listed(row, "corrections", _correction)
    else:
        names = listed(row, "corrected", lambda item: member(item, "corrected", ATTRIBUTES))
        corrections = tuple(Correction(name, None, read[-1].added, None, None) for name in dict.fromkeys(names))
    return Restored(document_id(first), listed(row, "sources", _source), read, corrections)


def _issuers(row: Row, date: str | None) -> tuple[Issuer, ...]:
    found: list[Issuer] = []
    if isinstance(row.get("issuer"), str):
        names = [name for name in _JOINT.split(clean(str(row["issuer"])).strip()) if slug(name)]
        each = [one for name in names for one in central_bodies_in(name) or (name,)]
        found += [issuer_from_name(name, date=date) for name in each]
    elif row.get("issuer") is not None:
        found.append(_issuer(row["issuer"], "issuer"))
    found += listed(row, "issuers", lambda item: _issuer(item, "issuers"))
    return tuple({issuer.id: issuer for issuer in reversed(found)}[id] for id in dict.fromkeys(issuer.id for issuer in found))


def _issuer(value: object, key: str) -> Issuer:
    if isinstance(value, str) and slug(value):
        if not _is_folded(value):
            return issuer_from_name(clean(value).strip())
        # An id alone, as `issuers` lists them: the gazetteer may know it; else `state` finds it in the text.
        known = issuer_from_name(value.split("--")[0].replace("-", " "))
        return known if known.id == value and known.level is Level.CENTRAL else Issuer(value, value)
    item = mapping(value, key)
    name, id = string(item, "name", key), string(item, "id", key)
    if name is None or (id is None and not slug(name)):
        raise InputError(f"{key}: needs a name")
    if id is None:
        return issuer_from_name(name)
    if not _is_folded(id):
        raise InputError(f"{key}.id: {id!r} is not a folded, hyphenated name")
    return Issuer(id, name, code(item, "level", Level, key), code(item, "system", System, key), string(item, "parent", key))


def _is_folded(text: str) -> bool:
    return bool(_ID.fullmatch(text)) and text == text.lower()


def _type(row: Row, key: str) -> DocumentType | None:
    value = row[key]
    if value is None or isinstance(value, str):
        name = clean(value or "").strip()
        return (document_type(name) or DocumentType(slug(name), name)) if slug(name) else None
    item = mapping(value, key)
    id, name = string(item, "code", key), string(item, "name", key) or ""
    if id is None:
        return (document_type(name) or DocumentType(slug(name), name)) if slug(name) else None
    if not _is_folded(id):
        raise InputError(f"type.code: {id!r} is not a folded, hyphenated name")
    if name:
        return DocumentType(id, name)
    return document_type(id) or DocumentType(id, id)


def _signer(row: Row, key: str) -> Signer | None:
    if row[key] is None:
        return None
    if isinstance(row[key], str):
        return Signer(string(row, key))
    item = mapping(row[key], key)
    signer = Signer(string(item, "name", key), string(item, "title", key), string(item, "capacity", key))
    return signer if signer != Signer() else None


def _arrival(row: Row, key: str) -> Arrival | None:
    if row[key] is None:
        return None
    item = mapping(row[key], key)
    arrival = Arrival(string(item, "number", key), iso(item, "date", key))
    return arrival if arrival != Arrival() else None


def _status(row: Row, key: str) -> Status | None:
    if row[key] is None:
        return None
    item = mapping(row[key], key)
    status = Status(
        code(item, "code", StatusCode, key) or StatusCode.UNKNOWN, iso(item, "since", key), string(item, "because", key)
    )
    return status if status != Status() else None


def _citation(value: object, text: str) -> Citation:
    item = mapping(value, "citations")
    words = string(item, "text", "citations")
    if words is None:
        raise InputError("citations.text: missing")
    if item.get("span") is not None:
        place = span(item["span"], "citations.span", len(text))
    else:
        start = max(text.find(words), 0)
        place = Span(start, start + len(words) if text.startswith(words, start) else start)
    number = string(item, "number", "citations")
    key = string(item, "number_key", "citations")
    if key is None and number is not None and "number_key" not in item:
        key = number_key(number)
    return Citation(
        text=words,
        span=place,
        relation=code(item, "relation", Relation, "citations") or Relation.CITES,
        number=number,
        number_key=key,
        date=iso(item, "date", "citations"),
        type=string(item, "type", "citations"),
        issuer=string(item, "issuer", "citations"),
    )


def _evidence(row: Row, length: int) -> dict[str, Evidence]:
    found = {}
    for name, value in mapping(row["evidence"] or {}, "evidence").items():
        item = mapping(value, f"evidence.{name}")
        rule, confidence = string(item, "rule", "evidence"), item.get("confidence")
        if rule is None or isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
            raise InputError(f"evidence.{name}: needs a rule and a confidence between 0 and 1")
        place = span(item["span"], f"evidence.{name}.span", length) if item.get("span") is not None else None
        found[clean(name)] = Evidence(place, rule, confidence)
    return found


def _version(value: object) -> Version:
    item = mapping(value, "versions")
    sha256, added = string(item, "sha256", "versions"), string(item, "added", "versions")
    if sha256 is None or not _HASH.fullmatch(sha256) or added is None:
        raise InputError("versions: each needs sha256 (64 hexadecimal digits) and added")
    return Version(sha256, added, string(item, "media_type", "versions") or "", whole(item, "size", "versions"))


def _source(value: object) -> Source:
    item = mapping(value, "sources")
    path, added = string(item, "path", "sources"), string(item, "added", "sources")
    if path is None or added is None:
        raise InputError("sources: each needs path and added")
    return Source(path, added)


def _correction(value: object) -> Correction:
    item = mapping(value, "corrections")
    at = string(item, "at", "corrections")
    if at is None:
        raise InputError("corrections: each needs at")
    field = member(item.get("field"), "corrections.field", ATTRIBUTES)
    by, before, after, note = (string(item, key, "corrections") for key in ("by", "from", "to", "note"))
    return Correction(field, by, at, before, after, note)


def _label(row: Row) -> str | None:
    label = string(row, "access_label")
    return None if label is None else accepted_label(label)


def _external_id(row: Row, key: str) -> str | None:
    value = row.get(key)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else string(row, key)
    if text is not None and len(text) > LONGEST_EXTERNAL_ID:
        raise InputError(f"{key}: longer than {LONGEST_EXTERNAL_ID} characters")
    return text


def _sequence(row: Row, key: str) -> int | None:
    return None if row[key] is None else whole(row, key)


_READERS: Mapping[str, tuple[str, Callable[[Row, str], object]]] = MappingProxyType(
    {
        **{key: (key, string) for key in ("number", "number_key", "symbol", "place", "subject", "urgency", "secrecy")},
        **{key: (key, strings) for key in ("addressees", "recipients", "fields", "warnings")},
        "sequence": ("sequence", _sequence),
        "type": ("type", _type),
        "date": ("date", iso),
        "signer": ("signer", _signer),
        "arrival": ("arrival", _arrival),
        "status": ("status", _status),
    }
)
_KNOWN = frozenset(_READERS) | _DERIVED | {"text", "external_id", "access_label", "issuer", "issuers", "citations"}
