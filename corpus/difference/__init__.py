"""What is different between two texts: passages laid side by side, changes told by what they touch. Pure functions."""

from corpus.difference.comparison import compare
from corpus.difference.values import Change, Comparison, Formula, Kind, Passage, State

__all__ = ["Change", "Comparison", "Formula", "Kind", "Passage", "State", "compare"]
