"""The dispatch that the project starts from comes out as the contract shows it."""

from pathlib import Path

import pytest

from corpus.document import Signer, Span
from corpus.understanding import understand
from corpus.vietnamese import clean

SEED = Path(__file__).resolve().parents[4] / "shared" / "data" / "seed" / "000_443456f902a11df9.txt"


@pytest.mark.skipif(not SEED.exists(), reason="../shared/data/seed is absent")
def test_the_seed_comes_out_as_the_contract_shows() -> None:
    text = clean(SEED.read_bytes().decode("utf-8"))
    fields = understand(text)
    assert (fields.number, fields.number_key, fields.sequence, fields.symbol) == ("689/UBND-VX", "689/ubnd-vx", 689, "UBND-VX")
    assert fields.type is not None
    assert (fields.type.code, fields.type.name) == ("cong-van", "Công văn")
    (issuer,) = fields.issuers
    assert issuer.id == "uy-ban-nhan-dan-huyen-binh-son"
    assert (issuer.level, issuer.system, issuer.parent) == ("district", "state", None)
    assert (fields.date, fields.year, fields.place) == ("2023-03-16", 2023, "Bình Sơn")
    assert fields.subject == "triển khai thực hiện công tác dân vận trên địa bàn huyện"
    assert [len(fields.addressees), len(fields.recipients)] == [2, 6]
    assert fields.recipients[-1] == "Lưu: VT, TCNV"
    assert fields.signer == Signer("Phạm Quang Sự", None, None)
    assert (fields.urgency, fields.secrecy, fields.arrival.number, fields.fields) == (None, None, None, ("dan-van",))
    assert fields.evidence["number"].span == Span(38, 58)
    assert (fields.evidence["number"].rule, fields.evidence["number"].confidence) == ("number.header", 0.99)
    assert [(c.number, c.date, c.issuer, c.relation.value) for c in fields.citations if c.number] == [
        ("1559-CV/HU", "2023-02-27", "Huyện ủy Bình Sơn", "implements"),
        ("33/CT-TTg", "2021-11-26", "Thủ tướng Chính phủ", "cites"),
        ("552-CV/HU", "2021-06-24", "Ban Thường vụ Huyện ủy", "cites"),
    ]
    (law,) = [c for c in fields.citations if not c.number]
    assert (law.text, law.type, law.number_key, law.date) == ("Luật thực hiện dân chủ ở cơ sở", "luat", None, None)
    assert fields.citations[0].span == Span(367, 405)
    assert all(c.text == " ".join(text[c.span.start : c.span.end].split()) for c in fields.citations)
