"""Adding the office's bodies to vanban.toml, and applying them to the documents that are in the archive already."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import islice
from pathlib import Path

from corpus.correcting import CONFIRMED, RULE
from corpus.document import DocumentId, Evidence, Fields, Issuer
from corpus.gazetteer.own import OwnBodies, OwnBody
from corpus.understanding import understand
from corpus.vietnamese import fold
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
    """Write the body at the end of vanban.toml; what stands there stays as it is. Whole or not at all."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(before + gap + table(body), encoding="utf-8", newline="\n")
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
