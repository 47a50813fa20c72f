"""From text to fields, each with its evidence. Pure functions; nothing here reads a file or a clock."""

from collections.abc import Mapping
from typing import Any

from corpus.document import Arrival, Citation, Evidence, Fields, Issuer, Signer
from corpus.gazetteer import field_of_unit, fields_of_subject
from corpus.gazetteer.lifetimes import outlived
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.understanding.citations import read_citations
from corpus.understanding.found import Found
from corpus.understanding.head import COPY_MARK, DRAFT_MARK, Part, Piece, read_head
from corpus.understanding.issuer import read_issuers
from corpus.understanding.kind import read_type
from corpus.understanding.noise import shows_recognition
from corpus.understanding.number import Number, look_up_keys, number_key, parse_number
from corpus.understanding.people import read_addressees, read_foot
from corpus.understanding.registration import read_arrival, read_number, read_place_and_date, read_urgency
from corpus.understanding.secrecy import secrecy_mark
from corpus.understanding.several import further_documents
from corpus.understanding.subject import read_subject
from corpus.understanding.titled import read_title
from corpus.understanding.weighing import judged, tempered, weigh
from corpus.vietnamese import normalise_tones

__all__ = ["Number", "look_up_keys", "number_key", "parse_number", "secrecy_mark", "understand"]


def understand(text: str, *, file_name: str | None = None, recognised: bool = False, bodies: OwnBodies = NONE) -> Fields:
    """What the text says of itself, with evidence: spans are offsets into `text`, which must be `clean`.

    Pure and total: any text gives an answer, the same text the same one; what is not in the text is None or empty.
    Head fields come from the first 6,000 characters, citations from all of it.
    `file_name`: its last part may give what the text leaves open (rule `filename`), never against the text; what it
    suggests without the text agreeing is in `proposals`. `recognised`: the head was read from an image (OCR); traces of
    that in the text count as well. Such a number is at most 0.5 sure. `bodies`: those that the office added.
    Warnings tell of a second head and of appended annexes, with their spans, and of an issuer that was not there on the day.
    """
    pieces = read_head(text)
    titled = read_title(pieces, bodies)
    printed = titled.number if titled else read_number(pieces)
    numbered = printed.value.number if printed else None
    citations = read_citations(text, numbered, printed.evidence.span if printed else None)
    recognised = recognised or shows_recognition(
        text,
        [piece.cell for piece in pieces if piece.part is Part.NUMBER],
        [piece.cell for piece in pieces if piece.part is Part.TEXT],
    )
    place, date = read_place_and_date(pieces, recognised=recognised, after=_latest(citations))
    date = titled.date if titled and titled.date else date
    number, date, proposals = weigh(printed, date, file_name, recognised=recognised)
    numbered = number.value.number if number else None
    day = date.value if date else None
    issuers = titled.issuers if titled else None
    issuers = issuers or read_issuers(pieces, number, text, place.value if place else None, day, bodies)
    issuers = judged(issuers, number.value.symbol if number else "")
    type = read_type(pieces, number, issuers.value[0] if issuers else None)
    subject = titled.subject if titled else read_subject(pieces)
    addressees = read_addressees(pieces, text)
    body = next((piece.cell.start for piece in pieces if piece.part in (Part.BODY, Part.ADDRESS)), None)
    head_ends = body if body is not None else pieces[-1].cell.span.end if pieces else 0
    foot = read_foot(text, head_ends)
    arrival = read_arrival(pieces)
    urgency = read_urgency(pieces)
    fields = fields_of_subject(subject.value) if subject else ()
    unit = field_of_unit(number.value.symbol) if number and not fields else None
    evidence: dict[str, Found[Any] | None] = {
        "number": number if numbered else None,
        "symbol": printed if printed and printed.value.symbol else None,
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
        number=numbered.number if numbered else None,
        number_key=numbered.key if numbered else None,
        sequence=numbered.sequence if numbered else None,
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
        fields=fields or ((unit,) if unit else ()),
        citations=citations,
        evidence=_evidence(evidence, subject if fields else None, number if unit else None, recognised=recognised),
        proposals=proposals,
        warnings=(
            *_marks(pieces),
            *further_documents(text, head_ends, numbered.key if numbered else None),
            *_outlived(issuers, day, bodies),
        ),
    )


def _outlived(issuers: Found[tuple[Issuer, ...]] | None, date: str | None, own: OwnBodies) -> tuple[str, ...]:
    """A warning for each issuer that was not there on the day."""
    return tuple(filter(None, (outlived(issuer, date, own) for issuer in issuers.value))) if issuers else ()


def _marks(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    """Warnings that the paper is a draft or a copy, with the place of the mark."""
    found = []
    for piece in pieces:
        span, words = piece.cell.span, normalise_tones(piece.cell.text).strip(" .-[]()")
        if piece.part is Part.MARK and DRAFT_MARK.match(words):
            found.append(f"bản dự thảo [{span.start}, {span.end}]")
        elif piece.part is Part.STAMP and COPY_MARK.match(words):
            found.append(f"bản sao [{span.start}, {span.end}]")
    return tuple(found[:2])


def _latest(citations: tuple[Citation, ...]) -> str | None:
    """The latest whole date of a cited document: nothing is cited before it is issued (domain guide, 5)."""
    return max((citation.date for citation in citations if citation.date and len(citation.date) == 10), default=None)


def _evidence(
    found: Mapping[str, Found[Any] | None], fields_from: Found[str] | None, unit_from: Found[Any] | None, *, recognised: bool
) -> Mapping[str, Evidence]:
    known = {name: value.evidence for name, value in found.items() if value}
    if fields_from:
        known["fields"] = Evidence(fields_from.evidence.span, "fields.subject-words", 0.85)
    elif unit_from:
        known["fields"] = Evidence(unit_from.evidence.span, "fields.unit", 0.5)
    return {name: tempered(name, evidence) for name, evidence in known.items()} if recognised else known
