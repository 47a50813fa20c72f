"""Documents as JSON Lines, whole with their texts: what `vanban add` takes in elsewhere."""

import json
from collections.abc import Iterable, Iterator, Sequence

from corpus.correcting import Correction
from corpus.document import Document
from search_api.form import document_json

MEDIA_TYPE = "application/x-ndjson; charset=utf-8"


def line(document: Document, corrections: Sequence[Correction] = ()) -> str:
    """One document on one line, without its line end."""
    return json.dumps(document_json(document, corrections=corrections), ensure_ascii=False, separators=(",", ":"))


def lines_list(documents: Iterable[Document]) -> Iterator[bytes]:
    return ((line(document) + "\n").encode("utf-8", "replace") for document in documents)
