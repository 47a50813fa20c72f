"""The application factory: pages and API over one archive, for one kind of reader; no state outside what is made here."""

import hashlib
from importlib.metadata import version
from pathlib import Path

from flask import Flask, Response, make_response, render_template, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from search_api.archive import Archive
from search_api.desk import Desk
from search_api.editing import Editor
from search_api.http.api import add_api, openapi_app, speaks_to_programs
from search_api.http.problem import RETRY_AFTER_SECONDS, problem, problem_of, status_of
from web import presenting, wording
from web.access import Access
from web.pages.compare_page import add_compare_page
from web.pages.desk_page import add_desk_pages
from web.pages.document_page import add_document_page
from web.pages.edit_page import add_edit_pages
from web.pages.many_page import add_many_page
from web.pages.original_page import add_original_page
from web.pages.outputs_page import add_outputs
from web.pages.quality_page import add_quality_page
from web.pages.review_page import add_review_page
from web.pages.same_value_page import add_same_value_page
from web.pages.saved_page import add_saved_page
from web.pages.search_page import add_search_page
from web.pages.status_page import add_status_page

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Nothing but our own style sheet, scripts and icon is loaded, no page can frame ours, no script inside a page runs."""

_STATIC = Path(__file__).parent / "static"
_MOST_BODY = 64 * 1024
_COMPRESSED = ["text/html", "application/json", "application/problem+json", "application/atom+xml"]


def create_app(archive: Archive, access: Access, editor: Editor | None = None, desk: Desk | None = None) -> Flask:
    """The WSGI application. Every page and API answer holds what a reader with `access.labels` may see.

    With an `editor`, and where the reader may edit, there are pages that correct, and with a `desk` pages that take in;
    elsewhere they are not there at all.
    """
    app = openapi_app(__name__, version("vanban"), template_folder="templates", static_folder="static")
    app.config.update(MAX_CONTENT_LENGTH=_MOST_BODY, SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600)
    # Pages and data hold nothing that a request's own text could be guessed against: no token, no secret. Files go as they are.
    app.config.update(COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIMETYPES=_COMPRESSED, COMPRESS_STREAMS=False)
    Compress(app)  # before what sets the ETag, since what is registered last is done first
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(
        date=presenting.shown_date,
        moment=presenting.shown_moment,
        count=presenting.shown_count,
        size=presenting.shown_size,
        marked=presenting.marked,
    )
    may_edit = access.may_edit and editor is not None
    app.jinja_env.globals.update(
        wording=wording,
        style_version=_fingerprint(_STATIC / "style.css"),
        script_version=_fingerprint(*sorted(_STATIC.glob("*.js"))),
        may_edit=may_edit,
        judges=may_edit and archive.questions is not None,
        takes_in=may_edit and desk is not None,
        keeps_searches=may_edit and archive.saved is not None,
    )
    _guard_host(app, access)
    _answer_errors(app)
    _finish(app)
    add_api(app, archive, access.labels)
    add_search_page(app, archive, access)
    add_outputs(app, archive, access)
    add_document_page(app, archive, access)
    add_original_page(app, archive, access)
    add_compare_page(app, archive, access)
    add_status_page(app, archive, access)
    if access.may_edit and editor is not None:
        add_review_page(app, editor, access)
        add_same_value_page(app, editor, access)
        add_edit_pages(app, editor, access)
        add_many_page(app, archive, editor, access)
        if desk is not None:
            add_desk_pages(app, desk, editor, access)
        if archive.questions is not None:
            add_quality_page(app, archive, archive.questions, access, editor.now)
        if archive.saved is not None:
            add_saved_page(app, archive, archive.saved, access, editor.now)
    return app


def _guard_host(app: Flask, access: Access) -> None:
    @app.before_request
    def refuse_foreign_host() -> Response | None:
        if access.hosts is None or _name(request.host) in access.hosts:
            return None
        detail = f"this server answers as {', '.join(sorted(access.hosts))} only"
        return problem(400, "urn:vanban:problem:host", "Unknown host name", detail)


def _answer_errors(app: Flask) -> None:
    @app.errorhandler(Exception)
    def answer_error(error: Exception) -> Response | tuple[str, int, dict[str, str]]:
        status = status_of(error)
        if status == 500:
            app.logger.error("%s %s", request.method, request.path, exc_info=error)
        if isinstance(error, HTTPException) and (status < 400 or error.response is not None):
            return make_response(error.get_response())
        if speaks_to_programs(request.path):
            return problem_of(error)
        headers = dict(error.get_headers()) if isinstance(error, HTTPException) else {}
        kept = {name: value for name, value in headers.items() if name == "Allow"}
        if status == 503:
            kept["Retry-After"] = str(RETRY_AFTER_SECONDS)
        title, advice = wording.FAULTS.get(status, wording.FAULTS[400 if status < 500 else 500])
        detail = None if isinstance(error, HTTPException) or status in (404, 500, 503) else str(error)
        return render_template("error.html", status=status, title=title, advice=advice, detail=detail), status, kept


def _finish(app: Flask) -> None:
    @app.after_request
    def finish(response: Response) -> Response:
        """Headers for every answer; pages and data are for this reader alone and asked for anew, by ETag where that helps."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if response.status_code == 200 and request.method in ("GET", "HEAD") and not response.direct_passthrough:
            response.add_etag()
            response.make_conditional(request.environ)
        return response


def _name(host: str) -> str:
    """The name in a Host header, without its port.

    >>> _name("[::1]:8000"), _name("LocalHost:8000")
    ('[::1]', 'localhost')
    """
    name = host.lower()
    return name[: name.find("]") + 1] if name.startswith("[") else name.partition(":")[0]


def _fingerprint(*paths: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]
