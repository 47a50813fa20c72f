"""What a worker does with one item: fetch, read, refuse what is secret, understand, keep the original."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from corpus.document import Fields
from corpus.errors import Refused, Unreadable
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.intake.item import Item, ItemKind, Missed, Table, load
from corpus.likeness import signature
from corpus.readers import MOST_CHARACTERS, Reading, read
from corpus.readers.kinds import Kind, detect
from corpus.readers.ocr import TEXT_ONLY, Recognition
from corpus.understanding import secrecy_mark, understand
from corpus.understanding.recognised import lowered, recognised_mark, stamped_mark
from corpus.vietnamese import clean, fold

Keep = Callable[[bytes], object]
"""Keeps an original, for example `Originals(folder).put`; must pickle. May raise Refused ("removed") for bytes that
are not to come back. Any OSError (a full disk) ends the whole run: nothing is acknowledged that was not kept."""

More = Callable[[float], None]
"""Says that the item needs so many seconds more, from now: a scan takes its time by the page."""


def _never_mind(_: float) -> None:
    return None


ROW_MEDIA_TYPE = "application/json"
_NOT_SECRET_VALUES = re.compile(r"\W*|.*\b(?:khong|giai|thuong|cong khai|no|none|not|normal|open|public|un\w*)\b.*", re.DOTALL)
"""Anything else that a row states of its secrecy is taken as secret: registers write it in letters and codes of their own."""


@dataclass(frozen=True, slots=True)
class Read:
    """One document as read: the hash and size of its original bytes, its clean text, and what was understood of it.

    `warnings` are the reader's; those of understanding are in `fields`. `waits`: for what pages of it
    wait. `signature`: of the text, by `corpus.likeness`.
    """

    item: Item
    sha256: str
    size: int
    media_type: str
    text: str
    fields: Fields
    warnings: tuple[str, ...] = ()
    signature: bytes | None = None
    waits: str = ""

    @property
    def row(self) -> dict[str, Any] | None:
        """The row of JSON Lines with its stated fields, parsed anew on each access; None for files."""
        return self.item.row


Outcome = Read | Missed | Table
"""Of one item. A Table's rows are items of their own, to be read in their turn."""


def read_item(
    item: Item,
    more: More = _never_mind,
    *,
    keep: Keep | None = None,
    recognition: Recognition = TEXT_ONLY,
    own: OwnBodies = NONE,
) -> Outcome:
    """Read one item, pictures of pages as `recognition` says; every reason why it gives no document is a Missed.

    An office's register gives a Table. `own`: the office's bodies; they travel with the job.

    A document marked secret is refused before anything of it is written, and neither its text nor its hash leaves
    (contract, section 1). The original is kept only after that, and only of what could be read. Raises OSError where
    `keep` cannot write; nothing else.
    """
    sha256: str | None = None
    try:
        data = load(item)
        sha256 = hashlib.sha256(data).hexdigest()
        if item.kind is not ItemKind.ROW and (table := _register(item, data)):
            return table
        stated = False
        if item.kind is ItemKind.ROW:
            text, stated = _row_text(item)
            reading = Reading(text, ROW_MEDIA_TYPE)
        else:
            reading = read(data, item.name, replace(recognition, more=more))
        if stated or secrecy_mark(reading.text) or _marked(reading.margins) or _marked_as_recognised(reading):
            raise Refused("secret", f"{item.shown}: marked as a State secret; such documents are not kept here")
        file_name = None if item.kind is ItemKind.ROW else item.name
        recognised = bool(reading.pages) and reading.pages[0].origin == "ocr"
        fields = understand(reading.text, file_name=file_name, recognised=recognised, bodies=own)
        if reading.pages:
            fields = lowered(fields, reading.pages, reading.doubtful)
        signed = signature(reading.text)
        if keep is not None:
            keep(data)
    except Unreadable as error:
        return Missed(item, error.reason, str(error), None if error.reason == "secret" else sha256)
    except MemoryError:
        return Missed(item, "memory", f"{item.shown}: reading it needs more memory than a reader may use", sha256)
    return Read(item, sha256, len(data), reading.media_type, reading.text, fields, reading.warnings, signed, reading.waits)


def _marked(margins: str) -> bool:
    """Whether any line of the margins is a mark, however far down; the line before tells whether it ends BÍ MẬT."""
    lines = [line for line in margins.split("\n") if line.strip()]
    return any(secrecy_mark(f"{before}\n{line}") for before, line in pairwise(["", *lines]))


def _register(item: Item, data: bytes) -> Table | None:
    """The rows of a workbook or .csv that is a register; what cannot be read as one is the reader's to name."""
    csv = item.name.lower().endswith(".csv")
    if not csv and (not data.startswith(b"PK\x03\x04") or detect(data) is not Kind.XLSX):
        return None
    from corpus.intake.registers import register
    from corpus.readers.xlsx import running_heads

    try:
        table = register(item, data)
        if table and not csv and _marked("\n".join(running_heads(data))):
            raise Refused("secret", f"{item.shown}: marked as a State secret; such documents are not kept here")
        return table
    except Refused:
        raise
    except Unreadable as error:
        if error.reason in ("broken", "encrypted"):
            return None
        raise


def _marked_as_recognised(reading: Reading) -> bool:
    """Whether a mark stands there that recognition read with other marks on its letters, or none."""
    if stamped_mark(reading.stamps):
        return True
    return bool(reading.pages) and (recognised_mark(reading.text) or recognised_mark(reading.margins))


def _row_text(item: Item) -> tuple[str, bool]:
    """The row's text, and whether the row states that it is secret.

    "" where it has none and states number or subject: a document of which the office has a line of its register only.
    Raises Unreadable where it states neither.
    """
    row = item.row or {}
    stated = row.get("secrecy")
    value = fold(stated if isinstance(stated, str) else json.dumps(stated)) if stated else ""
    secret = not _NOT_SECRET_VALUES.fullmatch(value)
    text = row.get("text")
    if secret:
        return "", True
    if text is None or text == "":
        # `versions`: a document without text that `export` wrote; what it stated may have been corrected away since.
        if any(isinstance(row.get(key), str) and clean(row[key]).strip() for key in ("number", "subject", "title")) or row.get(
            "versions"
        ):
            return "", False
        raise Unreadable("empty", f"{item.shown}: the row has no text, and states neither number nor subject")
    if not isinstance(text, str):
        raise Unreadable("broken", f'{item.shown}: "text" is a {type(text).__name__}, not a string')
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too-large", f"{item.shown}: {len(text):,} characters; texts up to {MOST_CHARACTERS:,} are read")
    text = clean(text)
    if not any(map(str.isalpha, text)):
        raise Unreadable("no-text", f"{item.shown}: there is no text in it")
    return text, False
