"""A real S3-compatible store on the loopback address: s3proxy over a folder, from the artifacts on Maven Central."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from elasticsearch_node.node import HOMES, NodeUnavailable, jdk

VERSION = "2.6.0"
KEY, SECRET = "van-thu", "mat-khau-cua-kho"
READY_SECONDS = 60.0

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>vanban.tests</groupId><artifactId>object-store</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency><groupId>org.gaul</groupId><artifactId>s3proxy</artifactId><version>{VERSION}</version></dependency></dependencies>
</project>
"""


class Store(NamedTuple):
    """`folder`: what lies in `folder/BUCKET/NAME` is in the bucket under that name."""

    endpoint: str
    folder: Path


def prepared() -> Path:
    """The store's jars, fetched on first use. Raises NodeUnavailable."""
    home = HOMES / f"s3proxy-{VERSION}"
    mark = home / ".complete"
    if mark.is_file():
        return home / "jars"
    maven = shutil.which("mvn")
    if maven is None:
        raise NodeUnavailable("an object store needs mvn")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / "pom.xml").write_text(POM, encoding="utf-8")
    fetched = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={home / 'jars'}"]
    ran = subprocess.run([maven, "-q", "-B", "-f", str(home / "pom.xml"), *fetched], capture_output=True, text=True)
    if ran.returncode:
        raise NodeUnavailable(f"mvn failed ({ran.returncode}):\n{(ran.stdout + ran.stderr)[-2000:]}")
    mark.touch()
    return home / "jars"


@contextmanager
def running(work: Path) -> Iterator[Store]:
    """A store, ready; stopped at the end. Raises NodeUnavailable."""
    jars, folder = prepared(), work / "buckets"
    folder.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = {
        "s3proxy.authorization": "aws-v2-or-v4",
        "s3proxy.endpoint": endpoint,
        "s3proxy.identity": KEY,
        "s3proxy.credential": SECRET,
        "jclouds.provider": "filesystem",
        "jclouds.filesystem.basedir": str(folder),
    }
    (work / "s3proxy.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    command = [str(jdk() / "bin" / "java"), "-Xmx256m", "-cp", f"{jars}/*", "org.gaul.s3proxy.Main"]
    with (work / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--properties", str(work / "s3proxy.conf")], stdout=log, stderr=log)
    try:
        _await(process, endpoint, work / "log")
        yield Store(endpoint, folder)
    finally:
        process.terminate()
        process.wait(30)


def _await(process: subprocess.Popen[bytes], endpoint: str, log: Path) -> None:
    port, end = int(endpoint.rpartition(":")[2]), time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NodeUnavailable(f"the store did not become ready:\n{log.read_text(errors='replace')[-2000:]}")
