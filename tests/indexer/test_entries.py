"""A document becomes an entry: streams, keys, attributes, passages and a vector for each, with row 0 for similar ones."""

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.document import Document, DocumentId, DocumentType, Fields, Issuer, Level, Signer, Source
from corpus.understanding.number import look_up_keys
from indexer.encoders.encoder import Unit, quantise
from indexer.encoders.static import StaticEncoder
from indexer.engines.engine import Attribute, Stream
from indexer.entries import BATCH, entries, entry, sort_date
from indexer.passages import passages
from indexer.terms import document_streams, passage_streams

_BODY = "\n".join(f"{i}. Giao UBND xã Suối Mơ rà soát hồ sơ, báo cáo kết quả công tác dân vận quý {i}." for i in range(1, 40))


def _document(text: str = _BODY, *, id: str = "aaaaaaaaaaaa", **known: object) -> Document:
    return Document(DocumentId(id), 3, Fields(**known), text, access_label="noi-bo")  # type: ignore[arg-type]


class _Recorder:
    """An encoder that remembers what it was asked, and answers with the static one."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self._encoder = StaticEncoder()
        self.fingerprint, self.dimensions, self.floor = "recorder", self._encoder.dimensions, 0.5

    def passages(self, texts: Sequence[str]) -> Unit:
        self.asked.append(list(texts))
        return self._encoder.passages(texts)

    def questions(self, texts: Sequence[str]) -> Unit:
        raise AssertionError("documents are not questions")


@pytest.fixture
def encoder() -> _Recorder:
    return _Recorder()


def test_everything_known_is_written(encoder: _Recorder) -> None:
    body, council = Issuer("ubnd-xa-suoi-mo", "UBND xã Suối Mơ", Level.COMMUNE), Issuer("hdnd-x", "HĐND X", Level.DISTRICT)
    document = _document(
        number="12/QĐ-UBND",
        number_key="12/qđ-ubnd",
        symbol="QĐ-UBND",
        type=DocumentType("quyet-dinh", "Quyết định"),
        issuers=(body, council, body),
        date="2024-03",
        subject="công tác dân vận",
        signer=Signer(name="Lê Văn Gió"),
        fields=("dan-van",),
    )
    made = entry(document, encoder)
    assert (made.id, made.revision, made.label, made.document) == (document.id, 3, "noi-bo", document)
    assert made.keys == look_up_keys("12/QĐ-UBND")
    assert made.sort_date == 20240301
    assert made.attributes == {
        Attribute.ISSUER: ("ubnd-xa-suoi-mo", "hdnd-x"),
        Attribute.YEAR: ("2024",),
        Attribute.TYPE: ("quyet-dinh",),
        Attribute.LEVEL: ("commune",),
        Attribute.FIELD: ("dan-van",),
        Attribute.SIGNER: ("Lê Văn Gió",),
        Attribute.SYMBOL: ("QĐ-UBND",),
        Attribute.NUMBER: ("12/qđ-ubnd",),
    }


def test_what_is_unknown_is_absent(encoder: _Recorder) -> None:
    made = entry(_document(), encoder)
    assert made.keys == ()
    assert made.attributes == {}
    assert made.sort_date is None


def test_streams_are_those_of_the_whole_document_and_of_each_passage(encoder: _Recorder) -> None:
    document = Document(
        DocumentId("aaaaaaaaaaaa"),
        1,
        Fields(number="12/QĐ-UBND", subject="dân vận"),
        _BODY,
        sources=(Source("b/cv_12.docx", ""),),
    )
    made = entry(document, encoder)
    assert made.streams == document_streams(None, "12/QĐ-UBND", "dân vận", "cv_12.docx", _BODY)
    assert [passage.span for passage in made.passages] == passages(_BODY)
    assert [passage.streams for passage in made.passages] == [
        passage_streams(_BODY[span.start : span.end]) for span in passages(_BODY)
    ]
    assert made.streams[Stream.FT] == ["dan", "van", "cv", "12"]


def test_the_encoder_reads_subject_and_passages_with_abbreviations_in_full(encoder: _Recorder) -> None:
    entry(_document("1. Giao UBND xã.", subject="công tác CCHC"), encoder)
    assert encoder.asked == [["công tác cải cách hành chính", "công tác cải cách hành chính\nGiao ủy ban nhân dân xã."]]


def test_row_nought_is_the_centroid_and_the_subject_together(encoder: _Recorder) -> None:
    made = entry(_document(subject="công tác dân vận"), encoder)
    [read] = encoder.asked
    vectors = StaticEncoder().passages(read)
    centroid = vectors[1:].mean(axis=0)
    both = centroid / np.linalg.norm(centroid) + vectors[0]
    assert len(made.vectors) == 1 + len(made.passages) > 2
    assert np.array_equal(made.vectors[0], quantise(both / np.linalg.norm(both)))
    assert np.array_equal(made.vectors[1:], quantise(vectors[1:]))


def test_a_document_without_text_is_found_by_its_subject(encoder: _Recorder) -> None:
    made = entry(_document("", subject="công tác dân vận"), encoder)
    assert made.passages == ()
    assert made.vectors.shape == (1, 256)
    assert np.array_equal(made.vectors[0], quantise(StaticEncoder().passages(["công tác dân vận"]))[0])


def test_a_document_without_subject_has_its_centroid(encoder: _Recorder) -> None:
    assert entry(_document(), encoder).vectors[0].any()


def test_a_document_of_nothing_has_a_row_of_zeros(encoder: _Recorder) -> None:
    made = entry(_document(" \n", subject=" "), encoder)
    assert made.vectors.shape == (1, 256)
    assert made.vectors.dtype == np.int8
    assert not made.vectors.any()
    assert all(terms == [] for terms in made.streams.values())


def test_many_documents_are_encoded_in_batches_and_come_in_order(encoder: _Recorder) -> None:
    texts = ["", _BODY, "Một câu.", "---"]
    documents = [_document(texts[i % 4], id=f"{i:012d}", subject=f"việc {i}" if i % 3 else None) for i in range(BATCH + 5)]
    made = list(entries(documents, encoder))
    assert [one.id for one in made] == [document.id for document in documents]
    assert len(encoder.asked) == 2
    for one, document in zip(made, documents, strict=True):
        alone = entry(document, encoder)
        assert np.array_equal(one.vectors, alone.vectors)
        assert (one.streams, one.passages) == (alone.streams, alone.passages)


@pytest.mark.parametrize(("date", "sorts"), [("2023-03-16", 20230316), ("2023-03", 20230301), ("2023", 20230101), (None, None)])
def test_dates_sort_as_their_first_day(date: str | None, sorts: int | None) -> None:
    assert sort_date(date) == sorts
