"""From text to fields, each with its evidence. Pure functions; nothing here reads a file or a clock."""

from corpus.understanding.number import Number, look_up_keys, number_key, parse_number
from corpus.understanding.secrecy import secrecy_mark

__all__ = ["Number", "look_up_keys", "number_key", "parse_number", "secrecy_mark"]
