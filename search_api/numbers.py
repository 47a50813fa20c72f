"""Who holds a number: from what a person typed to the look-up keys that the engine knows.

A number is no identity, so several papers may hold one; they are all found, and ordered by date elsewhere.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from corpus.document import Document, DocumentId
from corpus.gazetteer import document_type
from corpus.understanding.number import Number, look_up_keys, parse_number
from indexer.engines.engine import Attribute, EngineReader, Labels

_SEQUENCE = re.compile(r"[0-9]+")


class Holders(NamedTuple):
    """`keys`: by which the engine finds them, () where there are none. `ids`: the documents, ascending."""

    keys: tuple[str, ...]
    ids: tuple[DocumentId, ...]


NOBODY = Holders((), ())


def holders(reader: EngineReader, number: Number, labels: Labels) -> Holders:
    """The visible documents that carry the number.

    With a year typed, first those printed with that year; where there are none, those printed without any. A type with
    a bare sequence (`cv 689`) stands for every number of that sequence on papers of that type; a bare sequence, of any.
    """
    if number.symbol is None:
        return _by_sequence(reader, number, labels)
    if number.bare:  # Until the 1990s decrees and the like were numbered without a code: `Nghị định 74/CP` is 74/CP.
        printed = look_up_keys(number.bare)[:2]
        exact = _found(printed, reader.find(printed, labels))
        if exact.ids:
            return exact
    keys = look_up_keys(number)
    if number.year is None:
        found = _found(keys, reader.find(keys, labels))
        # `33 ct` is a number whose symbol is CT alone, or else a directive of that number.
        return found if found.ids or number.symbol != number.type_code else _by_sequence(reader, number, labels)
    with_year, without = keys[:2], keys[2:]
    exact = _found(with_year, reader.find(with_year, labels))
    if exact.ids or not without:
        return exact
    bare = _found(without, reader.find(without, labels))
    yearless = [id for id, document in reader.documents(bare.ids, labels, text=False).items() if _year(document) is None]
    return bare if yearless else NOBODY


def values_of(reader: EngineReader, text: str, present: Collection[str], labels: Labels) -> frozenset[str]:
    """Which of the values of the attribute NUMBER a filter `số:…` means; () where the text is no number or unknown."""
    number = parse_number(text)
    if number is None:
        return frozenset()
    documents = reader.documents(holders(reader, number, labels).ids, labels, text=False).values()
    return frozenset(d.fields.number_key for d in documents if d.fields.number_key) & frozenset(present)


def _by_sequence(reader: EngineReader, number: Number, labels: Labels) -> Holders:
    """A year typed is the printed one, or where none is printed that of the date."""
    values = [value for value in reader.values(Attribute.NUMBER, labels) if _has_sequence(value, number)]
    found = reader.find(values, labels)
    type = document_type(number.type_code) if number.type_code else None
    if not found or (number.type_code is None and number.year is None):
        return _found(values, found)
    ids = {
        id
        for id, document in reader.documents(_ids(found), labels, text=False).items()
        if (number.type_code is None or (type and document.fields.type == type))
        and (number.year is None or (_year(document) or document.fields.year) == number.year)
    }
    kept = {key: tuple(id for id in of_key if id in ids) for key, of_key in found.items()}
    return _found(values, {key: of_key for key, of_key in kept.items() if of_key})


def _has_sequence(value: str, number: Number) -> bool:
    start = _SEQUENCE.match(value)
    return start is not None and int(start.group()) == number.sequence


def _found(keys: Iterable[str], found: Mapping[str, tuple[DocumentId, ...]]) -> Holders:
    return Holders(tuple(key for key in keys if found.get(key)), _ids(found))


def _ids(found: Mapping[str, tuple[DocumentId, ...]]) -> tuple[DocumentId, ...]:
    return tuple(sorted({id for ids in found.values() for id in ids}))


def _year(document: Document) -> int | None:
    number = parse_number(document.fields.number) if document.fields.number else None
    return number.year if number else None
