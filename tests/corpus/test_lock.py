import os
import subprocess
import sys
import time

import pytest

from corpus.errors import ArchiveBusy
from corpus.lock import WriterLock

HOLD = """
import sys, time
from corpus.lock import WriterLock
WriterLock(sys.argv[1]).acquire()
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_told_who_holds_the_archive(tmp_path, holder):
    start = time.monotonic()
    with pytest.raises(ArchiveBusy, match=f"process {holder.pid} "), WriterLock(tmp_path, wait=0.2):
        pass
    assert time.monotonic() - start >= 0.2


def test_the_lock_goes_with_its_process(tmp_path, holder):
    holder.kill()
    holder.wait()
    with WriterLock(tmp_path, wait=5):
        pass


def test_a_lock_given_back_can_be_taken_again(tmp_path):
    with WriterLock(tmp_path) as first:
        with pytest.raises(ArchiveBusy, match=str(os.getpid())):
            WriterLock(tmp_path).acquire()
        first.release()
        with WriterLock(tmp_path):
            pass


def test_waiting_ends_when_the_holder_is_done(tmp_path, holder):
    second = WriterLock(tmp_path, wait=10)
    holder.kill()
    second.acquire()
    second.release()


def test_the_archive_is_free_after_an_error(tmp_path):
    with pytest.raises(KeyError), WriterLock(tmp_path):
        raise KeyError
    with WriterLock(tmp_path / "new" / "folder"):
        pass
