"""What was understood, shown in its place in the text: nothing lost, nothing added, nothing that breaks a page."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from well_formed import well_formed as _well_formed

from corpus.document import Citation, Document, DocumentId, Evidence, Fields, Relation, Span
from web.annotating import annotated, blocks

spans = st.tuples(st.integers(-3, 60), st.integers(-3, 60)).map(lambda ends: Span(*ends))
texts = st.text(alphabet="aạ <>&\"'\n\r\u2028x", max_size=50)


def document(text: str, evidence: dict[str, Span], cited: list[tuple[Span, str | None]]) -> Document:
    citations = tuple(Citation("x", span, Relation.CITES, document=DocumentId(id) if id else None) for span, id in cited)
    known = {name: Evidence(span, "rule", 1.0) for name, span in evidence.items()}
    return Document(DocumentId("aaaaaaaaaaaa"), 1, Fields(citations=citations, evidence=known), text)


@given(
    texts,
    st.dictionaries(st.sampled_from(["number", "date", "subject", "issuer"]), spans),
    st.lists(st.tuples(spans, st.sampled_from([None, "bbbbbbbbbbbb"])), max_size=6),
)
def test_marks_change_nothing_of_the_text_and_nest(text: str, evidence: dict[str, Span], cited) -> None:
    made = annotated(document(text, evidence, cited))
    assert [unescape(re.sub(r"</?(?:a|mark|span)\b[^<>]*>", "", str(block))) for block in made] == [
        text[block.start : block.end] for block in blocks(text)
    ]
    whole = "".join(f"<p>{block}</p>" for block in made)
    _well_formed(f"<!doctype html><html><head></head><body>{whole}</body></html>")
    ids = re.findall(r'id="([^"]*)"', whole)
    assert len(ids) == len(set(ids))


@given(st.text(max_size=80))
def test_blocks_hold_every_letter_and_no_blank_line(text: str) -> None:
    found = list(blocks(text))
    assert "".join(text.split()) == "".join("".join(text[block.start : block.end].split()) for block in found)
    assert all(line.strip() for block in found for line in text[block.start : block.end].splitlines())


def test_a_cited_document_is_a_link_and_an_absent_one_says_so() -> None:
    text = "Căn cứ Luật Đất đai và Công văn số 3/UBND-VX;\n\nThực hiện <b>Kế hoạch 5</b>."
    made = annotated(
        document(text, {"subject": Span(0, 45)}, [(Span(7, 19), "bbbbbbbbbbbb"), (Span(23, 44), None), (Span(60, 70), None)])
    )
    assert made[0] == (
        '<mark class="evidence" id="bc-subject">Căn cứ <a class="cited" href="/van-ban/bbbbbbbbbbbb">Luật Đất đai</a> và '
        '<span class="cited absent" title="chưa có trong kho">Công văn số 3/UBND-VX</span>;</mark>'
    )
    assert "&lt;b&gt;" in made[1]


def test_a_mark_over_two_paragraphs_has_its_id_once() -> None:
    made = annotated(document("một\n\nhai", {"subject": Span(1, 8)}, []))
    assert made == [
        'm<mark class="evidence" id="bc-subject">ột</mark>',
        '<mark class="evidence">hai</mark>',
    ]


def test_paragraphs_part_at_blank_lines_and_keep_line_breaks() -> None:
    text = "\n\nmột\nhai  \n \n\nba\n"
    assert [text[block.start : block.end] for block in blocks(text)] == ["một\nhai", "ba"]
