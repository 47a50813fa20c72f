"""From documents to what an engine is given: streams, keys, attributes, passages and vectors."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Fields, Span
from corpus.understanding.number import look_up_keys
from indexer import terms
from indexer.encoders.encoder import Encoder, Unit, quantise
from indexer.engines.engine import Attribute, IndexEntry, PassageEntry, Vectors
from indexer.passages import passages, vector_text

BATCH = 64
BATCH_CHARACTERS = 300_000
"""Documents analysed and encoded together, and characters from which no further one joins them: enough to fill the batches of
segmenter and encoder, few enough to hold what is made of their texts in memory."""


def entry(document: Document, encoder: Encoder) -> IndexEntry:
    """One document's entry; several are faster through `entries`."""
    return next(entries([document], encoder))


def entries(documents: Iterable[Document], encoder: Encoder) -> Iterator[IndexEntry]:
    """An entry for each document, in order. Segmenter and encoder are asked once for each batch of documents."""
    for batch in _batches(documents):
        cut = [passages(document.text) for document in batch]
        analysed = iter(
            terms.analyse([text for document, spans in zip(batch, cut, strict=True) for text in _read(document, spans)])
        )
        pieces = [list(islice(analysed, 2 + len(spans))) for spans in cut]
        texts = [text for whole in zip(batch, cut, pieces, strict=True) for text in _encoded(*whole)]
        vectors = encoder.passages(texts)
        start = 0
        for document, spans, those in zip(batch, cut, pieces, strict=True):
            end = start + len(spans) + bool(_subject(document))
            yield _entry(document, spans, those, vectors[start:end])
            start = end


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.text)
        if len(batch) >= BATCH or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _read(document: Document, spans: list[Span]) -> Iterator[str]:
    """What terms are made of: head and title, then the passages."""
    fields = document.fields
    yield from terms.head_texts(
        fields.type.name if fields.type else None,
        fields.number,
        fields.subject,
        # A line's place in a register names no document: all its lines would be found by the register's name.
        document.file_name if document.text else None,
    )
    for span in spans:
        yield document.text[span.start : span.end]


def _encoded(document: Document, spans: list[Span], analysed: list[terms.Analysis]) -> Iterator[str]:
    """What the encoder reads of a document: its subject where there is one, then its passages, abbreviations in full."""
    subject = _subject(document)
    head, _, *pieces = analysed
    if subject:
        yield terms.spelled_out(subject, head.short)
    for span, piece in zip(spans, pieces, strict=True):
        yield terms.spelled_out(vector_text(document.text, span, subject), head.short | piece.short)


def _entry(document: Document, spans: list[Span], analysed: list[terms.Analysis], vectors: Unit) -> IndexEntry:
    fields = document.fields
    return IndexEntry(
        id=document.id,
        revision=document.revision,
        label=document.access_label,
        streams=terms.document_streams_of(*analysed),
        keys=look_up_keys(fields.number) if fields.number else (),
        attributes=attributes(fields),
        sort_date=sort_date(fields.date),
        passages=tuple(
            PassageEntry(span, terms.passage_streams_of(piece)) for span, piece in zip(spans, analysed[2:], strict=True)
        ),
        vectors=_rows(vectors, with_subject=_subject(document) is not None),
        document=document,
    )


def attributes(fields: Fields) -> Mapping[Attribute, tuple[str, ...]]:
    """What can be filtered; a field that is not known is absent. The level is the first issuer's."""
    issuer = fields.issuers[0] if fields.issuers else None
    values: dict[Attribute, tuple[str | None, ...]] = {
        Attribute.ISSUER: tuple(dict.fromkeys(issuer.id for issuer in fields.issuers)),
        Attribute.YEAR: (str(fields.year) if fields.year is not None else None,),
        Attribute.TYPE: (fields.type.code if fields.type else None,),
        Attribute.LEVEL: (issuer.level.value if issuer and issuer.level else None,),
        Attribute.FIELD: tuple(dict.fromkeys(fields.fields)),
        Attribute.SIGNER: (fields.signer.name,),
        Attribute.SYMBOL: (fields.symbol,),
        Attribute.NUMBER: (fields.number_key,),
    }
    known = {attribute: tuple(value for value in held if value) for attribute, held in values.items()}
    return {attribute: held for attribute, held in known.items() if held}


def sort_date(date: str | None) -> int | None:
    """YYYYMMDD as a number; `YYYY` and `YYYY-MM` sort as their first day (contract, section 3).

    >>> sort_date("2023-03")
    20230301
    """
    if not date:
        return None
    year, month, day = (*date.split("-"), "01", "01")[:3]
    return int(year) * 10_000 + int(month) * 100 + int(day)


def _subject(document: Document) -> str | None:
    subject = document.fields.subject
    return subject if subject and not subject.isspace() else None


def _rows(vectors: Unit, *, with_subject: bool) -> Vectors:
    """Row 0 for similar documents: centroid of the passages plus the subject, normalised; then the passages.

    On "replaced" acts the sum led every other choice (measurements of the encoder, "Similar documents").
    """
    of_passages = vectors[1:] if with_subject else vectors
    similar = np.zeros(vectors.shape[1], np.float32)
    if len(of_passages):
        similar += _unit(of_passages.mean(axis=0))
    if with_subject:
        similar += vectors[0]
    return quantise(np.concatenate([_unit(similar)[None, :], of_passages]))


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 0 else vector
