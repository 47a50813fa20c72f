"""A catalogue in a fresh folder, and a way to make incoming documents of invented offices."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue, Incoming
from corpus.document import DocumentType, Evidence, Fields, Issuer, Level, Span, System
from corpus.originals import sha256_of

SUOI_MO = Issuer("uy-ban-nhan-dan-huyen-suoi-mo", "Ủy ban nhân dân huyện Suối Mơ", Level.DISTRICT, System.STATE)
DISPATCH = DocumentType("cong-van", "Công văn")


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with Catalogue.open(tmp_path / "archive") as opened:
        yield opened


@pytest.fixture
def incoming() -> Callable[..., Incoming]:
    def make(text: str, path: str = "/van-thu/a.txt", **changes: object) -> Incoming:
        fields = changes.pop("fields", None) or Fields(
            number="12/UBND-VX",
            number_key="12/ubnd-vx",
            sequence=12,
            symbol="UBND-VX",
            type=DISPATCH,
            issuers=(SUOI_MO,),
            date="2024-05-06",
            subject="chuẩn bị ngày hội đọc sách",
            evidence={"number": Evidence(Span(0, min(4, len(text))), "number.header", 0.99)},
        )
        data = text.encode()
        values = {"size": len(data), "media_type": "text/plain", "fields": fields, "shown": path.rsplit("/", 1)[-1], **changes}
        return Incoming(sha256=sha256_of(data), text=text, path=path, **values)  # type: ignore[arg-type]

    return make
