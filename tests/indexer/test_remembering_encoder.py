"""Vectors kept over interrupted work. The encoder here is the static one: what is tested is what lies on disk."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.encoders import load
from indexer.encoders.encoder import Encoder, Unit
from indexer.encoders.remembering import AT_ONCE, RememberingEncoder

TEXTS = [f"kế hoạch số {number} về tiếp công dân năm {2000 + number}" for number in range(3 * AT_ONCE)]


class Counting:
    """The static encoder, and how many texts it was asked for."""

    def __init__(self) -> None:
        self.inner: Encoder = load("static")
        self.fingerprint, self.dimensions, self.floor = self.inner.fingerprint, self.inner.dimensions, self.inner.floor
        self.asked = 0

    def passages(self, texts: list[str]) -> Unit:
        self.asked += len(texts)
        return self.inner.passages(texts)

    def questions(self, texts: list[str]) -> Unit:
        return self.inner.questions(texts)


def test_vectors_are_those_of_the_encoder_and_made_once(tmp_path: Path) -> None:
    plain = Counting()
    remembering = RememberingEncoder(plain, tmp_path / "part")
    wanted = load("static").passages([*TEXTS, TEXTS[0], ""])
    assert np.array_equal(remembering.passages([*TEXTS, TEXTS[0], ""]), wanted)
    assert np.array_equal(remembering.passages(TEXTS[:5]), wanted[:5])
    assert plain.asked == len(TEXTS) + 1
    remembering.close()
    again = Counting()
    taken_up = RememberingEncoder(again, tmp_path / "part")
    assert taken_up.remembered == len(TEXTS) + 1
    assert np.array_equal(taken_up.passages(TEXTS), wanted[: len(TEXTS)])
    assert again.asked == 0
    taken_up.forget()
    assert not (tmp_path / "part").exists()


def test_a_file_of_another_encoder_is_begun_anew(tmp_path: Path) -> None:
    with closing(RememberingEncoder(Counting(), tmp_path / "part")) as first:
        first.passages(TEXTS[:3])
    other = Counting()
    other.fingerprint = "another"
    with closing(RememberingEncoder(other, tmp_path / "part")) as again:
        assert again.remembered == 0


@given(cut=st.integers(0, 4_000), junk=st.binary(max_size=40))
def test_whatever_is_torn_off_or_spoilt_the_vectors_stay_right(
    cut: int, junk: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("torn") / "part"
    first = RememberingEncoder(Counting(), path)
    wanted = first.passages(TEXTS[:3])
    first.close()
    content = path.read_bytes()
    path.write_bytes(content[: max(0, len(content) - cut)] + junk)
    with closing(RememberingEncoder(Counting(), path)) as again:
        assert again.remembered <= 3
        assert np.array_equal(again.passages(TEXTS[:3]), wanted)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_run_is_taken_up_where_it_was(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from indexer.encoders import load\n"
        "from indexer.encoders.remembering import RememberingEncoder\n"
        "encoder = RememberingEncoder(load('static'), Path(sys.argv[1]))\n"
        f"encoder.passages([f'văn bản {{n}}' for n in range({AT_ONCE})])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path / "part")], env=os.environ, check=False)
    assert died.returncode == -signal.SIGKILL
    counting = Counting()
    with closing(RememberingEncoder(counting, tmp_path / "part")) as encoder:
        encoder.passages([f"văn bản {n}" for n in range(AT_ONCE + 1)])
    assert counting.asked == 1
