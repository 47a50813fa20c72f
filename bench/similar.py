"""Whether `similar` finds the document that another one amends or replaces, with the citation itself masked.

    python bench/similar.py [--kind amends] [--limit 300] [--misses]

Pairs are drawn from ../shared/data/phapdien: a document whose text or subject says that it amends or replaces exactly one
document of the set with that number and date. Everything in the citing document that names the other by its number is
cut from its text and subject before either is indexed. Prints recall@1 and @10 among the earlier neighbours.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from relevance import DATA, Documents, read_documents

from corpus.document import Citation, Document, DocumentId, Relation, Span
from corpus.understanding.citations import read_citations
from corpus.understanding.number import number_key, parse_number
from indexer.encoders import load
from indexer.engines.embedded import EmbeddedEngine
from indexer.entries import entries
from search_api.answer import Direction
from search_api.archive import Archive
from search_api.similar import similar

CHANGING = (Relation.AMENDS, Relation.REPLACES)


@dataclass(frozen=True, slots=True)
class Pair:
    newer: DocumentId
    older: DocumentId
    relation: Relation


def cited(text: str, document: Document) -> tuple[Citation, ...]:
    return read_citations(text, parse_number(document.fields.number or ""), None)


def pairs_of(documents: Sequence[Document]) -> list[Pair]:
    """Each newer document with the ones it changes, in the order of the set."""
    holders: Mapping[str, list[Document]] = defaultdict(list)
    for document in documents:
        if key := number_key(document.fields.number or ""):
            holders[key].append(document)
    found: dict[tuple[DocumentId, DocumentId], Pair] = {}
    for document in documents:
        for text in (document.fields.subject or "", document.text):
            for citation in cited(text, document):
                held = holders.get(citation.number_key or "", [])
                if citation.relation not in CHANGING or len(held) != 1 or held[0].id == document.id:
                    continue
                older = held[0]
                if (older.fields.date or "") < (document.fields.date or "") and citation.date in (None, older.fields.date):
                    found.setdefault((document.id, older.id), Pair(document.id, older.id, citation.relation))
    return list(found.values())


def masked(document: Document, keys: frozenset[str]) -> Document:
    """The document without the citations of these numbers; what it still cites is read anew."""
    subject = _without(document.fields.subject or "", document, keys)
    text = _without(document.text, document, keys)
    fields = replace(document.fields, subject=subject or None, citations=cited(text, document))
    return replace(document, fields=fields, text=text)


def _without(text: str, document: Document, keys: frozenset[str]) -> str:
    spans: list[Span] = [c.span for c in cited(text, document) if c.number_key in keys]
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=[relation.value for relation in CHANGING])
    parser.add_argument("--limit", type=int, help="pairs at most, evenly spread")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing measured", file=sys.stderr)
        return 2
    documents = list(read_documents(DATA / "phapdien" / "corpus.jsonl.gz"))
    pairs = [pair for pair in pairs_of(documents) if arguments.kind in (None, pair.relation.value)]
    by_id = {document.id: document for document in documents}
    keys: Mapping[DocumentId, set[str]] = defaultdict(set)
    for pair in pairs:
        keys[pair.newer].add(number_key(by_id[pair.older].fields.number or "") or "")
    held = [
        masked(d, frozenset(keys[d.id])) if d.id in keys else replace(d, fields=replace(d.fields, citations=cited(d.text, d)))
        for d in documents
    ]
    if arguments.limit and len(pairs) > arguments.limit:
        pairs = [pairs[at * len(pairs) // arguments.limit] for at in range(arguments.limit)]
    encoder = load("static")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Documents(held)
        engine = EmbeddedEngine.open(Path(folder), source, encoder=encoder.fingerprint, dimensions=encoder.dimensions)
        engine.write(entries(held, encoder))
        archive = Archive(engine=engine, encoder=encoder, original=lambda _: None, status=lambda _: {})
        started = time.perf_counter()
        found: dict[Relation, list[tuple[int | None, Pair]]] = defaultdict(list)
        for pair in pairs:
            ids = [hit.id for hit in similar(archive, pair.newer, None, 10, Direction.EARLIER).earlier]
            found[pair.relation].append((ids.index(pair.older) if pair.older in ids else None, pair))
        spent = (time.perf_counter() - started) * 1000 / max(1, len(pairs))
        engine.close()
    everything = [row for rows in found.values() for row in rows]
    for name, rows in [*((relation.value, rows) for relation, rows in sorted(found.items())), ("all", everything)]:
        first = sum(at == 0 for at, _ in rows) / max(1, len(rows))
        ten = sum(at is not None for at, _ in rows) / max(1, len(rows))
        print(f"{name:9} {len(rows):5} pairs   recall@1 {first:.3f}   recall@10 {ten:.3f}")
    print(f"{spent:.1f} ms each")
    if arguments.misses:
        for at, pair in everything:
            if at is None:
                newer, older = by_id[pair.newer].fields, by_id[pair.older].fields
                print(f"missed ({pair.relation}): {newer.number} {newer.subject}\n    -> {older.number} {older.subject}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
