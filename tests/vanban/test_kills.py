"""Acknowledged means kept: `add` is killed, or its disk fills, at every point that matters, and nothing is lost."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import answer, child, folder_of_letters, here, vanban

DOCUMENTS = 12

# Each bends one function so that the process dies by SIGKILL at its n-th call, before or after the real work.
_KILL = """
import os, signal, sys
import corpus.catalogue.keeping, corpus.originals, indexer.building
import indexer.engines.embedded.vectors, indexer.engines.embedded.writing
from corpus.catalogue import Catalogue
place, when, calls, archive, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
indexer.building.KEEP_DOCUMENTS = 4
indexer.building.INDEX_DOCUMENTS = 4
owner, name = {
    "original": (corpus.originals.Originals, "put"),
    "row": (corpus.catalogue.keeping, "keep"),
    "catalogue": (Catalogue, "keep"),
    "vectors": (indexer.engines.embedded.vectors.VectorAppender, "append"),
    "flush": (indexer.engines.embedded.vectors.VectorAppender, "flush"),
    "passages": (indexer.engines.embedded.writing, "commit_passages"),
    "main": (indexer.engines.embedded.writing, "commit_main"),
    "done": (Catalogue, "done"),
}[place]
real = getattr(owner, name)
count = 0
def dying(*arguments, **more):
    global count
    count += 1
    if count == calls and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*arguments, **more)
    if count == calls:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(owner, name, dying)
from vanban.command import main
main(["--archive", archive, "add", folder, "--workers", "0"])
"""

POINTS = [
    ("original", "before", 1),
    ("original", "after", 1),
    ("original", "after", 6),
    ("row", "before", 2),
    ("row", "after", 4),
    ("row", "after", 7),
    ("catalogue", "before", 2),
    ("catalogue", "after", 1),
    ("catalogue", "after", 3),
    ("vectors", "before", 1),
    ("vectors", "after", 2),
    ("vectors", "after", 7),
    ("flush", "before", 1),
    ("flush", "after", 2),
    ("passages", "before", 1),
    ("passages", "after", 1),
    ("passages", "after", 3),
    ("main", "before", 1),
    ("main", "after", 1),
    ("main", "after", 2),
    ("done", "before", 1),
    ("done", "after", 1),
    ("done", "after", 3),
]


def acknowledged(stdout: str) -> set[str]:
    """Ids that `add` printed: those are promised."""
    return {line.split()[0] for line in stdout.splitlines() if line[:1].isalnum()}


def check_and_complete(archive: Path, folder: Path, promised: set[str], count: int = DOCUMENTS) -> None:
    """The archive opens, holds what was promised and finds it, `check` is clean, and `add` again completes it."""
    if (archive / "catalogue.db").exists():
        held = answer(archive, "search", "--limit", "100")
        assert promised <= {hit["id"] for hit in held["hits"]}
        checked = here(archive, "check")
        assert checked.returncode == 0, checked.stdout + checked.stderr
    else:
        assert not promised
    again = here(archive, "add", str(folder), "--workers", "0")
    assert again.returncode == 0, again.stderr
    found = answer(archive, "search", "--limit", "100")
    assert found["total"] == count
    checked = here(archive, "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    originals = [file for file in (archive / "originals").rglob("*") if file.is_file()]
    assert len(originals) == count


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize(("place", "when", "calls"), POINTS)
def test_a_kill_at_this_point_loses_nothing_acknowledged(tmp_path: Path, place: str, when: str, calls: int) -> None:
    archive, folder = tmp_path / "archive", folder_of_letters(tmp_path / "in", DOCUMENTS)
    done = child(_KILL, place, when, str(calls), str(archive), str(folder))
    assert done.returncode == -9, done.stderr
    check_and_complete(archive, folder, acknowledged(done.stdout))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("seed", range(4))
def test_a_kill_at_any_moment_loses_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    archive, folder = tmp_path / "archive", folder_of_letters(tmp_path / "in", DOCUMENTS)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "vanban", "--archive", str(archive), "add", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + random.Random(seed).uniform(0.3, 2.5)
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    if process.poll() is None:
        os.killpg(process.pid, 9)
    assert process.stdout is not None
    promised = acknowledged(process.stdout.read())
    process.wait(30)
    process.stdout.close()
    check_and_complete(archive, folder, promised)


def test_what_was_kept_and_not_indexed_is_found_by_the_next_command(tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive", folder_of_letters(tmp_path / "in", 2)
    done = child(_KILL, "catalogue", "after", "1", str(archive), str(folder))
    assert done.returncode == -9
    assert answer(archive, "search", "tăng cường")["total"] == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of a few megabytes; skips where the process may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small file system here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs")
@pytest.mark.parametrize("left", [20, 120, 250, 400, 700])
def test_a_full_disk_leaves_the_state_before_and_says_so(tmp_path: Path, small_disk: Path, left: int) -> None:
    archive, folder = small_disk / "archive", folder_of_letters(tmp_path / "in", DOCUMENTS)
    first = folder_of_letters(tmp_path / "first", 1, first=100)
    assert vanban(archive, "add", str(first)).returncode == 0
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free
    ballast.write_bytes(bytes(max(0, free - left * 1024)))
    done = vanban(archive, "add", str(folder))
    assert "Traceback" not in done.stderr
    if done.returncode == 0:  # It fitted after all.
        assert len(acknowledged(done.stdout)) == DOCUMENTS
    else:
        assert done.returncode == 3, done.stderr
    ballast.unlink()
    shutil.copytree(first, folder, dirs_exist_ok=True)
    check_and_complete(archive, folder, acknowledged(done.stdout), DOCUMENTS + 1)


def test_a_second_writer_waits_then_names_the_first(tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive", folder_of_letters(tmp_path / "in", 1)
    assert vanban(archive, "add", str(folder)).returncode == 0
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time; from pathlib import Path; from corpus.lock import WriterLock\n"
            "with WriterLock(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)",
            str(archive),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        done = vanban(archive, "add", str(folder), "--wait", "0.2")
        assert done.returncode == 3
        assert str(holder.pid) in done.stderr
        assert json.loads(vanban(archive, "search", "--json").stdout)["total"] == 1
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
