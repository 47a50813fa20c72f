"""From text to fields, each with its evidence. Pure functions; nothing here reads a file or a clock."""

from collections.abc import Mapping
from typing import Any

from corpus.document import Arrival, Evidence, Fields, Issuer, Signer
from corpus.gazetteer import fields_of_subject
from corpus.gazetteer.lifetimes import outlived
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.understanding.citations import read_citations
from corpus.understanding.found import Found
from corpus.understanding.head import Part, read_head
from corpus.understanding.issuer import read_issuers
from corpus.understanding.kind import read_type
from corpus.understanding.number import Number, look_up_keys, number_key, parse_number
from corpus.understanding.people import read_addressees, read_foot
from corpus.understanding.registration import read_arrival, read_number, read_place_and_date, read_urgency
from corpus.understanding.secrecy import secrecy_mark
from corpus.understanding.several import further_documents
from corpus.understanding.subject import read_subject

__all__ = ["Number", "look_up_keys", "number_key", "parse_number", "secrecy_mark", "understand"]


def understand(text: str, *, file_name: str | None = None, bodies: OwnBodies = NONE) -> Fields:
    """What the text says of itself, with evidence: spans are offsets into `text`, which must be `clean`.

    Pure and total: any text gives an answer, the same text the same one; what is not in the text is None or empty.
    `file_name` is not used as evidence yet. Head fields come from the first 6,000 characters, citations from all of it.
    Warnings tell of a second head and of appended annexes, with their spans, and of an issuer that was not there on the day.
    `bodies`: those that the office added to the gazetteer.
    """
    del file_name
    pieces = read_head(text)
    number = read_number(pieces)
    place, date = read_place_and_date(pieces)
    day = date.value if date else None
    issuers = read_issuers(pieces, number, text, place.value if place else None, day, bodies)
    type = read_type(pieces, number, issuers.value[0] if issuers else None)
    subject = read_subject(pieces)
    addressees = read_addressees(pieces, text)
    body = next((piece.cell.start for piece in pieces if piece.part in (Part.BODY, Part.ADDRESS)), None)
    head_ends = body if body is not None else pieces[-1].cell.span.end if pieces else 0
    foot = read_foot(text, head_ends)
    arrival = read_arrival(pieces)
    urgency = read_urgency(pieces)
    own = number.value.number if number else None
    fields = fields_of_subject(subject.value) if subject else ()
    evidence: dict[str, Found[Any] | None] = {
        "number": number if own else None,
        "symbol": number if number and number.value.symbol else None,
        "date": date,
        "place": place,
        "type": type,
        "issuer": issuers,
        "subject": subject,
        "addressees": addressees,
        "recipients": foot.recipients,
        "signer": foot.signer,
        "arrival": arrival,
        "urgency": urgency,
    }
    return Fields(
        number=own.number if own else None,
        number_key=own.key if own else None,
        sequence=own.sequence if own else None,
        symbol=(number.value.symbol or None) if number else None,
        type=type.value if type else None,
        issuers=issuers.value if issuers else (),
        date=day,
        place=place.value if place else None,
        subject=subject.value if subject else None,
        addressees=addressees.value if addressees else (),
        recipients=foot.recipients.value if foot.recipients else (),
        signer=foot.signer.value if foot.signer else Signer(),
        urgency=urgency.value if urgency else None,
        arrival=arrival.value if arrival else Arrival(),
        fields=fields,
        citations=read_citations(text, own, number.evidence.span if number else None),
        evidence=_evidence(evidence, subject if fields else None),
        warnings=(*further_documents(text, head_ends, own.key if own else None), *_outlived(issuers, day, bodies)),
    )


def _outlived(issuers: Found[tuple[Issuer, ...]] | None, date: str | None, own: OwnBodies) -> tuple[str, ...]:
    """A warning for each issuer that was not there on the day."""
    return tuple(filter(None, (outlived(issuer, date, own) for issuer in issuers.value))) if issuers else ()


def _evidence(found: Mapping[str, Found[Any] | None], fields_from: Found[str] | None) -> Mapping[str, Evidence]:
    known = {name: value.evidence for name, value in found.items() if value}
    if fields_from:
        known["fields"] = Evidence(fields_from.evidence.span, "fields.subject-words", 0.7)
    return known
