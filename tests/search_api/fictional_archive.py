"""A small archive of invented papers in memory, and an encoder that needs no model."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from corpus.document import Citation, Document, DocumentId, DocumentType, Fields, Issuer, Level, Relation, Signer, Source, Span
from corpus.understanding.number import number_key
from corpus.vietnamese import slug
from indexer.encoders.encoder import Unit
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import Engine, Labels
from indexer.engines.memory import MemoryEngine
from indexer.entries import entries
from indexer.terms import question_terms
from search_api.archive import Archive


class HashingEncoder:
    """Each folded syllable and pair has a random direction; a text is their sum. Knows every word, understands none."""

    fingerprint = "hashing-64"
    dimensions = 64

    def __init__(self, floor: float = 0.35) -> None:
        self.floor = floor

    def passages(self, texts: Sequence[str]) -> Unit:
        return np.stack([self._vector(text) for text in texts]) if texts else np.zeros((0, self.dimensions), np.float32)

    questions = passages

    def _vector(self, text: str) -> Unit:
        terms = question_terms(text)
        total = np.zeros(self.dimensions, np.float32)
        for term in (*(s.folded for s in terms.syllables), *terms.bigrams):
            seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
        length = float(np.linalg.norm(total))
        return total / length if length else total


def paper(
    id: str,
    text: str = "",
    *,
    subject: str | None = None,
    number: str | None = None,
    type: str | None = None,
    issuers: Sequence[str] = (),
    date: str | None = None,
    level: Level | None = None,
    signer: str | None = None,
    symbol: str | None = None,
    fields: Sequence[str] = (),
    cites: Sequence[str] = (),
    label: str = "open",
    external_id: str | None = None,
    file: str | None = None,
) -> Document:
    return Document(
        id=DocumentId(id),
        revision=1,
        fields=Fields(
            number=number,
            number_key=number_key(number) if number else None,
            symbol=symbol,
            type=DocumentType(slug(type), type) if type else None,
            issuers=tuple(Issuer(slug(name), name, level) for name in issuers),
            date=date,
            subject=subject,
            signer=Signer(name=signer),
            fields=tuple(fields),
            citations=tuple(Citation(c, Span(0, 0), Relation.CITES, number=c, number_key=number_key(c)) for c in cites),
        ),
        text=text,
        access_label=label,
        external_id=external_id,
        sources=(Source(file, "2026-01-01T00:00:00Z"),) if file else (),
    )


class Shelf:
    """The documents themselves: what the embedded engine is handed in place of a catalogue."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._by_id = {document.id: document for document in documents}

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> dict[DocumentId, Document]:
        found = [d for id in ids if (d := self._by_id.get(id)) and (labels is None or d.access_label in labels)]
        return {d.id: d if text else replace(d, text="") for d in found}

    def texts(self, spans: Sequence[tuple[DocumentId, Span]], labels: Labels) -> dict[tuple[DocumentId, Span], str]:
        visible = self.documents([id for id, _ in spans], labels)
        return {(id, span): visible[id].text[span.start : span.end] for id, span in spans if id in visible}

    def names(self, field: str, values: Collection[str], labels: Labels) -> dict[str, str]:
        seen = self.documents(list(self._by_id), labels).values()
        known = {"issuer": [i for d in seen for i in d.fields.issuers]}.get(field, [])
        types = [d.fields.type for d in seen if d.fields.type and field == "type"]
        return {**{i.id: i.name for i in known if i.id in values}, **{t.code: t.name for t in types if t.code in values}}


def archive_of(documents: Sequence[Document], *, floor: float = 0.35, folder: Path | None = None) -> Archive:
    """In memory; in the folder, by the embedded engine, where one is given."""
    encoder = HashingEncoder(floor)
    engine: Engine = MemoryEngine()
    if folder:
        engine = EmbeddedEngine.open(folder, Shelf(documents), encoder=encoder.fingerprint, dimensions=encoder.dimensions)
    engine.write(entries(documents, encoder))
    return Archive(engine=engine, encoder=encoder, original=lambda _: Path(), status=lambda _: {})


SUOI_MO = "Ủy ban nhân dân xã Suối Mơ"
DONG_VANG = "Ủy ban nhân dân huyện Đồng Vàng"
PAPERS = (
    paper(
        "aaaaaaaaaaa2",
        "Chủ tịch UBND xã tổ chức đối thoại với nhân dân, tiếp công dân định kỳ.\nHọp vào thứ Năm.",
        subject="kế hoạch đối thoại, tiếp dân năm 2022",
        number="12/KH-UBND",
        type="Kế hoạch",
        issuers=[SUOI_MO],
        date="2022-03-01",
        level=Level.COMMUNE,
        signer="Lò Văn Mây",
        symbol="KH-UBND",
        fields=["dan-van"],
        cites=["33/CT-TTg"],
    ),
    paper(
        "aaaaaaaaaaa3",
        "Chủ tịch UBND xã tổ chức đối thoại với nhân dân, tiếp dân định kỳ trong năm.",
        subject="kế hoạch đối thoại, tiếp dân năm 2023",
        number="15/KH-UBND",
        type="Kế hoạch",
        issuers=[SUOI_MO],
        date="2023-03-05",
        level=Level.COMMUNE,
        signer="Lò Văn Mây",
        symbol="KH-UBND",
        fields=["dan-van"],
        cites=["33/CT-TTg"],
    ),
    paper(
        "aaaaaaaaaaa4",
        "Về phòng, chống thiên tai và tìm kiếm cứu nạn.",
        subject="phòng, chống thiên tai",
        number="12/CV-UBND",
        type="Công văn",
        issuers=[DONG_VANG],
        date="2021-05-02",
        level=Level.DISTRICT,
        symbol="CV-UBND",
    ),
    paper(
        "aaaaaaaaaaa5",
        "Báo cáo công tác dân vận chính quyền, có mục đối thoại với dân.",
        subject="báo cáo dân vận",
        type="Báo cáo",
        issuers=[DONG_VANG, SUOI_MO],
        date="2023",
        level=Level.DISTRICT,
        fields=["dan-van", "van-hoa"],
        label="inside",
    ),
    paper("aaaaaaaaaaa6", "Giấy mời dự lễ hội mùa xuân của bản làng.", file="moi/giay moi le hoi.docx"),
    paper("aaaaaaaaaaa7", "Kế hoạch cũ.", number="12/KH-UBND", type="Kế hoạch", issuers=[DONG_VANG], date="2019-01-15"),
)
