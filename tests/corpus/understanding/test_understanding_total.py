"""What must hold for any text: an answer, spans inside the text, the same answer again, and time that grows with length."""

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.understanding import secrecy_mark, understand

_PIECES = """ỦY BAN NHÂN DÂN;HUYỆN LẠC SƠN;Số:;12/UBND-VX;/SNV-CCHC;V/v;Kính gửi:;- Như trên,;Nơi nhận:;KT. CHỦ TỊCH;QUYẾT ĐỊNH
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM;Độc lập - Tự do - Hạnh phúc;Lạc Sơn, ngày 1 tháng 2 năm 2020;ngày;Căn cứ;Chính phủ;ĐẾN
    Nghị định số 30/2020/NĐ-CP;ngày 27/02/2023 của;MẬT;HỎA TỐC;Ký bởi:;Email:;SAO Y;./.;Lê Văn Mười;|;**;__;-----;của;,;và;ĐIỆN:
    KẾ HOẠCH;Phụ lục;05a;-CV/HU;Ủy"""
_WORDS = st.sampled_from([*_PIECES.replace("\n    ", ";").split(";"), "\n", "\n\n", "\t", "     ", ";"])
_TEXTS = st.one_of(
    st.text(max_size=400), st.lists(_WORDS, max_size=40).map(" ".join), st.lists(_WORDS, max_size=40).map("\n".join)
)


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_any_text_is_understood_with_spans_inside_it(text: str) -> None:
    fields = understand(text)
    spans = [evidence.span for evidence in fields.evidence.values() if evidence.span] + [
        citation.span for citation in fields.citations
    ]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(0 < evidence.confidence <= 1 and evidence.rule for evidence in fields.evidence.values())
    assert "" not in (
        fields.number,
        fields.symbol,
        fields.subject,
        fields.place,
        fields.signer.name,
        *fields.addressees,
        *fields.recipients,
    )
    assert understand(text) == fields
    assert pickle.loads(pickle.dumps(fields)) == fields
    secrecy_mark(text)


@pytest.mark.parametrize(
    "piece",
    [
        "ỦY BAN ",
        "Số: / / /",
        "Căn cứ ",
        "Nơi nhận ",
        "1/",
        "12-A/",
        "|",
        " ",
        "*",
        "ngày ",
        "cộng hòa xã hội ",
        "đề nghị ",
        "Kính gửi: - a;\n",
        "./.\n",
        "Luật ",
    ],
)
def test_hostile_repetition_takes_no_more_than_a_second(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    understand(text)
    secrecy_mark(text)
    assert time.process_time() - start < 1.0
