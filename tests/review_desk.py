"""A catalogue of fictional documents in doubt behind the pages that correct them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.catalogue import Catalogue, Incoming
from corpus.document import DocumentId, DocumentType, Evidence, Fields, Issuer, Proposal, Signer, Span
from corpus.errors import ArchiveBusy
from corpus.originals import sha256_of
from indexer.building import index_pending
from indexer.encoders.static import StaticEncoder
from indexer.engines.embedded import EmbeddedEngine
from search_api.archive import Archive
from search_api.editing import Editor

TEXT = (
    "UBND HUYỆN SÔNG NGÀN\nSố:{24.2 /KH-UBND\nSông Ngàn, ngày (O- tháng 10 năm 2017\n"
    "KẾ HOẠCH\nVề việc {subject}\n\nCác xã thực hiện."
)
ISSUER = Issuer("uy-ban-nhan-dan-huyen-song-ngan", "Ủy ban nhân dân huyện Sông Ngàn")


@dataclass
class Desk:
    """The archive, who edits it, and whether another writer is at work."""

    archive: Archive
    editor: Editor
    catalogue: Catalogue
    busy: bool = False
    at: str = "2026-11-24T08:00:00Z"

    def add(self, matter: str, label: str | None = None, **changes: object) -> DocumentId:
        text = TEXT.replace("{subject}", matter)

        def place(words: str) -> Span:
            return Span(text.index(words), text.index(words) + len(words))

        fields = Fields(
            symbol="KH-UBND",
            type=DocumentType("ke-hoach", "Kế hoạch"),
            issuers=(ISSUER,),
            date="2017-10",
            subject=matter,
            signer=Signer("Đặng Văn Mẫu"),
            evidence={
                "symbol": Evidence(place("Số:{24.2 /KH-UBND"), "number.ocr", 0.95),
                "date": Evidence(place("ngày (O- tháng 10 năm 2017"), "date.ocr", 0.5),
                "issuer": Evidence(place("UBND HUYỆN SÔNG NGÀN"), "issuer.ocr", 0.95),
                "type": Evidence(place("KẾ HOẠCH"), "type.printed", 0.95),
                "subject": Evidence(place(matter), "subject.title", 0.95),
            },
            proposals=(Proposal("number", "242/KH-UBND", "filename", 0.6),),
        )
        data = text.encode()
        name = f"{len(matter)}.pdf"
        one = Incoming(
            sha256_of(data), len(data), "application/pdf", text, replace(fields, **changes), f"/quet/{matter}", name, label=label
        )
        [outcome] = self.catalogue.keep([one], self.at)
        with self.editor.writing():
            return outcome.id


@contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    encoder = StaticEncoder()
    lock = threading.Lock()
    with (
        Catalogue.open(folder) as catalogue,
        EmbeddedEngine.open(folder / "index", catalogue, encoder=encoder.fingerprint, dimensions=encoder.dimensions) as engine,
    ):

        @contextmanager
        def writing() -> Iterator[None]:
            if made.busy:
                raise ArchiveBusy("process 1 is writing")
            with lock:
                yield
                index_pending(catalogue, engine, encoder)

        editor = Editor(catalogue, writing, "may-tinh", lambda: made.at)
        status: Callable[[object], dict[str, object]] = lambda labels: {}  # noqa: E731
        made = Desk(Archive(engine, encoder, lambda sha256: None, status, catalogue.version), editor, catalogue)
        yield made
