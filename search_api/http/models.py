"""The shapes of the API's answers, for its OpenAPI document; `search_api.form` makes them, a test holds the two together.

The examples are fictional: there is no such district, and nobody of these names signed such a letter.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.difference import Formula, Kind, State
from corpus.document import Level, Relation, StatusCode, System
from search_api.suggest import Kind as SuggestionKind

Identifier = Annotated[str, Field(pattern="^[a-z2-7]{12}$", description="Identity of a document.", examples=["k7x2m4qp5t3w"])]
Score = Annotated[float, Field(description="Comparable inside one list only.")]
Offsets = Annotated[list[int], Field(min_length=2, max_length=2, description="Start and end, in Unicode code points.")]
PartialDate = Annotated[
    str, Field(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", description="ISO 8601; YYYY-MM or YYYY where no more is known.")
]


class Matched(StrEnum):
    WORDS = "words"
    MEANING = "meaning"
    NUMBER = "number"


class Type(BaseModel):
    code: str
    name: str


class IssuingBody(BaseModel):
    id: str
    name: str
    level: Level | None
    system: System | None
    parent: str | None


class StatusBody(BaseModel):
    """What later documents of the archive make of this one: `because` is their sentence, `document` the one that says so.

    `unknown` where none says anything; nothing is ever said to be in force for want of news.
    """

    code: StatusCode
    since: PartialDate | None
    because: str | None
    document: Identifier | None = None


class Passage(BaseModel):
    """The best passage; `span` is its place in the document's text, `highlights` are offsets into the passage."""

    text: str
    span: Offsets
    highlights: list[Offsets]


class Hit(BaseModel):
    """A document found. `matched` says why."""

    id: Identifier
    external_id: str | None
    number: str | None
    type: Type | None
    issuer: IssuingBody | None
    date: PartialDate | None
    subject: str | None
    score: Score
    matched: list[Matched]
    passage: Passage | None
    status: StatusBody
    duplicates: list[Identifier]


class FacetValueBody(BaseModel):
    """`value` is what a filter takes, `label` is for people."""

    value: str
    label: str
    count: int
    selected: bool


class FacetBody(BaseModel):
    """The largest values and the chosen ones; `other`: sum of the rest; `null`: documents without a value (filter `none`).

    A count equals the total after choosing that value.
    """

    values: list[FacetValueBody]
    other: int
    null: int


_ISSUER = {
    "id": "uy-ban-nhan-dan-huyen-song-ngan",
    "name": "Ủy ban nhân dân huyện Sông Ngàn",
    "level": "district",
    "system": "state",
    "parent": None,
}
_TYPE = {"code": "cong-van", "name": "Công văn"}
_UNKNOWN = {"code": "unknown", "since": None, "because": None}
_HIT = {
    "id": "k7x2m4qp5t3w",
    "external_id": None,
    "number": "214/UBND-NC",
    "type": _TYPE,
    "issuer": _ISSUER,
    "date": "2023-03-16",
    "subject": "tăng cường công tác đối thoại, tiếp công dân",
    "score": 0.912345,
    "matched": ["words", "meaning"],
    "passage": {
        "text": "Thực hiện tốt công tác đối thoại, tiếp công dân tại xã.",
        "span": [412, 467],
        "highlights": [[23, 32], [34, 47]],
    },
    "status": _UNKNOWN,
    "duplicates": [],
}
_FACET = {
    "values": [
        {"value": "uy-ban-nhan-dan-huyen-song-ngan", "label": "Ủy ban nhân dân huyện Sông Ngàn", "count": 1, "selected": False}
    ],
    "other": 0,
    "null": 0,
}


def _example(value: dict[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": value}, openapi_extra={"example": value})  # type: ignore[typeddict-unknown-key]  # read by flask-openapi3


class SearchAnswer(BaseModel):
    """Ranked documents, facets, and `notes`: sentences on how the question was understood."""

    model_config = _example(
        {
            "query": "doi thoai tiep dan",
            "mode": "hybrid",
            "total": 1,
            "offset": 0,
            "limit": 10,
            "took_ms": 4.1,
            "hits": [_HIT],
            "facets": {"issuer": _FACET},
            "notes": [],
        }
    )
    query: str
    mode: str
    total: int
    offset: int
    limit: int
    took_ms: float
    hits: list[Hit]
    facets: dict[str, FacetBody]
    notes: list[str]


class FacetAnswer(FacetBody):
    """One facet of a question, without a limit of twenty."""

    model_config = _example({"field": "issuer", **_FACET})
    field: str


class Neighbour(BaseModel):
    """A similar document. `reasons`, strongest first: meaning, subject, citations, recurring."""

    id: Identifier
    number: str | None
    type: Type | None
    issuer: IssuingBody | None
    date: PartialDate | None
    subject: str | None
    score: Score
    reasons: list[str]
    status: StatusBody


class SimilarAnswer(BaseModel):
    """Neighbours dated before the document, and those dated after it or undated; nearest first."""

    model_config = _example(
        {
            "id": "k7x2m4qp5t3w",
            "earlier": [
                {key: value for key, value in _HIT.items() if key not in ("external_id", "matched", "passage", "duplicates")}
                | {"id": "m5t3wk7x2m4q", "number": "187/UBND-NC", "date": "2022-03-11", "reasons": ["recurring", "meaning"]}
            ],
            "later": [],
        }
    )
    id: Identifier
    earlier: list[Neighbour]
    later: list[Neighbour]


class SignerBody(BaseModel):
    name: str | None
    title: str | None
    capacity: str | None


class ArrivalBody(BaseModel):
    number: str | None
    date: PartialDate | None


class CitationBody(BaseModel):
    """A document named in the text; `document` where exactly one of the archive fits."""

    text: str
    number: str | None
    number_key: str | None
    date: PartialDate | None
    type: str | None
    issuer: str | None
    relation: Relation
    document: Identifier | None
    candidates: list[Identifier]
    span: Offsets


class BriefDocument(BaseModel):
    """A document in a list."""

    id: Identifier
    number: str | None
    type: Type | None
    issuer: IssuingBody | None
    date: PartialDate | None
    subject: str | None
    status: StatusBody


class CitedBody(CitationBody):
    """A document that this one names. `held`: `cited` is it; `ambiguous`: it may be one of `candidates`; else `missing`."""

    state: Literal["held", "ambiguous", "missing"]
    sentence: str
    cited: BriefDocument | None


class CitingBody(BaseModel):
    """A document that names this one. `sure` is false where it may mean another one too."""

    relation: Relation
    sure: bool
    text: str
    sentence: str
    citing: BriefDocument


class CitedByBody(BaseModel):
    """One page of the citing documents: those that end or change this one first, then the newest."""

    total: int
    offset: int
    limit: int
    citations: list[CitingBody]


_CITING = {
    "id": "m5t3wk7x2m4q",
    "number": "31/KH-UBND",
    "type": {"code": "ke-hoach", "name": "Kế hoạch"},
    "issuer": _ISSUER,
    "date": "2024-01-09",
    "subject": "đối thoại với Nhân dân năm 2024",
    "status": _UNKNOWN,
}


class CitationsAnswer(BaseModel):
    """What a document cites, what cites it, and its status, as of a day if asked; for what the reader may see."""

    model_config = _example(
        {
            "id": "k7x2m4qp5t3w",
            "as_of": None,
            "status": {
                "code": "replaced",
                "since": "2024-01-09",
                "because": "Kế hoạch này thay thế Kế hoạch số 28/KH-UBND ngày 05/01/2023.",
                "document": "m5t3wk7x2m4q",
            },
            "cites": [],
            "cited_by": {
                "total": 1,
                "offset": 0,
                "limit": 20,
                "citations": [
                    {
                        "relation": "replaces",
                        "sure": True,
                        "text": "Kế hoạch số 28/KH-UBND ngày 05/01/2023",
                        "sentence": "Kế hoạch này thay thế Kế hoạch số 28/KH-UBND ngày 05/01/2023.",
                        "citing": _CITING,
                    }
                ],
            },
        }
    )
    id: Identifier
    as_of: PartialDate | None
    status: StatusBody
    cites: list[CitedBody]
    cited_by: CitedByBody


class ComparedDocument(BriefDocument):
    """One side. `version`: SHA-256 of the version compared; `newest`: whether it is the one that is shown and searched."""

    version: str | None
    newest: bool


class FieldPairBody(BaseModel):
    """A field of the head on both sides, null where unknown."""

    field: str
    a: str | None
    b: str | None
    same: bool


class ChangedText(BaseModel):
    """Offsets into the side's text, and what stands there; both empty where the other side has more."""

    span: Offsets
    text: str


class ChangeBody(BaseModel):
    """One place where the texts differ. A date or a number is one thing, marked whole."""

    kind: Kind
    a: ChangedText
    b: ChangedText


class PassageBody(BaseModel):
    """A stretch of each text, of one of them empty where it was `added` or `dropped`; `moved`: it stands in another place.

    `formula`: what stands in every document of an office. Together the passages are both texts, each character once.
    """

    state: State
    a: Offsets
    b: Offsets
    formula: Formula | None
    changes: list[ChangeBody]


class WordsCompared(BaseModel):
    """Words of both sides that were compared, and those of them that no change touches."""

    compared: int
    same: int


class CompareAnswer(BaseModel):
    """Two documents side by side. `changes` counts those inside passages that both sides have, `states` the passages."""

    model_config = _example(
        {
            "a": {**_CITING, "id": "k7x2m4qp5t3w", "number": "214/UBND-NC", "version": "0" * 64, "newest": True},
            "b": {**_CITING, "version": "1" * 64, "newest": True},
            "fields": [{"field": "date", "a": "2023-03-16", "b": "2024-01-09", "same": False}],
            "changes": {"date": 1, "number": 0, "name": 0, "duty": 0, "words": 0},
            "states": {"equal": 11, "changed": 1, "moved": 0, "added": 0, "dropped": 0},
            "words": {"compared": 812, "same": 800},
            "passages": [
                {
                    "state": "changed",
                    "a": [210, 262],
                    "b": [204, 256],
                    "formula": None,
                    "changes": [
                        {
                            "kind": "date",
                            "a": {"span": [231, 246], "text": "ngày 30/6/2023"},
                            "b": {"span": [225, 240], "text": "ngày 28/6/2024"},
                        }
                    ],
                }
            ],
        }
    )
    a: ComparedDocument
    b: ComparedDocument
    fields: list[FieldPairBody]
    changes: dict[Kind, int]
    states: dict[State, int]
    words: WordsCompared
    passages: list[PassageBody]


class EvidenceBody(BaseModel):
    """Where a field's value stands, by which rule, and how sure (0-1)."""

    span: Offsets | None
    rule: str
    confidence: float


class ProposalBody(BaseModel):
    """A value that the file's name suggests and the text does not confirm; a person accepts or refuses it."""

    field: str
    value: str
    rule: str
    confidence: float


class PageBody(BaseModel):
    """One page of a document that was recognised from pictures, in part or whole, and where it stands in the text."""

    number: int
    span: Offsets
    origin: Literal["text", "ocr"]
    confidence: float | None


class SourceBody(BaseModel):
    path: str
    added: str


class VersionBody(BaseModel):
    sha256: str
    added: str
    media_type: str
    size: int


class DocumentAnswer(BaseModel):
    """A document with its text and all its fields. Unknown is null or an empty list, never a guess."""

    model_config = _example(
        {
            "id": "k7x2m4qp5t3w",
            "external_id": None,
            "number": "214/UBND-NC",
            "number_key": "214/ubnd-nc",
            "sequence": 214,
            "symbol": "UBND-NC",
            "type": _TYPE,
            "issuer": _ISSUER,
            "issuers": ["uy-ban-nhan-dan-huyen-song-ngan"],
            "date": "2023-03-16",
            "year": 2023,
            "place": "Sông Ngàn",
            "subject": "tăng cường công tác đối thoại, tiếp công dân",
            "addressees": ["Ủy ban nhân dân các xã, thị trấn"],
            "recipients": ["Như trên", "Lưu: VT, NC"],
            "signer": {"name": "Đặng Văn Mẫu", "title": "Chủ tịch", "capacity": None},
            "urgency": None,
            "secrecy": None,
            "arrival": {"number": None, "date": None},
            "fields": ["tiep-cong-dan"],
            "status": _UNKNOWN,
            "citations": [
                {
                    "text": "Kế hoạch số 31/KH-UBND ngày 05/01/2023",
                    "number": "31/KH-UBND",
                    "number_key": "31/kh-ubnd",
                    "date": "2023-01-05",
                    "type": "ke-hoach",
                    "issuer": "Ủy ban nhân dân tỉnh Đồng Sương",
                    "relation": "implements",
                    "document": None,
                    "candidates": [],
                    "span": [210, 248],
                }
            ],
            "evidence": {"number": {"span": [38, 52], "rule": "number.header", "confidence": 0.99}},
            "corrected": [],
            "duplicates": [],
            "access_label": "open",
            "sources": [{"path": "2023/214.docx", "added": "2026-11-23T08:00:00Z"}],
            "versions": [{"sha256": "0" * 64, "added": "2026-11-23T08:00:00Z", "media_type": "text/plain", "size": 2900}],
            "text": "ỦY BAN NHÂN DÂN\nHUYỆN SÔNG NGÀN\nSố: 214/UBND-NC\n…",
            "warnings": [],
        }
    )
    id: Identifier
    external_id: str | None
    number: str | None
    number_key: str | None
    sequence: int | None
    symbol: str | None
    type: Type | None
    issuer: IssuingBody | None
    issuers: list[str]
    date: PartialDate | None
    year: int | None
    place: str | None
    subject: str | None
    addressees: list[str]
    recipients: list[str]
    signer: SignerBody
    urgency: str | None
    secrecy: str | None
    arrival: ArrivalBody
    fields: list[str]
    status: StatusBody
    citations: list[CitationBody]
    evidence: dict[str, EvidenceBody]
    corrected: list[str]
    duplicates: list[Identifier]
    access_label: str
    sources: list[SourceBody]
    versions: list[VersionBody]
    text: str
    warnings: list[str]
    proposals: list[ProposalBody] = []
    """Left out where there is none."""
    pages: list[PageBody] = Field(default=[], description="Absent where no page was recognised from a picture.")


class SuggestionBody(BaseModel):
    """`document`: the number's only holder. `value`: what the issuer filter takes. `count`: documents behind it."""

    kind: SuggestionKind
    text: str
    document: Identifier | None
    value: str | None
    count: int | None


class SuggestAnswer(BaseModel):
    """Suggestions for what is typed: numbers, then issuers, then subjects."""

    query: str
    suggestions: list[SuggestionBody]


class StatusAnswer(BaseModel):
    """What `vanban status --json` prints, counted for the reader; keys may be added."""

    model_config = ConfigDict(extra="allow")


class Health(BaseModel):
    """`ok`: the process answers; `ready`: archive and engine do."""

    model_config = _example({"status": "ok"})
    status: str


class Problem(BaseModel):
    """RFC 9457."""

    model_config = _example(
        {
            "type": "urn:vanban:problem:bad-input",
            "title": "The request is malformed",
            "status": 400,
            "detail": "year: '20x3' is not a year; give 2019, 2019..2023, 2019.., ..2023 or none",
        }
    )
    type: str
    title: str
    status: int
    detail: str
