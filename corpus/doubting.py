"""Which fields of a document a person should look at: known with little certainty, or missing where papers have them. Pure.

A field that a person corrected or confirmed is settled and leaves the list.
"""

from collections.abc import Collection
from dataclasses import dataclass

from corpus.document import DocumentType, Fields

SURE = 0.9
"""Of the values given with at least this confidence nearly all are right; below it a field is doubtful."""

HEAD = ("number", "date", "type", "issuer")
"""What a register is searched by; a document whose doubt lies here comes first."""

EXPECTED = (*HEAD, "subject")
"""What every administrative document has (decree 30/2020/NĐ-CP, article 8); the rest may be absent for good reason."""

REVIEWED = (*EXPECTED, "symbol", "signer", "place", "addressees", "recipients", "urgency", "fields")
"""Fields that can be doubted, in the order in which those of one document are looked at."""

ASIDE = "fields"
"""The field of work stands in no document: it is guessed from words, in nearly all, and is reviewed only where asked for."""

_STATED = "stated"
# Appendix III of the decree gives these forms no number, or no abstract of their content; a constitution has neither.
_WITHOUT_NUMBER = frozenset({"thu-cong", "hien-phap"})
_WITHOUT_SUBJECT = frozenset(
    {
        "thu-cong",
        "hien-phap",
        "giay-gioi-thieu",
        "giay-nghi-phep",
        "giay-di-duong",
        "giay-bien-nhan-ho-so",
        "phieu-gui",
        "phieu-chuyen",
        "phieu-bao",
    }
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One field in doubt. `confidence` 0: it is missing though such a document has it."""

    field: str
    confidence: float


def doubts(fields: Fields, settled: Collection[str], *, mail: bool = False) -> tuple[Doubt, ...]:
    """The fields in doubt, in the order of REVIEWED; `settled` are those that people corrected or confirmed.

    What a register or another system states is as complete as that system: nothing is missed in it. A mail is no
    administrative document, unless its text is found to have a number or a type; what is attached to it may be one.
    """
    missed = not any(evidence.rule == _STATED for evidence in fields.evidence.values())
    if mail and not fields.number and not fields.type:
        missed = False
    found = []
    for field in REVIEWED:
        if field in settled or (field == "symbol" and not _symbol_alone(fields, settled)):
            continue
        evidence = fields.evidence.get(field)
        if _known(fields, field):
            if evidence is not None and evidence.confidence < SURE:
                found.append(Doubt(field, evidence.confidence))
        elif missed and field in EXPECTED and not _absent(field, fields.type):
            found.append(Doubt(field, 0.0))
    return tuple(found)


def order(fields: Fields, found: Collection[Doubt]) -> tuple[int, float]:
    """Where a document with these doubts stands among others, first things first: a group, then the least confidence in it.

    Group 0: a head field is in doubt and something proposes its value, so that one key settles it; 1: a head field is in
    doubt; 2: the others.
    """
    head = [doubt for doubt in found if doubt.field in HEAD]
    if not head:
        return 2, min((doubt.confidence for doubt in found if doubt.field != ASIDE), default=1.0)
    names = {doubt.field for doubt in head}
    return int(not any(proposal.field in names for proposal in fields.proposals)), min(doubt.confidence for doubt in head)


def _symbol_alone(fields: Fields, settled: Collection[str]) -> bool:
    """The symbol follows from the number; it is a question of its own only where the number is known to be blank."""
    return fields.number is None and "number" in settled


def _known(fields: Fields, field: str) -> bool:
    if field == "issuer":
        return bool(fields.issuers)
    if field == "signer":
        return fields.signer.name is not None
    return bool(getattr(fields, field))


def _absent(field: str, type: DocumentType | None) -> bool:
    code = type.code if type else ""
    return (field == "number" and code in _WITHOUT_NUMBER) or (field == "subject" and code in _WITHOUT_SUBJECT)
