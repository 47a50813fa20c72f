"""What a reader gives, and the limits that all readers keep."""

from dataclasses import dataclass

from corpus.document import Page, Span

MOST_BYTES = 200 * 2**20
"""A larger file is refused before it is read (contract, section 5)."""

MOST_CHARACTERS = 20_000_000
"""A longer text is no administrative document; the longest law of the codification has 1.2 million."""

MOST_PAGES = 3_000
"""A PDF with more pages is refused: it is a scanned shelf, not a document."""

NOT_UNICODE = "encoding: not Unicode; many letters may be wrong (an old Vietnamese encoding such as TCVN3 or VNI?)"
"""The warning of bytes that no encoding explains; it goes where the text turns out to be in an old one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of one file, clean (NFC, \\n), in reading order.

    `warnings` are for the person who looks at the document: a guessed encoding, pages that are pictures.
    `margins` is text outside the body that the archive does not keep (running heads and feet, watermarks) or keeps at
    the end (text boxes), and the head's table cells line by line, which the text may join. A mark of secrecy may stand
    there, so whoever decides about secrecy must look at both. `stamps` are lone lines in the heads of recognised pages.
    `waits` says for what pages wait that could not be recognised; "" where none does.
    """

    text: str
    media_type: str
    warnings: tuple[str, ...] = ()
    margins: str = ""
    pages: tuple[Page, ...] = ()
    doubtful: tuple[Span, ...] = ()
    stamps: str = ""
    waits: str = ""


def converted_from(encoding: str, extent: str) -> str:
    """The warning that text of an old encoding was converted: `encoding: chuyển từ TCVN3 sang Unicode (12 dòng)`."""
    return f"encoding: chuyển từ {encoding} sang Unicode ({extent})"
