"""A value with its evidence: what each rule of this package returns."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.document import Evidence, Span

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    value: Value
    evidence: Evidence


def found(value: Value, start: int, end: int, rule: str, confidence: float) -> Found[Value]:
    """The value, standing at [start, end) of the text, by that rule, that sure."""
    return Found(value, Evidence(Span(start, end), rule, confidence))
