"""What pages that change something need: whose page a form came from, who is at work, and values as people type them.

A form is accepted only from a page of this server. Browsers say where a form comes from (`Origin`, `Sec-Fetch-Site`) and no
page can make them say otherwise; a request that says neither is refused. So there is no token to keep, and no secret.
"""

import hashlib
from collections.abc import Mapping

from flask import Request, Response
from werkzeug.exceptions import Forbidden

from corpus.correcting import ATTRIBUTES, as_text
from corpus.document import Document
from corpus.gazetteer import fields_of_work
from search_api.editing import Editor
from web import wording
from web.presenting import shown_date

EDITABLE = tuple(field for field in ATTRIBUTES if field not in ("access_label", "external_id"))
"""Fields that pages correct. The label decides who sees a document: that stays with the command."""

SEVERAL_LINES = frozenset({"addressees", "recipients"})
"""Fields with one value a line."""

LONGEST_NAME = 100
_PERSON = "nguoi-sua"
_YEAR_SECONDS = 365 * 24 * 3600


def require_own_page(request: Request) -> None:
    """Forbidden where a form was sent from another site, or does not say from where."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin") or origin not in (None, request.host_url.rstrip("/")) or not (site or origin):
        raise Forbidden("the form did not come from a page of this archive")


def person_of(request: Request, editor: Editor) -> str | None:
    """Who is at work: the name given on the review page, else the system's user."""
    return _name(request.cookies.get(_PERSON, "")) or editor.person


def remember_person(response: Response, name: str) -> None:
    """Keep the name in this browser; an empty one is forgotten. Never sent from another site's pages, nor read by scripts."""
    name = _name(name)
    if name:
        response.set_cookie(_PERSON, name, max_age=_YEAR_SECONDS, path="/", httponly=True, samesite="Strict")
    else:
        response.delete_cookie(_PERSON, path="/", httponly=True, samesite="Strict")


def typed(document: Document, field: str) -> str:
    """The field's value as a person would type it into a form."""
    return typed_text(field, as_text(document, field)) or ""


def typed_text(field: str, text: str | None) -> str | None:
    """A value of the trail as a person would type it: days first, urgency in words."""
    if text is None:
        return None
    if field == "date":
        return shown_date(text)
    if field == "urgency":
        return wording.URGENCIES.get(text, text)
    if field == "fields":
        return "; ".join(text.split("\n"))
    return text


def shown(field: str, text: str | None) -> str | None:
    """The same value for reading: codes of fields of work by their names."""
    if text is not None and field == "fields":
        names: Mapping[str, str] = {one.code: one.name for one in fields_of_work()}
        return "; ".join(names.get(code, code) for code in text.split("\n"))
    return typed_text(field, text)


def mark(text: str) -> str:
    """A short mark of what stood in a box of a form, whatever a browser does to line ends and blanks around it."""
    plain = "\n".join(text.splitlines()).strip()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _name(name: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST_NAME]
