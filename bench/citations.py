"""Citations measured on labelled passages of law text: precision and recall of what is cited, and of the relation.

    python bench/citations.py [--misses] [--half HALF] [--labels FILE]

A passage was drawn from `phapdien` with seed 1024 (sentences with a cue of a citation, some of them with one of an act on
another document or of a standard) and labelled before the rules were extended. The rules were made on the first half, the
second was run at the end; but both had been read for labelling. So 40 more (`fresh`, seed 2048) were drawn and labelled once
the rules stood, and the figure of the first run on them is the one to believe; later 60 (`second-fresh`, seed 4096) and 25
(`third-fresh`, seed 8192, acts on other documents only), each labelled before the rules were run on them.
A citation is right where its number's key fits, or, without a number, the law's title without year and bracketed abbreviation.
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.document import Citation
from corpus.understanding import number_key
from corpus.understanding.citations import read_citations
from corpus.vietnamese import clean, slug

LABELS = Path(__file__).resolve().parents[1] / "tests" / "corpus" / "understanding" / "citation_labels.jsonl"
HALVES = ("development", "held", "fresh", "second-fresh", "third-fresh")
_YEAR = re.compile(r"\s*\([^()]*\)|[,\s]+(?:năm\s+)?(?:19|20)\d\d$")


def name_of(cited: str) -> str:
    """What two citations of the same document have in common: the number's key, or the title without its year."""
    return (number_key(cited) if cited[:1].isdigit() else None) or slug(_YEAR.sub("", cited))


def found_in(citations: tuple[Citation, ...]) -> set[tuple[str, str]]:
    return {(citation.number_key or name_of(citation.text), citation.relation.value) for citation in citations}


def counts(labels: Path, half: str, *, misses: bool = False) -> Counter[str]:
    """Counts over one half: labelled, found, right (the document), related (the document and the relation)."""
    total: Counter[str] = Counter()
    for row in _rows(labels):
        if row["half"] != half:
            continue
        wanted = {(name_of(one["cited"]), one["relation"]) for one in row["citations"]}
        found = found_in(read_citations(clean(row["text"]), None, None))
        names, wanted_names = {name for name, _ in found}, {name for name, _ in wanted}
        total += Counter(
            labelled=len(wanted_names), found=len(names), right=len(names & wanted_names),
            pairs_found=len(found), pairs_labelled=len(wanted), related=len(found & wanted),
        )  # fmt: skip
        if misses and found != wanted:
            sys.stdout.write(f"- {row['text']}\n  missed {sorted(wanted - found)}\n  wrong  {sorted(found - wanted)}\n")
    return total


def _rows(labels: Path) -> Iterator[dict[str, Any]]:
    with labels.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--labels", type=Path, default=LABELS)
    options = parser.parse_args()
    start = time.perf_counter()
    for half in (options.half,) if options.half else HALVES:
        total = counts(options.labels, half, misses=options.misses)
        sys.stdout.write(
            f"{half:12} cited: precision {total['right'] / total['found']:.3f}, recall {total['right'] / total['labelled']:.3f}"
            f" ({total['right']} right, {total['found']} found, {total['labelled']} labelled);"
            f" relation: precision {total['related'] / total['pairs_found']:.3f},"
            f" recall {total['related'] / total['pairs_labelled']:.3f}\n"
        )
    sys.stdout.write(f"{time.perf_counter() - start:.2f} s\n")


if __name__ == "__main__":
    main()
