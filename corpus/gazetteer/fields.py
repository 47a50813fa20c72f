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
    units: tuple[str, ...] = ()


@cache
def fields_of_work() -> tuple[FieldOfWork, ...]:
    """All fields, in the order of the table."""
    return tuple(
        FieldOfWork(code, name, tuple(cues.split(";")), tuple(unit for unit in units.split(",") if unit))
        for code, name, cues, units in rows("fields.tsv", 4)
    )


@cache
def _cue_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    owners = {normalise_tones(cue.lower()): field.code for field in fields_of_work() for cue in field.cues}
    longest_first = sorted(owners, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)"), owners


# A body's name says who, not what; and what comes after "on the occasion of" is not the matter.
_BODIES = re.compile(
    r"\b(?:bộ|sở|phòng|ban|thanh tra|ngành) (?:giáo dục và đào tạo|tài nguyên và môi trường|nông nghiệp và môi trường|"
    r"nông nghiệp và (?:phát triển nông thôn|ptnt)|văn hóa,? thể thao và du lịch|văn hóa (?:và thông tin|- xã hội)|"
    r"lao động ?[-–,] ?thương binh và xã hội|thông tin và truyền thông|khoa học và công nghệ|kế hoạch và đầu tư|"
    r"tài chính ?-? ?kế hoạch|giao thông vận tải|công thương|xây dựng|y tế|nội vụ|tư pháp|tài chính|quốc phòng|công an|"
    r"ngoại giao|dân tộc và tôn giáo)\b|\bngân hàng nhà nước\b|\bủy ban dân tộc\b|\bhội đồng nhân dân\b"
)
_OCCASION = re.compile(r"\b(?:nhân dịp|trong dịp|dịp|phục vụ (?:kỳ|cuộc|lễ|tết|đại hội)|gắn với|tiến tới|chào mừng)\b")


def fields_of_subject(subject: str) -> tuple[str, ...]:
    """Codes of the fields that the subject names, most words first, at most three; () where it names none."""
    text = _BODIES.sub(" ", normalise_tones(subject.lower())[:2000])
    occasion = _OCCASION.search(text)
    return (_named(text[: occasion.start()]) if occasion else ()) or _named(text)


def field_of_unit(symbol: str) -> str | None:
    """Code of the field for which the symbol's unit stands (KSTT in UBND-KSTT): weak evidence, and None for most units.

    Units of several fields (VX, NC, KT) and those that every matter passes through (VP, TH) tell none.
    """
    units = re.split(r"[-/]", symbol)[1:]
    return next((code for unit in reversed(units) if (code := _units().get(unit.upper()))), None)


def _named(text: str) -> tuple[str, ...]:
    pattern, owners = _cue_pattern()
    weight: dict[str, int] = {}
    for cue in pattern.findall(text):
        weight[owners[cue]] = weight.get(owners[cue], 0) + len(cue.split())
    return tuple(sorted(weight, key=lambda code: -weight[code])[:3])


@cache
def _units() -> dict[str, str]:
    return {unit.upper(): field.code for field in fields_of_work() for unit in field.units}
