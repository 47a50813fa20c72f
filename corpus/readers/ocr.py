"""Which pages that are pictures are recognised, and how long that may take."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

POOR = 0.70
"""Pages whose letters are recognised with less confidence than this are flagged as hard to read."""


class Ocr(StrEnum):
    """Which pages are recognised: those without usable text, none, all of them."""

    AUTO = "auto"
    NEVER = "never"
    ALWAYS = "always"


def _no_need(_: float) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Recognition:
    """How pictures are read. `seconds` for one page; `more(seconds)` is called before each page that may take them."""

    ocr: Ocr = Ocr.AUTO
    seconds: float = 60.0
    more: Callable[[float], None] = _no_need


TEXT_ONLY = Recognition(Ocr.NEVER)
