"""Values out of a row of JSON, strictly: each function gives the value or raises InputError naming the key.

`inside` names the object that holds the key, for the message.
"""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from corpus.correcting import iso_date
from corpus.document import Span
from corpus.errors import InputError
from corpus.vietnamese import clean

Row = Mapping[str, object]
_Code = TypeVar("_Code", bound=StrEnum)
_Item = TypeVar("_Item")


def string(row: Row, key: str, inside: str = "") -> str | None:
    """The string, cleaned; None where it is absent, null or empty."""
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f"{_named(key, inside)}: a string is wanted, not {_kind(value)}")
    return clean(value) or None


def iso(row: Row, key: str, inside: str = "") -> str | None:
    """The date in ISO form; None where there is none."""
    text = string(row, key, inside)
    try:
        return iso_date(text) if text else None
    except ValueError:
        raise InputError(f"{_named(key, inside)}: {text!r} is no date; 2023-03-16, 2023-03 and 2023 are") from None


def whole(row: Row, key: str, inside: str = "", high: int = 2**53) -> int:
    """The whole number, which must be there."""
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
        raise InputError(f"{_named(key, inside)}: a whole number from 0 to {high} is wanted, not {_kind(value)}")
    return value


def code(row: Row, key: str, codes: type[_Code], inside: str) -> _Code | None:
    """The member of a closed set; None where there is none."""
    value = row.get(key)
    if value is None:
        return None
    return codes(member(value, _named(key, inside), [code.value for code in codes]))


def member(value: object, key: str, accepted: Collection[str]) -> str:
    """One of the accepted strings."""
    if not isinstance(value, str) or value not in accepted:
        raise InputError(f"{key}: one of {', '.join(accepted)} is wanted")
    return value


def listed(row: Row, key: str, read: Callable[[object], _Item]) -> tuple[_Item, ...]:
    """What `read` makes of each item; empty where there is no list."""
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise InputError(f"{key}: a list is wanted, not {_kind(value)}")
    return tuple(read(item) for item in value)


def strings(row: Row, key: str) -> tuple[str, ...]:
    """The strings of a list, empty ones dropped."""
    found = listed(row, key, lambda item: string({key: item}, key))
    return tuple(item for item in found if item is not None)


def span(value: object, key: str, length: int) -> Span:
    """[start, end] inside a text of this length."""
    match value:
        case [int(start), int(end)] if 0 <= start <= end <= length:
            return Span(start, end)
    raise InputError(f"{key}: [start, end] inside the text is wanted")


def mapping(value: object, key: str) -> Mapping[str, object]:
    """The object itself."""
    if not isinstance(value, dict):
        raise InputError(f"{key}: an object is wanted, not {_kind(value)}")
    return value


def _named(key: str, inside: str) -> str:
    return f"{inside}.{key}" if inside else key


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return kinds.get(type(value), "null")
