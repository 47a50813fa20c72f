"""The HTTP API under /api/v1, /healthz and /readyz: each route parses, calls, renders.

flask-openapi3 derives the OpenAPI 3.1 document from the routes' own models, in process and without a page of its own
(its page would load scripts). APIFlask and flask-smorest were the others: both describe with marshmallow and emit 3.0
by default, and the settings already bring pydantic.
"""

from http import HTTPStatus
from typing import Any, TypeAlias

from flask import Response, jsonify, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.info import Info
from flask_openapi3.models.server import Server
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError

from corpus.document import DocumentId
from corpus.errors import InputError, NotFound
from indexer.engines.engine import Labels
from search_api.answer import MOST_LIMIT
from search_api.archive import Archive
from search_api.citations import citations
from search_api.difference import chosen, difference
from search_api.documents import document_of
from search_api.form import answer_json, citations_json, difference_json, document_json, facet_json, similar_json, suggest_json
from search_api.http import models, requests
from search_api.http.original import original
from search_api.http.problem import MEDIA_TYPE, problem_of
from search_api.parameters import question_from
from search_api.search import facet, search
from search_api.similar import similar
from search_api.suggest import suggest

PREFIX = "/api/v1"
Reply: TypeAlias = "Response | tuple[Response, int]"
Responses: TypeAlias = "dict[str | int | HTTPStatus, Any]"

_DESCRIPTION = (
    "A searchable archive of Vietnamese administrative documents: questions, documents, their neighbours and facets. "
    "Only reading; everything is counted for what the reader may see."
)


def _refused(*statuses: int) -> Responses:
    """Problem responses for the OpenAPI document; fresh values, since the library writes into them."""
    said = {
        400: "The request is malformed",
        404: "There is none, or none for this reader",
        503: "Archive or engine cannot be used now",
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    replies: Responses = {status: {"description": said[status], "content": dict(content)} for status in statuses}
    if 503 in replies:
        replies[503] |= {"headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}}
    return replies


def speaks_to_programs(path: str) -> bool:
    """Whether errors under this path are told as problem+json."""
    return path == "/api" or path.startswith("/api/") or path in ("/healthz", "/readyz")


def openapi_app(import_name: str, version: str, **options: Any) -> OpenAPI:
    """The Flask application that carries the API's description; fetches nothing, serves no page about itself."""
    return OpenAPI(
        import_name,
        info=Info(title="Vanban", version=version, description=_DESCRIPTION),
        servers=[Server(url="/")],
        doc_ui=False,
        security_schemes={},  # None would be written as null, which the specification refuses
        validation_error_status=400,
        validation_error_model=models.Problem,
        validation_error_callback=_malformed,
        **options,
    )


def add_api(app: OpenAPI, archive: Archive, labels: Labels) -> None:
    """Adds the routes; every answer is what a reader with these labels may see."""
    app.register_api(_health(archive, labels))
    app.register_api(_routes(archive, labels))

    description = _described(app)

    @app.get(f"{PREFIX}/openapi.json", doc_ui=False)
    def openapi_document() -> Reply:
        return jsonify(description)


def _routes(archive: Archive, labels: Labels) -> APIBlueprint:
    api = APIBlueprint("api", __name__, url_prefix=PREFIX)

    @api.get("/search", operation_id="search", responses={200: models.SearchAnswer, **_refused(400, 503)})
    def search_documents(query: requests.SearchParameters) -> Reply:  # noqa: ARG001  checked on the way in
        """Documents for a question, ranked, with facets."""
        question = question_from(request.args.items(multi=True))
        return jsonify(answer_json(search(archive, question, labels)))

    @api.get("/documents/<id>", operation_id="document", responses={200: models.DocumentAnswer, **_refused(400, 404, 503)})
    def one_document(path: requests.DocumentPath, query: requests.VersionParameters) -> Reply:
        """A document with its text and fields, the newest or another version."""
        document = document_of(archive.engine.reader(), DocumentId(path.id), labels)
        if query.version is not None and query.version not in {version.sha256 for version in document.versions[-1:]}:
            document = archive.version(document.id, query.version, labels)
        return jsonify(document_json(document))

    @api.get("/documents/<id>/similar", operation_id="similar", responses={200: models.SimilarAnswer, **_refused(400, 404, 503)})
    def similar_documents(path: requests.DocumentPath, query: requests.SimilarParameters) -> Reply:
        """Similar documents, earlier and later, with reasons."""
        return jsonify(similar_json(similar(archive, DocumentId(path.id), labels, query.limit, query.direction)))

    @api.get(
        "/documents/<id>/citations", operation_id="citations", responses={200: models.CitationsAnswer, **_refused(400, 404, 503)}
    )
    def citations_of_document(path: requests.DocumentPath, query: requests.CitationsParameters) -> Reply:
        """What a document cites, what cites it, and its status, as of a day if asked."""
        found = citations(archive, DocumentId(path.id), labels, as_of=query.as_of, limit=query.limit, offset=query.offset)
        return jsonify(citations_json(found))

    @api.get(
        "/documents/<id>/original",
        operation_id="original",
        responses={200: _FILE, 206: _PART, 304: _UNCHANGED, 416: _OUT_OF_RANGE, **_refused(400, 404, 503)},
    )
    def original_file(path: requests.DocumentPath, query: requests.VersionParameters) -> Reply:
        """The original file of a version, as a download."""
        return original(archive, path.id, labels, query.version)

    @api.get("/compare", operation_id="compare", responses={200: models.CompareAnswer, **_refused(400, 404, 503)})
    def compare_documents(query: requests.CompareParameters) -> Reply:
        """Two documents, or two versions of one, side by side."""
        sides = chosen(query.a, query.b, va=query.va, vb=query.vb, version=query.version)
        return jsonify(difference_json(difference(archive, *sides, labels)))

    @api.get("/facets/<field>", operation_id="facet", responses={200: models.FacetAnswer, **_refused(400, 404, 503)})
    def one_facet(path: requests.FacetPath, query: requests.FacetParameters) -> Reply:  # noqa: ARG001
        """The values of one facet of a question, those that begin with a prefix."""
        question = question_from(request.args.items(multi=True))
        prefix = request.args.get("prefix", "")
        if len(prefix) > requests.MOST_PREFIX:
            raise InputError(f"prefix: {len(prefix)} characters; at most {requests.MOST_PREFIX} are accepted")
        limit = question.limit if request.args.get("limit", "").strip() else MOST_LIMIT
        return jsonify(
            {"field": path.field, **facet_json(facet(archive, path.field, question, labels, prefix=prefix, limit=limit))}
        )

    @api.get("/suggest", operation_id="suggest", responses={200: models.SuggestAnswer, **_refused(400, 503)})
    def suggestions(query: requests.SuggestParameters) -> Reply:
        """Numbers, issuers and subjects for what is typed so far."""
        return jsonify(suggest_json(query.q, suggest(archive, query.q, labels)))

    @api.get("/status", operation_id="status", responses={200: models.StatusAnswer, **_refused(400, 503)})
    def status(query: requests.NoParameters) -> Reply:  # noqa: ARG001
        """What the archive holds and how it fares."""
        return jsonify(dict(archive.status(labels)))

    return api


def _health(archive: Archive, labels: Labels) -> APIBlueprint:
    health = APIBlueprint("health", __name__)

    @health.get("/healthz", operation_id="healthz", responses={200: models.Health})
    def process_lives() -> Reply:
        """Whether the process answers."""
        return jsonify({"status": "ok"})

    @health.get("/readyz", operation_id="readyz", responses={200: models.Health, **_refused(503)})
    def archive_answers() -> Reply:
        """Whether archive and engine answer."""
        archive.engine.reader().statistics((), labels)
        archive.status(labels)  # asks the catalogue too
        return jsonify({"status": "ready"})

    return health


_FILE = {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_PART = {"description": "The part that Range asked for"}
_UNCHANGED = {"description": "As the ETag says"}
_OUT_OF_RANGE = {"description": "Range lies outside the file"}


def _described(app: OpenAPI) -> Any:
    """The OpenAPI document; the library gives every operation a 400, also those that refuse nothing."""
    paths = {
        path: {method: _without_idle_400(operation) for method, operation in item.items()}
        for path, item in app.api_doc["paths"].items()
    }
    return app.api_doc | {"paths": paths}


def _without_idle_400(operation: dict[str, Any]) -> dict[str, Any]:
    idle = MEDIA_TYPE not in operation["responses"]["400"]["content"]
    kept = {status: said for status, said in operation["responses"].items() if not (idle and status == "400")}
    return operation | {"responses": kept}


def _malformed(error: ValidationError) -> Response:
    """A parameter that its model refuses: nothing is at a malformed address, anything else is a wrong call."""
    if error.title in (requests.DocumentPath.__name__, requests.FacetPath.__name__):
        return problem_of(NotFound("there is nothing at this address"))
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"]) or "query"
    if first["type"] == "extra_forbidden":
        return problem_of(InputError(f"{name[:40]!r} is not a parameter of this address"))
    return problem_of(InputError(f"{name}: {first['msg']}"))
