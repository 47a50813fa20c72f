"""What people may correct, and what a correction does to a document's values. Pure; the catalogue keeps the rows.

A correction wins over what was understood and over what a later reading of the same document understands.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from corpus.document import Document, Fields
from corpus.errors import InputError
from corpus.gazetteer import document_type, issuer_from_name
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.understanding.number import parse_number
from corpus.vietnamese import clean, slug

RULE = "corrected"
ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("number", "number_key", "sequence", "symbol"),
        "symbol": ("symbol",),
        "type": ("type",),
        "issuer": ("issuers",),
        "date": ("date",),
        "place": ("place",),
        "subject": ("subject",),
        "signer": ("signer",),
        "signer_title": ("signer",),
        "signer_capacity": ("signer",),
        "urgency": ("urgency",),
        "addressees": ("addressees",),
        "recipients": ("recipients",),
        "fields": ("fields",),
        "access_label": (),
        "external_id": (),
    }
)
"""Correctable fields and the attributes of `Fields` each one sets; the last two belong to the document itself."""

LONGEST_EXTERNAL_ID = 512
_LABEL = re.compile("[a-z0-9](?:[a-z0-9_.-]{0,62}[a-z0-9])?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LONGEST = 4000
_URGENCIES = {"hoa-toc": "hoa_toc", "thuong-khan": "thuong_khan", "khan": "khan"}


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction as it is told: who (None: not said), when (UTC, ISO), and the field's text before and after."""

    field: str
    by: str | None
    at: str
    before: str | None
    after: str | None
    note: str | None = None


def iso_date(text: str) -> str:
    """YYYY, YYYY-MM or YYYY-MM-DD as given, or the day-first form 16/3/2023; ValueError where that is no date.

    >>> iso_date("16/3/2023"), iso_date("2023-03")
    ('2023-03-16', '2023-03')
    """
    if match := _DAY_FIRST.fullmatch(text):
        text = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII):
        raise ValueError(text)
    date.fromisoformat(text + "0000-01-01"[len(text) :])
    return text


def accepted_label(text: str) -> str:
    """The access label; InputError where it is none."""
    if not _LABEL.fullmatch(text):
        raise InputError(f"access_label: {text!r} is no label: lower-case letters a-z, digits, and . _ - inside, at most 64")
    return text


def corrected_fields(document: Document, field: str, text: str, own: OwnBodies = NONE) -> Fields:
    """The document's fields with one of them set to what a person typed; "" sets it to null.

    `own`: bodies that the office added to the gazetteer. Only the attributes that ATTRIBUTES names differ. InputError names
    the field and what it accepts. `access_label` and `external_id` change nothing here.
    """
    if field not in ATTRIBUTES:
        raise InputError(f"{field!r} cannot be corrected; what can: {', '.join(ATTRIBUTES)}")
    text = clean(text).strip()
    if len(text) > _LONGEST:
        raise InputError(f"{field}: longer than {_LONGEST:,} characters")
    if field == "issuer":
        return _issuer(document.fields, text, own)
    change = _CHANGES.get(field)
    if change is not None:
        return change(document.fields, text)
    value: Any = text or None
    return replace(document.fields, **{field: value}) if ATTRIBUTES[field] else document.fields


def as_text(document: Document, field: str) -> str | None:
    """The field's present value as a person would type it; None where there is none."""
    fields, signer = document.fields, document.fields.signer
    match field:
        case "type":
            return fields.type.name if fields.type else None
        case "issuer":
            return "; ".join(issuer.name for issuer in fields.issuers) or None
        case "signer":
            return signer.name
        case "signer_title":
            return signer.title
        case "signer_capacity":
            return signer.capacity
        case "addressees" | "recipients" | "fields":
            return "\n".join(getattr(fields, field)) or None
        case "access_label":
            return document.access_label
        case "external_id":
            return document.external_id
    value: str | None = getattr(fields, field)
    return value


def evidence_name(field: str) -> str | None:
    """The key under which a correctable field has its evidence; None for what is the document's own."""
    if not ATTRIBUTES[field]:
        return None
    return "signer" if field.startswith("signer") else field


def _number(fields: Fields, text: str) -> Fields:
    if not text:  # The number may be blank where the symbol is known.
        return replace(fields, number=None, number_key=None, sequence=None)
    number = parse_number(text)
    if number is None:
        raise InputError(f"number: {text!r} is no document number; one looks like 689/UBND-VX or 1559-CV/HU")
    return replace(fields, number=number.number, number_key=number.key, sequence=number.sequence, symbol=number.symbol)


def _type(fields: Fields, text: str) -> Fields:
    if not text:
        return replace(fields, type=None)
    found = document_type(text)
    if found is None:
        raise InputError(f"type: {text!r} is no known document type; its name or code is accepted, such as Công văn or cong-van")
    return replace(fields, type=found)


def _issuer(fields: Fields, text: str, own: OwnBodies) -> Fields:
    names = [name.strip() for name in re.split(r"[;\n]", text)]
    bad = [name for name in names if name and not slug(name)]
    if bad:
        raise InputError(f"issuer: {bad[0]!r} is no name; joint issuers stand apart by ;")
    return replace(fields, issuers=tuple(issuer_from_name(name, date=fields.date, own=own) for name in names if name))


def _date(fields: Fields, text: str) -> Fields:
    try:
        return replace(fields, date=iso_date(text) if text else None)
    except ValueError:
        raise InputError(f"date: {text!r} is no date; accepted are 2023-03-16, 16/3/2023, 2023-03 and 2023") from None


def _urgency(fields: Fields, text: str) -> Fields:
    if text and slug(text) not in _URGENCIES:
        raise InputError(f"urgency: {text!r} is not accepted; khẩn, thượng khẩn and hỏa tốc are")
    return replace(fields, urgency=_URGENCIES[slug(text)] if text else None)


def _codes(fields: Fields, text: str) -> Fields:
    codes = [slug(part) for part in re.split(r"[;,\n]", text)]
    return replace(fields, fields=tuple(dict.fromkeys(code for code in codes if code)))


def _lines(attribute: str) -> Callable[[Fields, str], Fields]:
    def change(fields: Fields, text: str) -> Fields:
        lines = tuple(line.strip() for line in text.split("\n") if line.strip())
        return replace(fields, addressees=lines) if attribute == "addressees" else replace(fields, recipients=lines)

    return change


_CHANGES: Mapping[str, Callable[[Fields, str], Fields]] = MappingProxyType(
    {
        "number": _number,
        "type": _type,
        "date": _date,
        "urgency": _urgency,
        "fields": _codes,
        "addressees": _lines("addressees"),
        "recipients": _lines("recipients"),
        "signer": lambda fields, text: replace(fields, signer=replace(fields.signer, name=text or None)),
        "signer_title": lambda fields, text: replace(fields, signer=replace(fields.signer, title=text or None)),
        "signer_capacity": lambda fields, text: replace(fields, signer=replace(fields.signer, capacity=text or None)),
    }
)
