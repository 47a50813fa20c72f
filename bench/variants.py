"""What other constants of the ranking would give: paired differences of nDCG@10 on the judged and two derived sets.

    python bench/variants.py                                   # every variant below, minutes
    python bench/variants.py --set alqac --vary TITLE_SYLLABLE_WEIGHT=0.25

Reads ../shared/data, indexes into temporary folders with the static encoder. Two sets are derived from `phapdien`, so
that a gain on few judged questions can be held against many others: `headings`, 400 article headings that stand there
once (seed 7), each cut out of the document it must find; `subjects`, the names of the codification's subjects, which
must find their documents. Each row: mean, difference to what ships, 95 % interval (paired bootstrap), questions moved.
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.relevance import DATA, SETS, Documents, read_documents
from corpus.document import Document
from indexer.encoders import load
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import EngineReader
from indexer.entries import entries
from search_api import ranking
from search_api.answer import Mode, Question
from search_api.comparing import bootstrap_interval
from search_api.judgements import read_qrels, read_queries
from search_api.measures import ndcg
from search_api.search import rank

VARIANTS = (
    "TITLE_SYLLABLE_WEIGHT=0.1",
    "TITLE_SYLLABLE_WEIGHT=0.4",
    "TITLE_BIGRAM_WEIGHT=0.75",
    "TITLE_BIGRAM_WEIGHT=1.0",
    "WORD_WEIGHT=0.25",
    "WORD_WEIGHT=1.0",
    "BIGRAM_CONSTANT=0.5",
    "BIGRAM_CONSTANT=1.5",
    "BIGRAM_WEIGHT=1.3",
    "SYLLABLE_WEIGHT=0.7",
    "PASSAGE_WEIGHT=0.25",
    "PASSAGE_WEIGHT=0.75",
    "PASSAGE_WEIGHT=1.0",
    "MEANING_WEIGHT=0.4",
    "MEANING_WEIGHT=0.45",
    "MEANING_WEIGHT=0.6",
)
MODES = (Mode.HYBRID, Mode.KEYWORD)
HEADINGS = 400
_HEADING = re.compile(r"^Điều\s+\d+[a-zđ]?\.\s+(.{12,90})$", re.MULTILINE)

Judged = Sequence[tuple[str, Mapping[str, int]]]
"""Questions, each with the relevance of its documents."""
Values = NDArray[np.float64]


def judged(name: str) -> Judged:
    qrels = read_qrels(DATA / name / "qrels.jsonl.gz")
    return [(query.text, qrels[query.id]) for query in read_queries(DATA / name / "queries.jsonl.gz") if query.id in qrels]


def subjects() -> Judged:
    named: dict[str, dict[str, int]] = defaultdict(dict)
    with gzip.open(DATA / "phapdien" / "corpus.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            for topic in row.get("topics") or ():
                named[topic][row["id"]] = 1
    return sorted(named.items())


def without_headings(documents: Sequence[Document]) -> tuple[list[Document], Judged]:
    """The documents without the headings drawn, and the headings as questions."""
    found = [
        (match[1].strip(" ."), document.id, match.span(1)) for document in documents for match in _HEADING.finditer(document.text)
    ]
    times = Counter(text.lower() for text, _, _ in found)
    once = sorted(one for one in found if times[one[0].lower()] == 1 and 4 <= len(one[0].split()) <= 14)
    drawn = random.Random(7).sample(once, min(HEADINGS, len(once)))
    cut: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for _, id, span in drawn:
        cut[id].append(span)
    left = []
    for document in documents:
        text = document.text
        for start, end in sorted(cut.get(document.id, ()), reverse=True):
            text = text[:start] + text[end:]
        left.append(replace(document, text=text))
    return left, [(text, {id: 1}) for text, id, _ in drawn]


@contextmanager
def indexed(documents: Sequence[Document]) -> Iterator[EngineReader]:
    encoder = load("static")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        engine = EmbeddedEngine.open(
            Path(folder), Documents(documents), encoder=encoder.fingerprint, dimensions=encoder.dimensions
        )
        engine.write(entries(documents, encoder))
        yield engine.reader()
        engine.close()


def values(reader: EngineReader, questions: Judged, mode: Mode) -> Values:
    encoder = load("static")
    asked = (rank(reader, encoder, Question(text=text, mode=mode, limit=10), None) for text, _ in questions)
    return np.array(
        [ndcg([hit.id for hit in hits], relevance, 10) for hits, (_, relevance) in zip(asked, questions, strict=True)]
    )


@contextmanager
def varied(variant: str) -> Iterator[None]:
    name, _, value = variant.partition("=")
    before = getattr(ranking, name)
    setattr(ranking, name, float(value))
    try:
        yield
    finally:
        setattr(ranking, name, before)


def report(name: str, reader: EngineReader, questions: Judged, variants: Sequence[str]) -> None:
    ships = {mode: values(reader, questions, mode) for mode in MODES}
    print(f"\n{name}, {len(questions)} questions: " + ", ".join(f"{m.value} {v.mean():.3f}" for m, v in ships.items()))
    for variant in variants:
        with varied(variant):
            for mode in MODES:
                now = values(reader, questions, mode)
                difference = now - ships[mode]
                low, high = bootstrap_interval(difference.tolist())
                moved = int((np.abs(difference) > 1e-9).sum())
                figures = f"{now.mean():.3f}  {difference.mean():+.4f} [{low:+.4f}, {high:+.4f}]"
                print(f"{variant:28} {mode.value:8} {figures}  {moved} moved", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", action="append", choices=[*SETS, "subjects", "headings"], help="may be repeated; default all")
    parser.add_argument("--vary", action="append", metavar="CONSTANT=VALUE", help="may be repeated; default a list")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing measured", file=sys.stderr)
        return 2
    wanted = arguments.set or [*SETS, "subjects", "headings"]
    variants = arguments.vary or VARIANTS
    for corpus in ("alqac", "phapdien"):
        names = [name for name in wanted if SETS.get(name, "phapdien") == corpus and name != "headings"]
        if names:
            with indexed(list(read_documents(DATA / corpus / "corpus.jsonl.gz"))) as reader:
                for name in names:
                    report(name, reader, subjects() if name == "subjects" else judged(name), variants)
    if "headings" in wanted:
        documents, questions = without_headings(list(read_documents(DATA / "phapdien" / "corpus.jsonl.gz")))
        with indexed(documents) as reader:
            report("headings", reader, questions, variants)
    return 0


if __name__ == "__main__":
    sys.exit(main())
