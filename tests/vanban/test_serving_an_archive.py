"""`vanban serve` as a process: it follows what other processes write, and stops as it should."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from archives import answer, folder_of_letters, here, vanban

SEEN_WITHIN = 2.0
"""Seconds from the end of `add` to the answer that has what it added (the issue's figure)."""
LOOKS_AGAIN = 1.1
"""Seconds after which a server that searches has looked at the folder once more."""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    assert here(made, "add", str(folder_of_letters(tmp_path / "in", 30)), "--workers", "0").returncode == 0
    return made


@contextmanager
def served(archive: Path, *arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a server of its own; it is gone afterwards, whatever happened."""
    command = [sys.executable, "-m", "vanban", "--lang", "en", "--archive", str(archive), "serve", "--port", "0", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert "http://" in line, line + process.stderr.read()
        yield line.split("http://")[1].split()[0], process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ask(address: str, path: str, **question: str) -> Any:
    url = f"http://{address.rstrip('/')}/api/v1/{path}?{urllib.parse.urlencode(question)}"
    with urllib.request.urlopen(url, timeout=30) as response:
        return json.load(response)


class Clients:
    """Four threads that search without pause, and keep every error they meet."""

    def __init__(self, address: str) -> None:
        self.errors: list[str] = []
        self.totals: list[int] = []
        self._address = address
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._search, args=(number,)) for number in range(4)]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _search(self, number: int) -> None:
        questions = ("tăng cường công tác dân vận", "bao ve moi truong", "", "12/UBND-VX")
        while not self._over.is_set():
            try:
                found = ask(self._address, "search", q=questions[number])
                self.totals.append(found["total"])
                ask(self._address, f"documents/{found['hits'][0]['id']}/similar")
            except urllib.error.HTTPError as error:
                self.errors.append(f"{error.code} {error.read()[:300]!r}")
                error.close()
            except Exception as error:  # whatever it is, it is an error that a client met
                self.errors.append(repr(error))
            self._over.wait(0.1)  # two cores: the writer is to get on as well


def test_what_another_process_adds_is_found_within_two_seconds_while_four_clients_search(tmp_path: Path, archive: Path) -> None:
    with served(archive) as (address, _), Clients(address) as clients:
        assert ask(address, "search")["total"] == 30
        done = vanban(archive, "add", str(folder_of_letters(tmp_path / "more", 15, first=31)), "--workers", "1")
        ended = time.monotonic()
        assert done.returncode == 0, done.stderr
        while (total := ask(address, "search")["total"]) < 45 and time.monotonic() < ended + SEEN_WITHIN:
            time.sleep(0.05)
        assert total == 45
        assert ask(address, "search", q="31/UBND-VX")["hits"][0]["number"] == "31/UBND-VX"
        assert ask(address, "status")["documents"] == 45
    assert clients.errors == []
    assert len(clients.totals) > 8


def test_a_rebuild_and_a_removal_beside_it_disturb_no_client(archive: Path) -> None:
    with served(archive) as (address, _), Clients(address) as clients:
        gone = ask(address, "search", q="7/UBND-VX")["hits"][0]["id"]
        assert ask(address, f"documents/{gone}")["number"] == "7/UBND-VX"
        assert here(archive, "remove", gone).returncode == 0
        assert here(archive, "rebuild").returncode == 0
        ended = time.monotonic()
        while ask(address, "search")["total"] != 29 and time.monotonic() < ended + SEEN_WITHIN:
            time.sleep(0.05)
        assert ask(address, "search")["total"] == 29
        with pytest.raises(urllib.error.HTTPError, match="404") as missing:
            ask(address, f"documents/{gone}")
        missing.value.close()
        assert ask(address, "status")["index"]["generation"] == "generation-0002"
    # Between finding it and asking for its neighbours a client may see the removed one go.
    assert [error for error in clients.errors if not error.startswith("404")] == []
    assert here(archive, "check").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_nothing_else_said(archive: Path, number: signal.Signals) -> None:
    with served(archive) as (address, process):
        assert ask(address, "search")["total"] == 30
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert out == ""
    assert "Traceback" not in err
    assert answer(archive, "search")["total"] == 30


def test_other_labels_leave_no_trace_where_the_server_is_narrowed(tmp_path: Path, archive: Path) -> None:
    inside = folder_of_letters(tmp_path / "inside", 1, first=500)
    id = answer(archive, "add", str(inside), "--label", "noi-bo", "--workers", "0")["documents"][0]["id"]
    with served(archive, "--labels", "open") as (address, _):
        found = ask(address, "search", q="500/UBND-VX")
        assert id not in {hit["id"] for hit in found["hits"]}
        assert ask(address, "search")["total"] == ask(address, "status")["documents"] == 30
        for path in (f"documents/{id}", f"documents/{id}/similar"):
            with pytest.raises(urllib.error.HTTPError, match="404") as missing:
                ask(address, path)
            missing.value.close()
    with served(archive) as (address, _):
        assert ask(address, "search")["total"] == 31


def test_a_damaged_index_is_503_and_a_rebuild_mends_it_without_restart(archive: Path) -> None:
    with served(archive) as (address, _):
        assert ask(address, "search")["total"] == 30
        (archive / "index" / "CURRENT").unlink()
        time.sleep(LOOKS_AGAIN)
        with pytest.raises(urllib.error.HTTPError, match="503") as damaged:
            ask(address, "search", q="dân vận")
        assert damaged.value.headers["Content-Type"].startswith("application/problem+json")
        assert "rebuild" in damaged.value.read().decode()
        damaged.value.close()
        assert here(archive, "rebuild").returncode == 0
        time.sleep(LOOKS_AGAIN)
        assert ask(address, "search")["total"] == 30


def test_a_port_that_is_taken_is_told(archive: Path) -> None:
    with served(archive) as (address, _):
        port = address.rstrip("/").rpartition(":")[2]
        done = vanban(archive, "serve", "--port", port)
        assert done.returncode in (2, 3)
        assert port in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc to look at a process's sockets")
def test_it_opens_one_listening_socket_and_no_other(archive: Path) -> None:
    with served(archive) as (address, process):
        ask(address, "search", q="cải cách hành chính")
        listening = Path(f"/proc/{process.pid}/net/tcp").read_text().splitlines()[1:]
        mine = {os.readlink(link) for link in Path(f"/proc/{process.pid}/fd").iterdir() if os.path.islink(link)}
        inodes = {name[8:-1] for name in mine if name.startswith("socket:[")}
        states = [row.split() for row in listening if row.split()[9] in inodes]
        port = int(address.rstrip("/").rpartition(":")[2])
        assert {int(row[1].split(":")[1], 16) for row in states} == {port}
        assert [row[1].split(":")[0] for row in states if row[3] == "0A"] == ["0100007F"]
