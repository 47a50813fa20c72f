"""One sample as it is written by hand: a few `key: value` lines, a line `---`, then the body.

The keys say what stands in the boxes of the head and foot (Decree 30/2020/NĐ-CP, Appendix I); the body is prose.
The same keys are the expected fields of the manifest, so that head, foot and expectation cannot drift apart.
"""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

FICTIONAL = "(Văn bản hư cấu, không có thật.)"
"""Closes the body of every sample; it stands before `Nơi nhận`, so that the signer stays the last line."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`head`: lines of the left column; `signature`: authority and titles, line by line; `date`: ISO."""

    file: str
    layout: str
    head: tuple[str, ...]
    issuer: str
    level: str
    system: str
    number: str | None
    printed_number: str
    type: str
    place: str
    date: str
    subject: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    signer: str
    urgency: str | None
    body: tuple[str, ...]

    @property
    def is_letter(self) -> bool:
        """A công văn carries its subject under the number and no type name (Decree 30/2020, Appendix I, box 5b)."""
        return self.type == "Công văn"

    @property
    def is_party(self) -> bool:
        return self.system == "party"

    @property
    def place_and_date(self) -> str:
        """Days below 10 and the months 1 and 2 take a leading 0 (Decree 30/2020, Appendix I)."""
        year, month, day = (int(part) for part in self.date.split("-"))
        return f"{self.place}, ngày {day:02} tháng {f'{month:02}' if month < 3 else month} năm {year}"


def read_source(path: Path) -> Sample:
    """The sample in `path`. Raises ValueError where a key is missing or unknown, saying which file."""
    head, separator, body = unicodedata.normalize("NFC", path.read_text("utf-8")).partition("\n---\n")
    if not separator:
        raise ValueError(f"{path}: no line '---' between keys and body")
    keys: dict[str, str] = {}
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            raise ValueError(f"{path}: not a 'key: value' line: {line!r}")
        keys[key] = value.strip()
    try:
        return Sample(
            file=keys["file"],
            layout=keys["layout"],
            head=_parts(keys["head"]),
            issuer=keys["issuer"],
            level=keys["level"],
            system=keys["system"],
            number=keys["number"] or None,
            printed_number=keys["printed"],
            type=keys["type"],
            place=keys["place"],
            date=keys["date"],
            subject=keys["subject"],
            addressees=_parts(keys.get("to", "")),
            recipients=_parts(keys["copies"]),
            signature=_parts(keys["signature"]),
            signer=keys["signer"],
            urgency=keys.get("urgency") or None,
            body=tuple(line.strip() for line in body.splitlines() if line.strip()),
        )
    except KeyError as missing:
        raise ValueError(f"{path}: key {missing} is missing") from None


def _parts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split("|") if part.strip())
