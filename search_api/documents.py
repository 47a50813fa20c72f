"""One document, as far as the reader may see it."""

from corpus.document import Document, DocumentId
from corpus.errors import NotFound
from indexer.engines.engine import EngineReader, Labels


def document_of(reader: EngineReader, id: DocumentId, labels: Labels) -> Document:
    """The document with its text, from a state of the index already at hand; raises NotFound where the reader sees none."""
    found = reader.documents([id], labels).get(id)
    if found is None:
        shown = id if len(id) <= 40 else id[:40] + "…"
        raise NotFound(f"no document {shown!r} in this archive")
    return found


def duplicates_of(reader: EngineReader, document: Document, labels: Labels) -> tuple[Document, ...]:
    """The document's likely duplicates without their texts; those that this reader sees."""
    return (
        tuple(reader.documents(document.duplicates, labels, text=False, citations=False).values()) if document.duplicates else ()
    )


def title_of(document: Document) -> str:
    """What a document is called in a list: the subject, else the file name, the number, the id; never empty."""
    return document.fields.subject or document.file_name or document.fields.number or document.id
