"""Batches on their way to the server: in portions, tried again where it is overloaded, each refusal named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from corpus.document import DocumentId
from corpus.errors import EngineUnavailable
from indexer.engines.canonical import canonical
from indexer.engines.elasticsearch.connection import asking, reason_of, refused
from indexer.engines.elasticsearch.stored import encoded, record
from indexer.engines.engine import IndexEntry

PORTION = 200
PORTION_BYTES = 8_000_000
TRIES = 6
"""How often a portion that the server is too busy for is sent again, after 1, 2, 4 … seconds."""
FIRST_WAIT, LONGEST_WAIT = 1, 30
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """What is written at once, each document ready to be sent: nothing can go wrong on our side any more."""

    deletes: tuple[DocumentId, ...]
    puts: Mapping[DocumentId, tuple[int, str]]

    def revisions(self) -> list[tuple[DocumentId, int]]:
        return [(id, revision) for id, (revision, _) in self.puts.items()]


def batch_of(puts: Iterable[IndexEntry], deletes: Iterable[DocumentId], dimensions: int) -> Batch:
    """The batch, all entries looked at. Whatever they raise is raised before anything is sent."""
    held: dict[DocumentId, tuple[int, str]] = {}
    for put in puts:
        held[put.id] = (put.revision, encoded(record(canonical(put, dimensions))))
    return Batch(tuple(dict.fromkeys(deletes)), held)


def send(client: Elasticsearch, index: str, batch: Batch) -> None:
    """Write a batch; it becomes visible with the next refresh. EngineUnavailable names what was refused and why.

    The server has no transactions: of a batch that fails the part before the failure stays written. The catalogue's list of
    pending work has the whole batch still, and writing it again gives the same index.
    """
    failed: list[tuple[str, int, Any]] = []
    with asking(index):
        for done, answer in streaming_bulk(
            client,
            _actions(index, batch),
            chunk_size=PORTION,
            max_chunk_bytes=PORTION_BYTES,
            max_retries=TRIES,
            initial_backoff=FIRST_WAIT,
            max_backoff=LONGEST_WAIT,
            raise_on_error=False,
            raise_on_exception=True,
        ):
            kind, item = next(iter(answer.items()))
            if not done and not (kind == "delete" and item.get("status") == 404):
                failed.append((item.get("_id", "?"), int(item.get("status") or 500), item.get("error") or item.get("exception")))
    if failed:
        _raise(index, failed, len(batch.puts) + len(batch.deletes))


def _actions(index: str, batch: Batch) -> Iterator[dict[str, Any] | str]:
    for id in batch.deletes:
        if id not in batch.puts:
            yield {"_op_type": "delete", "_index": index, "_id": id}
    for id, (_, document) in batch.puts.items():
        yield {"_op_type": "index", "_index": index, "_id": id, "_source": document}


def _raise(index: str, failed: Sequence[tuple[str, int, Any]], size: int) -> None:
    _, status, error = failed[0]
    kind, _ = reason_of({"error": error})
    if kind == "cluster_block_exception" or status in (401, 403):
        refused(index, status, {"error": error})
    named = "; ".join(f"{id}: {reason_of({'error': error})[1] or error}" for id, _, error in failed[:_NAMED])
    more = f" (and {len(failed) - _NAMED} more)" if len(failed) > _NAMED else ""
    if status == 429:
        raise EngineUnavailable(
            f"{index}: the server is overloaded and took {size - len(failed)} of {size} documents; the rest waits in the "
            "catalogue and is written with the next command"
        )
    raise EngineUnavailable(
        f"{index}: the server refuses {len(failed)} of {size} documents: {named}{more}. They stay in the catalogue and wait; "
        "`vanban rebuild` makes the index anew"
    )
