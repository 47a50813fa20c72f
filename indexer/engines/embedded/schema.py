"""The two Tantivy schemas, and how an entry becomes documents of them.

Terms come ready made: streams are joined by spaces and cut at spaces again, nothing is lower-cased or left out.
A document is known inside one generation by `start`, its first row in the vector file: rows are only ever appended, so
the number is never given twice, and a passage belongs to the document whose `start` it carries as `owner`.
"""

import zlib
from hashlib import sha256
from itertools import chain
from typing import Final

from tantivy import Document as Posting
from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from indexer.engines.canonical import PASSAGE_STREAMS, SCORED, CanonicalEntry, CanonicalPassage, year_number
from indexer.engines.engine import SENTINEL, Attribute, Stream

ID: Final = "id"
LABEL: Final = "label"
KEY: Final = "key"
ABSENT: Final = "absent"  # names of the attributes that a document has no value of
REVISION: Final = "revision"
START: Final = "start"
ROWS: Final = "rows"
CHECKSUM: Final = "checksum"
SORT_DATE: Final = "sort_date"
YEAR_NUMBER: Final = "year_number"
NEWEST: Final = "newest"
OLDEST: Final = "oldest"

OWNER: Final = "owner"
PLACE: Final = "place"
SPAN_START: Final = "span_start"
SPAN_END: Final = "span_end"

_TERMS = "terms"
_LAYOUT = "embedded 1: fa ga sa ft gt va fp; fa ga sa va of passages; one sentinel a stream; int8 rows, similar first"
_NEVER = 999_999_999


def fingerprint() -> str:
    """Changes whenever an index made before cannot be read by this code."""
    return sha256(_LAYOUT.encode()).hexdigest()[:12]


def attribute_field(attribute: Attribute) -> str:
    return f"a_{attribute.value}"


def main_schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    for name in (LABEL, ABSENT):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(KEY, tokenizer_name="raw", index_option="basic")
    for attribute in Attribute:
        builder.add_text_field(attribute_field(attribute), fast=True, tokenizer_name="raw", index_option="basic")
    for stream in SCORED:
        builder.add_text_field(stream.value, tokenizer_name=_TERMS, index_option="freq")
    builder.add_text_field(Stream.FP.value, tokenizer_name=_TERMS, index_option="position")
    builder.add_unsigned_field(START, fast=True, indexed=True)
    for name in (REVISION, ROWS, CHECKSUM):
        builder.add_unsigned_field(name, fast=True)
    builder.add_integer_field(SORT_DATE, fast=True)
    builder.add_integer_field(YEAR_NUMBER, indexed=True, fast=True)
    for name in (NEWEST, OLDEST):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def passage_schema() -> Schema:
    builder = SchemaBuilder()
    for stream in PASSAGE_STREAMS:
        builder.add_text_field(stream.value, tokenizer_name=_TERMS, index_option="freq")
    for name in (OWNER, PLACE):
        builder.add_unsigned_field(name, fast=True, indexed=True)
    for name in (SPAN_START, SPAN_END):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def prepared(index: Index) -> Index:
    """The index with the tokenizer that its streams name, reloading only when told."""
    index.register_tokenizer(_TERMS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader("manual", 0)
    return index


def main_posting(entry: CanonicalEntry, start: int) -> Posting:
    posting = Posting()
    posting.add_text(ID, entry.id)
    posting.add_text(LABEL, entry.label)
    posting.add_unsigned(REVISION, entry.revision)
    posting.add_unsigned(START, start)
    posting.add_unsigned(ROWS, len(entry.vectors))
    posting.add_unsigned(CHECKSUM, zlib.crc32(entry.vectors.tobytes()))
    for key in entry.keys:
        posting.add_text(KEY, key)
    for attribute, values in entry.attributes.items():
        for value in values:
            posting.add_text(attribute_field(attribute), value)
        if not values:
            posting.add_text(ABSENT, attribute.value)
    for number in filter(None, map(year_number, entry.attributes[Attribute.YEAR])):
        posting.add_integer(YEAR_NUMBER, number)
    if entry.sort_date is not None:
        posting.add_integer(SORT_DATE, entry.sort_date)
    newest, oldest = date_keys(entry.id, entry.sort_date)
    posting.add_text(NEWEST, newest)
    posting.add_text(OLDEST, oldest)
    for stream, terms in entry.streams.items():
        posting.add_text(stream.value, " ".join(chain(terms, (SENTINEL,))))
    posting.add_text(Stream.FP.value, " ".join(chain((term or SENTINEL for term in entry.positions), (SENTINEL,))))
    return posting


def passage_posting(passage: CanonicalPassage, owner: int, place: int) -> Posting:
    posting = Posting()
    posting.add_unsigned(OWNER, owner)
    posting.add_unsigned(PLACE, place)
    posting.add_unsigned(SPAN_START, passage.span.start)
    posting.add_unsigned(SPAN_END, passage.span.end)
    for stream, terms in passage.streams.items():
        posting.add_text(stream.value, " ".join(chain(terms, (SENTINEL,))))
    return posting


def date_keys(id: str, sort_date: int | None) -> tuple[str, str]:
    """Two texts whose ascending order is newest and oldest first, unknown dates last, then by id: no ties to break."""
    if sort_date is None:
        return f"{_NEVER:09d}{id}", f"{_NEVER:09d}{id}"
    return f"{_NEVER - 1 - sort_date:09d}{id}", f"{sort_date:09d}{id}"
