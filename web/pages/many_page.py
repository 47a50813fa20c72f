"""/sua-nhieu: one correction for the documents of a question, those that a person ticks, after a preview."""

import hashlib
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Flask, Response, make_response, redirect, render_template, request

from corpus.document import DocumentId
from corpus.errors import ArchiveBusy, InputError
from search_api.answer import Question
from search_api.archive import Archive
from search_api.documents import title_of
from search_api.editing import Editor, Step, correct_all, preview
from search_api.listing import documents_of, listed
from search_api.parameters import pairs_of, question_from
from search_api.query import settled
from web import wording
from web.access import Access
from web.editing import EDITABLE, LONGEST_NAME, SEVERAL_LINES, person_of, remember_person, require_own_page, shown
from web.pages.histogram import with_range
from web.pages.review_page import refused, why

AT_ONCE = 200
"""Documents of one form: what can be looked through before it is done. The command takes any number."""
FIELDS = tuple(field for field in EDITABLE if field not in SEVERAL_LINES)


def add_many_page(app: Flask, archive: Archive, editor: Editor, access: Access) -> None:
    labels = access.labels

    @app.route("/sua-nhieu")
    def many_page() -> str:
        question = settled(question_from(with_range(request.args.items(multi=True))))
        done = request.args.get("xong", "")
        return _choose(question, int(done) if done.isascii() and done.isdigit() and len(done) < 7 else None, None)

    @app.route("/sua-nhieu", methods=["POST"])
    def correct_many() -> Response:
        require_own_page(request)
        question = settled(question_from(with_range(request.args.items(multi=True))))
        field, value = request.form.get("field", ""), request.form.get("value", "")
        ids = _ticked(question)
        if field not in FIELDS or not ids:
            problem = "Hãy chọn một trường." if field not in FIELDS else "Hãy chọn ít nhất một văn bản."
            return make_response(_choose(question, None, problem), 400)
        try:
            steps = list(preview(editor.catalogue, ids, [(field, value)], labels))
        except InputError as error:
            return refused(_choose(question, None, why(error, field)), error)
        state = _state(steps, value)
        if request.form.get("state") != state:
            # Either the first time, or something changed since it was shown: it is shown (again) before it is done.
            return make_response(_preview(question, field, value, steps, state))
        by = request.form.get("by", "").strip() or person_of(request, editor)
        try:
            note = request.form.get("note", "").strip()[:1000] or None
            made = list(
                correct_all(editor, steps, [(field, value)], by=(by or "")[:LONGEST_NAME] or None, note=note, labels=labels)
            )
        except ArchiveBusy as error:
            return refused(_preview(question, field, value, steps, state, why(error, field)), error)
        done = sum(step.changes for step in made)
        query = urlencode([*pairs_of(question), ("xong", str(done))])
        response = make_response(redirect(f"/sua-nhieu?{query}", 303))
        remember_person(response, by or "")
        return response

    def _ticked(question: Question) -> list[DocumentId]:
        """The ticked ones among the question's documents, in its order; what is not among them was never on the page."""
        wanted = set(request.form.getlist("van-ban"))
        return [id for id in listed(archive, question, labels, AT_ONCE).ids if id in wanted]

    def _choose(question: Question, done: int | None, problem: str | None) -> str:
        found = listed(archive, question, labels, AT_ONCE)
        return render_template(
            "many.html",
            question=question,
            query=urlencode(pairs_of(question)),
            documents=list(documents_of(found.reader, found.ids, labels, text=False)),
            total=found.total,
            at_once=AT_ONCE,
            fields=[(field, wording.FIELDS[field]) for field in FIELDS],
            title_of=title_of,
            done=done,
            problem=problem,
        )

    def _preview(
        question: Question, field: str, value: str, steps: Sequence[Step], state: str, problem: str | None = None
    ) -> str:
        return render_template(
            "many_preview.html",
            query=urlencode(pairs_of(question)),
            field=field,
            name=wording.FIELDS[field],
            value=value,
            steps=[step for step in steps if step.changes],
            same=sum(not step.changes for step in steps),
            ids=[step.document.id for step in steps],
            state=state,
            shown=shown,
            title_of=title_of,
            person=request.form.get("by") or person_of(request, editor) or "",
            note=request.form.get("note", ""),
            problem=problem,
        )


def _state(steps: Sequence[Step], value: str) -> str:
    """What the person saw: these documents, as they were, and this value."""
    seen = [value, *(f"{step.document.id} {step.state}" for step in steps)]
    return hashlib.sha256("\n".join(seen).encode("utf-8", "surrogatepass")).hexdigest()[:16]
