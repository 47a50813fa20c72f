"""Everything of a snapshot read and compared: what `vanban check` asks of the index."""

import json
import struct
import zlib
from collections import Counter
from pathlib import Path

import numpy as np
from tantivy import Query

from indexer.engines.embedded import schema
from indexer.engines.embedded.damage import one_line, reading
from indexer.engines.embedded.generations import Generation
from indexer.engines.embedded.query import count
from indexer.engines.embedded.snapshot import Snapshot
from indexer.engines.engine import SENTINEL, Stream

_ENDINGS = (".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm")
_TAIL = struct.Struct("<II")
_MAGIC = 1337


def inconsistencies(snapshot: Snapshot) -> list[str]:
    """One sentence each; leftovers that nothing points at are no inconsistency."""
    with reading(snapshot.generation.folder):
        changed = _files(snapshot.generation)
        if changed:  # What Tantivy would read from them is anybody's guess.
            return changed
        return [*_ids(snapshot), *_blocks(snapshot), *_vectors(snapshot), *_passages(snapshot), *_streams(snapshot)]


def _files(generation: Generation) -> list[str]:
    """Every file of both indexes has the bytes that were written: Tantivy ends each with their checksum."""
    return [
        f"{file} has changed on disk: run `vanban rebuild`"
        for folder in (generation.main, generation.passages)
        for file in _in_use(folder)
        if not _as_written(file.read_bytes())
    ]


def _in_use(folder: Path) -> list[Path]:
    """The files of the committed segments; what a killed batch left beside them is nobody's."""
    segments = json.loads((folder / "meta.json").read_bytes())["segments"]
    known = set()
    for segment in segments:
        name = segment["segment_id"].replace("-", "")
        known |= {name + ending for ending in _ENDINGS}
        if segment.get("deletes"):
            known.add(f"{name}.{segment['deletes']['opstamp']}.del")
    return sorted(file for file in folder.iterdir() if file.name in known)


def _as_written(data: bytes) -> bool:
    """Payload, then {"version": …, "crc": CRC-32 of the payload}, its length, and a fixed number (little-endian)."""
    if len(data) < _TAIL.size:
        return False
    length, magic = _TAIL.unpack_from(data, len(data) - _TAIL.size)
    payload = len(data) - _TAIL.size - length
    if magic != _MAGIC or payload < 0:
        return False
    try:
        return bool(json.loads(data[payload : -_TAIL.size])["crc"] == zlib.crc32(memoryview(data)[:payload]))
    except (ValueError, KeyError, TypeError):
        return False


def _ids(snapshot: Snapshot) -> list[str]:
    return [f"document {id} is in the index {count} times" for id, count in Counter(snapshot.ids).items() if count > 1 or not id]


def _blocks(snapshot: Snapshot) -> list[str]:
    """Blocks of vectors lie apart."""
    order = snapshot.by_start
    ends = (snapshot.starts + snapshot.rows)[order]
    overlapping = np.flatnonzero(snapshot.starts[order][1:] < ends[:-1])
    return [f"vectors of {snapshot.ids[order[at]]} and {snapshot.ids[order[at + 1]]} overlap" for at in overlapping.tolist()]


def _vectors(snapshot: Snapshot) -> list[str]:
    """Vectors are those that were written."""
    wrong = []
    for id, start, rows, checksum in zip(
        snapshot.ids, snapshot.starts.tolist(), snapshot.rows.tolist(), snapshot.checksums.tolist(), strict=True
    ):
        if zlib.crc32(snapshot.vectors.rows[start : start + rows].tobytes()) != checksum:
            wrong.append(f"vectors of document {id} have changed on disk")
    return wrong


def _passages(snapshot: Snapshot) -> list[str]:
    """Each document has its passages, numbered from 0."""
    searcher = snapshot.passages
    hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), count=False).hits
    addresses = [at for _, at in hits]
    owners = searcher.fast_field_values(schema.OWNER, addresses) if addresses else []
    places = searcher.fast_field_values(schema.PLACE, addresses) if addresses else []
    found: dict[int, list[int]] = {}
    for owner, place in zip(owners, places, strict=True):
        found.setdefault(int(owner or 0), []).append(int(place or 0))
    return [
        f"document {id} has {len(found.get(start, []))} passages in the index, not {rows - 1}"
        for id, start, rows in zip(snapshot.ids, snapshot.starts.tolist(), snapshot.rows.tolist(), strict=True)
        if sorted(found.get(start, [])) != list(range(rows - 1))
    ]


def _streams(snapshot: Snapshot) -> list[str]:
    """Every document holds the sentinel in every stream; the postings themselves are walked."""
    wrong = []
    for stream in Stream:
        query = Query.term_query(snapshot.main_schema, stream.value, SENTINEL, "basic")
        holders = count(snapshot.main, query)
        if holders != len(snapshot.ids):
            wrong.append(f"the stream {stream.value} has {holders} documents, not {len(snapshot.ids)}")
    try:
        for address in [at for _, at in snapshot.main.search(Query.all_query(), max(1, len(snapshot.ids)), count=False).hits]:
            snapshot.main.doc(address)
    except ValueError as error:
        wrong.append(f"stored documents cannot be read ({one_line(error)})")
    return wrong
