import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import (
    Arrival,
    Citation,
    Document,
    DocumentType,
    Evidence,
    Fields,
    Issuer,
    Level,
    Page,
    Proposal,
    Relation,
    Signer,
    Source,
    Span,
    Status,
    StatusCode,
    System,
    Version,
)
from corpus.errors import InputError
from corpus.intake.rows import canonical
from corpus.interchange import document_json, parse_row, state
from corpus.originals import document_id
from corpus.vietnamese import clean

# fmt: off
KEYS = [
    "id", "external_id", "number", "number_key", "sequence", "symbol", "type", "issuer", "issuers", "date", "year", "place",
    "subject", "addressees", "recipients", "signer", "urgency", "secrecy", "arrival", "fields", "status", "citations", "evidence",
    "corrected", "duplicates", "access_label", "sources", "versions", "text", "warnings",
]
# fmt: on

words = st.text(min_size=1, max_size=12).map(clean).filter(bool)
maybe = st.none() | words
lines = st.lists(words, max_size=3).map(tuple)
codes = st.from_regex("[a-z]{1,6}(-[a-z]{1,6}){0,2}", fullmatch=True)
dates = st.none() | st.sampled_from(["2023", "2023-03", "2023-03-16", "1957-05-20"])
times = st.just("2026-11-23T08:00:00Z")
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)


@st.composite
def documents(draw):
    text = draw(st.text(max_size=40).map(clean))

    def spans():
        start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        return Span(start, end)

    issuers = draw(
        st.lists(
            st.builds(Issuer, codes, words, st.none() | st.sampled_from(Level), st.none() | st.sampled_from(System), maybe),
            max_size=1,
        )
    )
    versions = tuple(
        Version(sha256, draw(times), draw(words), draw(st.integers(0, 2**31)))
        for sha256 in draw(st.lists(hashes, min_size=1, max_size=3, unique=True))
    )
    fields = Fields(
        number=draw(maybe),
        number_key=draw(maybe),
        sequence=draw(st.none() | st.integers(0, 99999)),
        symbol=draw(maybe),
        type=draw(st.none() | st.builds(DocumentType, codes, words)),
        issuers=tuple(issuers),
        date=draw(dates),
        place=draw(maybe),
        subject=draw(maybe),
        addressees=draw(lines),
        recipients=draw(lines),
        signer=Signer(draw(maybe), draw(maybe), draw(maybe)),
        urgency=draw(maybe),
        arrival=Arrival(draw(maybe), draw(dates)),
        fields=tuple(draw(st.lists(codes, max_size=2))),
        status=Status(draw(st.sampled_from(StatusCode)), draw(dates), draw(maybe)),
        citations=tuple(
            Citation(
                draw(words),
                spans(),
                draw(st.sampled_from(Relation)),
                draw(maybe),
                draw(maybe),
                draw(dates),
                draw(maybe),
                draw(maybe),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        evidence={name: Evidence(spans(), "rule", 0.5) for name in draw(st.lists(codes, max_size=3))},
        proposals=tuple(draw(st.lists(st.builds(Proposal, codes, words, codes, st.floats(0, 1)), max_size=2))),
        warnings=draw(lines),
        pages=tuple(
            Page(n, spans(), draw(st.sampled_from(["text", "ocr"])), draw(st.none() | st.floats(0, 1)))
            for n in range(1, draw(st.integers(0, 2)) + 1)
        ),
    )
    return Document(
        id=document_id(versions[0].sha256),
        revision=1,
        fields=fields,
        text=text,
        access_label=draw(codes),
        external_id=draw(maybe),
        sources=tuple(Source(path, draw(times)) for path in draw(st.lists(words, min_size=1, max_size=2))),
        versions=versions,
    )


@settings(deadline=None)
@given(documents(), st.builds(Fields, number=words, subject=words, warnings=lines))
def test_a_row_that_export_wrote_is_read_back_as_it_was(document, understood):
    row = json.loads(canonical(document_json(document)))
    stated = parse_row(row)
    assert stated.unknown == ()
    assert stated.restored.id == document.id
    back = Document(
        id=stated.restored.id,
        revision=7,
        fields=state(understood, stated),
        text=stated.text,
        access_label=stated.access_label,
        external_id=stated.external_id,
        sources=stated.restored.sources,
        versions=stated.restored.versions,
    )
    assert document_json(back) == document_json(document)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), json_values, max_size=6))
def test_any_row_is_understood_or_refused(row):
    with suppress(InputError):
        stated = parse_row(row)
        fields = state(Fields(), stated)
        assert state(fields, stated) == fields


@settings(deadline=None)
@given(documents(), st.sampled_from(KEYS), json_values)
def test_an_export_with_one_key_spoilt_is_understood_or_refused(document, key, value):
    row = {**document_json(document), key: value}
    with suppress(InputError):
        state(Fields(), parse_row(row))


def test_what_a_row_states_leaves_no_proposal_for_it():
    proposals = (Proposal("number", "12/UBND-VX", "filename", 0.4), Proposal("date", "2023", "filename", 0.4))
    fields = state(Fields(proposals=proposals), parse_row({"text": "", "number": "12/UBND-VX"}))
    assert fields.proposals == proposals[1:]


def test_the_keys_come_in_the_order_of_the_reference():
    document = Document(document_id("0" * 64), 1, Fields(), "")
    assert list(document_json(document)) == KEYS
    assert "text" not in document_json(document, text=False)
    assert document_json(document)["status"] == {"code": "unknown", "since": None, "because": None}


def test_stated_values_win_and_say_so():
    row = {
        "id": "so-12",
        "number": "12/UBND-VX",
        "type": "Công văn",
        "issuer": "UBND huyện Suối Mơ",
        "date": "2024-05-06",
        "title": "Ngày hội đọc sách",
        "shelf": 4,
        "text": "Số: 99/UBND-KT",
    }
    stated = parse_row(row)
    understood = Fields(number="99/UBND-KT", place="Suối Mơ", evidence={"place": Evidence(Span(0, 2), "place", 0.5)})
    fields = state(understood, stated)
    assert (fields.number, fields.number_key, fields.sequence, fields.symbol) == ("12/UBND-VX", "12/ubnd-vx", 12, "UBND-VX")
    assert (fields.type.code, fields.issuers[0].id) == ("cong-van", "uy-ban-nhan-dan-huyen-suoi-mo")
    assert (fields.subject, fields.place) == ("Ngày hội đọc sách", "Suối Mơ")
    assert fields.evidence["number"] == Evidence(None, "stated", 1.0)
    assert fields.evidence["place"].rule == "place"
    assert (stated.external_id, stated.unknown, stated.restored) == ("so-12", ("shelf",), None)


def test_a_subject_that_is_given_goes_before_the_title():
    assert parse_row({"subject": "Đọc sách", "title": "Công văn 12 đọc sách"}).fields.subject == "Đọc sách"


def test_nulls_and_empty_strings_state_nothing():
    stated = parse_row({"number": None, "subject": "", "issuer": "", "addressees": [], "signer": {}, "date": None})
    assert stated.given == frozenset()


def test_joint_issuers_in_one_name_are_told_apart_and_commas_within_a_name_are_not():
    row = {"issuer": "Bộ Mây, Gió và Nắng, Bộ Sông và Ủy ban Đọc sách"}
    assert [issuer.name for issuer in parse_row(row).fields.issuers] == ["Bộ Mây, Gió và Nắng", "Bộ Sông", "Ủy ban Đọc sách"]


def test_an_issuer_known_by_its_id_only_takes_its_name_from_the_text():
    row = {"issuers": ["uy-ban-nhan-dan-xa-suoi-mo"]}
    whole = Issuer("uy-ban-nhan-dan-xa-suoi-mo", "Ủy ban nhân dân xã Suối Mơ", Level.COMMUNE, System.STATE)
    assert state(Fields(issuers=(whole,)), parse_row(row)).issuers == (whole,)


def test_an_id_that_does_not_follow_from_the_version_is_a_foreign_one():
    row = {"id": "b" * 12, "versions": [{"sha256": "0" * 64, "added": "2026", "media_type": "", "size": 1}], "text": "x"}
    stated = parse_row(row)
    assert (stated.restored, stated.external_id) == (None, "b" * 12)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"number": 12}, "number"),
        ({"text": ["a"]}, "text"),
        ({"date": "16 tháng 3"}, "date"),
        ({"date": "2023-02-31"}, "date"),
        ({"type": 4}, "type"),
        ({"issuer": ["a"]}, "issuer"),
        ({"issuer": {"id": "a"}}, "issuer"),
        ({"issuer": {"id": "a", "name": "A", "level": "village"}}, "issuer.level"),
        ({"addressees": "Như trên"}, "addressees"),
        ({"sequence": True}, "sequence"),
        ({"citations": [{"text": "a", "span": [0, 9]}], "text": "abc"}, "citations.span"),
        ({"access_label": "Nội bộ"}, "access_label"),
        ({"id": {"a": 1}}, "id"),
    ],
)
def test_a_wrong_type_names_its_key(row, key):
    with pytest.raises(InputError, match=rf"^{key}"):
        parse_row(row)


def test_the_canonical_row_does_not_depend_on_order_or_spaces():
    assert canonical({"b": 1, "a": "đ"}) == canonical(json.loads('{ "a": "đ",\n"b": 1}')) == '{"a":"đ","b":1}'.encode()


@pytest.mark.parametrize("name", ["phapdien", "alqac"])
def test_real_rows_are_understood(name, shared):
    unknown = set()
    with gzip.open(shared / "data" / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        for _, line in zip(range(300), file, strict=False):
            stated = parse_row(json.loads(line))
            unknown.update(stated.unknown)
            assert stated.text
            assert stated.external_id
            assert stated.fields.subject
            if name == "phapdien":
                assert {"number", "number_key", "type", "issuers", "date"} <= stated.given
    assert unknown <= {"law", "article", "topics", "url", "issuer_as_printed"}
