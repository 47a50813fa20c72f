"""Two documents, or two versions of one, laid side by side: their fields, and what is different in their texts.

(`search_api.comparing` compares runs of an evaluation.)
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.correcting import as_text
from corpus.difference import Comparison, Kind, State, compare
from corpus.document import Document, DocumentId
from corpus.errors import InputError
from corpus.understanding.number import parse_number
from indexer.engines.engine import EngineReader, Labels
from search_api.archive import Archive
from search_api.documents import document_of
from search_api.numbers import holders

LONGEST = 2_000_000
"""Characters of a text up to which a request compares it: some 4 s of one processor for two of them."""
FIELDS = (
    *("number", "date", "type", "issuer", "place", "subject", "addressees", "recipients"),
    *("signer", "signer_title", "signer_capacity", "urgency"),
)
"""The fields of the head that are laid side by side, in the order in which an office lists them."""

_ID = re.compile(r"[a-z2-7]{12}")
_IN_ADDRESS = re.compile(r"/(?:van-ban|documents)/([a-z2-7]{12})(?![a-z2-7])")
_MOST_TYPED = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """A document to compare; `version`: the SHA-256 of one of its versions, or the beginning of it; None: as it is shown."""

    id: DocumentId
    version: str | None = None


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field as it stands on both sides; None where it is unknown."""

    field: str
    one: str | None
    other: str | None

    @property
    def same(self) -> bool:
        return self.one == self.other


@dataclass(frozen=True, slots=True)
class Side:
    """`version` is the SHA-256 of the version that is shown; None where the document has none. `older`: not the newest."""

    document: Document
    version: str | None
    older: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """`fields` holds those that one side knows at least. `changes` counts the changes inside passages that both sides have, by
    kind; `passages` the passages, by state."""

    one: Side
    other: Side
    fields: tuple[FieldPair, ...]
    comparison: Comparison
    changes: Mapping[Kind, int]
    passages: Mapping[State, int]


def chosen(
    a: str | None, b: str | None, *, va: str | None = None, vb: str | None = None, version: str | None = None
) -> tuple[Chosen, Chosen]:
    """What to compare with what, as addresses and the command name it; InputError where that is not said.

    `a` with `b`, each in its version `va`, `vb` or as it is shown; or `a` alone with a `version`: that one with the newest.
    """
    if not a:
        raise InputError("a: the id of a document is missing")
    if version:
        if va or vb or (b and b != a):
            raise InputError("version: goes with a alone; for two documents give va and vb")
        return Chosen(DocumentId(a), version), Chosen(DocumentId(a))
    if not b:
        raise InputError("b: the id of the other document is missing; or give version, for two versions of one")
    return Chosen(DocumentId(a), va or None), Chosen(DocumentId(b), vb or None)


def difference(archive: Archive, one: Chosen, other: Chosen, labels: Labels, *, longest: int | None = LONGEST) -> Difference:
    """Both sides for a reader who sees both; NotFound where one of the documents, or the version, is not there for them.

    InputError where a text is longer than `longest`. Time grows with the lengths: 600,000 characters each in about a second.
    """
    # Both are looked up before anything is said of either.
    reader = archive.engine.reader()
    shown = [document_of(reader, chosen.id, labels) for chosen in (one, other)]
    sides = [_side(archive, document, chosen.version, labels) for document, chosen in zip(shown, (one, other), strict=True)]
    for side in sides:
        length = len(side.document.text)
        if longest is not None and length > longest:
            raise InputError(
                f"document {side.document.id}: {length:,} characters are too many to compare here; at most {longest:,}"
            )
    comparison = compare(sides[0].document.text, sides[1].document.text)
    in_both = [p for p in comparison.passages if p.state not in (State.ADDED, State.DROPPED)]
    return Difference(
        one=sides[0],
        other=sides[1],
        fields=_fields(sides[0].document, sides[1].document),
        comparison=comparison,
        changes=Counter(change.kind for passage in in_both for change in passage.changes),
        passages=Counter(passage.state for passage in comparison.passages),
    )


def meant(reader: EngineReader, typed: str, labels: Labels) -> tuple[DocumentId, ...]:
    """The documents that a person may mean who typed an id, the address of a page, or a number; those this reader sees.

    Ascending by id; () where there is none.
    """
    typed = typed.strip()
    if not typed or len(typed) > _MOST_TYPED:
        return ()
    found = _ID.fullmatch(typed) or _IN_ADDRESS.search(typed)
    if found:
        id = DocumentId(found[found.re.groups])
        return (id,) if reader.documents([id], labels, text=False, citations=False) else ()
    number = parse_number(typed)
    return holders(reader, number, labels).ids if number else ()


def _side(archive: Archive, document: Document, version: str | None, labels: Labels) -> Side:
    newest = document.versions[-1].sha256 if document.versions else None
    if not version or version == newest:
        return Side(document, newest, older=False)
    kept = archive.version(document.id, version, labels)
    sha256 = next(one.sha256 for one in document.versions if one.sha256.startswith(version.lower()))
    return Side(kept, sha256, older=sha256 != newest)


def _fields(one: Document, other: Document) -> tuple[FieldPair, ...]:
    pairs = (FieldPair(field, as_text(one, field), as_text(other, field)) for field in FIELDS)
    return tuple(pair for pair in pairs if pair.one or pair.other)
