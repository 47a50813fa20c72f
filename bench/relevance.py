"""Ranking quality on a judged set: three modes, three manners of typing, beside the figures this should come near.

    python bench/relevance.py                         # alqac: 2,249 articles, 364 questions
    python bench/relevance.py --set office_topics --set office_questions     # over 4,159 long documents: minutes

Reads ../shared/data, indexes into a temporary folder with the static encoder, prints a table and the checksums of the
data. Nothing is kept.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Document, DocumentId, DocumentType, Fields, Issuer, Span
from corpus.vietnamese import clean, slug
from indexer.encoders import load
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import Labels
from indexer.entries import entries
from search_api.answer import Mode
from search_api.archive import Archive
from search_api.evaluating import Typing, evaluate
from search_api.judgements import read_qrels, read_queries

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SETS = {"alqac": "alqac", "office_topics": "phapdien", "office_questions": "phapdien"}
PROTOTYPE = {"alqac": (0.922, 0.920), "office_topics": (0.758, 0.775), "office_questions": (0.777, 0.793)}
"""nDCG@10 keyword, hybrid of the prototype that the ranking was chosen with."""


class Documents:
    """The documents of a set, held in memory: what the embedded engine is handed in place of a catalogue."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._by_id = {document.id: document for document in documents}

    def documents(
        self,
        ids: Sequence[DocumentId],
        labels: Labels,
        *,
        text: bool = True,
        citations: bool = True,  # noqa: ARG002 - none has any
    ) -> Mapping[DocumentId, Document]:
        found = {id: self._by_id[id] for id in ids if id in self._by_id and self._sees(id, labels)}
        return found if text else {id: replace(document, text="") for id, document in found.items()}

    def texts(self, spans: Sequence[tuple[DocumentId, Span]], labels: Labels) -> Mapping[tuple[DocumentId, Span], str]:
        return {
            (id, span): self._by_id[id].text[span.start : span.end]
            for id, span in spans
            if id in self._by_id and self._sees(id, labels)
        }

    def names(self, field: str, values: Collection[str], labels: Labels) -> Mapping[str, str]:  # noqa: ARG002 - names are not evaluated
        return {}

    def _sees(self, id: DocumentId, labels: Labels) -> bool:
        return labels is None or self._by_id[id].access_label in labels


def read_documents(path: Path) -> Iterator[Document]:
    """Rows as documents: what a row states, and nothing understood from the text."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            type, issuer = row.get("type"), row.get("issuer")
            fields = Fields(
                number=row.get("number"),
                type=DocumentType(slug(type), type) if type else None,
                issuers=(Issuer(slug(issuer), issuer),) if issuer else (),
                date=row.get("date"),
                subject=clean(row.get("subject") or row["title"]),
            )
            yield Document(DocumentId(row["id"]), 1, fields, clean(row["text"]), external_id=row["id"])


def index(corpus: str, folder: Path) -> Archive:
    """The corpus, indexed into the folder."""
    documents = list(read_documents(DATA / corpus / "corpus.jsonl.gz"))
    encoder = load("static")
    engine = EmbeddedEngine.open(folder, Documents(documents), encoder=encoder.fingerprint, dimensions=encoder.dimensions)
    start = time.perf_counter()
    engine.write(entries(documents, encoder))
    print(f"{corpus}: {len(documents):,} documents indexed in {time.perf_counter() - start:.1f} s", file=sys.stderr)
    return Archive(engine=engine, encoder=encoder, original=lambda _: None, status=lambda _: {})


def measure(archive: Archive, name: str) -> None:
    """Evaluates the questions of a set and prints its table."""
    start = time.perf_counter()
    queries = read_queries(DATA / name / "queries.jsonl.gz")
    found = evaluate(archive, queries, read_qrels(DATA / name / "qrels.jsonl.gz"), typings=tuple(Typing))
    rankings = found.queries * len(Mode) * len(Typing)
    print(f"{name}: {rankings:,} rankings, {(time.perf_counter() - start) * 1000 / rankings:.1f} ms each", file=sys.stderr)
    keyword, hybrid = PROTOTYPE[name]
    print(f"\n{name}, {found.queries} questions; prototype nDCG@10 keyword {keyword}, hybrid {hybrid}")
    for mode in Mode:
        for typing in Typing:
            row = "  ".join(f"{measure} {value:.3f}" for measure, value in found.means[typing][mode].items())
            print(f"{mode.value:9} {typing.value:9} {row}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", choices=SETS, help="may be repeated; sets over one corpus share its index")
    names = parser.parse_args().set or ["alqac"]
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing measured", file=sys.stderr)
        return 2
    corpora = {SETS[name] for name in names}
    for file in sorted(file for folder in {*names, *corpora} for file in (DATA / folder).glob("*.gz")):
        print(f"{file.relative_to(DATA)}  sha256 {hashlib.sha256(file.read_bytes()).hexdigest()[:16]}")
    for corpus in sorted(corpora):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            archive = index(corpus, Path(folder))
            for name in names:
                if SETS[name] == corpus:
                    measure(archive, name)
            archive.engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
