"""What a worker does with one item: fetch, read, refuse what is secret, understand, keep the original."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from corpus.document import Fields
from corpus.errors import Refused, Unreadable
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.intake.item import Item, ItemKind, Missed, load
from corpus.likeness import signature
from corpus.readers import MOST_CHARACTERS, Reading, read
from corpus.understanding import secrecy_mark, understand
from corpus.vietnamese import clean, fold

Keep = Callable[[bytes], object]
"""Keeps an original, for example `Originals(folder).put`; must pickle. May raise Refused ("removed") for bytes that
are not to come back. Any OSError (a full disk) ends the whole run: nothing is acknowledged that was not kept."""

ROW_MEDIA_TYPE = "application/json"
_NOT_SECRET_VALUES = re.compile(r"\W*|.*\b(?:khong|giai|thuong|cong khai|no|none|not|normal|open|public|un\w*)\b.*", re.DOTALL)
"""Anything else that a row states of its secrecy is taken as secret: registers write it in letters and codes of their own."""


@dataclass(frozen=True, slots=True)
class Read:
    """One document as read: the hash and size of its original bytes, its clean text, and what was understood of it.

    `warnings` are the reader's; those of understanding are in `fields`. `signature`: of the text, by `corpus.likeness`.
    """

    item: Item
    sha256: str
    size: int
    media_type: str
    text: str
    fields: Fields
    warnings: tuple[str, ...] = ()
    signature: bytes | None = None

    @property
    def row(self) -> dict[str, Any] | None:
        """The row of JSON Lines with its stated fields, parsed anew on each access; None for files."""
        return self.item.row


Outcome = Read | Missed


def read_item(item: Item, keep: Keep | None = None, own: OwnBodies = NONE) -> Outcome:
    """Read one item; every reason why it gives no document is a Missed. `own`: the office's bodies; they travel with the job.

    A document marked secret is refused before anything of it is written, and neither its text nor its hash leaves
    (contract, section 1). The original is kept only after that, and only of what could be read. Raises OSError where
    `keep` cannot write; nothing else.
    """
    sha256: str | None = None
    try:
        data = load(item)
        sha256 = hashlib.sha256(data).hexdigest()
        stated = False
        if item.kind is ItemKind.ROW:
            text, stated = _row_text(item)
            reading = Reading(text, ROW_MEDIA_TYPE)
        else:
            reading = read(data, item.name)
        if stated or secrecy_mark(reading.text) or _marked(reading.margins):
            raise Refused("secret", f"{item.shown}: marked as a State secret; such documents are not kept here")
        fields = understand(reading.text, file_name=None if item.kind is ItemKind.ROW else item.name, bodies=own)
        signed = signature(reading.text)
        if keep is not None:
            keep(data)
    except Unreadable as error:
        return Missed(item, error.reason, str(error), None if error.reason == "secret" else sha256)
    except MemoryError:
        return Missed(item, "memory", f"{item.shown}: reading it needs more memory than a reader may use", sha256)
    return Read(item, sha256, len(data), reading.media_type, reading.text, fields, reading.warnings, signed)


def _marked(margins: str) -> bool:
    """Whether any line of the margins is a mark, however far down; the line before tells whether it ends BÍ MẬT."""
    lines = [line for line in margins.split("\n") if line.strip()]
    return any(secrecy_mark(f"{before}\n{line}") for before, line in pairwise(["", *lines]))


def _row_text(item: Item) -> tuple[str, bool]:
    """The row's text, and whether the row states that it is secret. Raises Unreadable where there is no text."""
    row = item.row or {}
    stated = row.get("secrecy")
    value = fold(stated if isinstance(stated, str) else json.dumps(stated)) if stated else ""
    secret = not _NOT_SECRET_VALUES.fullmatch(value)
    text = row.get("text")
    if secret:
        return "", True
    if text is None or text == "":
        raise Unreadable("empty", f"{item.shown}: the row has no text")
    if not isinstance(text, str):
        raise Unreadable("broken", f'{item.shown}: "text" is a {type(text).__name__}, not a string')
    if len(text) > MOST_CHARACTERS:
        raise Unreadable("too-large", f"{item.shown}: {len(text):,} characters; texts up to {MOST_CHARACTERS:,} are read")
    text = clean(text)
    if not any(map(str.isalpha, text)):
        raise Unreadable("no-text", f"{item.shown}: there is no text in it")
    return text, False
