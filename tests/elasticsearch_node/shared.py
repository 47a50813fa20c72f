"""The node that all tests of a process share."""

import atexit
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest
from elasticsearch_node.node import Node, NodeUnavailable, prepared, ready, started, stop


@lru_cache(1)
def shared_node() -> Node:
    """Started when first asked for, ends with the process. Skips the test where there can be none."""
    work = Path(tempfile.mkdtemp(prefix="elasticsearch-"))
    try:
        process = started(work, prepared())
    except NodeUnavailable as error:
        pytest.skip(str(error))
    atexit.register(_end, process, work)
    return ready(process, work)


def _end(process: subprocess.Popen[bytes], work: Path) -> None:
    stop(process)
    shutil.rmtree(work, ignore_errors=True)
