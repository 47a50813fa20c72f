"""Facets: what is asked of the engine, and what a reader is shown of the counts."""

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from indexer.engines.engine import Attribute, EngineReader, FacetCounts, FacetRequest, Filter, Labels
from search_api.answer import FACETS, Facet, FacetValue
from search_api.names import value_labels
from search_api.notes import Language

SHOWN = 20
"""The largest values of a facet; chosen ones are shown whatever their size."""
WHOLE = 10_000
"""Values of a facet that is asked for whole."""


def facet_requests(
    attributes: Iterable[Attribute], filters: Mapping[Attribute, Filter], whole: Collection[Attribute] = ()
) -> tuple[FacetRequest, ...]:
    """One request an attribute, with what is chosen of it."""
    return tuple(
        FacetRequest(attribute, WHOLE if attribute in whole else SHOWN, _chosen(filters.get(attribute)))
        for attribute in dict.fromkeys(attributes)
    )


def facets(
    reader: EngineReader,
    counts: Mapping[Attribute, FacetCounts],
    filters: Mapping[Attribute, Filter],
    labels: Labels,
    language: Language,
) -> Mapping[Attribute, Facet]:
    """Counts with the names people read, in the order of facets; values largest first, as the engine gives them."""
    return MappingProxyType({a: _facet(reader, a, counts[a], filters.get(a), labels, language) for a in FACETS if a in counts})


def _facet(
    reader: EngineReader, attribute: Attribute, counts: FacetCounts, filter: Filter | None, labels: Labels, language: Language
) -> Facet:
    named = {value for value, count in counts.values if count or attribute not in (Attribute.ISSUER, Attribute.TYPE)}
    if len(named) < len(counts.values):
        # Chosen, and in no result: its name is for those to know who may see a document that bears it.
        named |= reader.values(attribute, labels).keys() & {value for value, _ in counts.values}
    names = value_labels(reader, attribute, sorted(named), labels, language)
    values = tuple(FacetValue(value, names.get(value, value), count, _selected(value, filter)) for value, count in counts.values)
    return Facet(values, counts.other, counts.null, filter is not None and None in filter.values)


def _chosen(filter: Filter | None) -> frozenset[str]:
    return frozenset(value for value in filter.values if value is not None) if filter else frozenset()


def _selected(value: str, filter: Filter | None) -> bool:
    if filter is None:
        return False
    if value in filter.values:
        return True
    if (filter.low is None and filter.high is None) or not value.isdecimal():
        return False
    year = int(value)
    return (filter.low is None or filter.low <= year) and (filter.high is None or year <= filter.high)
