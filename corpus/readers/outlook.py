"""Outlook messages (.msg): headings and text as one document, by kreuzberg, which gives no attachment's bytes."""

from corpus.readers.office import extracted
from corpus.readers.reading import Reading


def read_outlook(data: bytes) -> Reading:
    """The message's headings and text. Its attachments are not read: a warning names them."""
    result = extracted(data, "application/vnd.ms-outlook")
    names = [" ".join(str(name).split()) for name in result.metadata.get("attachments") or []]
    warnings = (f"attachments of an Outlook message are not read; save and add them: {', '.join(names)}",) if names else ()
    head, blank, text = str(result.content).partition("\n\n")
    listed = f"\nAttachments: {', '.join(names)}" if names else ""
    return Reading(f"{head}{listed}{blank}{text}", "", warnings)
