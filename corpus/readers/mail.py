"""Mail messages (.eml): heading lines and text as one document; attachments by number, for whoever opens the mail."""

import contextlib
import email
import email.errors
import re
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

from corpus.errors import Refused, Unreadable
from corpus.readers.plain import decode
from corpus.readers.reading import Reading

MOST_MAIL_BYTES = 64 * 2**20
MOST_ATTACHMENTS = 200
MOST_LINES = 1_000_000
"""More than the largest mail has lines of 76 letters; the parser asks of each line which of the open parts it ends."""
MOST_BOUNDARIES = 50
MOST_HEADING_BYTES = 20_000
"""Parsing a heading takes time by the square of its length."""
_HEADINGS = ("From", "To", "Cc", "Date", "Subject")
_DESCRIBING = re.compile(rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M)
_BOUNDARY = re.compile(rb"boundary[ \t*\d]{0,20}=", re.I)
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment: its place among the message's parts, its name as decoded (None where it has none), its media type."""

    part: int
    name: str | None
    media_type: str
    size: int


def read_mail(data: bytes) -> Reading:
    """The message's headings, the names of its attachments, and its text (plain where there is one, else of its HTML).

    Raises Unreadable "broken" where there are no headings, "too-large", Refused "hostile".
    """
    message = parse(data)
    lines = [f"{name}: {value}" for name in _HEADINGS if (value := _heading(message, name))]
    if not lines:
        raise Unreadable("broken", "damaged, it has none of the headings of a mail")
    names = [a.name or "?" for a in attachments(message)]
    if names:
        lines.append(f"Attachments: {', '.join(names)}")
    texts: list[str] = []
    margins: list[str] = []
    warnings: list[str] = []
    chosen = _texts(message)
    for part in chosen:
        content = _content(part)
        if part.get_content_type() == "text/html":
            from corpus.readers.html import read_html

            reading = read_html(content)
            texts.append(reading.text)
            margins.append(reading.margins)
            warnings.extend(reading.warnings)
        else:
            text, told = decode(content, part.get_content_charset())
            texts.append(text)
            warnings.extend(told)
    return Reading("\n".join([*lines, "", *texts]), "", tuple(dict.fromkeys(warnings)), "\n".join(margins))


def parse(data: bytes) -> Message:
    """The message's structure. Raises Unreadable "too-large", Refused "hostile" before what would take long to parse."""
    if len(data) > MOST_MAIL_BYTES:
        raise Unreadable("too-large", f"{len(data) / 2**20:,.0f} MiB; mails up to {MOST_MAIL_BYTES // 2**20} MiB are read")
    if data.count(b"\n") > MOST_LINES or sum(1 for _ in _BOUNDARY.finditer(data)) > MOST_BOUNDARIES:
        raise Refused("hostile", "a mail with more lines or parts in parts than any program writes")
    if any(found.end() - found.start() > MOST_HEADING_BYTES for found in _DESCRIBING.finditer(data)):
        raise Refused("hostile", "a mail with a heading longer than any program writes")
    return email.message_from_bytes(data)


def attachments(message: Message) -> list[Attachment]:
    """What the mail carries beside its text, in order; pictures inside its text and signatures are left out.

    Raises Refused "hostile" for more than 200.
    """
    texts = {id(part) for part in _texts(message)}
    found = []
    for number, part in enumerate(_parts(message)):
        kind = part.get_content_type()
        inline = kind.startswith("image/") and (part.get("Content-ID") or part.get_content_disposition() == "inline")
        body = kind in ("text/plain", "text/html") and not _attached(part)
        if id(part) in texts or body or inline or kind in _SIGNATURES:
            continue
        size = len(part.as_bytes()) if kind == "message/rfc822" else len(str(part.get_payload())) * 3 // 4
        found.append(Attachment(number, _name(part), kind, size))
        if len(found) > MOST_ATTACHMENTS:
            raise Refused("hostile", f"a mail with more than {MOST_ATTACHMENTS} attachments")
    return found


def attachment(data: bytes, number: int) -> bytes:
    """The bytes of the part of this number, as `attachments` counts. Raises Unreadable "broken" where there is none."""
    parts = _parts(parse(data))
    if number >= len(parts):
        raise Unreadable("broken", "the mail has changed since it was looked at")
    return _content(parts[number])


def _parts(message: Message) -> list[Message]:
    """The parts that are no mere containers; a mail inside the mail is one part and is not looked into."""
    found: list[Message] = []
    stack = [message]
    while stack:
        part = stack.pop()
        payload = part.get_payload()
        if part.get_content_type() != "message/rfc822" and isinstance(payload, list):
            stack.extend(p for p in reversed(payload) if isinstance(p, Message))
        else:
            found.append(part)
    return found


def _texts(message: Message) -> list[Message]:
    """The parts that are the mail's text: all plain ones, or all HTML ones where no plain one has words."""
    parts = [p for p in _parts(message) if not _attached(p)]
    plain = [p for p in parts if p.get_content_type() == "text/plain" and _content(p).strip()]
    return plain or [p for p in parts if p.get_content_type() == "text/html"]


def _attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or _name(part) is not None


def _content(part: Message) -> bytes:
    payload = part.get_payload()
    if isinstance(payload, list):  # a mail inside the mail
        return b"".join(p.as_bytes() for p in payload if isinstance(p, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _heading(part: Message, name: str) -> str:
    """A heading on one line, its encoded words decoded; UTF-8 that was not encoded is taken as such."""
    raw = next((str(value) for key, value in part.raw_items() if key.lower() == name.lower()), "")
    text = raw[:MOST_HEADING_BYTES].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "=?" in text:
        with contextlib.suppress(ValueError, LookupError, email.errors.MessageError):  # else shown as it came
            text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _name(part: Message) -> str | None:
    again = Message()
    for heading in ("Content-Type", "Content-Disposition"):
        if text := _heading(part, heading):
            again[heading] = text
    try:
        name = again.get_filename()
    except (ValueError, LookupError, TypeError, UnicodeError):
        return None
    return " ".join(name.split()) or None if name else None
