"""Who asks: what a reader of the pages may see and do, decided once when the server starts."""

import ipaddress
from dataclasses import dataclass

from corpus.document import OPEN
from indexer.engines.engine import Labels

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names under which a browser on the same machine reaches the server."""


@dataclass(frozen=True, slots=True)
class Access:
    """`labels`: see `Labels`. `hosts`: names accepted in the Host header, without port; None accepts any.

    The list of names keeps a foreign page from reading the archive through a name that it lets point at 127.0.0.1
    (DNS rebinding); a server on another address is behind names that it cannot know.
    """

    labels: Labels
    may_edit: bool
    hosts: frozenset[str] | None


def access_on(host: str, labels: Labels = None) -> Access:
    """Access of those who reach a server that listens on `host`: everything on loopback, else open documents, read only.

    `labels` narrows either.
    """
    if _is_loopback(host):
        return Access(labels=labels, may_edit=True, hosts=LOOPBACK_HOSTS | {_as_in_address(host)})
    return Access(labels=frozenset({OPEN}) if labels is None else labels & {OPEN}, may_edit=False, hosts=None)


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _as_in_address(host: str) -> str:
    bare = host.strip("[]").lower()
    return f"[{bare}]" if ":" in bare else bare
