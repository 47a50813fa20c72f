"""What goes wrong, told to programs: application/problem+json (RFC 9457), and the HTTP status of each error.

Titles and details are English, as the errors' own messages; pages speak the reader's language.
"""

import json
from http import HTTPStatus

from flask import Response
from werkzeug.exceptions import HTTPException

from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveTooNew, EngineUnavailable, InputError, NotFound

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5
_PREFIX = "urn:vanban:problem:"
_KINDS: tuple[tuple[type[ArchiveError], HTTPStatus, str, str], ...] = (
    (InputError, HTTPStatus.BAD_REQUEST, "bad-input", "The request is malformed"),
    (NotFound, HTTPStatus.NOT_FOUND, "not-found", "Not found"),
    (EngineUnavailable, HTTPStatus.SERVICE_UNAVAILABLE, "engine-unavailable", "The engine does not answer"),
    (ArchiveDamaged, HTTPStatus.SERVICE_UNAVAILABLE, "archive-damaged", "The index is damaged"),
    (ArchiveTooNew, HTTPStatus.SERVICE_UNAVAILABLE, "archive-too-new", "The archive needs a newer program"),
    (ArchiveBusy, HTTPStatus.SERVICE_UNAVAILABLE, "archive-busy", "The archive is busy"),
    (ArchiveError, HTTPStatus.SERVICE_UNAVAILABLE, "archive-unusable", "The archive cannot be used"),
)
TYPES = tuple(_PREFIX + name for _, _, name, _ in _KINDS)
_TITLES = {
    400: "The request is malformed",
    404: "Not found",
    405: "Method not allowed",
    500: "Internal error",
}
_DETAILS = {
    404: "There is nothing at this address; /api/v1/openapi.json lists those there are.",
    405: "This address does not take that method; see the Allow header.",
    500: "It was written to the server's log.",
}
_UNUSABLE = {
    EngineUnavailable: "Try again in a while.",
    ArchiveBusy: "Another process is at work; try again in a while.",
    ArchiveDamaged: "The index does not fit the catalogue; `vanban rebuild`, on the archive's machine, mends it.",
}
"""What is told in place of our own messages, which name files of the server."""


def status_of(error: Exception) -> int:
    """HTTP status of an error: what the caller can do decides. 500 for what nobody foresaw."""
    if isinstance(error, HTTPException):
        return error.code or int(HTTPStatus.INTERNAL_SERVER_ERROR)
    return next((int(status) for kind, status, _, _ in _KINDS if isinstance(error, kind)), int(HTTPStatus.INTERNAL_SERVER_ERROR))


def problem_of(error: Exception) -> Response:
    """The answer for an error. Of unforeseen ones nothing is told but that they happened."""
    status = status_of(error)
    if isinstance(error, HTTPException):
        response = problem(
            status, "about:blank", _TITLES.get(status, error.name), _DETAILS.get(status, error.description or error.name)
        )
        for name, value in error.get_headers():
            if name.lower() not in ("content-type", "content-length"):
                response.headers[name] = value
        return response
    for kind, _, name, title in _KINDS:
        if isinstance(error, kind):
            hidden = _UNUSABLE.get(kind, "`vanban check`, on the archive's machine, tells the reason.")
            detail = hidden if status == HTTPStatus.SERVICE_UNAVAILABLE else str(error)
            return problem(status, _PREFIX + name, title, detail)
    return problem(status, "about:blank", _TITLES[500], _DETAILS[500])


def problem(status: int, type: str, title: str, detail: str) -> Response:
    """One problem; a 503 says when to come again."""
    body = json.dumps({"type": type, "title": title, "status": status, "detail": detail}, ensure_ascii=False)
    response = Response(body + "\n", status=status, content_type=MEDIA_TYPE)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
