"""Originals in an S3-compatible store: read there by processes on other machines, under the names that the folder has.

What lies in the folder `originals` is copied there by whoever keeps the store, as it is (`ab/cdef…`); here it is only read.
"""

import hashlib
import os
import re
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from corpus.errors import EngineUnavailable, InputError

PREFIX = "s3://"
MOST_KEPT = 256 * 2**20
"""Bytes of originals that are kept at hand for the next request."""
MOST_BYTES = 300 * 2**20
_HASH = re.compile("[0-9a-f]{64}")
_ADDRESS = re.compile(r"s3://(?P<bucket>[A-Za-z0-9][A-Za-z0-9.-]{1,62})(?:/(?P<prefix>[^?#]*))?")


class Bucket:
    """`address`: s3://BUCKET/PREFIX. `endpoint`: of a store that is not Amazon's. Who asks is told by the variables that all
    tools for such stores read (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
    """

    def __init__(self, address: str, endpoint: str | None = None) -> None:
        parts = _ADDRESS.fullmatch(address)
        if parts is None:
            raise InputError(f"originals: {address!r} is no address of a bucket; give s3://BUCKET or s3://BUCKET/PREFIX")
        try:
            from obstore.store import S3Store
        except ImportError:
            raise InputError("originals in a bucket need the extra s3: pip install 'vanban[s3]'") from None
        given: dict[str, Any] = {"region": os.environ.get("AWS_REGION") or "us-east-1"}
        if endpoint:
            given |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
        options: Any = {"timeout": "20s", "connect_timeout": "5s"}
        if endpoint and endpoint.startswith("http://"):
            options["allow_http"] = True
        prefix = (parts["prefix"] or "").strip("/")
        retries: Any = {"max_retries": 2}
        self._store = S3Store(parts["bucket"], prefix=prefix or None, client_options=options, retry_config=retries, **given)
        self._near = Path(tempfile.mkdtemp(prefix="vanban-originals-"))
        self._lock = threading.Lock()

    def path(self, sha256: str) -> Path | None:
        """A copy of the bytes on this machine; None where the bucket has none, or where this is no hash.

        EngineUnavailable where the store cannot be asked, or gives bytes of another hash.
        """
        if not _HASH.fullmatch(sha256):
            return None
        place = self._near / sha256
        if place.is_file():
            os.utime(place)
            return place
        data = self._fetched(f"{sha256[:2]}/{sha256[2:]}")
        if data is None:
            return None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise EngineUnavailable(f"the bucket holds other bytes under {sha256[:12]}…; copy the originals there again")
        handle, unfinished = tempfile.mkstemp(dir=self._near)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(unfinished, place)
        self._make_room()
        return place

    def close(self) -> None:
        shutil.rmtree(self._near, ignore_errors=True)

    def _fetched(self, name: str) -> bytes | None:
        import obstore

        try:
            found = obstore.get(self._store, name)
            if found.meta["size"] > MOST_BYTES:
                raise EngineUnavailable(f"the original {name} in the bucket is larger than any that is kept")
            return bytes(found.bytes())
        except FileNotFoundError:
            return None
        except EngineUnavailable:
            raise
        except Exception as error:  # the store's own errors have no common root
            kind = " ".join(str(error).split())[:200]
            raise EngineUnavailable(f"the bucket of originals cannot be read ({type(error).__name__}: {kind})") from None

    def _make_room(self) -> None:
        """The copies that were asked for longest ago go; one that is being sent stays open until it is sent."""
        with self._lock:
            held = sorted(self._near.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
            size = 0
            for number, one in enumerate(held):
                size += one.stat().st_size
                if number and size > MOST_KEPT:
                    one.unlink(missing_ok=True)
