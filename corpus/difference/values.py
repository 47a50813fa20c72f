"""What a comparison says: passages laid side by side, and in them what is different.

Spans are offsets into the stored text of each side. A span that is empty says where the other side's would stand.
"""

from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Span


class State(StrEnum):
    """What became of a passage from the one text to the other."""

    EQUAL = "equal"
    CHANGED = "changed"
    MOVED = "moved"
    ADDED = "added"
    DROPPED = "dropped"


class Kind(StrEnum):
    """What a change touches: a date, a number, a person's name, what somebody has to do, or other words."""

    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    DUTY = "duty"
    WORDS = "words"


class Formula(StrEnum):
    """Passages that stand in every document of an office: read only where something in them is different."""

    NATION = "nation"
    BASIS = "basis"
    CLOSING = "closing"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the texts differ; one of the spans may be empty, not both."""

    kind: Kind
    one: Span
    other: Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of each text, one of them empty where it was added or dropped.

    `changes` ascend on both sides and lie inside the spans; there is none where it is `EQUAL`, exactly one where it is
    `ADDED` or `DROPPED`, and there may be none where it was moved as it was.
    """

    state: State
    one: Span
    other: Span
    formula: Formula | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`passages` in the order of the other text, what was dropped where it stood; together they are both texts.

    `compared` are the words of both sides that were compared, `same` those of them that no change touches.
    """

    passages: tuple[Passage, ...]
    compared: int
    same: int
