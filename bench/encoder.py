"""The static encoder alone: quality on the ALQAC articles, best cosines of real and nonsense questions, speed.

    python bench/encoder.py [--data ../shared/data] [--every 1]

Prints nDCG@10 of the encoder's ranking (cosine of the best passage, all questions and the half that was held out when
the table was made), the distributions that `indexer.encoders.static.FLOOR` was read from, and passages a second.
"""

import argparse
import gzip
import hashlib
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from corpus.vietnamese import fold
from indexer.encoders.encoder import Unit
from indexer.encoders.static import FLOOR, StaticEncoder
from indexer.passages import passages, vector_text
from indexer.terms import question_terms, spelled_out
from search_api.measures import ndcg

NONSENSE = 300
FOREIGN = (
    *("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "tomorrow", "weather", "in", "paris", "best"),
    *("pizza", "recipe", "how", "to", "fix", "my", "bicycle", "chain", "cheap", "flights", "hotel", "room", "bonjour"),
    *("comment", "allez", "vous", "je", "voudrais", "manger", "des", "pommes", "hola", "donde", "esta", "la", "guten"),
    *("morgen", "ich", "liebe", "dich", "football", "league", "results", "movie", "star", "guitar", "lesson", "lorem"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--every", type=int, default=1, help="take every n-th document of phapdien")
    options = parser.parse_args()
    encoder = StaticEncoder()
    articles(encoder, options.data)
    floor(encoder, options.data, options.every)


def articles(encoder: StaticEncoder, data: Path) -> None:
    owners, texts = [], []
    for row in rows(data / "alqac/corpus.jsonl.gz"):
        pieces = read(row["text"], row["title"])
        owners += [row["id"]] * len(pieces)
        texts += pieces
    vectors = encoder.passages(texts)
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(data / "alqac/qrels.jsonl.gz"):
        judged[row["query"]][row["doc"]] = row["relevance"]
    scores, held = [], []
    for row in rows(data / "alqac/queries.jsonl.gz"):
        cosines = vectors @ ask(encoder, [row["text"]])[0]
        ranking = list(dict.fromkeys(owners[i] for i in np.argsort(-cosines, kind="stable")[:200]))
        scores.append(ndcg(ranking, judged[row["id"]], 10))
        held.append(hashlib.sha1(row["id"].encode()).digest()[0] % 2 == 1)
    print(f"alqac: {len(set(owners))} articles, {len(texts)} passages, {len(scores)} questions")
    print(f"  nDCG@10 static alone {np.mean(scores):.4f}; held half {np.mean(np.array(scores)[held]):.4f} ({sum(held)})")


def floor(encoder: StaticEncoder, data: Path, every: int) -> None:
    texts = [
        piece
        for i, row in enumerate(rows(data / "phapdien/corpus.jsonl.gz"))
        if i % every == 0
        for piece in read(row["text"], row["subject"])
    ]
    start = time.process_time()
    vectors = encoder.passages(texts)
    took = time.process_time() - start
    print(f"phapdien: {len(texts)} passages, {len(texts) / took:.0f} passages/s")
    groups: dict[str, Iterable[str]] = {
        name: [row["text"] for row in rows(data / name / "queries.jsonl.gz")]
        for name in ("alqac", "office_questions", "office_topics")
    }
    groups |= dict(nonsense({syllable for text in texts[::50] for syllable in fold(text).split() if syllable.isalpha()}))
    print(f"best cosine (floor {FLOOR})           min    5 %   25 %   50 %   75 %   95 %    max  at or above floor")
    for name, questions in groups.items():
        best = best_cosines(vectors, ask(encoder, list(questions)))
        shares = " ".join(f"{value:6.3f}" for value in np.quantile(best, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]))
        print(f"  {name:30} {shares}  {np.mean(best >= FLOOR):6.1%} of {len(best)}")


def nonsense(syllables: set[str]) -> Iterator[tuple[str, list[str]]]:
    chance = random.Random(6)
    known = sorted(syllables)
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield "keyboard noise", ["".join(chance.choices(letters + "   ", k=chance.randint(6, 40))) for _ in range(NONSENSE)]
    yield "foreign words", [" ".join(chance.choices(FOREIGN, k=chance.randint(2, 8))) for _ in range(NONSENSE)]
    for low, high in ((2, 3), (4, 8), (9, 20)):
        yield (
            f"random syllables, {low}-{high}",
            [" ".join(chance.choices(known, k=chance.randint(low, high))) for _ in range(NONSENSE)],
        )


def best_cosines(vectors: Unit, questions: Unit) -> Unit:
    best = np.full(len(questions), -1.0, np.float32)
    for start in range(0, len(vectors), 8192):
        best = np.maximum(best, (vectors[start : start + 8192] @ questions.T).max(axis=0))
    return best


def ask(encoder: StaticEncoder, questions: list[str]) -> Unit:
    return encoder.questions([question_terms(question).spelled_out for question in questions])


def read(text: str, subject: str) -> list[str]:
    return [spelled_out(vector_text(text, span, subject)) for span in passages(text)]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
