"""Names to facet values and back: what a person gives as a filter, and what a facet shows.

A filter takes a facet's value, or the name, marked or not, abbreviated or not. A name that nothing visible carries
gives no hits and a note; the note never tells whether it exists beyond what the reader may see.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from corpus.document import Level
from corpus.gazetteer import document_type, expand, fields_of_work, issuer_from_name
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.vietnamese import clean, fold, normalise_tones, slug
from indexer.engines.engine import Attribute, EngineReader, Filter, Labels
from search_api.filters import union
from search_api.lineage import kin_of
from search_api.notes import Language, Note, note
from search_api.numbers import values_of

_LEVEL_NAMES: Mapping[Level, tuple[str, str]] = {
    Level.CENTRAL: ("Trung ương", "Central"),
    Level.PROVINCE: ("Cấp tỉnh", "Province"),
    Level.DISTRICT: ("Cấp huyện", "District"),
    Level.COMMUNE: ("Cấp xã", "Commune"),
    Level.UNIT: ("Đơn vị trực thuộc", "Unit"),
    Level.ENTERPRISE: ("Doanh nghiệp", "Enterprise"),
}
SHORTEST_PART = 2
"""Letters; a part of a name that is shorter stands in nearly every name."""

_TOKEN = re.compile(r"[^\W_]+(?:&[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Filters whose values are those of the index; what was not known stays as given, so that it finds nothing and
    can still be unchosen."""

    filters: Mapping[Attribute, Filter]
    notes: tuple[str, ...]


def resolve(
    reader: EngineReader,
    filters: Mapping[Attribute, Filter],
    labels: Labels,
    language: Language,
    own: OwnBodies = NONE,
) -> Resolved:
    """Filters as the engine takes them; costs one look at the attribute's values where one is filtered by.

    A body without documents stands for those that it came from or became, and a note says so.
    """
    resolved: dict[Attribute, Filter] = {}
    notes: list[str] = []
    for attribute, filter in filters.items():
        given = sorted(value for value in filter.values if value is not None)
        if attribute is Attribute.YEAR or not given:
            resolved[attribute] = filter
            continue
        present = reader.values(attribute, labels)
        whole = Filter(values=filter.values - frozenset(given), low=filter.low, high=filter.high)
        for value in given:
            found = frozenset({value}) if value in present else _match(reader, attribute, value, present, labels, own)
            if not found and attribute is Attribute.ISSUER and (found := kin_of([value], present, own)):
                kin = "; ".join(sorted(value_labels(reader, attribute, found, labels, language).values()))
                notes.append(note(Note.ONLY_KIN, language, name=value[:80], names=kin))
            elif not found and (found := _partly(reader, attribute, value, present, labels, language)):
                named = attribute_label(attribute, language)
                notes.append(note(Note.PART_OF_NAME, language, attribute=named, name=value[:80], count=len(found)))
            elif not found:
                notes.append(note(Note.UNKNOWN_NAME, language, attribute=attribute_label(attribute, language), name=value[:80]))
            whole = union(whole, Filter(values=found or frozenset({value})))
        resolved[attribute] = whole
    return Resolved(resolved, tuple(notes))


def value_labels(
    reader: EngineReader, attribute: Attribute, values: Collection[str], labels: Labels, language: Language
) -> Mapping[str, str]:
    """What people read in place of each value; the value itself where it has no name."""
    if attribute in (Attribute.ISSUER, Attribute.TYPE):
        # Names stand in documents, and so change with the state of the index only; every page shows the same few.
        known: dict[str, str] = reader.derived.setdefault((value_labels, attribute, labels), {})  # type: ignore[assignment]
        if missing := [value for value in values if value not in known]:
            names = reader.names(attribute, missing, labels)
            known.update({value: names.get(value, value) for value in missing})
        return {value: known[value] for value in values}
    if attribute is Attribute.LEVEL:
        return {value: _level_name(value, language) for value in values}
    if attribute is Attribute.FIELD:
        names = {field.code: field.name for field in fields_of_work()}
        return {value: names.get(value, value) for value in values}
    return {value: value for value in values}


def attribute_label(attribute: Attribute, language: Language) -> str:
    """The attribute's name in running text."""
    vietnamese, english = {
        Attribute.ISSUER: ("cơ quan", "issuer"),
        Attribute.YEAR: ("năm", "year"),
        Attribute.TYPE: ("loại văn bản", "type"),
        Attribute.LEVEL: ("cấp", "level"),
        Attribute.FIELD: ("lĩnh vực", "field"),
        Attribute.SIGNER: ("người ký", "signer"),
        Attribute.SYMBOL: ("ký hiệu", "symbol"),
        Attribute.NUMBER: ("số", "number"),
    }[attribute]
    return vietnamese if language == "vi" else english


def _match(
    reader: EngineReader, attribute: Attribute, name: str, present: Mapping[str, int], labels: Labels, own: OwnBodies
) -> frozenset[str]:
    """Values that the name stands for; several where a name is borne by several bodies."""
    name = normalise_tones(clean(name)).strip()
    if attribute is Attribute.ISSUER:
        return _issuers(reader, name, present, labels, own)
    if attribute is Attribute.TYPE:
        type = document_type(name)
        return frozenset({type.code if type else slug(name)}) & frozenset(present)
    if attribute is Attribute.LEVEL:
        wanted = slug(name).removeprefix("cap-")
        return frozenset(level.value for level in Level if wanted in _level_slugs(level)) & frozenset(present)
    if attribute is Attribute.NUMBER:
        return values_of(reader, name, present, labels)
    wanted = _bare(name)
    return frozenset(value for value in present if _bare(value) == wanted) if wanted else frozenset()


def _issuers(reader: EngineReader, name: str, present: Mapping[str, int], labels: Labels, own: OwnBodies) -> frozenset[str]:
    """By id, an own body's by any of its names; else by the folded name, with and without the ancestor that tells namesakes
    apart; else by display name."""
    wanted = {slug(name), slug(_expanded(name)), issuer_from_name(name, own=own).id} - {""}
    found = frozenset(value for value in present if value in wanted or value.split("--")[0] in wanted)
    if found:
        return found
    return frozenset(value for value, shown in reader.names(Attribute.ISSUER, present, labels).items() if slug(shown) in wanted)


def _partly(
    reader: EngineReader, attribute: Attribute, name: str, present: Mapping[str, int], labels: Labels, language: Language
) -> frozenset[str]:
    """Names that hold all words of a shortened one, in its order: "UBND Tiên Khê", "Sở Y tế", a signer's given name."""
    wanted = slug(_expanded(normalise_tones(clean(name)))).split("-")
    if attribute not in (Attribute.ISSUER, Attribute.FIELD, Attribute.SIGNER) or len("".join(wanted)) < SHORTEST_PART:
        return frozenset()
    return frozenset(
        value
        for value, shown in value_labels(reader, attribute, present, labels, language).items()
        if _in_order(wanted, slug(_expanded(shown)).split("-"))
    )


def _in_order(wanted: Iterable[str], words: Iterable[str]) -> bool:
    rest = iter(words)
    return all(word in rest for word in wanted)


def _expanded(name: str) -> str:
    return _TOKEN.sub(lambda found: expand(found[0]) or found[0], name)


def _bare(text: str) -> str:
    return "".join(_TOKEN.findall(fold(normalise_tones(clean(text))))).replace("&", "")


def _level_name(value: str, language: Language) -> str:
    vietnamese, english = _LEVEL_NAMES[Level(value)] if value in _level_values() else (value, value)
    return vietnamese if language == "vi" else english


def _level_values() -> Iterable[str]:
    return [level.value for level in Level]


def _level_slugs(level: Level) -> tuple[str, ...]:
    return (level.value, *(slug(name).removeprefix("cap-") for name in _LEVEL_NAMES[level]))
