"""How long a question takes, inside a warm process and over HTTP, and where the time goes; literal too, for comparison.

    python bench/search.py --archive /tmp/phapdien [--http] [--rounds 30]

The questions are asked in turn with all facets; p50 and p95 over all of them, and the mean of each step.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from statistics import mean

from search_api.answer import FACETS, Question
from search_api.archive import Archive
from search_api.asking import plan
from search_api.clock import Clock
from search_api.facets import facet_requests
from search_api.search import search
from vanban.opening import reading

QUESTIONS = (
    "đối thoại tiếp dân",
    "doi thoai tiep dan",
    "cải cách hành chính",
    "cai cach hanh chinh",
    "phòng chống thiên tai",
    "mức hưởng bảo hiểm xã hội một lần",
    "ai được miễn học phí",
    "xử phạt vi phạm hành chính trong lĩnh vực đất đai",
    "30/2020/NĐ-CP",
    '"tiếp công dân" khiếu nại -tố',
)


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def line(name: str, times: list[float]) -> str:
    return f"{name:24} p50 {share(times, 0.5):7.1f} ms   p95 {share(times, 0.95):7.1f} ms   n {len(times)}"


def in_process(folder: Path, rounds: int) -> None:
    split: dict[str, list[float]] = defaultdict(list)
    times: dict[str, list[float]] = defaultdict(list)
    as_typed: list[float] = []
    with reading({"archive": folder}) as opened:
        archive = opened.archive()
        for question in QUESTIONS:
            answer = search(archive, Question(text=question), None)
            first = answer.hits[0] if answer.hits else None
            print(
                f"{answer.total:6} found  {question}  ->  {first.number if first else None}: {first.title[:70] if first else ''}"
            )
        for _ in range(rounds):
            for question in QUESTIONS:
                started = time.perf_counter()
                search(archive, Question(text=question, literal=True), None)
                as_typed.append((time.perf_counter() - started) * 1000)
                started = time.perf_counter()
                answer = search(archive, Question(text=question), None)
                times[question].append((time.perf_counter() - started) * 1000)
                for step, spent in answer.split_ms.items():
                    split[step].append(spent)
        parts = engine_parts(archive, rounds)
    print()
    for question in QUESTIONS:
        print(line(question[:24], times[question]))
    print(line("all", [t for ts in times.values() for t in ts]))
    print(line("all, literal", as_typed))
    print("mean by step: " + ", ".join(f"{step} {mean(spent):.2f} ms" for step, spent in split.items()))
    print("of the engine: " + ", ".join(f"{part} {spent:.2f} ms" for part, spent in parts.items()))


def engine_parts(archive: Archive, rounds: int) -> dict[str, float]:
    """What facets and vectors add to a request, by leaving them out of it; the rest is keyword ranking with passages."""
    reader = archive.engine.reader()
    plans = [plan(reader, archive.encoder, Question(text=text), None, "vi", Clock()) for text in QUESTIONS]
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for planned in plans:
            whole = replace(planned.request, facets=facet_requests(FACETS, planned.request.filters))
            for name, request in (
                ("whole", whole),
                ("without facets", replace(whole, facets=())),
                ("without vectors", replace(whole, nearest=None)),
            ):
                started = time.perf_counter()
                reader.search(request)
                spent[name].append((time.perf_counter() - started) * 1000)
    facets = mean(spent["whole"]) - mean(spent["without facets"])
    vectors = mean(spent["whole"]) - mean(spent["without vectors"])
    return {"keyword": mean(spent["whole"]) - facets - vectors, "vectors": vectors, "facets": facets}


def over_http(folder: Path, rounds: int) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "vanban", "--archive", str(folder), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    try:
        base = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(base + "/readyz", timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        for name, path in (("page", "/"), ("API", "/api/v1/search")):
            times, largest = [], 0
            for _ in range(rounds):
                for question in QUESTIONS:
                    started = time.perf_counter()
                    body = urllib.request.urlopen(f"{base}{path}?q={urllib.parse.quote(question)}", timeout=30).read()
                    times.append((time.perf_counter() - started) * 1000)
                    largest = max(largest, len(body))
            print(line(f"HTTP {name}", times[len(QUESTIONS) :]) + f"   largest {largest / 1000:.0f} kB")
    finally:
        server.terminate()
        server.wait(10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--http", action="store_true", help="over HTTP too")
    arguments = parser.parse_args()
    in_process(arguments.archive, arguments.rounds)
    if arguments.http:
        over_http(arguments.archive, arguments.rounds)


if __name__ == "__main__":
    main()
