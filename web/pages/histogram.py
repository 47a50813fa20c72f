"""The years of the results as bars: what each stands for and where it leads. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from indexer.engines.engine import Attribute, Filter
from search_api.answer import Facet, Question
from search_api.parameters import pairs_of
from search_api.years import FIRST_YEAR, LAST_YEAR
from web.pages.choosing import address_of, without

FROM, TO = "tu", "den"
"""Parameters of the search page: the ends of a range of years, as its form sends them."""
MOST_BARS = 60
"""What was issued before that many years stands in one bar."""
FEWEST = 3
"""Years below which the list of years says it all."""
HEIGHT = 100
LEAST = 4
"""Height of the smallest bar that is no gap: one document is to be seen beside a thousand."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`first` and `last` differ for the bar of all that is older. `count` is what `address` shows. `height`: of HEIGHT."""

    first: int
    last: int
    count: int
    height: int
    address: str
    chosen: bool

    @property
    def label(self) -> str:
        return str(self.last) if self.first == self.last else f"đến {self.last}"


@dataclass(frozen=True, slots=True)
class Histogram:
    """`base`: the address to which a range is added. `low`, `high`: the chosen range, where one is. `hidden`: what the form
    sends besides."""

    bars: tuple[Bar, ...]
    base: str
    low: int | None
    high: int | None
    hidden: tuple[tuple[str, str], ...]


def histogram(question: Question, facet: Facet | None) -> Histogram | None:
    """The bars from the first year to the last, years without documents too; None where there are too few years."""
    counts = {int(value.value): value.count for value in facet.values if value.value.isdecimal()} if facet else {}
    held = [year for year, count in counts.items() if count]
    if len(held) < FEWEST:
        return None
    last = max(held)
    first = max(min(held), last - MOST_BARS + 1)
    older = sum(count for year, count in counts.items() if year < first)
    spans = [(year, year, counts.get(year, 0)) for year in range(first, last + 1)]
    if older:
        spans[0] = (FIRST_YEAR, first, older + counts.get(first, 0))
    most = max(count for _, _, count in spans)
    chosen = question.filters.get(Attribute.YEAR, Filter())
    free = without(question, Attribute.YEAR)
    base = address_of(free)
    return Histogram(
        bars=tuple(_bar(question, chosen, *span, most) for span in spans),
        base=base + ("&" if "?" in base else "?") + "year=",
        low=chosen.low if chosen.low and chosen.low > FIRST_YEAR else None,
        high=chosen.high if chosen.high and chosen.high < LAST_YEAR else None,
        hidden=tuple(pairs_of(free)),
    )


def with_range(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of an address with `tu` and `den` as the range of years that they are; one alone leaves the other end open."""
    given = list(pairs)
    ends: Mapping[str, str] = {name: value.strip() for name, value in given if name in (FROM, TO) and value.strip()}
    rest = [(name, value) for name, value in given if name not in (FROM, TO)]
    if not ends:
        return rest
    low, high = ends.get(FROM, ""), ends.get(TO, "")
    # The other way round is what somebody meant who typed it so.
    if low.isdecimal() and high.isdecimal() and len(low) == len(high) == 4 and low > high:
        low, high = high, low
    return [*rest, ("year", f"{low}..{high}")]


def _bar(question: Question, chosen: Filter, first: int, last: int, count: int, most: int) -> Bar:
    single = Filter(values=frozenset({f"{last:04}"}))
    alone = first == last and chosen == single
    wanted = single if first == last else Filter(low=first, high=last)
    asked = replace(question, filters=MappingProxyType({**question.filters, Attribute.YEAR: wanted}), offset=0)
    address = address_of(without(question, Attribute.YEAR) if alone else asked)
    within = (chosen.low or FIRST_YEAR) <= last <= (chosen.high or LAST_YEAR) and (chosen.low, chosen.high) != (None, None)
    height = 0 if not count else max(LEAST, round(HEIGHT * count / most))
    return Bar(first, last, count, height, address, bool(single.values & chosen.values) or within)
