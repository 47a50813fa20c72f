"""Whether an index on the server is sound."""

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from corpus.document import DocumentId
from corpus.errors import ArchiveDamaged
from indexer.engines.canonical import SCORED
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.mapping import attribute_field
from indexer.engines.elasticsearch.state import State, column, counted, total
from indexer.engines.engine import SENTINEL, Attribute, Stream

_NAMED = 5


def inconsistencies(state: State) -> list[str]:
    """One sentence each; empty when sound.

    The server checks its own files; this looks whether every document is whole: its streams, its passages, its number.
    """
    sentinels = {stream.value: {"term": {stream.value: SENTINEL}} for stream in (*SCORED, Stream.FP)}
    asked = {
        "streams": {"filters": {"filters": sentinels}},
        "passages": {"sum": {"field": mapping.COUNT}},
        "nested": {"nested": {"path": mapping.PASSAGES}},
        "ids": {"filter": {"exists": {"field": mapping.ID}}},
        "years": {"filter": {"exists": {"field": attribute_field(Attribute.YEAR)}}},
    }
    answer = state.search(counted(queries.DOCUMENTS, asked))
    found, documents, counts = [], total(answer), answer["aggregations"]
    for stream, bucket in counts["streams"]["buckets"].items():
        if bucket["doc_count"] != documents:
            found.append(f"{documents - bucket['doc_count']} of {documents} documents lack the stream {stream}")
    if counts["ids"]["doc_count"] != documents:
        found.append(f"{documents - counts['ids']['doc_count']} of {documents} documents lack their id")
    if int(counts["passages"]["value"]) != counts["nested"]["doc_count"]:
        found.append(f"{counts['nested']['doc_count']} passages are held, {int(counts['passages']['value'])} were written")
    missing = [
        column(hit, mapping.ID)
        for hit in state.everything(queries.DOCUMENTS, [mapping.REVISION])
        if column(hit, mapping.REVISION) is None
    ]
    if missing:
        found.append(f"{len(missing)} documents lack their revision: {', '.join(missing[:_NAMED])}")
    return found


def verify_fresh(client: Elasticsearch, index: str, written: int, sample: Sequence[tuple[DocumentId, int]]) -> None:
    """ArchiveDamaged where a new index does not hold as many documents as were written, or not those of the sample."""
    held = client.count(index=index, query=queries.DOCUMENTS)["count"]
    if held != written:
        raise ArchiveDamaged(f"the new index {index} holds {held} documents of {written} that were written; it is not used")
    if not sample:
        return
    answer = client.mget(index=index, ids=[id for id, _ in sample], source=[mapping.REVISION])
    revisions = {one["_id"]: one["_source"][mapping.REVISION] for one in answer["docs"] if one.get("found")}
    for id, revision in sample:
        if revisions.get(id) != revision:
            raise ArchiveDamaged(
                f"the new index {index} holds document {id} as revision {revisions.get(id)}, not {revision}; it is not used"
            )
