"""A real Elasticsearch node on the loopback address, from the artifacts on Maven Central: no container, no distribution.

The distribution's own start refuses root and needs parts that are not published; `Launcher.java` starts the same server
through its public constructor, without the sandbox and the bootstrap checks. What lives in modules that are not published
is missing: `GET /`, `_reindex`, scripts, ingest, most token filters, the `rrf` retriever, security.

Needs `mvn`, a JDK of 21 or newer, and libzstd. The finished home is kept and used again.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path
from typing import NamedTuple

VERSION = "9.5.3"
"""Newest for which both artifacts are published; not every version of the server has its transport beside it."""
TRANSPORT = "transport-netty4"
OF_MODULE = ("transport-netty4-", "netty-", "elasticsearch-ssl-config-")
"""Jars of the transport's module; in `lib` too, the start would end with jar hell."""
READY_SECONDS = 120.0

HERE = Path(__file__).resolve().parent
HOMES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vanban-tests"

POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>vanban.tests</groupId><artifactId>elasticsearch-node</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.elasticsearch</groupId><artifactId>elasticsearch</artifactId><version>{VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.elasticsearch.plugin</groupId><artifactId>{TRANSPORT}</artifactId><version>{VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""

LOGGING = """status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] [%node_name] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""

JVM = (
    "-XX:+UseG1GC",
    "-Xss1m",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-XX:-OmitStackTraceInFastThrow",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    # Log4j's own hook would end the log before the node has said how it closes.
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j2.formatMsgNoLookups=true",
    # libvec is not published, and one missing library would switch all native code off, zstd with it.
    "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
    "--add-modules=ALL-MODULE-PATH,jdk.net,jdk.management.agent,jdk.incubator.vector",
    "--enable-native-access=org.elasticsearch.nativeaccess,org.elasticsearch.foreign,org.apache.lucene.core",
)


class NodeUnavailable(Exception):
    """This machine cannot run a node; the message says what is missing."""


class Node(NamedTuple):
    """`url`: http://host:port, ready to be asked. `pid`: the server's process."""

    url: str
    pid: int


def jdk() -> Path:
    """Home of the first JDK of 21 or newer: ES_JAVA_HOME, JAVA_HOME, then where distributions put them."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    for home in (*named, *sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)):
        release = home / "release"
        if not release.is_file() or not (home / "bin" / "javac").is_file():
            continue
        stated = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(encoding="utf-8"), re.MULTILINE)
        if stated and int(stated[1]) >= 21:
            return home
    raise NodeUnavailable("an Elasticsearch node needs a JDK of 21 or newer; name it in ES_JAVA_HOME")


def prepared(homes: Path = HOMES) -> Path:
    """The server's home directory, made on first use: about ten seconds and 44 MB from the registry.

    A home without its mark is an interrupted one and made anew.
    """
    home = homes / f"elasticsearch-{VERSION}"
    mark = home / ".complete"
    launcher = (HERE / "Launcher.java").read_text(encoding="utf-8")
    if mark.is_file() and mark.read_text(encoding="utf-8") == launcher:
        return home
    java = jdk()
    maven = shutil.which("mvn")
    zstd = _library("zstd")
    if maven is None or zstd is None:
        raise NodeUnavailable(f"an Elasticsearch node needs {'mvn' if maven is None else 'libzstd'}")
    shutil.rmtree(home, ignore_errors=True)
    module, native = home / "modules" / TRANSPORT, home / "lib" / "platform" / "linux-x64"
    for folder in (home / "config", home / "plugins", module, native, home / "launcher"):
        folder.mkdir(parents=True)
    (home / "pom.xml").write_text(POM, encoding="utf-8")
    fetched = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={home / 'lib'}"]
    _done([maven, "-q", "-B", "-f", home / "pom.xml", *fetched])
    for jar in (home / "lib").glob("*.jar"):
        if jar.name.startswith(OF_MODULE):
            jar.rename(module / jar.name)
    with zipfile.ZipFile(next(module.glob(f"{TRANSPORT}-*.jar"))) as archive:
        descriptor = "plugin-descriptor.properties"
        (module / descriptor).write_bytes(archive.read(f"META-INF/es-plugins/{TRANSPORT}/{descriptor}"))
    (native / "libzstd.so").symlink_to(zstd)
    (home / "config" / "elasticsearch.yml").touch()
    (home / "config" / "log4j2.properties").write_text(LOGGING, encoding="utf-8")
    compiled = ["--module-path", home / "lib", "--add-modules", "org.elasticsearch.server", "-d", home / "launcher"]
    _done([java / "bin" / "javac", *compiled, HERE / "Launcher.java"])
    mark.write_text(launcher, encoding="utf-8")
    return home


def started(work: Path, home: Path, *, settings: Mapping[str, str] | None = None, heap: str = "512m") -> subprocess.Popen[bytes]:
    """A node's process, not yet ready; its data, logs and temporary files lie under `work`, and stay there.

    `settings` come over those of one node by itself. It ends with this process, or with `stop`.
    """
    for name in ("data", "logs", "tmp"):
        (work / name).mkdir(parents=True, exist_ok=True)
    # After a kill the old file is still there and names a port that nobody listens on.
    for stale in (work / "logs").glob("*.ports"):
        stale.unlink()
    own = {
        "cluster.name": "vanban-tests",
        "node.name": "node-0",
        "network.host": "127.0.0.1",
        "http.port": "0",
        "transport.port": "0",
        "node.portsfile": "true",
        "path.data": str(work / "data"),
        "path.logs": str(work / "logs"),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    if "discovery.seed_hosts" not in (settings or {}):
        own["discovery.type"] = "single-node"
    command = [
        str(jdk() / "bin" / "java"),
        *(f"-Xms{heap}", f"-Xmx{heap}", *JVM),
        *(f"-Djava.io.tmpdir={work / 'tmp'}", f"-Des.path.home={home}", f"-Des.path.conf={home / 'config'}"),
        *("--module-path", str(home / "lib"), "-cp", str(home / "launcher"), "Launcher"),
        *(f"{key}={value}" for key, value in {**own, **(settings or {})}.items()),
    ]
    with (work / "logs" / "console.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)


def ready(process: subprocess.Popen[bytes], work: Path) -> Node:
    """Waits until the node answers with health yellow or better. Raises NodeUnavailable with the log's end."""
    ports = work / "logs" / "http.ports"
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if ports.is_file() and (lines := ports.read_text(encoding="utf-8").split()):
            url = f"http://{lines[0]}"
            try:
                with urllib.request.urlopen(f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=10) as answer:
                    if not json.load(answer)["timed_out"]:
                        return Node(url, process.pid)
            except OSError:
                pass  # Not there yet; 408 and 503 mean the same.
        time.sleep(0.1)
    log = (work / "logs" / "console.log").read_text(encoding="utf-8", errors="replace")
    raise NodeUnavailable(f"the node did not become ready (exit status {process.poll()}):\n{log[-3000:]}")


def stop(process: subprocess.Popen[bytes], seconds: float = 30.0) -> None:
    """Ends the node in good order, or without where it does not end in time."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()


@contextmanager
def running(work: Path, *, settings: Mapping[str, str] | None = None, heap: str = "512m") -> Iterator[Node]:
    """One node, ready; stopped at the end, whatever happens. Raises NodeUnavailable."""
    if sys.platform != "linux":
        raise NodeUnavailable("an Elasticsearch node is started on Linux only")
    process = started(work, prepared(), settings=settings, heap=heap)
    try:
        yield ready(process, work)
    finally:
        stop(process)


def _library(name: str) -> Path | None:
    """The file of a shared library, which `find_library` names without its folder."""
    soname = find_library(name)
    folders = ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib", "/lib/x86_64-linux-gnu")
    return next((Path(folder, soname) for folder in folders if soname and Path(folder, soname).exists()), None)


def _done(command: list[str | Path]) -> None:
    ran = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if ran.returncode:
        raise NodeUnavailable(f"{Path(command[0]).name} failed ({ran.returncode}):\n{ran.stdout[-3000:]}")
