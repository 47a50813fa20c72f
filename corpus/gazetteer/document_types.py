"""Types of documents by name and by the code that stands in symbols (decree 30/2020/NĐ-CP, appendix III)."""

from functools import cache

from corpus.document import DocumentType
from corpus.gazetteer.tables import rows
from corpus.vietnamese import normalise_tones, slug


@cache
def document_types() -> tuple[DocumentType, ...]:
    """All types, in the order of the table."""
    return tuple(DocumentType(slug(name), name) for name, *_ in rows("document_types.tsv", 4))


@cache
def _by_slug() -> dict[str, DocumentType]:
    return {type.code: type for type in document_types()}


@cache
def _by_code() -> dict[tuple[str, bool], DocumentType]:
    """Symbol code in lower case (đ kept) and whether the Party writes it, to type; the first of the table wins."""
    found: dict[tuple[str, bool], DocumentType] = {}
    for name, state, party, _kind in rows("document_types.tsv", 4):
        for column, is_party in ((state, False), (party, True)):
            for code in column.split(","):
                if code:
                    found.setdefault((code.strip("()").lower(), is_party), DocumentType(slug(name), name))
    return found


def document_type(name_or_code: str) -> DocumentType | None:
    """The type of a name ("Công văn", "cong van", "cong-van") or of a symbol's code ("QĐ"); None where unknown.

    A code is never decided on its folded form: HĐ and HD, ĐA and DA, CĐ and CD are different types.
    """
    by_name = _by_slug().get(slug(normalise_tones(name_or_code)))
    return by_name or type_of_code(name_or_code.strip())


def type_of_code(code: str, *, party: bool = False) -> DocumentType | None:
    """The type that a symbol's code stands for: `CT` chỉ thị; `TT` thông tư, in a Party symbol thông tri."""
    key = code.lower()
    if party:
        return _by_code().get((key, True)) or _by_code().get((key, False))
    return _by_code().get((key, False)) or _by_code().get((key, True))


@cache
def type_codes() -> frozenset[str]:
    """All codes in lower case, đ kept."""
    return frozenset(code for code, _ in _by_code())
