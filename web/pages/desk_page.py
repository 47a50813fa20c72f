"""/tiep-nhan: the clerk's desk. Files are brought, looked at, corrected, and only then kept."""

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest

from corpus.document import Document
from corpus.errors import ArchiveBusy, ArchiveError, Conflict, InputError, Unreadable
from corpus.gazetteer import document_types
from search_api.desk import MOST_BYTES, Desk, Looked
from search_api.documents import title_of
from search_api.editing import Editor
from web import wording
from web.access import Access
from web.annotating import annotated
from web.editing import EDITABLE, LONGEST_NAME, SEVERAL_LINES, mark, person_of, remember_person, require_own_page, typed

_MOST_FILES = 50
"""Files of one form; a folder of thousands is added by the command."""
_MOST_TOLD = 20


def add_desk_pages(app: Flask, desk: Desk, editor: Editor, access: Access) -> None:
    @app.route("/tiep-nhan")
    def desk_page() -> str:
        return _list(desk, ())

    @app.route("/tiep-nhan", methods=["POST"])
    def bring() -> Response | str:
        require_own_page(request)
        request.max_content_length = MOST_BYTES + 2**20
        files = [file for file in request.files.getlist("tep") if file.filename]
        try:
            refused = _brought(desk, files[:_MOST_FILES])
        finally:
            for file in request.files.getlist("tep"):
                file.close()
        if len(files) > _MOST_FILES:
            refused.append((f"{len(files) - _MOST_FILES} tệp", f"mỗi lần nhận nhiều nhất {_MOST_FILES} tệp"))
        if not files:
            refused.append(("", "chưa chọn tệp nào"))
        if refused:
            return _list(desk, refused)
        return redirect("/tiep-nhan", 303)  # type: ignore[return-value]  # werkzeug's response is Flask's here

    @app.route("/tiep-nhan/<id>")
    def look_at(id: str) -> str:
        return _one(desk.look(id), {}, None)

    @app.route("/tiep-nhan/<id>", methods=["POST"])
    def decide(id: str) -> Response | tuple[str, int]:
        require_own_page(request)
        looked = desk.look(id)
        if request.form.get("viec") == "bo":
            desk.discard(id)
            return redirect("/tiep-nhan", 303)  # type: ignore[return-value]
        if request.form.get("viec") != "luu":
            raise BadRequest
        changes = _changes(looked)
        by = request.form.get("by", "").strip() or person_of(request, editor)
        try:
            ids = list(desk.keep(id))
        except (ArchiveBusy, Unreadable) as error:
            return _one(looked, dict(changes), _why(error)), 409
        if not ids:
            return _one(looked, dict(changes), wording.NOT_KEPT), 409
        target = f"/van-ban/{ids[0]}" if len(ids) == 1 else "/tiep-nhan"
        if changes and len(ids) == 1:
            try:
                editor.correct(ids[0], changes, by=(by or "")[:LONGEST_NAME] or None, note=None, labels=access.labels, seen={})
            except (InputError, Conflict, ArchiveBusy):
                # The document is kept; what was typed is asked for again on its own page.
                target = f"/van-ban/{ids[0]}/sua"
        response = make_response(redirect(target, 303))
        remember_person(response, by or "")
        return response

    def _one(looked: Looked, given: dict[str, str | None], problem: str | None) -> str:
        single = looked.documents[0] if len(looked.documents) == 1 else None
        return render_template(
            "desk_one.html",
            looked=looked,
            document=single,
            boxes=[_box(single, field, given) for field in EDITABLE] if single else [],
            blocks=annotated(single) if single else [],
            problem=problem,
            unreadable=[(name, wording.unreadable(reason, name) or reason) for name, reason in looked.missed[:_MOST_TOLD]],
            types=[type.name for type in document_types()],
            person=person_of(request, editor) or "",
            title_of=title_of,
            most=_MOST_TOLD,
        )


def _list(desk: Desk, refused: object) -> str:
    return render_template("desk.html", waiting=desk.waiting(), refused=refused, most=MOST_BYTES)


def _brought(desk: Desk, files: list[FileStorage]) -> list[tuple[str, str]]:
    """Lets each file wait; gives those that could not, with the reason."""
    refused = []
    for file in files:
        try:
            desk.put(file.filename or "", file.stream.read(MOST_BYTES + 1))
        except Unreadable as error:
            refused.append((file.filename or "", wording.unreadable(error.reason, file.filename or "") or str(error)))
        except ArchiveError as error:
            refused.append((file.filename or "", _why(error)))
    return refused


def _changes(looked: Looked) -> list[tuple[str, str | None]]:
    """What the person changed; a value that nobody touched is not thereby confirmed."""
    if len(looked.documents) != 1:
        return []
    document = looked.documents[0]
    given = {field: request.form[field] for field in EDITABLE if field in request.form}
    return [(field, value) for field, value in given.items() if mark(value) != mark(typed(document, field))]


def _box(document: Document, field: str, given: dict[str, str | None]) -> dict[str, object]:
    evidence = document.fields.evidence.get(field)
    return {
        "field": field,
        "name": wording.FIELDS[field],
        "text": given.get(field, typed(document, field)) or "",
        "several_lines": field in SEVERAL_LINES,
        "uncertain": evidence is not None and evidence.confidence < wording.SURE,
        "place": field if evidence is not None and evidence.span is not None else None,
    }


def _why(error: ArchiveError) -> str:
    if isinstance(error, ArchiveBusy):
        return wording.BUSY
    if isinstance(error, InputError):
        return wording.TOO_MUCH
    return str(error)
