"""A small archive of fictional documents behind a real engine and the real encoder, for tests of pages and API.

Places, bodies and people are invented. Fields are stated here, so these tests do not depend on how texts are understood.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from corpus.document import (
    OPEN,
    Arrival,
    Citation,
    Document,
    DocumentId,
    DocumentType,
    Evidence,
    Fields,
    Issuer,
    Level,
    Relation,
    Signer,
    Source,
    Span,
    System,
    Version,
)
from indexer.encoders.static import StaticEncoder
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.engine import Labels
from indexer.entries import entry
from search_api.archive import Archive

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(2)> & \"nháy\""
DISTRICT = Issuer("uy-ban-nhan-dan-huyen-song-ngan", "Ủy ban nhân dân huyện Sông Ngàn", Level.DISTRICT, System.STATE)
PROVINCE = Issuer("uy-ban-nhan-dan-tinh-dong-suong", "Ủy ban nhân dân tỉnh Đồng Sương", Level.PROVINCE, System.STATE)
PARTY = Issuer("huyen-uy-song-ngan", "Huyện ủy Sông Ngàn", Level.DISTRICT, System.PARTY)
COMMUNE = Issuer("uy-ban-nhan-dan-xa-bai-tram", "Ủy ban nhân dân xã Bãi Trầm", Level.COMMUNE, System.STATE)
DEPARTMENT = Issuer("so-noi-vu-tinh-dong-suong", "Sở Nội vụ tỉnh Đồng Sương", Level.PROVINCE, System.STATE)
LETTER = DocumentType("cong-van", "Công văn")
PLAN = DocumentType("ke-hoach", "Kế hoạch")
REPORT = DocumentType("bao-cao", "Báo cáo")
DIRECTIVE = DocumentType("chi-thi", "Chỉ thị")

_TOPICS = (
    (LETTER, DISTRICT, "UBND-NC", 3, "tăng cường công tác đối thoại, tiếp công dân", (
        "Người đứng đầu trực tiếp đối thoại với nhân dân ít nhất hai lần một năm, tiếp công dân đúng lịch tại trụ sở.",
        "Giải quyết kịp thời khiếu nại, tố cáo, kiến nghị ngay từ cơ sở, không để tồn đọng kéo dài.",
    )),
    (LETTER, DISTRICT, "UBND-VX", 3, "triển khai công tác dân vận của chính quyền", (
        "Nâng cao trách nhiệm của cán bộ, công chức khi làm việc với người dân; nhân rộng mô hình dân vận khéo.",
        "Công khai, lấy ý kiến nhân dân đối với các việc có liên quan theo quy chế dân chủ ở cơ sở.",
    )),
    (PLAN, PROVINCE, "KH-UBND", 4, "phòng, chống thiên tai và tìm kiếm cứu nạn", (
        "Kiểm tra hồ đập, bến đò, nhà ở ven sông trước mùa mưa bão; chuẩn bị thuyền, áo phao, lương thực tại chỗ.",
        "Sơ tán dân ở vùng trũng khi nước sông lên báo động ba.",
    )),
    (REPORT, DEPARTMENT, "BC-SNV", 6, "kết quả công tác cải cách hành chính sáu tháng đầu năm", (
        "Tỷ lệ hồ sơ thủ tục giải quyết đúng hạn, tỷ lệ nộp hồ sơ trực tuyến, số hóa kết quả.",
        "Một số đơn vị chậm cập nhật thủ tục hành chính lên cổng dịch vụ công.",
    )),
    (PLAN, COMMUNE, "KH-UBND", 2, "vệ sinh môi trường, thu gom rác thải nông thôn", (
        "Các thôn tổ chức ngày chủ nhật xanh, phân loại rác tại nhà, thu gom vỏ thuốc bảo vệ thực vật.",
    )),
)  # fmt: skip


class Shelf:
    """Documents in memory, as the engine asks the catalogue for them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]:
        found = {id: self._documents[id] for id in ids if id in self._documents}
        return {id: document for id, document in found.items() if labels is None or document.access_label in labels}

    def texts(self, spans: Sequence[tuple[DocumentId, Span]], labels: Labels) -> Mapping[tuple[DocumentId, Span], str]:
        seen = self.documents([id for id, _ in spans], labels)
        return {(id, span): seen[id].text[span.start : span.end] for id, span in spans if id in seen}

    def names(self, field: str, values: Collection[str], labels: Labels) -> Mapping[str, str]:
        seen = self.documents(list(self._documents), labels).values()
        pairs = [(issuer.id, issuer.name) for document in seen for issuer in document.fields.issuers]
        if field == "type":
            pairs = [(d.fields.type.code, d.fields.type.name) for d in seen if d.fields.type]
        return {value: name for value, name in pairs if value in values}


def identity(name: str) -> DocumentId:
    """An id for a test document; any twelve letters do."""
    digits = hashlib.sha256(name.encode()).hexdigest()
    return DocumentId("".join("abcdefghijklmnop"[int(digit, 16)] for digit in digits[:12]))


def fictional_documents() -> tuple[Document, ...]:
    """Five yearly matters over six years, and a few odd ones: hostile, nearly unknown, kept inside, much annotated."""
    yearly = [_yearly(topic, year) for topic in _TOPICS for year in range(2019, 2025)]
    return (*yearly, _hostile(), _unknown(), _inside(), _annotated(yearly[5]))


def small_archive(folder: Path, documents: Sequence[Document] | None = None) -> Archive:
    """The documents behind the embedded engine; index and originals lie in the folder."""
    kept = fictional_documents() if documents is None else tuple(documents)
    for document in kept:
        for version in document.versions:
            (folder / version.sha256).write_bytes(document.text.encode())
    encoder = StaticEncoder()
    engine = EmbeddedEngine.open(folder / "index", Shelf(kept), encoder=encoder.fingerprint, dimensions=encoder.dimensions)
    engine.write([entry(document, encoder) for document in kept])
    return Archive(engine=engine, encoder=encoder, original=_originals(folder), status=_status(kept))


def _originals(folder: Path) -> Callable[[str], Path | None]:
    return lambda sha256: folder / sha256 if (folder / sha256).is_file() else None


def _status(documents: Sequence[Document]) -> Callable[[Labels], Mapping[str, object]]:
    def status(labels: Labels) -> Mapping[str, object]:
        seen = [d for d in documents if labels is None or d.access_label in labels]
        return {
            "documents": len(seen),
            "by_level": {"district": 13},
            "index": {"engine": "embedded", "megabytes": 0.4},
            "failures": [{"path": "<b>hỏng</b>.pdf", "reason": "broken"}],
            "changed": None,
        }

    return status


def _yearly(topic: tuple[DocumentType, Issuer, str, int, str, tuple[str, ...]], year: int) -> Document:
    type, issuer, symbol, month, subject, sentences = topic
    sequence = 20 + (year - 2018) * 7 + month
    number = f"{sequence}/{symbol}"
    basis = f"Công văn số {sequence - 5}/UBND-TH ngày 05/01/{year}"
    head = f"{issuer.name.upper()}\nSố: {number}\n\n{type.name} {subject} năm {year}\n\n"
    body = f"Thực hiện {basis} của Ủy ban nhân dân tỉnh Đồng Sương, {issuer.name} yêu cầu:\n\n"
    body += "\n\n".join(f"{place}. {sentence}" for place, sentence in enumerate(sentences, 1))
    text = head + body + "\n\nNơi nhận:\n- Như trên;\n- Lưu: VT."
    start = text.index(basis)
    fields = Fields(
        number=number,
        number_key=number.lower(),
        sequence=sequence,
        symbol=symbol,
        type=type,
        issuers=(issuer,),
        date=f"{year}-{month:02}-{10 + (year + month) % 15:02}",
        place="Sông Ngàn",
        subject=f"{subject} năm {year}",
        recipients=("Như trên", "Lưu: VT"),
        signer=Signer("Đặng Văn Mẫu" if year < 2022 else "Trịnh Thị Thí Dụ", "Chủ tịch"),
        citations=(
            Citation(
                basis, Span(start, start + len(basis)), Relation.IMPLEMENTS, f"{sequence - 5}/UBND-TH", f"{sequence - 5}/ubnd-th"
            ),
        ),
        evidence={"number": Evidence(Span(len(issuer.name) + 5, len(issuer.name) + 5 + len(number)), "number.header", 0.99)},
    )
    return _document(f"{symbol}-{subject}-{year}", fields, text, f"{year}/{sequence}.docx")


def _document(name: str, fields: Fields, text: str, path: str, label: str = OPEN, **more: object) -> Document:
    data = text.encode()
    version = Version(hashlib.sha256(data).hexdigest(), "2026-11-20T08:00:00Z", "text/plain", len(data))
    sources = (Source(path, "2026-11-20T08:00:00Z"),)
    return Document(identity(name), 1, fields, text, label, sources=sources, versions=(version,), **more)  # type: ignore[arg-type]


def _hostile() -> Document:
    text = f"Văn bản thử có mã lạ: {HOSTILE}\n\nĐoạn hai nói về chuồn chuồn kim."
    fields = Fields(
        number="66<b>/UBND",
        issuers=(Issuer("co-quan-la", "Cơ quan <i>lạ</i>"),),
        subject=HOSTILE,
        place="<u>Nơi</u>",
        signer=Signer("<em>Kẻ Thử</em>"),
        warnings=("<h1>cảnh báo</h1>",),
    )
    return _document("hostile", fields, text, 'a<b>/"; x=y\r\nX-Evil: 1/<svg onload=alert(3)>.txt')


def _unknown() -> Document:
    return _document("unknown", Fields(), "Ghi chép rời về lịch trực của đội chuồn chuồn kim.", "rời/ghi chép.txt")


def _inside() -> Document:
    fields = Fields(number="9/UBND-NB", subject="nhân sự nội bộ về chuồn chuồn kim", issuers=(DISTRICT,), date="2024-05-05")
    return _document("inside", fields, "Chuyện nhân sự nội bộ, chuồn chuồn kim.", "trong/9.txt", label="noi-bo")


def _annotated(cited: Document) -> Document:
    quoted = f"Công văn số {cited.fields.number}"
    text = f"CHỈ THỊ\n\nTiếp theo {quoted}, nay chỉ thị về tiếp công dân, đối thoại.\n\nCác xã báo cáo trước ngày 30."
    start = text.index(quoted)
    fields = Fields(
        number="5/CT-UBND",
        number_key="5/ct-ubnd",
        sequence=5,
        symbol="CT-UBND",
        type=DIRECTIVE,
        issuers=(DISTRICT, PARTY),
        date="2024-11",
        subject="chấn chỉnh việc tiếp công dân, đối thoại với nhân dân",
        addressees=("Các phòng, ban của huyện", "Ủy ban nhân dân các xã"),
        urgency="HỎA TỐC",
        arrival=Arrival("1207", "2024-11-20"),
        fields=("noi-chinh-tu-phap",),
        citations=(Citation(quoted, Span(start, start + len(quoted)), Relation.FOLLOWS, cited.fields.number, document=cited.id),),
        evidence={"date": Evidence(None, "date.text", 0.6), "subject": Evidence(None, "subject.title", 0.7)},
        warnings=("Tệp có hai phần đầu văn bản.",),
    )
    return _document("annotated", fields, text, "2024/5.pdf", corrected=("subject",), duplicates=(cited.id,))
