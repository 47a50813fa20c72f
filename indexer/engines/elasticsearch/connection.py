"""How the server is reached, and what its refusals mean to a person."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elastic_transport import ConnectionError as Unreachable
from elastic_transport import ConnectionTimeout, TlsError
from elasticsearch import ApiError, Elasticsearch, TransportError, UnsupportedProductError

from corpus.errors import ArchiveDamaged, EngineUnavailable, InputError

SUPPORTED = (9,)
"""Major versions of the server; the client speaks to its own major version only."""

_RETRIED = (429, 502, 503, 504)
_FINGERPRINT = re.compile(r"(?:[0-9a-fA-F]{2}:?){32}")


@dataclass(frozen=True, slots=True)
class Connection:
    """`urls`: one for each node that may be asked. `ca`: a file of certificates, or the SHA-256 fingerprint of the server's
    own one in hexadecimal. Either an API key or user and password. `timeout` in seconds, for one request; a request that
    fails in a way that may pass is tried `retries` times again, at another node where there is one.

    Secrets are left out of its printed form.
    """

    urls: tuple[str, ...]
    ca: str | None = None
    api_key: str | None = field(default=None, repr=False)
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    retries: int = 3

    def client(self) -> Elasticsearch:
        """A client; nothing is asked of the server yet. InputError where the parts do not fit together."""
        given: dict[str, Any] = {}
        if self.api_key and (self.user or self.password):
            raise InputError("elasticsearch_api_key and elasticsearch_user are two ways to say who asks; set one of them")
        if self.api_key:
            given["api_key"] = self.api_key
        elif self.user or self.password:
            if not (self.user and self.password):
                raise InputError("elasticsearch_user and elasticsearch_password go together")
            given["basic_auth"] = (self.user, self.password)
        if self.ca:
            if not all(url.startswith("https://") for url in self.urls):
                raise InputError("elasticsearch_ca is set, and an address of elasticsearch_url is not https://")
            if _FINGERPRINT.fullmatch(self.ca):
                given |= {"ssl_assert_fingerprint": self.ca, "verify_certs": False, "ssl_show_warn": False}
            elif Path(self.ca).is_file():
                given["ca_certs"] = self.ca
            else:
                raise InputError(f"elasticsearch_ca: {self.ca} is neither a file nor a SHA-256 fingerprint")
        try:
            return Elasticsearch(
                list(self.urls),
                request_timeout=self.timeout,
                max_retries=self.retries,
                retry_on_timeout=True,
                retry_on_status=_RETRIED,
                **given,
            )
        except (ValueError, TypeError, OSError) as error:
            raise InputError(f"elasticsearch_url: {error}") from None


class Lost(Exception):
    """The state that a reader holds is gone from the server, or a copy of a shard with it; a new one can be opened."""


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Turns the client's errors into ours; `what` names the index, or what was asked."""
    try:
        yield
    except Unreachable as error:
        if isinstance(error, TlsError):
            raise EngineUnavailable(
                f"Elasticsearch: the certificate is not accepted ({_line(error)}); see elasticsearch_ca"
            ) from None
        raise EngineUnavailable(
            f"Elasticsearch cannot be reached ({_line(error)}); start it, or check elasticsearch_url"
        ) from None
    except ConnectionTimeout:
        raise EngineUnavailable("Elasticsearch did not answer in time; it is busy or starting, try again") from None
    except UnsupportedProductError:
        raise EngineUnavailable("what answers at elasticsearch_url is not Elasticsearch") from None
    except ApiError as error:
        refused(what, error.meta.status, error.body)
    except TransportError as error:
        raise EngineUnavailable(f"Elasticsearch: {_line(error)}") from None


def refused(what: str, status: int, body: object) -> None:
    """Raises what an answer with an error means."""
    kind, reason = reason_of(body)
    said = f"{what}: {reason or kind or status}"
    if "search_context_missing" in str(body) or (status >= 500 and "search_phase_execution" in str(body)):
        raise Lost(said)
    if status in (401, 403) and kind != "cluster_block_exception":
        raise EngineUnavailable(
            f"Elasticsearch refuses the credentials ({status}); check elasticsearch_api_key or elasticsearch_user"
        )
    if kind == "cluster_block_exception" or "read-only" in reason or "read_only" in reason:
        raise EngineUnavailable(
            f"{said}: the index may not be written now, most likely because a disk of the server is nearly full; make room "
            "there, or lift the block, and run the command again"
        )
    if kind == "index_not_found_exception":
        raise ArchiveDamaged(f"{what}: there is no such index on the server; run `vanban rebuild`")
    if kind == "media_type_header_exception":
        raise EngineUnavailable(f"{said}: the server is of a version that is not supported; supported is {_versions()}")
    if status == 429:
        raise EngineUnavailable(f"{said}: the server is overloaded; try again later")
    if status >= 500:
        raise EngineUnavailable(f"{said}; try again, and see the server's log where it goes on")
    raise EngineUnavailable(f"{said} ({kind or status})")


def reason_of(body: object) -> tuple[str, str]:
    """Kind and sentence of the first cause that an error names; empty where it names none."""
    error = body.get("error", body) if isinstance(body, Mapping) else None
    if isinstance(error, str):
        return "", error
    if not isinstance(error, Mapping):
        return "", ""
    causes = error.get("root_cause") or [error]
    first = causes[0] if isinstance(causes[0], Mapping) else error
    kind, reason = str(first.get("type") or error.get("type") or ""), str(first.get("reason") or error.get("reason") or "")
    return kind, " ".join(reason.split())[:300]


def check_version(client: Elasticsearch) -> str:
    """The oldest version among the nodes. EngineUnavailable where it is not one that is supported.

    Asked of the nodes and not of `GET /`, so that a proxy before them needs to let through no more than we use.
    """
    with asking("the server's version"):
        nodes = client.nodes.info(filter_path="nodes.*.version")["nodes"].values()
    versions = sorted((_numbers(node["version"]), node["version"]) for node in nodes)
    oldest: str = versions[0][1]
    if versions[0][0][0] not in SUPPORTED:
        raise EngineUnavailable(f"the server runs Elasticsearch {oldest}; supported is {_versions()}")
    return oldest


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3]) or (0,)


def _versions() -> str:
    return " or ".join(f"{major}.x" for major in SUPPORTED)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
