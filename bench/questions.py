"""What understanding questions does to judged sets: each question as typed (literal) and as understood, in one run.

    python bench/questions.py --archive /tmp/phapdien --queries QUERIES --qrels QRELS [--derive] [--typing marked]

Prints nDCG@10 both ways, which questions got better and worse, and the paired bootstrap's 95 % interval of the difference.
`--derive` makes further questions of each: with the type of one of its relevant documents before it, or its year, its
body's place, or both behind it. There a relevant document that carries what was added counts three times as much as one
that does not.
"""

import argparse
import random
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from corpus.document import Document, DocumentId
from indexer.engines.engine import EngineReader
from search_api.answer import Mode, Question
from search_api.archive import Archive
from search_api.evaluating import Typing, typed
from search_api.judgements import JudgedQuery, read_qrels, read_queries
from search_api.lexicon import lexicon
from search_api.measures import ndcg
from search_api.search import rank
from vanban.opening import reading

WORTH = 3
"""What a relevant document that carries the added year or body is worth against one that does not."""
RESAMPLED = 1_000


class Asked(NamedTuple):
    kind: str
    text: str
    gains: Mapping[str, int]


def derived(
    text: str, relevant: Mapping[DocumentId, int], documents: Mapping[DocumentId, Document], places: Mapping[str, str]
) -> Iterator[Asked]:
    """Further questions from a judged one: each type, year and place of its relevant documents."""

    def place_of(document: Document) -> str | None:
        return next((places[id] for id in sorted(issuer.id for issuer in document.fields.issuers) if id in places), None)

    def gains(fitting: Collection[DocumentId]) -> Mapping[str, int]:
        return {one: gain * (WORTH if one in fitting else 1) for one, gain in relevant.items()}

    for id, document in documents.items():
        year, type, place = document.fields.year, document.fields.type, place_of(document)
        if relevant[id] < 1:
            continue
        same_type = {one for one, other in documents.items() if other.fields.type == type}
        same_year = {one for one, other in documents.items() if other.fields.year == year}
        same_place = {one for one, other in documents.items() if place_of(other) == place}
        if type:
            yield Asked("type", f"{type.name.lower()} {text}", gains(same_type))
        if year:
            yield Asked("year", f"{text} {year}", gains(same_year))
        if place:
            yield Asked("body", f"{text} {place}", gains(same_place))
        if place and year:
            yield Asked("body and year", f"{text} {place} {year}", gains(same_place & same_year))


def places(archive: Archive) -> Mapping[str, str]:
    """Each body's shortest name that a question may hold, in lower case."""
    found: dict[str, str] = {}
    for ways in lexicon(archive.engine.reader(), None).named.values():
        for way in ways:
            for value in way.values:
                name = " ".join(way.syllables)
                if not way.bare and len(name) < len(found.get(value, name + "x")):
                    found[value] = name
    return found


def questions(archive: Archive, queries: Path, qrels: Path, *, derive: bool) -> list[Asked]:
    reader = archive.engine.reader()
    judged = read_qrels(qrels)
    by_name = _names(archive, reader)
    found: dict[tuple[str, str], Asked] = {}
    for query in read_queries(queries):
        relevant = {by_name[name]: gain for name, gain in judged.get(query.id, {}).items() if name in by_name}
        if not relevant:
            continue
        asked = [Asked("as judged", query.text, dict(relevant))]
        if derive and not re.search(r"\d", query.text):
            documents = reader.documents(sorted(relevant), None, text=False)
            asked += derived(query.text.rstrip("?. "), relevant, documents, places(archive))
        for one in asked:
            found.setdefault((one.kind, one.text), one)
    return list(found.values())


def _names(archive: Archive, reader: EngineReader) -> Mapping[str, DocumentId]:
    ids = sorted(archive.engine.revisions())
    found: dict[str, DocumentId] = {}
    for start in range(0, len(ids), 500):
        for id, document in reader.documents(ids[start : start + 500], None, text=False).items():
            found[id] = id
            if document.external_id:
                found[document.external_id] = id
    return found


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """95 % of the means of resampled differences."""
    chance = random.Random(8)
    means = sorted(mean(chance.choices(differences, k=len(differences))) for _ in range(RESAMPLED))
    return means[len(means) // 40], means[-len(means) // 40 - 1]


def measure(archive: Archive, asked: Sequence[Asked], mode: Mode, typing: Typing, shown: int) -> None:
    reader = archive.engine.reader()
    by_kind: dict[str, list[tuple[float, float, str]]] = {}
    for one in asked:
        question = Question(text=typed(JudgedQuery(one.text, one.text), typing), mode=mode, facets=(), limit=10)
        pair = [
            ndcg([entry.id for entry in rank(reader, archive.encoder, replace(question, literal=literal), None)], one.gains, 10)
            for literal in (True, False)
        ]
        by_kind.setdefault(one.kind, []).append((pair[0], pair[1], question.text))
    for kind, rows in by_kind.items():
        differences = [new - old for old, new, _ in rows]
        low, high = interval(differences)
        better, worse = sum(d > 1e-9 for d in differences), sum(d < -1e-9 for d in differences)
        print(
            f"{mode.value:8} {typing.value:8} {kind:14} n {len(rows):4}  typed {mean(r[0] for r in rows):.4f}  "
            f"understood {mean(r[1] for r in rows):.4f}  [{low:+.4f}, {high:+.4f}]  better {better}  worse {worse}",
            flush=True,
        )
        for old, new, text in sorted(rows, key=lambda row: row[1] - row[0])[:shown]:
            if new < old:
                print(f"    {old:.3f} -> {new:.3f}  {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--qrels", type=Path, required=True)
    parser.add_argument("--derive", action="store_true")
    parser.add_argument("--mode", action="append", choices=[mode.value for mode in Mode])
    parser.add_argument("--typing", action="append", choices=[typing.value for typing in Typing])
    parser.add_argument("--worse", type=int, default=5, help="questions that got worse to show")
    arguments = parser.parse_args()
    with reading({"archive": arguments.archive}) as opened:
        archive = opened.archive()
        asked = questions(archive, arguments.queries, arguments.qrels, derive=arguments.derive)
        for mode in arguments.mode or ["hybrid", "keyword"]:
            for typing in arguments.typing or ["marked"]:
                measure(archive, asked, Mode(mode), Typing(typing), arguments.worse)


if __name__ == "__main__":
    main()
