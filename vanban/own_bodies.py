"""Adding the office's bodies to vanban.toml, and applying them to the documents that are in the archive already."""

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path

from corpus.correcting import CONFIRMED, RULE
from corpus.document import DocumentId, Evidence, Fields, Issuer
from corpus.errors import InputError
from corpus.gazetteer.own import OwnBodies, OwnBody
from corpus.understanding import understand
from corpus.vietnamese import fold
from vanban.language import pick
from vanban.opening import Opened

HEAD = 6_000
"""Characters that understanding reads the issuer from."""
BATCH = 200

Change = tuple[DocumentId, tuple[Issuer, ...], Evidence | None]


def table(body: OwnBody) -> str:
    """The body as a table of vanban.toml; what is not known is left out."""
    lines = ["[[issuers]]"]
    for field in fields(body):
        value = getattr(body, field.name)
        if value:
            written = list(value) if isinstance(value, tuple) else str(value)
            lines.append(f"{field.name} = {json.dumps(written, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def append(file: Path, body: OwnBody) -> None:
    """Write the body at the end of vanban.toml; what stands there stays as it is, byte by byte. Whole or not at all.

    InputError where nothing can be put behind what stands there: `issuers = [...]` is closed.
    """
    before = file.read_bytes() if file.exists() else b""
    gap = b"" if not before else b"\n" if before.endswith(b"\n") else b"\n\n"
    whole = before + gap + table(body).encode()
    try:
        tomllib.loads(whole.decode())
    except ValueError:
        raise InputError(
            pick(
                f"{file}: không ghi thêm được vào cuối tệp; hãy tự thêm vào `issuers` ở đó:\n{table(body)}",
                f"{file}: nothing can be added at its end; add it to `issuers` there yourself:\n{table(body)}",
            )
        ) from None
    fresh = file.with_name(file.name + ".new")
    fresh.write_bytes(whole)
    os.replace(fresh, file)


def apply(opened: Opened, own: OwnBodies, now: Callable[[], str]) -> int:
    """Understand anew the issuer of the documents in which one of the bodies appears; gives how many changed.

    What people corrected stays; stated names are taken as the body's where they are one of its names. The index is left
    with pending work.
    """
    changes = _changes(opened, own)
    changed: set[DocumentId] = set()
    while batch := list(islice(changes, BATCH)):
        changed |= opened.catalogue.renew_issuers(batch, now())
    return len(changed)


def _changes(opened: Opened, own: OwnBodies) -> Iterator[Change]:
    keys = [fold(name) for body in own.bodies for name in (body.name, *body.aliases)]
    for id, known, text in opened.catalogue.walk_own():
        evidence = known.evidence.get("issuer")
        if evidence is None or evidence.rule not in (RULE, CONFIRMED):
            issuers, evidence = _understood(known, text, own, keys)
            if issuers != known.issuers:
                yield id, issuers, evidence


def _understood(known: Fields, text: str, own: OwnBodies, keys: list[str]) -> tuple[tuple[Issuer, ...], Evidence | None]:
    evidence = known.evidence.get("issuer")
    issuers = own.adopted(known.issuers)
    if evidence is None or evidence.rule != "stated":
        head = text[:HEAD]
        folded = " ".join(fold(head).split())
        if any(key in folded for key in keys) or own.of_symbol((known.symbol or "").replace("/", "-").split("-")):
            read = understand(head, bodies=own)
            if {issuer.id for issuer in read.issuers} & {body.id for body in own.bodies}:
                issuers, evidence = read.issuers, read.evidence.get("issuer")
    return issuers, evidence
