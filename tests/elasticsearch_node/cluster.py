"""Three nodes on the loopback address that form one cluster; each can be killed and come back."""

import random
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from elasticsearch_node.node import Node, prepared, ready, started, stop

NAMES = ("node-0", "node-1", "node-2")


@dataclass
class Cluster:
    """`nodes[n]` is None while node n is down."""

    work: Path
    ports: list[int]
    processes: list[subprocess.Popen[bytes] | None] = field(default_factory=lambda: [None] * 3)
    nodes: list[Node | None] = field(default_factory=lambda: [None] * 3)

    @property
    def urls(self) -> tuple[str, ...]:
        return tuple(node.url for node in self.nodes if node is not None)

    def start(self, *which: int) -> None:
        """Starts nodes, all before any is waited for: HTTP opens when a master is elected."""
        for n in which:
            self.processes[n] = started(self.work / NAMES[n], prepared(), settings=self._settings(n), heap="320m")
        for n in which:
            process = self.processes[n]
            assert process is not None
            self.nodes[n] = ready(process, self.work / NAMES[n])

    def kill(self, n: int) -> None:
        """SIGKILL, as a power cut."""
        process = self.processes[n]
        assert process is not None
        process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()
        self.processes[n] = self.nodes[n] = None

    def stop(self) -> None:
        for process in filter(None, self.processes):
            process.terminate()
        for process in filter(None, self.processes):
            stop(process)

    def _settings(self, n: int) -> dict[str, str]:
        # HTTP ports stay too: a node that comes back is found at the address it had.
        return {
            "node.name": NAMES[n],
            "transport.port": str(self.ports[n]),
            "http.port": str(self.ports[3 + n]),
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in self.ports[:3]),
            "cluster.initial_master_nodes": ",".join(NAMES),
        }


@contextmanager
def three_nodes(work: Path) -> Iterator[Cluster]:
    """Raises NodeUnavailable where this machine cannot run them."""
    cluster = Cluster(work, _free_ports(6))
    try:
        cluster.start(0, 1, 2)
        yield cluster
    finally:
        cluster.stop()


def _free_ports(count: int) -> list[int]:
    """Below those that outgoing connections get, so that none takes one meanwhile."""
    ports: list[int] = []
    while len(ports) < count:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in ports:
            ports.append(port)
    return ports
