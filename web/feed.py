"""A search as an Atom feed (RFC 4287), and the archive as an OpenSearch description. Pure: values to bytes of XML."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from corpus.document import Document
from search_api.arrivals import Arrival
from search_api.documents import title_of
from search_api.quoting import quotation, type_and_subject
from web.export.rows import plain

FEED_TYPE = "application/atom+xml"
SEARCH_TYPE = "application/opensearchdescription+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_UNKNOWN_MOMENT = "1970-01-01T00:00:00Z"
"""A feed must say when something changed; a row that was imported without a moment says this."""


@dataclass(frozen=True, slots=True)
class Feed:
    """`query`: the query string of the search, which gives the feed its id; `root`: the server's address, ending in /."""

    title: str
    query: str
    root: str
    entries: Sequence[tuple[Arrival, Document]]

    @property
    def address(self) -> str:
        return f"{self.root}ket-qua.atom{'?' if self.query else ''}{self.query}"

    @property
    def page(self) -> str:
        return f"{self.root}{'?' if self.query else ''}{self.query}"


def atom(feed: Feed) -> bytes:
    """The feed. Ids are those of the search and of the documents, whatever address the server has."""
    out = Element("feed", {"xmlns": _ATOM, "xml:lang": "vi"})
    _add(out, "id", f"urn:vanban:search:{hashlib.sha256(feed.query.encode()).hexdigest()[:32]}")
    _add(out, "title", plain(feed.title))
    _add(out, "updated", max((came.changed for came, _ in feed.entries), default="") or _UNKNOWN_MOMENT)
    _author(out, "Kho văn bản")
    _link(out, "self", feed.address, FEED_TYPE)
    _link(out, "alternate", feed.page, "text/html")
    for came, document in feed.entries:
        _entry(out, came, document, feed.root)
    return _bytes(out)


def open_search(root: str) -> bytes:
    """What a browser needs to ask this archive from its own search box."""
    out = Element("OpenSearchDescription", {"xmlns": _SEARCH})
    for name, text in (
        ("ShortName", "Kho văn bản"),
        ("Description", "Tìm trong kho văn bản hành chính của cơ quan"),
        ("Language", "vi"),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
    ):
        SubElement(out, name).text = text
    for type, template, more in (
        ("text/html", f"{root}?q={{searchTerms}}", {"method": "get"}),
        (FEED_TYPE, f"{root}ket-qua.atom?q={{searchTerms}}", {}),
        (SEARCH_TYPE, f"{root}opensearch.xml", {"rel": "self"}),
    ):
        SubElement(out, "Url", {"type": type, "template": template, **more})
    return _bytes(out)


def _entry(feed: Element, came: Arrival, document: Document, root: str) -> None:
    out = SubElement(feed, "entry")
    fields = document.fields
    _add(out, "id", f"urn:vanban:document:{document.id}")
    named = type_and_subject(document) or title_of(document)
    _add(out, "title", plain(f"{fields.number} – {named}" if fields.number else named))
    _add(out, "updated", came.changed or _UNKNOWN_MOMENT)
    if came.added:
        _add(out, "published", came.added)
    for issuer in fields.issuers:
        _author(out, plain(issuer.name))
    if fields.type:
        SubElement(out, "category", {"term": plain(fields.type.code), "label": plain(fields.type.name)})
    _link(out, "alternate", f"{root}van-ban/{document.id}", "text/html")
    _add(out, "summary", plain(quotation(document)))


def _author(out: Element, name: str) -> None:
    SubElement(SubElement(out, "author"), "name").text = name


def _link(out: Element, relation: str, address: str, type: str) -> None:
    SubElement(out, "link", {"rel": relation, "href": address, "type": type})


def _add(out: Element, name: str, text: str) -> None:
    SubElement(out, name).text = text


def _bytes(out: Element) -> bytes:
    content: bytes = tostring(out, encoding="utf-8", xml_declaration=True)
    return content
