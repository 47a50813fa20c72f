"""The exact scan over int8 vectors against reading their bytes once: what is the least that it can take.

    python -m bench.vectors [--rows 100000] [--rows 400000]

Rows are random; the scan is the engine's own (`Scanned.products`, then cosines). Reading is a checksum-free pass over the same
number of bytes by numpy's largest value of eight-byte words, which is bound by memory. Both in turn, the medians of 40.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from indexer.engines.embedded.vectors import Scanned, VectorRows, lengths

DIMENSIONS = 256


def median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(40):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, action="append")
    for count in parser.parse_args().rows or [100_000, 400_000]:
        random = np.random.default_rng(7)
        rows = random.integers(-127, 128, (count, DIMENSIONS), dtype=np.int8)
        scanned = Scanned(VectorRows(rows, lengths(rows)), np.ones(count, np.bool_))
        vector = rows[0].copy()
        scanned.products(vector)  # laid out when first asked
        words = rows.reshape(-1).view(np.int64)
        read = median(lambda words=words: words.max())  # type: ignore[misc]
        scan = median(lambda scanned=scanned, vector=vector: scanned.products(vector))  # type: ignore[misc]
        print(f"{count:,} rows, {rows.nbytes / 1e6:,.0f} MB: scan {scan:.2f} ms, reading {read:.2f} ms, ratio {scan / read:.2f}")


if __name__ == "__main__":
    main()
