"""Kill -9 in the middle of taking in documents: what was acknowledged is there, and nothing is there by halves."""

import random
import subprocess
import sys
import time

import pytest

from corpus.catalogue import Catalogue, OutcomeKind
from corpus.originals import Originals

BATCH = 16
WRITER = f"""
import sys
from pathlib import Path
from corpus.catalogue import Catalogue, Incoming
from corpus.document import Fields
from corpus.originals import Originals

folder = Path(sys.argv[1])
catalogue, originals = Catalogue.open(folder), Originals(folder / "originals")
for batch in range(int(sys.argv[2]), 10_000):
    incoming = []
    for n in range(batch * {BATCH}, (batch + 1) * {BATCH}):
        text = f"Thông báo số {{n}} của trạm Gió Lành. " * 200
        sha256 = originals.put(text.encode())
        incoming.append(Incoming(sha256, len(text), "text/plain", text, Fields(), f"/tram/{{n}}.txt", f"{{n}}.txt"))
    outcomes = catalogue.keep(incoming, "2026-11-23T08:00:00Z")
    print(batch, sum(outcome.kind == "added" for outcome in outcomes), flush=True)
"""


@pytest.mark.parametrize("seed", range(4))
def test_what_was_acknowledged_is_kept_and_nothing_by_halves(tmp_path, seed):
    chance = random.Random(seed)
    next_batch, acknowledged = 0, 0
    for _ in range(2):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(next_batch)], stdout=subprocess.PIPE, text=True
        ) as child:
            for _ in range(chance.randint(1, 4)):
                acknowledged = max(acknowledged, int(child.stdout.readline().split()[0]) + 1)
            time.sleep(chance.random() * 0.02)
            child.kill()
            rest = child.stdout.read().splitlines()
            acknowledged += len([line for line in rest if " " in line])
        with Catalogue.open(tmp_path) as catalogue:
            assert catalogue.check(Originals(tmp_path / "originals"), contents=True) == []
            count = catalogue.count()
            assert count % BATCH == 0
            assert acknowledged <= count // BATCH <= acknowledged + 1
            assert {work.id: work.revision for work in catalogue.pending()} == catalogue.revisions()
        next_batch = max(count // BATCH - 1, 0)
        acknowledged = count // BATCH


def test_a_batch_taken_in_again_after_a_kill_is_unchanged(tmp_path, incoming):
    with Catalogue.open(tmp_path) as catalogue:
        batch = [incoming(f"Số {n}", path=f"/{n}") for n in range(3)]
        catalogue.keep(batch, "2026-11-23T08:00:00Z")
        assert {outcome.kind for outcome in catalogue.keep(batch, "2026-11-23T09:00:00Z")} == {OutcomeKind.UNCHANGED}
