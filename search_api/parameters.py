"""The query string that API, pages and command share: pairs to a question, and a question back to pairs.

Parameters: q; issuer, type, year, level, field, signer, symbol, number (each may be repeated; `none` asks for the
documents without a value); lineage (1: with what the issuers came from and became); literal (1: as typed); mode; sort;
limit; offset; facets (a comma-separated list, or `none`). An empty value is as good as none given, since forms send
those; unknown parameters are left to whoever added them.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from corpus.errors import InputError
from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import FACETS, MOST_CHARACTERS, MOST_LIMIT, MOST_WINDOW, Mode, Question
from search_api.filters import filter_of, merged
from search_api.years import NONE, format_years

MOST_VALUES = 200
"""Filter values in one question: more than the largest facet shows at once, few enough to stay cheap."""

_Closed = TypeVar("_Closed", bound=StrEnum)
_DEFAULT = Question()
_ATTRIBUTES = {attribute.value: attribute for attribute in Attribute}


def question_from(pairs: Iterable[tuple[str, str]]) -> Question:
    """The question that a query string asks.

    Raises InputError naming the parameter and what it accepts: a malformed year, number or choice, a text over
    2,000 characters, a page beyond the window of 10,000, too many values.
    """
    text = ""
    filters: dict[Attribute, Filter] = {}
    mode, sort, facets = _DEFAULT.mode, _DEFAULT.sort, _DEFAULT.facets
    offset, limit = _DEFAULT.offset, _DEFAULT.limit
    given, lineage, literal = 0, _DEFAULT.lineage, _DEFAULT.literal
    for name, value in pairs:
        value = value.strip()
        if not value:
            continue
        if name in _ATTRIBUTES:
            given += 1
            attribute = _ATTRIBUTES[name]
            filters = merged(filters, {attribute: filter_of(attribute, value)})
        elif name == "q":
            text = value
        elif name == "mode":
            mode = _choice(Mode, name, value)
        elif name == "lineage":
            lineage = _switch(name, value)
        elif name == "literal":
            literal = _switch(name, value)
        elif name == "sort":
            sort = _choice(Sort, name, value)
        elif name == "facets":
            facets = _facets(value)
        elif name == "offset":
            offset = _count(name, value, 0, MOST_WINDOW)
        elif name == "limit":
            limit = _count(name, value, 0, MOST_LIMIT)
    if given > MOST_VALUES:
        raise InputError(f"{given} filter values were given; at most {MOST_VALUES} are accepted")
    question = Question(text, filters, mode, sort, offset, limit, facets, lineage, literal)
    check(question)
    return question


def pairs_of(question: Question) -> tuple[tuple[str, str], ...]:
    """The query string of a question, defaults left out, values sorted: the same question has the same address."""
    pairs: list[tuple[str, str]] = []
    if question.text:
        pairs.append(("q", question.text))
    for attribute in Attribute:
        filter = question.filters.get(attribute)
        if filter is None:
            continue
        pairs += [(attribute.value, value) for value in sorted(v for v in filter.values if v is not None)]
        if filter.low is not None or filter.high is not None:
            pairs.append((attribute.value, format_years(filter.low, filter.high)))
        if None in filter.values:
            pairs.append((attribute.value, NONE))
    if question.lineage:
        pairs.append(("lineage", "1"))
    if question.literal:
        pairs.append(("literal", "1"))
    if question.mode is not _DEFAULT.mode:
        pairs.append(("mode", question.mode.value))
    if question.sort is not None:
        pairs.append(("sort", question.sort.value))
    if question.limit != _DEFAULT.limit:
        pairs.append(("limit", str(question.limit)))
    if question.offset:
        pairs.append(("offset", str(question.offset)))
    if question.facets != _DEFAULT.facets:
        pairs.append(("facets", ",".join(question.facets) or NONE))
    return tuple(pairs)


def check(question: Question) -> None:
    """Raises InputError where a question asks for more than is answered; every face comes through here."""
    if len(question.text) > MOST_CHARACTERS:
        raise InputError(f"q: {len(question.text):,} characters; at most {MOST_CHARACTERS:,} are accepted")
    if not 0 <= question.limit <= MOST_LIMIT:
        raise InputError(f"limit: {question.limit} is not between 0 and {MOST_LIMIT}")
    if question.offset < 0:
        raise InputError(f"offset: {question.offset} is below 0")
    if question.offset + question.limit > MOST_WINDOW:
        raise InputError(
            f"offset + limit: {question.offset + question.limit:,} is beyond {MOST_WINDOW:,}; narrow the question instead"
        )


def _choice(closed: type[_Closed], name: str, value: str) -> _Closed:
    try:
        return closed(value.lower())
    except ValueError:
        raise InputError(f"{name}: {value[:40]!r} is not one of {', '.join(closed)}") from None


def _switch(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise InputError(f"{name}: {value[:40]!r} is not 0 or 1")
    return value == "1"


def _count(name: str, value: str, least: int, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and least <= int(value) <= most):
        raise InputError(f"{name}: {value[:40]!r} is not a whole number from {least} to {most:,}")
    return int(value)


def _facets(value: str) -> tuple[Attribute, ...]:
    if value.lower() == NONE:
        return ()
    wanted = [part.strip().lower() for part in value.split(",") if part.strip()]
    for part in wanted:
        if part not in FACETS:
            raise InputError(f"facets: {part[:40]!r} is not one of {', '.join(FACETS)}, or none")
    return tuple(Attribute(part) for part in dict.fromkeys(wanted))
