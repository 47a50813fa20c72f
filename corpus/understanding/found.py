"""A value with its evidence: what each rule of this package returns."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.document import Evidence, Span
from corpus.understanding.confidence import sure

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    value: Value
    evidence: Evidence


def found(value: Value, start: int, end: int, rule: str, confidence: float | None = None) -> Found[Value]:
    """The value, standing at [start, end) of the text, by that rule; as sure as the rule was measured to be."""
    return Found(value, Evidence(Span(start, end), rule, sure(rule) if confidence is None else confidence))
