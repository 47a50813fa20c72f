"""Whether a number finds its document, however it is spelled: 200 numbers that one document holds, in 20 spellings each.

    python bench/number_lookup.py --archive /tmp/phapdien [--numbers 200] [--seed 8]

The spellings keep digits, symbol, and the year where it is printed (domain guide, 3.3). Prints each spelling with the
share found at rank 1, then the first misses; and for numbers with several holders, whether all of them come before
anything else.
"""

import argparse
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from corpus.document import Document, DocumentId
from corpus.vietnamese import fold
from search_api.answer import Mode, Question
from search_api.search import search
from vanban.opening import reading


def _unmarked(number: str) -> str:
    return fold(number).upper()


SPELLINGS: Mapping[str, Callable[[str, str], str]] = MappingProxyType(
    {
        "as printed": lambda number, _: number,
        "lower case": lambda number, _: number.lower(),
        "upper case": lambda number, _: number.upper(),
        "without marks": lambda number, _: _unmarked(number),
        "lower case without marks": lambda number, _: fold(number),
        "eth for đ": lambda number, _: number.replace("Đ", "Ð"),
        "decomposed": lambda number, _: unicodedata.normalize("NFD", number),
        "Số before it": lambda number, _: f"Số {number}",
        "so: before it": lambda number, _: f"so: {fold(number)}",
        "type before it": lambda number, type: f"{type} {number}",
        "type and số before it": lambda number, type: f"{type.lower()} số {number}",
        "unmarked type before it": lambda number, type: f"{fold(type)} so {fold(number)}",
        "spaces about slash and dash": lambda number, _: re.sub("([/-])", r" \1 ", number),
        "en dash": lambda number, _: number.replace("-", "–"),
        "non-breaking hyphen": lambda number, _: number.replace("-", "\u2011"),
        "fraction slash": lambda number, _: number.replace("/", "\u2044"),
        "backslash": lambda number, _: number.replace("/", "\\"),
        "leading zero": lambda number, _: f"0{number}",
        "spaces only": lambda number, _: re.sub("[/-]", " ", fold(number)),
        "file name": lambda number, _: re.sub("[/-]", "_", number),
    }
)


def spelled(number: str, type: str) -> Mapping[str, str]:
    """The number in each spelling, by the spelling's name."""
    return {name: spell(number, type) for name, spell in SPELLINGS.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--numbers", type=int, default=200)
    parser.add_argument("--seed", type=int, default=8)
    arguments = parser.parse_args()
    with reading({"archive": arguments.archive}) as opened:
        archive = opened.archive()
        reader = archive.engine.reader()
        ids = sorted(archive.engine.revisions())
        holders: dict[str, list[Document]] = defaultdict(list)
        for start in range(0, len(ids), 500):
            for document in reader.documents(ids[start : start + 500], None, text=False).values():
                if document.fields.number_key:
                    holders[document.fields.number_key].append(document)

        def first(question: str, limit: int = 1) -> list[DocumentId]:
            return [hit.id for hit in search(archive, Question(text=question, limit=limit, mode=Mode.HYBRID), None).hits]

        unique = sorted(key for key, held in holders.items() if len(held) == 1)
        chosen = random.Random(arguments.seed).sample(unique, min(arguments.numbers, len(unique)))
        right: Counter[str] = Counter()
        missed: list[str] = []
        for key in chosen:
            document = holders[key][0]
            type = document.fields.type.name if document.fields.type else "Số"
            for name, question in spelled(document.fields.number or "", type).items():
                if first(question) == [document.id]:
                    right[name] += 1
                else:
                    missed.append(f"{name}: {question}")
        for name in SPELLINGS:
            print(f"{right[name]:5} of {len(chosen)}  {name}")
        print(f"{sum(right.values()):5} of {len(chosen) * len(SPELLINGS)} in all")
        for line in missed[:40]:
            print("  missed:", line)
        shared = {key: held for key, held in holders.items() if len(held) > 1}
        together = sum(set(first(key, len(held))) == {document.id for document in held} for key, held in shared.items())
        print(f"{together:5} of {len(shared)} numbers with several holders: all of them first")


if __name__ == "__main__":
    main()
