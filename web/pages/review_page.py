"""/ra-soat: the fields in doubt, each with its line of text, to confirm or correct by one key. Only where one may edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest

from corpus.catalogue import DoubtFilter
from corpus.correcting import Correction, as_text
from corpus.document import Document, DocumentId
from corpus.doubting import ASIDE, REVIEWED
from corpus.errors import ArchiveBusy, ArchiveError, Conflict, InputError
from corpus.gazetteer import document_types
from corpus.vietnamese import clean
from search_api.documents import title_of
from search_api.editing import Editor
from search_api.http.problem import RETRY_AFTER_SECONDS
from search_api.reviewing import review
from web import wording
from web.access import Access
from web.editing import EDITABLE, SEVERAL_LINES, person_of, remember_person, require_own_page, shown, typed

ON_A_PAGE = 10
CHOICES = 12
"""Types and bodies offered for narrowing the list, those with the most doubts first."""
MOST_ALIKE = 1000
"""Documents with the same reading are counted up to here."""
COUNTED = ("issuer", "type")
"""Fields whose like readings are counted at once; for signer and place that takes too long on a page that waits for a key."""
OFFERED = (*COUNTED, "signer", "signer_title", "signer_capacity", "place", "urgency")
_MOST_VALUES = 10_000
_MOST_OFFSET = 1_000_000
_FILTERS = ("field", "type", "issuer")


@dataclass(frozen=True, slots=True)
class Failed:
    """A correction that was not made: why, for people, and what was typed, so that nothing is lost. `document` None: any."""

    document: str
    field: str
    typed: str
    message: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One value by which the list can be narrowed, with the lines left and the address; `chosen`: the address without it."""

    label: str
    count: int
    address: str
    chosen: bool


def add_review_page(app: Flask, editor: Editor, access: Access) -> None:
    labels = access.labels

    @app.route("/ra-soat")
    def review_page() -> str:
        return _page(_asked(request.args), None, _settled(request.args))

    @app.route("/ra-soat", methods=["POST"])
    def review_one() -> Response:
        require_own_page(request)
        form = request.form
        id, field = DocumentId(form.get("id", "")), form.get("field", "")
        asked = _asked({**form, "field": form.get("only-field", "")})  # the form's own field is the one that is settled
        if field not in EDITABLE or "state" not in form:
            raise BadRequest
        document = editor.catalogue.document(id, labels, text=False)
        try:
            value = _value(form, document)
            editor.correct(id, [(field, value)], by=person_of(request, editor), labels=labels, seen={field: form["state"]})
        except (InputError, Conflict, ArchiveBusy) as error:
            failed = Failed(id, field, form.get("propose", form.get("value", "")), why(error, field))
            return refused(_page(asked, failed, None), error)
        return redirect(_address(asked, done=id, at=field), 303)  # type: ignore[return-value]  # a Response of werkzeug

    @app.route("/ra-soat/nguoi-sua", methods=["POST"])
    def name_person() -> Response:
        require_own_page(request)
        response = make_response(redirect(_address(_asked(request.form)), 303))
        remember_person(response, request.form.get("name", ""))
        return response

    def _page(asked: Mapping[str, str], failed: Failed | None, settled: tuple[Document, Correction, int] | None) -> str:
        only = DoubtFilter(asked.get("field"), asked.get("type"), asked.get("issuer"))
        offset = int(asked.get("offset", "0"))
        found = review(editor.catalogue, labels, only, limit=ON_A_PAGE, offset=offset)
        return render_template(
            "review.html",
            review=found,
            asked=asked,
            offset=offset,
            failed=failed,
            settled=settled,
            most_alike=MOST_ALIKE,
            offered=set(OFFERED) - set(COUNTED),
            person=person_of(request, editor) or "",
            by_field=_by_field(asked, found.by_field),
            by_type=_narrowings(editor, access, asked, only, "type"),
            by_issuer=_narrowings(editor, access, asked, only, "issuer"),
            types=[type.name for type in document_types()],
            several_lines=SEVERAL_LINES,
            skip=lambda place: _address({**asked, "offset": str(offset + place)}),
            previous=_address({**asked, "offset": str(max(0, offset - ON_A_PAGE))}) if offset else None,
            next=_address({**asked, "offset": str(offset + ON_A_PAGE)}) if offset + ON_A_PAGE < found.total else None,
            title_of=title_of,
            typed=typed,
            shown=shown,
        )

    def _settled(args: Mapping[str, str]) -> tuple[Document, Correction, int] | None:
        """What the form before this page did, from the trail; and how many other documents have the same reading."""
        id, field = DocumentId(args.get("done", "")), args.get("at", "")
        document = editor.catalogue.documents([id], labels, text=False).get(id) if field in EDITABLE else None
        trail = [one for one in editor.catalogue.history(id, labels) if one.field == field] if document else []
        if document is None or not trail:
            return None
        confirmed = trail[-1].before == trail[-1].after
        alike = editor.catalogue.sharing(id, field, labels, limit=MOST_ALIKE + 1, in_doubt=confirmed) if field in COUNTED else []
        return document, trail[-1], len(alike)


def _value(form: Mapping[str, str], document: Document) -> str | None:
    """What the form sets the field to; None: confirmed as it stands."""
    if "propose" in form:
        return form["propose"]
    match form.get("do"):
        case "confirm":
            return None
        case "none":
            return None if as_text(document, form["field"]) is None else ""
        case "correct" if clean(form.get("value", "")).strip():
            return form["value"]
        case "correct":  # Enter in an empty box is no decision.
            raise InputError("empty")
    raise BadRequest


def refused(page: str, error: ArchiveError) -> Response:
    """The page again, with the status of what stood in the way."""
    status = 503 if isinstance(error, ArchiveBusy) else 409 if isinstance(error, Conflict) else 400
    response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def why(error: ArchiveError, field: str) -> str:
    """Why a correction was not made, in the reader's language."""
    if isinstance(error, ArchiveBusy):
        return "Đang có tiến trình khác ghi vào kho; hãy thử lại sau ít phút."
    if isinstance(error, Conflict):
        return "Trường này vừa được người khác sửa; hãy xem giá trị mới rồi quyết định."
    if str(error) == "empty":
        return "Chưa gõ gì. Nếu văn bản không có trường này, hãy bấm “Không có”."
    if "longer than" in str(error):
        return "Giá trị quá dài, nhiều nhất 4.000 ký tự."
    return wording.PARAMETERS.get(field, str(error))


def _asked(args: Mapping[str, str]) -> dict[str, str]:
    """The filters and the place in the list; what makes no sense is left out, as on the search page's unknown parameters."""
    asked = {name: args[name] for name in _FILTERS if 0 < len(args.get(name, "")) <= 200}
    if asked.get("field") not in (None, *REVIEWED):
        del asked["field"]
    offset = args.get("offset", "")
    if offset.isascii() and offset.isdigit() and len(offset) <= 7 and 0 < int(offset) <= _MOST_OFFSET:
        asked["offset"] = offset
    return asked


def _address(asked: Mapping[str, str], **more: str) -> str:
    pairs = [(name, value) for name, value in {**asked, **more}.items() if value and (name, value) != ("offset", "0")]
    return "/ra-soat?" + urlencode(pairs) if pairs else "/ra-soat"


def _by_field(asked: Mapping[str, str], counts: Mapping[str, int]) -> list[Narrowing]:
    """What is not among the total says so, so that the others add up to it."""
    names = {**wording.FIELDS, ASIDE: f"{wording.FIELDS[ASIDE]} (xem riêng)"}
    return [_narrowing(asked, "field", field, names[field], counts[field]) for field in REVIEWED if counts.get(field)]


def _narrowings(
    editor: Editor, access: Access, asked: Mapping[str, str], only: DoubtFilter, by: Literal["type", "issuer"]
) -> list[Narrowing]:
    """The values with the most lines, and the chosen one. A value that this reader meets nowhere keeps its bare name."""
    counts = editor.catalogue.count_doubts(access.labels, only, by, limit=_MOST_VALUES)
    known = {value: count for value, count in counts.items() if value is not None}
    offered = list(known)[:CHOICES]
    chosen = asked.get(by)
    if chosen is not None and chosen not in offered:
        offered.append(chosen)
    names = editor.catalogue.names(by, [value for value in offered if value in known], access.labels)
    return [_narrowing(asked, by, value, names.get(value, value), known.get(value, 0)) for value in offered]


def _narrowing(asked: Mapping[str, str], by: str, value: str, label: str, count: int) -> Narrowing:
    chosen = asked.get(by) == value
    rest = {name: given for name, given in asked.items() if name not in (by, "offset")}
    return Narrowing(label, count, _address(rest if chosen else {**rest, by: value}), chosen)
