"""A kept original as a download: never shown in the browser, under a name that no system trips over."""

import re
import unicodedata
from pathlib import PurePosixPath

from flask import Response, send_file
from werkzeug.utils import secure_filename

from corpus.document import Document, DocumentId, Version
from corpus.errors import NotFound
from corpus.vietnamese import slug
from indexer.engines.engine import Labels
from search_api.archive import Archive
from search_api.documents import document_of

_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/json": ".json",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-outlook": ".msg",
    "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_SAFE = frozenset(
    {"text/plain", "application/pdf", "application/msword", "application/json"} | {t for t in _SUFFIXES if "openxml" in t}
)
"""Types sent as themselves; every other goes as bytes, so that nothing in it can run."""
_LONGEST = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*;%#]+')


def original(archive: Archive, id: str, labels: Labels, sha256: str | None) -> Response:
    """The original bytes of a version, as an attachment with its hash as ETag.

    Raises NotFound where the reader sees no such document or version, or the file is gone from the store.
    """
    document = document_of(archive.engine.reader(), DocumentId(id), labels)
    version = _version(document, sha256)
    path = archive.original(version.sha256)
    if path is None or not path.is_file():
        raise NotFound(f"the original {version.sha256} of document {id} is not in the store; run `vanban check`")
    response = send_file(
        path,
        mimetype=version.media_type if version.media_type in _SAFE else "application/octet-stream",
        as_attachment=True,
        download_name=download_name(document, version.media_type),
        conditional=True,
        etag=version.sha256,
        max_age=0,
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def download_name(document: Document, media_type: str) -> str:
    """The file's own name without what systems or headers could read as a path or a command; else number or id.

    >>> from corpus.document import Fields, Source
    >>> hostile = Source('a/..\\\\x"; filename=evil.exe\\r\\nSet-Cookie: a', "")
    >>> download_name(Document(DocumentId("k7x2m4qp5t3w"), 1, Fields(), "", sources=(hostile,)), "text/plain")
    'x_ filename=evil.exe_Set-Cookie_ a.txt'
    """
    suffix = _SUFFIXES.get(media_type, "")
    stem = _stem(document.file_name, suffix) if document.file_name else ""
    if not stem:
        stem = slug(document.fields.number or "") or document.id
    if secure_filename(stem).upper().split(".")[0] in {"CON", "PRN", "AUX", "NUL"}:
        stem = f"{document.id}-{stem}"
    return stem[:_LONGEST] + suffix


def _version(document: Document, sha256: str | None) -> Version:
    for version in reversed(document.versions):
        if sha256 is None or version.sha256 == sha256:
            return version
    raise NotFound(f"document {document.id} has no {f'version {sha256}' if sha256 else 'original'}")


def _stem(file_name: str, suffix: str) -> str:
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", file_name))
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    if not suffix:
        return name.strip(". _")
    return (name[: -len(suffix)] if PurePosixPath(name.lower()).suffix == suffix else name).strip(". _")
