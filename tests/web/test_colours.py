"""WCAG 2.2, success criteria 1.4.3 and 1.4.11: contrast of the colours that the style sheet pairs."""

import re
from pathlib import Path

import pytest

import web

STYLE = (Path(web.__file__).parent / "static" / "style.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", STYLE)) | {"white": "#ffffff"}


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(COLOURS[one]), _luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["ground", "paper", "tint", "mark"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "accent-dark"])
def test_text_can_be_read_on_every_ground(text: str, ground: str) -> None:
    assert _contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("text", "ground"), [("white", "accent"), ("white", "accent-dark"), ("caution", "caution-ground")])
def test_text_can_be_read_on_its_own_ground(text: str, ground: str) -> None:
    assert _contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", ["ground", "paper"])
def test_edges_of_controls_can_be_seen(ground: str) -> None:
    assert _contrast("edge", ground) >= 3


def test_the_style_sheet_loads_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|https?:", STYLE)
