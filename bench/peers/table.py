"""The results of a run as the page docs/peers.md."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from bench.peers.peer import WAYS
from bench.peers.questions import SETS
from search_api.evaluating import Typing

OURS = "vanban"
KINDS = ("page", "facets", "search")
TITLES = {way.name: way.title for way in WAYS}

HEAD = """# Peers

Written by `make bench-peers`; do not edit. {dates}. {conditions}.

Other search engines on the same documents and the same questions, each real and from its registry, each in a process of
its own, one after another. Times are of one run on one machine: compare rows, not figures of two machines.

- `alqac`: 2,249 articles of law, 364 questions. `office_topics` (20) and `office_questions` (30): over the 4,159 long
  documents of `phapdien`. The data is not part of this repository.
- marked: as written; half: each syllable without its marks with p = .5, drawn once for each question; unmarked: all of them.
- Every engine is given title and whole text, and asked with any of the words, best first, ten documents.
  Otherwise each has its documented defaults; none has a stemmer or word list for Vietnamese. "Folded beforehand": documents
  and questions without marks and `đ` as `d` before the engine sees them, which none of them does by itself.
- One standard error of nDCG@10 is about .011 on `alqac` and .05 on the office sets.
"""
NOTES = """
- Index time starts from ready text in a file, a server's from when it is up.
  Size is all that a search needs, with the stored text where the engine keeps it.
- Searches: one client, after {warm} of each kind to warm up, at least {timed} of each. Search: ids of the ten best.
  Facets: also titles, and all that matches counted by issuer, type and year. Page: also a snippet of each document with
  the words marked. Vanban counts all its six facets and always cuts snippets: its search with facets is its page.
  bm25s and txtai have neither facets nor snippets.
  "—": the engine has no such thing.
- Elasticsearch and Typesense answer over HTTP on the loopback address, the others inside the process;
  {inner}
  Elasticsearch runs without the vector library of its distribution, which these searches do not use.
- Memory is the most that was resident, of the server where there is one: a fresh process for the index, another to search.
- Meilisearch is missing: no package registry has its server (its crates are empty placeholders).
  The only server of Typesense in a registry is version 0.24 of 2023, in a package that is not its makers'.
"""


def page(results: Sequence[Mapping[str, Any]], conditions: str) -> str:
    from bench.peers.worker import TIMED, WARM

    dates = sorted({result["date"][:10] for result in results})
    loads = [result["load"] for result in results if result.get("load") is not None]
    if loads:
        conditions += f", load {min(loads):.1f} to {max(loads):.1f}"
    if loads and max(loads) > 2 * (os.cpu_count() or 1):
        conditions += ": other work ran beside it, so times are too long and vary"
    head = HEAD.format(dates=" to ".join(dict.fromkeys((dates[0], dates[-1]))), conditions=conditions)
    there = {(result["way"], result["corpus"]) for result in results}
    corpora = dict.fromkeys(corpus for _, corpus in sorted(there))
    lacking = [f"{TITLES[way]} ({corpus})" for corpus in corpora for way in TITLES if (way, corpus) not in there]
    if lacking:
        head += f"- Not measured in this run: {'; '.join(lacking)}.\n"
    notes = NOTES.format(warm=WARM, timed=TIMED, inner=inner(results))
    parts = [
        head,
        "## nDCG@10",
        ranking(results),
        "## Where Vanban is not ahead",
        behind(results),
        "## Costs",
        costs(results),
        notes.strip(),
    ]
    return "\n\n".join(part.strip() for part in (*parts, "## Versions", versions(results))) + "\n"


def ranking(results: Sequence[Mapping[str, Any]]) -> str:
    sets = [name for name in SETS if any(name in result.get("ndcg", {}) for result in results)]
    rows = ["| | " + " | ".join(column(name, typing) for name in sets for typing in Typing) + " |"]
    rows.append("|---" * (1 + len(sets) * len(Typing)) + "|")
    for way in dict.fromkeys(result["way"] for result in results):
        own = {name: row for result in results if result["way"] == way for name, row in result.get("ndcg", {}).items()}
        cells = [decimal(own[name][typing.value]) if name in own else "—" for name in sets for typing in Typing]
        rows.append(f"| {TITLES[way]} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def column(name: str, typing: Typing) -> str:
    """The set is named over its first column only."""
    return f"{name} {typing.value}" if typing is next(iter(Typing)) else typing.value


def behind(results: Sequence[Mapping[str, Any]]) -> str:
    """Every column, of ranking and of time, in which a peer equals or beats Vanban's usual mode, and who does."""
    lines = []
    ours = [result for result in results if result["way"] == OURS and "ndcg" in result]
    for mine in ours:
        peers = [one for one in results if one["corpus"] == mine["corpus"] and "ndcg" in one and not one["way"].startswith(OURS)]
        for name, row in mine["ndcg"].items():
            for typing, value in row.items():
                better = [
                    f"{TITLES[one['way']]} {decimal(other)}" for one in peers if (other := one["ndcg"][name][typing]) >= value
                ]
                if better:
                    lines.append(f"- nDCG@10, {name} {typing}, Vanban {decimal(value)}: {'; '.join(better)}")
        for kind in KINDS:
            value = share(mine["searches"][kind], 0.95)
            timed = [(share(one["searches"].get(kind) or [], 0.95), TITLES[one["way"]]) for one in peers]
            faster = [f"{title} {p95:.1f}" for p95, title in timed if p95 is not None and value is not None and p95 <= value]
            if faster:
                lines.append(f"- p95 in ms, {kind}, {mine['corpus']}, Vanban {value:.1f}: {'; '.join(faster)}")
    if not ours:
        return "Vanban itself was not measured in this run."
    return "\n".join(lines) or "Nowhere: hybrid, the usual mode, is ahead of every peer in every column."


def costs(results: Sequence[Mapping[str, Any]]) -> str:
    tables = []
    for corpus in dict.fromkeys(result["corpus"] for result in results):
        of_corpus = [result for result in results if result["corpus"] == corpus]
        rows = [
            f"### {corpus}, {of_corpus[0]['documents']:,} documents\n",
            "| | index | on disk | memory, index | memory, search | page p50 | p95 | facets p50 | p95 | search p50 | p95 |",
            "|---|---|---|---|---|---|---|---|---|---|---|",
        ]
        for result in of_corpus:
            title = TITLES[result["way"]]
            if "unavailable" in result:
                rows.append(f"| {title} | not measured: {result['unavailable'].splitlines()[0]} |" + " |" * 9)
                continue
            index, searches = result["index"], result["searches"]
            cells = [
                f"{index['seconds']:.1f} s",
                megabytes(index["bytes"]),
                megabytes(index["memory"]),
                megabytes(searches["memory"]),
            ]
            for kind in KINDS:
                cells += [milliseconds(share(searches.get(kind) or [], part)) for part in (0.5, 0.95)]
            rows.append(f"| {title} | " + " | ".join(cells) + " |")
        tables.append("\n".join(rows))
    return "\n\n".join(tables)


def versions(results: Sequence[Mapping[str, Any]]) -> str:
    facts: dict[str, None] = {}
    for result in results:
        if "index" in result and result["index"]["facts"]:
            own = result["index"]["facts"]
            facts[f"- {TITLES[result['way']]}, {result['corpus']}: {own}" if result["way"].startswith(OURS) else f"- {own}"] = (
                None
            )
    return "\n".join(facts)


def inner(results: Sequence[Mapping[str, Any]]) -> str:
    """What servers say of themselves, without HTTP and client."""
    said = [
        f"{TITLES[result['way']]} {share(result['searches']['inner facets'], 0.95):.0f} ({result['corpus']})"
        for result in results
        if "inner facets" in result.get("searches", {})
    ]
    return f"by their own clocks their p95 with facets is, in ms: {', '.join(said)}." if said else "neither was measured."


def share(values: Sequence[float], part: float) -> float | None:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))] if ordered else None


def decimal(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def milliseconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f} ms"


def megabytes(value: int | None) -> str:
    return "—" if value is None else f"{value / 1e6:.0f} MB"
