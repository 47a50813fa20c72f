"""Filters as people give them: one value of one attribute, and how several add up."""

from collections.abc import Mapping

from indexer.engines.engine import Attribute, Filter
from search_api.years import FIRST_YEAR, LAST_YEAR, NONE, parse_years


def filter_of(attribute: Attribute, value: str, *, name: str = "year") -> Filter:
    """One value as typed; `none` asks for the documents without a value.

    Raises InputError naming `name` where a year is malformed.
    """
    if attribute is Attribute.YEAR:
        return parse_years(value, name=name)
    return Filter(values=frozenset({None if value.lower() == NONE else value}))


def merged(filters: Mapping[Attribute, Filter], more: Mapping[Attribute, Filter]) -> dict[Attribute, Filter]:
    """Both together: what is given of one attribute adds up, as two values of a facet do."""
    both = dict(filters)
    for attribute, one in more.items():
        both[attribute] = union(both[attribute], one) if attribute in both else one
    return both


def union(one: Filter, other: Filter) -> Filter:
    """The filter that accepts what either accepts: values of one facet add up (OR)."""
    values = one.values | other.values
    ranges = sorted({_range(f) for f in (one, other) if f.low is not None or f.high is not None})
    if not ranges:
        return Filter(values=values)
    low, high = ranges[0]
    for first, last in ranges[1:]:
        if first <= high + 1:
            high = max(high, last)
        else:  # a filter holds one range: the one further on is written out
            values |= {f"{year:04}" for year in range(first, last + 1)}
    return Filter(values=values, low=low, high=high)


def _range(filter: Filter) -> tuple[int, int]:
    return (FIRST_YEAR if filter.low is None else filter.low, LAST_YEAR if filter.high is None else filter.high)
