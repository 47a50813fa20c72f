"""Fields (lĩnh vực) of administration: a closed list with the words that name them in a subject."""

import re
from dataclasses import dataclass
from functools import cache

from corpus.gazetteer.tables import rows
from corpus.vietnamese import normalise_tones


@dataclass(frozen=True, slots=True)
class FieldOfWork:
    """`code` is what documents and filters carry, `name` what people see."""

    code: str
    name: str
    cues: tuple[str, ...]


@cache
def fields_of_work() -> tuple[FieldOfWork, ...]:
    """All fields, in the order of the table."""
    return tuple(FieldOfWork(code, name, tuple(cues.split(";"))) for code, name, cues in rows("fields.tsv", 3))


@cache
def _cue_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    owners = {normalise_tones(cue.lower()): field.code for field in fields_of_work() for cue in field.cues}
    longest_first = sorted(owners, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"), owners


def fields_of_subject(subject: str) -> tuple[str, ...]:
    """Codes of the fields that the subject names, most words first, at most three; () where it names none."""
    pattern, owners = _cue_pattern()
    weight: dict[str, int] = {}
    for cue in pattern.findall(normalise_tones(subject.lower())[:2000]):
        weight[owners[cue]] = weight.get(owners[cue], 0) + len(cue.split())
    return tuple(sorted(weight, key=lambda code: -weight[code])[:3])
