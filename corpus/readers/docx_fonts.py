"""Runs of a Word document in fonts before Unicode (`.VnTime`, `VNI-Times`), converted where the run names its font."""

from typing import Any

from corpus.vietnamese.legacy import LegacyEncoding, convert_piece, encoding_of_font, is_unicode_vietnamese


def convert_runs(body: Any) -> list[LegacyEncoding]:
    """Rewrites the texts of such runs in the tree; the encodings met, in order of name.

    A run without a font of its own, beside one that has, is taken to be in the same encoding: its paragraph's style says
    so. Runs that hold letters only Unicode has stay. Fonts named by styles alone are left to the content.
    """
    met: set[LegacyEncoding] = set()
    paragraphs: dict[Any, LegacyEncoding] = {}
    done: set[Any] = set()
    for fonts in body.iter("{*}rFonts"):
        found = next((f for key in ("ascii", "hAnsi") for f in [encoding_of_font(_attribute(fonts, key))] if f), None)
        run = fonts.getparent().getparent() if found and fonts.getparent() is not None else None
        if found is None or run is None or _tag(run) != "r":
            continue
        encoding, capitals = found
        done.add(run)
        if _convert(run, encoding, capitals=capitals):
            met.add(encoding)
            if (paragraph := run.getparent()) is not None:
                paragraphs[paragraph] = encoding
    for paragraph, encoding in paragraphs.items():
        for run in paragraph.iter("{*}r"):
            if run not in done and next(run.iter("{*}rFonts"), None) is None:
                _convert(run, encoding, capitals=False)
    return sorted(met)


def _convert(run: Any, encoding: LegacyEncoding, *, capitals: bool) -> bool:
    """Whether signs were converted; text without any only gets its capitals."""
    converted = False
    for piece in run.iter("{*}t"):
        text = piece.text or ""
        if not is_unicode_vietnamese(text):
            piece.text = convert_piece(text, encoding, capitals=capitals)
            converted = converted or piece.text.lower() != text.lower()
    return converted


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
