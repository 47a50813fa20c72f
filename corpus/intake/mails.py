"""Mails (.eml): the mail itself is an item, and so is each attachment, under the mail's path; nothing is unpacked to disk."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace

from corpus.errors import Refused, Unreadable
from corpus.intake.item import Item, ItemKind, Missed, load, printable
from corpus.readers.kinds import Kind, claimed_kind
from corpus.readers.mail import MOST_MAIL_BYTES, Attachment, attachments, parse

_MOST_NAME = 200


def opened(item: Item, ignored: Callable[[str], bool]) -> Iterator[Item | Missed]:
    """The item; after a mail (told by its suffix) its attachments, as MAIL.eml/name, two of a name told apart by number.

    A whole Missed: a mail over 64 MiB ("too-large"), with more than 200 attachments, one whose name leads elsewhere, or
    a structure that would take long to parse ("hostile"). Containers in it (archives, a mail's own attachments) are
    Missed one by one as "unsupported". A mail that is no mail comes alone: its reader says what is wrong with it.
    """
    if not item.name.lower().endswith(".eml"):
        yield item
        return
    try:
        if item.size > MOST_MAIL_BYTES:
            raise Unreadable(
                "too-large", f"mails up to {MOST_MAIL_BYTES // 2**20} MiB are read; save its attachments and add them"
            )
        found = list(_attachments(item, load(item), ignored))
    except (Refused, Unreadable) as error:
        if isinstance(error, Refused) or error.reason == "too-large":
            yield Missed(item, error.reason, f"{item.shown}: {error}")
            return
        found = []
    except Exception:  # the parser of mails meets bytes that nobody foresaw; the reader will say so of the mail
        found = []
    yield item
    yield from found


def _attachments(item: Item, data: bytes, ignored: Callable[[str], bool]) -> Iterator[Item | Missed]:
    taken: set[str] = set()
    for attached in attachments(parse(data)):
        if attached.name and ignored(attached.name):
            continue
        name = _free(_safe(attached), taken)
        shown = unicodedata.normalize("NFC", name)
        inner = replace(
            item,
            path=f"{item.path}/{name}",
            shown=f"{item.shown}/{shown}",
            kind=ItemKind.MEMBER,
            size=attached.size,
            part=attached.part,
        )
        if claimed_kind(name) is Kind.ARCHIVE or name.lower().endswith((".jsonl", ".jsonl.gz")):
            yield Missed(inner, "unsupported", f"{inner.shown}: a container inside a mail; save it and add it")
            continue
        yield inner
        if attached.media_type == "message/rfc822" or name.lower().endswith(".eml"):
            for further in attachments(parse(load(inner))):
                deeper = replace(inner, path=f"{inner.path}/{_safe(further)}", shown=f"{inner.shown}/{_safe(further)}")
                yield Missed(
                    deeper, "unsupported", f"{deeper.shown}: attached to a mail inside a mail; save that mail and add it"
                )


def _safe(attached: Attachment) -> str:
    """The attachment's name, at most 200 characters. Raises Refused where it leads elsewhere."""
    if attached.name is None:
        return f"part {attached.part + 1}" + (".eml" if attached.media_type == "message/rfc822" else "")
    name = attached.name
    if "\x00" in name or "/" in name or "\\" in name or name in (".", ".."):
        raise Refused("hostile", f"a name in the mail leads out of it ({printable(name)[:80]!r}); nothing was read")
    if attached.media_type == "message/rfc822" and not name.lower().endswith(".eml"):
        name += ".eml"
    if len(name) > _MOST_NAME:
        stem, dot, suffix = name.rpartition(".")
        name = stem[: _MOST_NAME - 10] + dot + suffix[:9] if dot else name[:_MOST_NAME]
    return printable(name)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number before its suffix where another attachment has it already."""
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    number, free = 1, name
    while unicodedata.normalize("NFC", free) in taken:
        number += 1
        free = f"{stem} ({number}){dot}{suffix}"
    taken.add(unicodedata.normalize("NFC", free))
    return free
