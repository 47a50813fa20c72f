"""Addresses of the search page: what each facet value, chip, sort and page number leads to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlencode

from corpus.document import Level
from corpus.gazetteer import issuer_from_name
from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import MOST_WINDOW, Facet, Mode, Question, SearchHit
from search_api.parameters import pairs_of
from web import wording

WHOLE = "mo"
"""Parameter of the search page: the facet of which every value is shown."""
SOUGHT = "tim"
"""Parameter of the search page: what is sought among these values."""

SHOWN_AT_ONCE = 8
"""Values of a facet shown before "more": what an office knows by heart, without a wall of names."""

OTHER_BODIES = "cấp không rõ"

NAMED_KIN = 2
"""Bodies named on the switch that adds them; the note names all of them once they are added."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that chooses something, or takes the choice back where it is `chosen`. `count` None: not counted."""

    label: str
    address: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Issuers of one level; `open` where one of them is chosen."""

    title: str
    values: tuple[Choice, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """A facet as shown: the first values, those behind "more", the sum of those beyond the largest and where they are.

    `sought` is None but where every value is shown: there it is what is sought among them, and `hidden` what the form sends
    besides. Issuers then stand in `groups` by level instead.
    """

    attribute: Attribute
    title: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    other: int
    whole: str
    sought: str | None = None
    hidden: tuple[tuple[str, str], ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter, with the address of the same question without it."""

    title: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Page numbers around the current one (None: a gap), and the neighbours' addresses."""

    numbers: tuple[Choice | None, ...]
    previous: str | None
    next: str | None


def address_of(question: Question) -> str:
    """The search page with this question; the same question has the same address."""
    pairs = pairs_of(question)
    return "/?" + urlencode(pairs) if pairs else "/"


def without(question: Question, attribute: Attribute) -> Question:
    """The same question without its filter of that attribute."""
    filters = {name: kept for name, kept in question.filters.items() if name is not attribute}
    return replace(question, filters=MappingProxyType(filters), offset=0)


def facet_choices(
    question: Question, facets: Mapping[Attribute, Facet], whole: str | None = None, sought: str | None = None
) -> tuple[FacetChoices, ...]:
    """The facets worth showing: those with a value to choose; of `whole` every value that fits what is sought."""
    shown = []
    for attribute, facet in facets.items():
        chosen = _chosen(facet)
        # The count is that of the body alone, and so is what choosing it shows.
        asked = replace(question, lineage=False) if attribute is Attribute.ISSUER else question
        values = [(value.value, value.label, value.count, value.selected) for value in facet.values]
        if attribute is Attribute.YEAR:
            values.sort(key=lambda value: value[0], reverse=True)
        choices = [
            Choice(label, address_of(_with(asked, attribute, chosen ^ {value})), selected, count)
            for value, label, count, selected in values
        ]
        if choices and (facet.null or facet.null_selected):
            address = address_of(_with(asked, attribute, chosen ^ {None}))
            choices.append(Choice(wording.UNKNOWN, address, facet.null_selected, facet.null))
        elif facet.null_selected:
            choices.append(Choice(wording.UNKNOWN, address_of(_with(question, attribute, frozenset())), True, facet.null))
        if not choices and attribute != whole:
            continue
        everything = (WHOLE, attribute.value)
        address = "/?" + urlencode([*pairs_of(question), everything])
        title = wording.ATTRIBUTES[attribute]
        if attribute == whole:
            grouped = attribute is Attribute.ISSUER
            groups = _by_level(choices) if grouped else ()
            hidden = (*pairs_of(replace(question, offset=0)), everything)
            first = () if grouped else tuple(choices)
            shown.append(FacetChoices(attribute, title, first, (), facet.other, address, sought or "", hidden, groups))
            continue
        cut = SHOWN_AT_ONCE if len(choices) > SHOWN_AT_ONCE + 2 else len(choices)
        more = tuple(choice for choice in choices[cut:] if not choice.chosen)
        first = tuple(choices[:cut]) + tuple(choice for choice in choices[cut:] if choice.chosen)
        shown.append(FacetChoices(attribute, title, first, more, facet.other, address))
    return tuple(shown)


def _by_level(choices: Sequence[Choice]) -> tuple[Group, ...]:
    """Issuers under their level, from the centre down; within it as they came, the largest first."""
    held: dict[str, list[Choice]] = {}
    for choice in choices:
        level = None if choice.label == wording.UNKNOWN else _level(choice.label)
        held.setdefault(wording.LEVELS[level] if level else OTHER_BODIES, []).append(choice)
    order = [*wording.LEVELS.values(), OTHER_BODIES]
    return tuple(
        Group(title.capitalize(), tuple(held[title]), any(choice.chosen for choice in held[title]))
        for title in sorted(held, key=order.index)
    )


@lru_cache(20_000)
def _level(name: str) -> Level | None:
    return issuer_from_name(name).level


def chips(question: Question, facets: Mapping[Attribute, Facet]) -> tuple[Chip, ...]:
    """The chosen filters, in the order of the facets."""
    found = []
    for attribute, filter in question.filters.items():
        title = wording.ATTRIBUTES[attribute]
        facet = facets.get(attribute)
        chosen = (facet and _chosen(facet)) or filter.values
        names = {value.value: value.label for value in facet.values} if facet else {}
        if filter.low is not None or filter.high is not None:
            rest = replace(filter, low=None, high=None)
            without = _with(question, attribute, rest.values)
            found.append(Chip(title, _years(filter), address_of(without)))
            chosen = filter.values
        for value in sorted(chosen, key=lambda value: (value is None, value or "")):
            label = wording.UNKNOWN if value is None else names.get(value, value)
            kept = replace(filter, values=frozenset(chosen - {value}))
            found.append(Chip(title, label, address_of(_replaced(question, attribute, kept))))
    order = list(wording.ATTRIBUTES.values())
    return tuple(sorted(found, key=lambda chip: order.index(chip.title)))


def collapsed(hits: Sequence[SearchHit]) -> list[tuple[SearchHit, list[SearchHit]]]:
    """The hits of a page in order, each with its likely duplicates that stand further down on it, which are folded under it."""
    groups: list[tuple[SearchHit, list[SearchHit]]] = []
    for hit in hits:
        first = next((folded for kept, folded in groups if kept.id in hit.duplicates), None)
        if first is None:
            groups.append((hit, []))
        else:
            first.append(hit)
    return groups


def lineage_choice(question: Question, kin: tuple[str, ...]) -> Choice | None:
    """The switch for what the chosen bodies came from and became; None where the archive holds nothing of the kind."""
    if not kin:
        return None
    shown = "; ".join(kin[:NAMED_KIN]) + (f" và {len(kin) - NAMED_KIN} cơ quan khác" if len(kin) > NAMED_KIN else "")
    return Choice(shown, address_of(replace(question, lineage=not question.lineage, offset=0)), question.lineage)


def mode_choices(question: Question) -> tuple[Choice, ...]:
    return tuple(
        Choice(wording.MODES[mode], address_of(replace(question, mode=mode, offset=0)), question.mode is mode) for mode in Mode
    )


def sort_choices(question: Question, current: Sort) -> tuple[Choice, ...]:
    """Without a text there is nothing to be relevant to."""
    offered = Sort if question.text else (Sort.NEWEST, Sort.OLDEST)
    return tuple(
        Choice(wording.SORTS[sort], address_of(replace(question, sort=sort, offset=0)), current is sort) for sort in offered
    )


def pages(question: Question, total: int) -> Pages:
    """First, last and the two on either side; nothing beyond the window that is answered."""
    limit = question.limit
    if not limit:
        return Pages((), None, None)
    last = (min(total, MOST_WINDOW - MOST_WINDOW % limit) - 1) // limit
    current = question.offset // limit

    def address(page: int) -> str:
        return address_of(replace(question, offset=page * limit))

    wanted = sorted({0, last} | {page for page in range(current - 2, current + 3) if 0 <= page <= last})
    numbers: list[Choice | None] = []
    for place, page in enumerate(wanted):
        if place and page - wanted[place - 1] > 1:
            numbers.append(None)
        numbers.append(Choice(str(page + 1), address(page), page == current))
    return Pages(
        tuple(numbers) if last > 0 else (),
        address(min(current, last + 1) - 1) if current > 0 and last >= 0 else None,
        address(current + 1) if current < last else None,
    )


def hidden_pairs(question: Question) -> tuple[tuple[str, str], ...]:
    """What the search box sends besides the text, so that a new text keeps the chosen filters but starts at page one, and
    is understood again."""
    return tuple((name, value) for name, value in pairs_of(replace(question, offset=0, literal=False)) if name != "q")


def other_reading(question: Question, *, understood: bool) -> Choice | None:
    """Where the question was understood beyond what was typed: the way to have it as typed; and from there the way back."""
    if not question.literal and not understood:
        return None
    address = address_of(replace(question, literal=not question.literal, offset=0))
    return Choice(wording.AS_UNDERSTOOD if question.literal else wording.AS_TYPED, address, question.literal)


def without_filters(question: Question) -> str:
    return address_of(replace(question, filters=MappingProxyType({}), lineage=False, offset=0))


def _chosen(facet: Facet) -> frozenset[str | None]:
    """What the facet says is chosen, in the facet's own values: a name given by hand is one of them by now."""
    chosen: set[str | None] = {value.value for value in facet.values if value.selected}
    return frozenset(chosen | {None} if facet.null_selected else chosen)


def _with(question: Question, attribute: Attribute, values: frozenset[str | None]) -> Question:
    return _replaced(question, attribute, Filter(values=values))


def _replaced(question: Question, attribute: Attribute, filter: Filter) -> Question:
    filters = {**question.filters, attribute: filter}
    if not filter.values and filter.low is None and filter.high is None:
        del filters[attribute]
    lineage = question.lineage and Attribute.ISSUER in filters
    return replace(question, filters=MappingProxyType(filters), lineage=lineage, offset=0)


def _years(filter: Filter) -> str:
    if filter.low is None or filter.low <= 1:
        return f"đến {filter.high}"
    if filter.high is None or filter.high >= 9999:
        return f"từ {filter.low}"
    return f"{filter.low}–{filter.high}"
