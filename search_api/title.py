"""What a document is called in a list."""

from corpus.document import Document


def title_of(document: Document) -> str:
    """The subject, else the file name, else the number, else the id: never empty."""
    return document.fields.subject or document.file_name or document.fields.number or document.id
