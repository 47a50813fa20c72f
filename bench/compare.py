"""Comparing measured: what of known edits is marked, what else is marked, and how long long documents take.

    python bench/compare.py [--pairs 40] [--seed 2024] [--misses] [--characters 600000] [--archive ARCHIVE]

The pairs are sample documents, edited by a script that writes down what it changed (tests/edited_documents.py): words,
dates, numbers, names, duties, and a paragraph each dropped, added and moved. Once as they are, once with the edited side
read as from a scan. The long texts are made of the samples too; of the hostile ones nothing is asked but an answer in time.
With an archive, 250 of its documents drawn at random are each compared with the most similar one.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.difference import Comparison, compare
from corpus.vietnamese import clean
from search_api.difference import Chosen, difference
from search_api.similar import similar
from vanban.opening import reading

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
from edited_documents import KINDS, NOTHING, SAMPLES, Edited, Judged, edited, judged, noisy, pairs  # the tests' own edits


def measured(made: list[Edited], *, misses: bool) -> Judged:
    total = NOTHING
    for pair in made:
        comparison = compare(pair.one, pair.other)
        one = judged(pair, comparison)
        total += one
        if misses and (one.marked != one.edits or one.wrongly):
            sys.stdout.write(f"\n== {pair.name}: marked {dict(one.marked)} of {dict(one.edits)}, {one.wrongly} wrongly\n")
            _show(pair, comparison)
    return total


def _show(pair: Edited, comparison: Comparison) -> None:
    for one in pair.recorded:
        before, after = pair.one[one.one.start : one.one.end], pair.other[one.other.start : one.other.end]
        sys.stdout.write(f"  made   {one.kind:8} {before[:90]!r} -> {after[:90]!r}\n")
    for passage in comparison.passages:
        for change in passage.changes:
            before, after = pair.one[change.one.start : change.one.end], pair.other[change.other.start : change.other.end]
            sys.stdout.write(f"  marked {change.kind:8} {before[:90]!r} -> {after[:90]!r} ({passage.state})\n")
        if passage.state == "moved" and not passage.changes:
            sys.stdout.write(f"  moved  {pair.one[passage.one.start : passage.one.end][:90]!r}\n")


def table(name: str, total: Judged) -> None:
    sys.stdout.write(f"\n{name}\n")
    for kind in KINDS:
        count = total.edits[kind]
        named = f", as {kind} {total.named[kind]}" if kind in ("words", "date", "number", "name", "duty") else ""
        sys.stdout.write(f"  {kind:8} {total.marked[kind]:4} of {count:4} marked{named}\n")
    wrong = f"of {total.unchanged} unchanged words {total.wrongly} marked ({total.wrong_share:.4f})"
    sys.stdout.write(f"  all      {total.share:.4f} marked; {wrong}\n")


def long_texts(characters: int) -> Iterator[tuple[str, str, str]]:
    """A long text with edits in every part, and pairs that were made to cost much."""
    rng = random.Random(7)
    files = [clean(path.read_text("utf-8")) for path in sorted(SAMPLES.rglob("*.txt"))]
    ones: list[str] = []
    others: list[str] = []
    while sum(map(len, ones)) < characters:
        pair = edited("", rng.choice(files).replace("năm", f"năm {rng.randrange(10_000)} kỳ"), len(ones))
        ones.append(pair.one)
        others.append(pair.other)
    one, other = "".join(ones)[:characters], "".join(others)[:characters]
    yield "edited", one, other
    yield "equal", one, one
    yield "one line each", one.replace("\n", " "), other.replace("\n", " ")
    yield "nothing in common", one, " ".join(f"x{word}" for word in one.split())[:characters]
    yield "paragraphs backwards", one, "\n".join(reversed(one.split("\n")))
    yield "one line again and again", ("a b\n" * characters)[:characters], ("c " + "b a\n" * characters)[:characters]
    few = ["một", "hai", "ba", "bốn"]
    shuffled = [" ".join(rng.choice(few) for _ in range(characters // 4))[:characters] for _ in range(2)]
    yield "four words at random", shuffled[0], shuffled[1]
    lone = [f"w{place}" for place in range(characters // 7)]
    yield "words shuffled", " ".join(lone), " ".join(rng.sample(lone, len(lone)))
    yield "one word", "a" * characters, "a" * (characters - 1) + "b"
    yield "dates only", "1/1/2020 " * (characters // 9), "2/1/2020 " * (characters // 9)


def real_pairs(folder: Path, count: int = 250) -> None:
    """How long documents of an archive take beside their most similar one, found and read through the engine."""
    rng = random.Random(5)
    with reading({"archive": folder}) as opened:
        archive = opened.archive()
        ids = sorted(document.id for document in opened.catalogue.walk(None))
        times = []
        for id in rng.sample(ids, min(count, len(ids))):
            found = similar(archive, id, None, limit=1)
            for near in (*found.earlier, *found.later)[:1]:
                started = time.perf_counter()
                difference(archive, Chosen(near.id), Chosen(id), None)
                times.append(1000 * (time.perf_counter() - started))
    times.sort()
    if times:
        p50, p95 = times[len(times) // 2], times[len(times) * 95 // 100]
        sys.stdout.write(f"{len(times)} pairs of {folder.name}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, longest {times[-1]:.0f} ms\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--misses", action="store_true", help="show the pairs in which something went wrong")
    parser.add_argument("--characters", type=int, default=600_000, help="of each long text; 0: none")
    parser.add_argument("--archive", type=Path)
    given = parser.parse_args()
    made = pairs(given.pairs, given.seed)
    table(f"{given.pairs} pairs", measured(made, misses=given.misses))
    scanned = [noisy(pair, given.seed + place) for place, pair in enumerate(made)]
    table("the same, the edited side as from a scan", measured(scanned, misses=given.misses))
    for name, one, other in long_texts(given.characters) if given.characters else ():
        started = time.perf_counter()
        comparison = compare(one, other)
        spent = time.perf_counter() - started
        count = sum(len(passage.changes) for passage in comparison.passages)
        sys.stdout.write(f"{name:26} {len(one):8} x {len(other):8} characters  {spent:5.2f} s  {count:6} changes\n")
    if given.archive:
        real_pairs(given.archive)


if __name__ == "__main__":
    main()
