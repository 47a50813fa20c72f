"""One document by its id, and whether anything can be asked at all, for faces that never talk to an engine."""

from corpus.document import Document, DocumentId, Version
from corpus.errors import NotFound
from indexer.engines.engine import Labels
from search_api.archive import Archive


def document(archive: Archive, id: DocumentId, labels: Labels, *, text: bool = True) -> Document:
    """The document as this reader sees it; raises NotFound where there is none, or none for them."""
    found = archive.engine.reader().documents([id], labels, text=text).get(id)
    if found is None:
        raise NotFound(f"no document {id} in this archive")
    return found


def version_of(document: Document, sha256: str | None) -> Version:
    """The version asked for, the newest where none is named; raises NotFound where the document has no such version."""
    for version in reversed(document.versions):
        if sha256 is None or version.sha256 == sha256:
            return version
    raise NotFound(f"document {document.id} has no version {sha256 or 'at all'}")


def ensure_ready(archive: Archive, labels: Labels) -> None:
    """Asks the engine for the smallest thing; raises what a question would raise (EngineUnavailable, ArchiveDamaged)."""
    archive.engine.reader().statistics((), labels)
