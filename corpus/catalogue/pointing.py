"""What a document points at, worked out from others when it is read: likely duplicates, cited documents, its status. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.catalogue.resolving import Cited, Peer, Said, cited_of, differ, resolved, same, status_of
from corpus.document import Document, Fields, Status, StatusCode
from corpus.understanding.citations_effect import STATES, Effect, effect_of, effective_date


class Saying(NamedTuple):
    """What a document says of the validity of one that it cites; `Said` without who says it."""

    cited: Cited
    code: StatusCode
    since: str | None
    sentence: str


def cited_with_effects(fields: Fields, text: str) -> Iterator[tuple[int, Cited, Effect | None]]:
    """The citations that can be looked up, by their place in `fields.citations`, each with what is said of its validity."""
    kind = fields.type.code if fields.type else None
    # A look at the whole text, which few documents need.
    effective = effective_date(text) if any(one.relation in STATES for one in fields.citations) else None
    floor = 0
    for ordinal, citation in enumerate(fields.citations):
        cited = cited_of(citation, fields.date)
        if cited is not None:
            yield ordinal, cited, effect_of(text, citation, kind, effective, floor)
        floor = max(floor, citation.span.end)


def sayings(document: Document) -> list[Saying]:
    """All that a document says of the validity of others; it must have its text."""
    found = cited_with_effects(document.fields, document.text)
    return [Saying(cited, *effect) for _, cited, effect in found if effect is not None]


def peer_of(document: Document) -> Peer:
    fields = document.fields
    type, issuer = fields.type.code if fields.type else None, fields.issuers[0].id if fields.issuers else None
    return Peer(document.id, fields.number_key, type, issuer, fields.date)


def pointing(
    document: Document,
    holders: Mapping[str, Sequence[Peer]],
    near: Sequence[Peer],
    said: Mapping[str, Sequence[Said]],
    as_of: str | None = None,
) -> Document:
    """The document with its likely duplicates, the documents it cites, and its status.

    All of what this reader sees: `holders` of each number key that the document has or cites, `near` those of near-identical
    text, `said` of the validity of each number key.
    """
    fields = document.fields
    ours = peer_of(document)
    own = fields.number_key or ""
    duplicates = {peer.id for peer in holders.get(own, ()) if same(ours, peer)}
    duplicates |= {peer.id for peer in near if not differ(ours, peer)}
    citations = tuple(resolved(citation, ours, holders) for citation in fields.citations)
    # What a row states of its own validity stands.
    status = fields.status if fields.status.code is not StatusCode.UNKNOWN else Status()
    if status.code is StatusCode.UNKNOWN and own in said:
        status = status_of(ours, said[own], holders.get(own, ()), as_of)
    return replace(document, fields=replace(fields, citations=citations, status=status), duplicates=tuple(sorted(duplicates)))
