"""Other names under which the same thing stands in older or newer papers: `tiếp dân`, `tiếp công dân`."""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from corpus.gazetteer.tables import rows
from corpus.vietnamese import slug


class Renaming(NamedTuple):
    """A question for `asked` also means `also`. `since`: ISO day since which that is official, None if never renamed."""

    asked: str
    also: str
    since: str | None


@cache
def renamings() -> Mapping[tuple[str, ...], tuple[Renaming, ...]]:
    """Folded syllables of a name to the other names that a question for it should find; directional.

    >>> [renaming.also for renaming in renamings()["so", "do"]]
    ['giấy chứng nhận quyền sử dụng đất']
    """
    found: dict[tuple[str, ...], list[Renaming]] = {}
    for asked, also, since, back in rows("renamings.tsv", 4):
        found.setdefault(_key(asked), []).append(Renaming(asked, also, since or None))
        if back:
            found.setdefault(_key(also), []).append(Renaming(also, asked, None))
    return {key: tuple(others) for key, others in found.items()}


@cache
def longest_renamed() -> int:
    """Syllables in the longest name that has others."""
    return max(map(len, renamings()))


def _key(name: str) -> tuple[str, ...]:
    return tuple(slug(name).split("-"))
