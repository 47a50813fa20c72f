"""What must hold for any text: an answer, spans inside the text, the same answer again, and time that grows with length."""

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Evidence
from corpus.understanding import secrecy_mark, understand
from corpus.vietnamese import clean

_PIECES = """ỦY BAN NHÂN DÂN;HUYỆN LẠC SƠN;Số:;12/UBND-VX;/SNV-CCHC;V/v;Kính gửi:;- Như trên,;Nơi nhận:;KT. CHỦ TỊCH;QUYẾT ĐỊNH
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM;Độc lập - Tự do - Hạnh phúc;Lạc Sơn, ngày 1 tháng 2 năm 2020;ngày;Căn cứ;Chính phủ;ĐẾN
    Nghị định số 30/2020/NĐ-CP;ngày 27/02/2023 của;MẬT;HỎA TỐC;Ký bởi:;Email:;SAO Y;./.;Lê Văn Mười;|;**;__;-----;của;,;và;ĐIỆN:
    KẾ HOẠCH;Phụ lục;05a;-CV/HU;Ủy;Số:{24.2 /KH-SYT;S6: l2/;ngày (O- tháng 10 năm 2017;tháng 4Ï năm 2018;nqày;HÓA xốc];V⁄ v
    THÔNG TƯ;CỦA BỘ TÀI CHÍNH;SỐ 05/2010/TT-BTC;NGÀY 13 THÁNG 01 NĂM 2010;SƠ Y TE;UBNĐ;/TB -SYT;(Kèm theo;TM.;\u0110\u1ed8C"""
_WORDS = st.sampled_from([*_PIECES.replace("\n    ", ";").split(";"), "\n", "\n\n", "\t", "     ", ";"])
_TEXTS = st.one_of(
    st.text(max_size=400), st.lists(_WORDS, max_size=40).map(" ".join), st.lists(_WORDS, max_size=40).map("\n".join)
)


_NAME_PIECES = st.sampled_from(
    [
        "689",
        "UBND",
        "VX",
        "KH",
        "syt",
        "16-3-2023",
        "ngay",
        "2023",
        "CV",
        "_",
        "-",
        ".",
        " ",
        "/",
        "\\",
        ".pdf",
        "(1)",
        "1559",
        "HU",
        "so",
    ]
)
_NAMES = st.one_of(st.none(), st.text(max_size=60), st.lists(_NAME_PIECES, max_size=10).map("".join))


@settings(max_examples=300, deadline=None)
@given(_TEXTS, _NAMES, st.booleans())
def test_any_text_under_any_name_is_understood_with_spans_inside_it(text: str, name: str | None, recognised: bool) -> None:
    fields = understand(text, file_name=name, recognised=recognised)
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
    assert understand(text, file_name=name, recognised=recognised) == fields
    assert not any(proposal.value == getattr(fields, proposal.field) for proposal in fields.proposals)
    assert all(proposal.value and 0 < proposal.confidence < 0.9 for proposal in fields.proposals)
    assert fields.evidence.get("number", Evidence(None, "", 0)).confidence < 0.9 or fields.evidence["number"].rule != "filename"
    assert pickle.loads(pickle.dumps(fields)) == fields
    secrecy_mark(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_what_comes_clean_from_any_characters_is_understood(text: str) -> None:
    cleaned = clean(text)
    assert understand(cleaned) == understand(cleaned)
    understand(cleaned, file_name=text)


@settings(max_examples=100, deadline=None)
@given(_TEXTS, _NAMES)
def test_a_name_changes_nothing_but_what_the_text_leaves_open(text: str, name: str | None) -> None:
    bare, named = understand(text), understand(text, file_name=name)
    for field in ("symbol", "type", "issuers", "subject", "place", "signer", "citations"):
        assert getattr(named, field) == getattr(bare, field)
    assert bare.number is None or named.number in (bare.number, None)
    assert bare.date is None or (named.date or "").startswith(bare.date)


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
        "ngày tháng năm ",
        "KT. ",
        "- ",
        "(Kèm theo ",
        "((((",
        "[[[[ ",
        "a",
        "Số:",
        "S6: ",
        "Số 1 - ",
        "Số: l/l/",
        "Số 12/QĐ-UBND ngày ",
        "nqày tliáng ",
        "ngày 1 tháng 2 năm ",
        "CỦA BỘ SỐ 1/",
        "TM. ỦY BAN NHÂN DÂN\n",
        "x\n",
        "|\n",
        "Kính gửi ",
        "; - ",
        "hoa toc ",
        "V/v ",
        "PHỤ LỤC\n",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n",
        "(Kèm theo Quyết định số 1/QĐ\n",
        "ĐẾN Số: 1\n",
        "Ký bởi: a\nEmail: ",
        "SƠ Y TE ",
    ],
)
def test_hostile_repetition_takes_no_more_than_a_second(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    understand(text)
    secrecy_mark(text)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize("piece", ["ỦY BAN ", "Số: / / /", "ngày tháng năm ", "- ", "(Kèm theo ", "x\n", "a"])
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(characters: int) -> float:
        text = piece * (characters // len(piece))
        return min(_timed(text) for _ in range(3))

    # Twice the text, twice the time; a generous bound, for small times are noise.
    assert seconds(200_000) < 4 * seconds(100_000) + 0.05


def _timed(text: str) -> float:
    start = time.process_time()
    understand(text, file_name="689 UBND-VX 16.3.2023.pdf", recognised=True)
    return time.process_time() - start


@pytest.mark.parametrize("piece", ["1", "1 ", "689 ubnd ", "-", "16.3.2023 ", "kh-", "so "])
def test_a_hostile_file_name_takes_no_time(piece: str) -> None:
    start = time.process_time()
    understand("Số: 1/UBND-VX", file_name=piece * (200_000 // len(piece)), recognised=True)
    assert time.process_time() - start < 0.5
