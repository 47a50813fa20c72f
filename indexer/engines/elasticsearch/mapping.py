"""The index on the server: its fields and settings. Pure; golden files hold what comes out."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.engines.canonical import PASSAGE_STREAMS, SCORED
from indexer.engines.engine import Attribute, Stream

VERSION = 1
"""Raised with every change that makes older indexes unfit."""

ID, REVISION, LABEL, KEY, DATE, YEAR_NUMBER = "id", "revision", "label", "key", "date", "year_number"
COUNT, ZERO = "passage_count", "zero"
"""How many passages a document has, and the place of its first one whose vector is all zero."""
SIMILAR, SIMILAR_SQUARE = "similar", "similar_square"
NEAR, SAYS, NAMED, FIRST_ISSUER, DAY = "near", "says_of", "named", "first_issuer", "day"
"""What tells whom a document points at: documents of near-identical text, number keys of whose validity it says something,
display names of its values, and what tells it from others of its number."""
PASSAGES, PLACE, VECTOR, SQUARE = "passages", "place", "vector", "square"
STORED = "stored"
"""What pages show; kept as it is given, never looked into."""
COMMIT = "commit"
STATE = "state"
"""Id of the one document that is none: it counts the batches, so that a reader sees with one look whether something changed."""

LONGEST = 255
"""UTF-16 units of a token; the `whitespace` analyzer cuts longer ones in two."""
_UNFIT = re.compile(r"\s|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How an index lies on the server.

    `replicas` None: one where there is a second node, else none. `vectors`: `flat` looks at every vector and so finds
    exactly the nearest; `hnsw` looks at few, for very large archives. `refresh`: the server's own interval, besides the
    refresh that ends each batch; "-1" is none.
    """

    shards: int = 1
    replicas: int | None = None
    vectors: str = "flat"
    refresh: str = "-1"


def attribute_field(attribute: Attribute) -> str:
    return f"a_{attribute.value}"


def passage_field(name: str) -> str:
    return f"{PASSAGES}.{name}"


def token(term: str) -> str:
    """The term as the `whitespace` analyzer keeps it in one piece; what it would cut goes by its hash.

    >>> token("tiếp_dân")
    'tiếp_dân'
    """
    if len(term) * 2 <= LONGEST and not _UNFIT.search(term):
        return term
    if not _UNFIT.search(term) and len(term.encode("utf-16-le")) // 2 <= LONGEST:
        return term
    return "#" + hashlib.sha256(term.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(dimensions: int, layout: Layout) -> str:
    """Of everything that makes an index fit or unfit for this program."""
    made = repr((VERSION, [stream.value for stream in Stream], [a.value for a in Attribute], dimensions, layout.vectors))
    return f"elasticsearch-{VERSION}-{hashlib.sha256(made.encode()).hexdigest()[:8]}"


def index_body(dimensions: int, encoder: str, layout: Layout) -> dict[str, Any]:
    """Settings and mapping of a new index."""
    replicas: dict[str, Any] = (
        {"auto_expand_replicas": "0-1"} if layout.replicas is None else {"number_of_replicas": layout.replicas}
    )
    return {
        "settings": {
            "number_of_shards": layout.shards,
            **replicas,
            # A batch becomes visible as a whole: the engine asks for it, once, at the batch's end.
            "refresh_interval": layout.refresh,
            # Ties are fetched until the score changes, and a law has thousands of passages.
            "max_result_window": 200_000,
            "max_inner_result_window": 10_000,
            "mapping": {"nested_objects": {"limit": 200_000}},
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"vanban": {"schema": fingerprint(dimensions, layout), "encoder": encoder, "dimensions": dimensions}},
            # Streams and vectors follow from what the catalogue holds; kept a second time they would double the index.
            "_source": {"excludes": [*(stream.value for stream in Stream), PASSAGES, SIMILAR]},
            "properties": {
                **{stream.value: _stream() for stream in SCORED},
                Stream.FP.value: {"type": "text", "analyzer": "whitespace", "index_options": "positions", "norms": False},
                ID: {"type": "keyword"},
                REVISION: {"type": "long", "index": False},
                LABEL: {"type": "keyword"},
                KEY: {"type": "keyword"},
                **{attribute_field(attribute): {"type": "keyword"} for attribute in Attribute},
                YEAR_NUMBER: {"type": "integer"},
                DATE: {"type": "integer"},
                COUNT: {"type": "integer"},
                ZERO: {"type": "integer"},
                NEAR: {"type": "keyword"},
                SAYS: {"type": "keyword"},
                NAMED: {"type": "keyword", "index": False},
                FIRST_ISSUER: {"type": "keyword", "index": False},
                DAY: {"type": "keyword", "index": False},
                COMMIT: {"type": "long", "index": False},
                SIMILAR: _vector(dimensions, layout),
                SIMILAR_SQUARE: {"type": "integer", "index": False},
                STORED: {"type": "object", "enabled": False},
                PASSAGES: {
                    "type": "nested",
                    "properties": {
                        **{stream.value: _stream() for stream in PASSAGE_STREAMS},
                        PLACE: {"type": "integer"},
                        VECTOR: _vector(dimensions, layout),
                        SQUARE: {"type": "integer", "index": False},
                    },
                },
            },
        },
    }


def made_of(mapping: Mapping[str, Any]) -> tuple[str, str, int] | None:
    """Schema, encoder and dimensions that an index was made with; None where it is none of ours."""
    meta = mapping.get("_meta", {}).get("vanban")
    return (meta["schema"], meta["encoder"], meta["dimensions"]) if meta else None


def _stream() -> dict[str, Any]:
    return {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}


def _vector(dimensions: int, layout: Layout) -> dict[str, Any]:
    return {
        "type": "dense_vector",
        "element_type": "byte",
        "dims": dimensions,
        "index": True,
        "similarity": "cosine",
        "index_options": {"type": layout.vectors},
    }
