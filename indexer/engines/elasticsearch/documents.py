"""Documents out of what the server keeps, with what they point at: so a web process needs no catalogue beside it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from corpus.catalogue.pointing import pointing
from corpus.catalogue.resolving import Cited, Peer, Said, cited_of
from corpus.document import Document, DocumentId, StatusCode
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.mapping import attribute_field
from indexer.engines.elasticsearch.queries import Query, either, every
from indexer.engines.elasticsearch.state import Answer, State, column, shown
from indexer.engines.elasticsearch.stored import document_of
from indexer.engines.engine import Attribute, Labels

_PEER = (attribute_field(Attribute.NUMBER), attribute_field(Attribute.TYPE), mapping.FIRST_ISSUER, mapping.DAY, mapping.NEAR)
_AT_ONCE = 500


def documents_of(
    state: State, ids: Sequence[DocumentId], labels: Labels, *, text: bool, citations: bool
) -> Mapping[DocumentId, Document]:
    """The visible ones among the ids in the order asked, by two requests and one more for each 500 of them."""
    left_out = [] if text else ["stored.document.text"]
    source = {"includes": [mapping.ID, mapping.REVISION, mapping.LABEL, "stored.document"], "excludes": left_out}
    found: dict[str, Document] = {}
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        query = every(queries.ids(part), queries.visible(labels))
        for hit in state.search({"query": query, "size": len(part), **shown(source=source)})["hits"]["hits"]:
            document = document_of(hit["_source"], citations=citations)
            found[document.id] = document
    pointed = _pointed(state, list(found.values()), labels)
    return {id: pointed[id] for id in wanted if id in pointed}


def _pointed(state: State, documents: Sequence[Document], labels: Labels) -> dict[DocumentId, Document]:
    """What later and earlier documents make of these, as far as the reader sees them."""
    own = {document.fields.number_key for document in documents if document.fields.number_key}
    cited = {
        named.key
        for document in documents
        for citation in document.fields.citations
        if (named := cited_of(citation, document.fields.date))
    }
    near = {id for document in documents for id in document.duplicates}
    ours = {document.id for document in documents}
    alike = either([queries.ids(near), {"terms": {mapping.NEAR: sorted(ours)}}])
    peers = [
        *_hits(state, _numbered(own | cited), labels),
        *(_hits(state, alike, labels) if ours else ()),
    ]
    holders: dict[str, dict[str, Peer]] = defaultdict(dict)
    known: dict[str, Peer] = {}
    pointing_at: dict[str, set[str]] = defaultdict(set)
    for hit in peers:
        peer = _peer(hit)
        known[peer.id] = peer
        if peer.number_key:
            holders[peer.number_key][peer.id] = peer
        for id in hit["fields"].get(mapping.NEAR, ()):
            pointing_at[id].add(peer.id)
    said = _said(state, own, labels)
    by_key = {key: [those[id] for id in sorted(those)] for key, those in holders.items()}
    return {
        document.id: pointing(
            document,
            by_key,
            [known[id] for id in sorted({*document.duplicates, *pointing_at[document.id]}) if id in known],
            said,
        )
        for document in documents
    }


def _said(state: State, keys: Collection[str], labels: Labels) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    if not keys:
        return found
    query = every(queries.visible(labels), {"terms": {mapping.SAYS: sorted(keys)}})
    for hit in state.everything(query, source=["stored.document.said", mapping.ID]):
        for *cited, code, since, sentence in hit["_source"]["stored"]["document"]["said"]:
            if cited[0] in keys:
                by = Peer(DocumentId(hit["_source"][mapping.ID]), None, None, None, None)
                found[cited[0]].append(Said(by, Cited(*cited), StatusCode(code), since, sentence))
    citing = {one.by.id for those in found.values() for one in those}
    peers = {peer.id: peer for peer in map(_peer, _hits(state, queries.ids(citing), labels))} if citing else {}
    return {key: [one._replace(by=peers[one.by.id]) for one in those if one.by.id in peers] for key, those in found.items()}


def _hits(state: State, query: Query, labels: Labels) -> list[Answer]:
    return list(state.everything(every(query, queries.visible(labels)), _PEER))


def _numbered(keys: Collection[str]) -> Query:
    return {"terms": {attribute_field(Attribute.NUMBER): sorted(keys)}} if keys else queries.NOTHING


def _peer(hit: Answer) -> Peer:
    number, type, issuer, day, _ = _PEER
    return Peer(
        DocumentId(column(hit, mapping.ID)), column(hit, number), column(hit, type), column(hit, issuer), column(hit, day)
    )
