"""Abbreviations of offices with one reading: `UBND`, `CCHC`, `TTHC`."""

from functools import cache

from corpus.gazetteer.tables import rows
from corpus.vietnamese import fold


@cache
def abbreviations() -> dict[str, str]:
    """Short form as printed to full form in lower case."""
    return {row[0]: row[1] for row in rows("abbreviations.tsv", 2)}


@cache
def _by_fold() -> dict[str, str | None]:
    """Folded short form to full form; None where two abbreviations with different readings fold alike."""
    found: dict[str, str | None] = {}
    for short, full in abbreviations().items():
        key = fold(short)
        found[key] = full if found.get(key, full) == full else None
    return found


def expand(token: str) -> str | None:
    """The full form (lower case, marked) of an unambiguous abbreviation, or None.

    Marks do not matter (`HDND` is `HĐND`), nor does case, except that a token in lower case of three letters or
    fewer is an ordinary syllable (`vt`, `kcn`). Ambiguous abbreviations (`KT`, `TT`, `CT`, `NQ`...) have no entry.

    >>> expand("hdnd"), expand("TTHC"), expand("kt"), expand("vx")
    ('hội đồng nhân dân', 'thủ tục hành chính', None, None)
    """
    if len(token) <= 3 and token == token.lower():
        return None
    return _by_fold().get(fold(token))
