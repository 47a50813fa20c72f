"""/chat-luong: the office's own questions, judged by clicking, and how well the archive answers them. Only where one may edit."""

from collections.abc import Callable

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from corpus.document import DocumentId
from corpus.errors import ArchiveBusy, InputError
from search_api.archive import Archive
from search_api.own_questions import RELEVANCES, OwnQuestions
from search_api.quality import changes, keep, made_by, measure, pool
from web.access import Access
from web.editing import require_own_page
from web.pages.review_page import refused


def add_quality_page(app: Flask, archive: Archive, own: OwnQuestions, access: Access, now: Callable[[], str]) -> None:
    labels = access.labels

    @app.route("/chat-luong")
    def quality_page() -> str:
        return _page(None)

    @app.route("/chat-luong", methods=["POST"])
    def add_question() -> Response:
        require_own_page(request)
        text = request.form.get("text", "")
        try:
            id = own.add(text)
        except (InputError, ArchiveBusy) as error:
            return refused(_page(_why(error), text), error)
        return _to(f"/chat-luong/cau/{id}")

    @app.route("/chat-luong/do")
    def measure_page() -> str:
        found = measure(archive, own, labels)
        texts = {one.id: one.text for one in own.questions()}
        return render_template("measured.html", found=found, texts=texts, mark=own.mark())

    @app.route("/chat-luong/moc", methods=["POST"])
    def set_mark() -> Response:
        require_own_page(request)
        found = measure(archive, own, labels)
        if found is None:
            raise BadRequest
        keep(own, found, now())
        return _to("/chat-luong")

    @app.route("/chat-luong/cau/<id>")
    def judging_page(id: str) -> str:
        question = own.question(id)
        judged = own.judgements().get(id, {})
        held = own.questions()
        place = [one.id for one in held].index(id)
        return render_template(
            "judging.html",
            question=question,
            judged=judged,
            hits=pool(archive, question, judged, labels),
            following=held[place + 1] if place + 1 < len(held) else None,
            failed=None,
        )

    @app.route("/chat-luong/cau/<id>", methods=["POST"])
    def judge(id: str) -> Response:
        require_own_page(request)
        document, given = DocumentId(request.form.get("doc", "")), request.form.get("relevance", "")
        if given not in {"", *map(str, RELEVANCES)}:
            raise BadRequest
        if given and not archive.engine.reader().documents([document], labels, text=False, citations=False):
            raise NotFound
        own.judge(id, document, int(given) if given else None)
        return _to(f"/chat-luong/cau/{id}#{document}")

    @app.route("/chat-luong/cau/<id>/sua", methods=["POST"])
    def change_question(id: str) -> Response:
        require_own_page(request)
        if request.form.get("do") == "remove":
            own.remove(id)
            return _to("/chat-luong")
        try:
            own.reword(id, request.form.get("text", ""))
        except InputError as error:
            return refused(_page(_why(error), request.form.get("text", "")), error)
        return _to(f"/chat-luong/cau/{id}")

    def _page(failed: str | None, typed: str = "") -> str:
        judgements, mark = own.judgements(), own.mark()
        return render_template(
            "quality.html",
            questions=[(one, len(judgements.get(one.id, {}))) for one in own.questions()],
            mark=mark,
            changed=changes(mark, made_by(archive)) if mark else (),
            failed=failed,
            typed=typed,
        )


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))


def _why(error: Exception) -> str:
    if isinstance(error, ArchiveBusy):
        return "Đang có người khác ghi; hãy thử lại."
    for part, words in (
        ("empty", "Chưa gõ câu hỏi."),
        ("longer", "Câu hỏi quá dài, nhiều nhất 2.000 ký tự."),
        ("already", "Đã có câu hỏi này, hoặc đã đủ 1.000 câu."),
    ):
        if part in str(error):
            return words
    return str(error)
