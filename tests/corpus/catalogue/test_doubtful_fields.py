"""The review list follows every change of a document, within the reader's labels."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from corpus.catalogue import Catalogue, DoubtFilter
from corpus.correcting import state_of
from corpus.document import Evidence, Fields, Proposal, Span
from corpus.doubting import doubts
from corpus.errors import Conflict, InputError
from corpus.interchange import document_json, parse_row, state

NOW, LATER = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"
OPEN = frozenset({"open"})


@pytest.fixture
def known(incoming):
    return incoming("Số: 12/UBND-VX").fields


@pytest.fixture
def vague(known):
    """A document whose date is uncertain and whose subject is missing."""
    return replace(known, subject=None, evidence={**known.evidence, "date": Evidence(Span(0, 2), "date.ocr", 0.5)})


def listed(catalogue, labels=None, **only):
    return [(doubt.id, doubt.field) for doubt in catalogue.doubts(labels, DoubtFilter(**only))]


def keep(catalogue, one):
    return catalogue.keep([one], NOW)[0].id


def test_a_kept_document_is_listed_field_by_field_and_a_sound_one_is_not(catalogue, incoming, vague):
    keep(catalogue, incoming("Số: 12/UBND-VX"))
    id = keep(catalogue, incoming("Mờ", path="/b.txt", fields=vague))
    assert listed(catalogue) == [(id, "date"), (id, "subject")]
    assert [doubt.confidence for doubt in catalogue.doubts(None)] == [0.5, 0.0]
    assert catalogue.count_doubts(None) == {"date": 1, "subject": 1}


def test_nothing_is_missed_in_a_mail_that_is_no_administrative_document(catalogue, incoming, vague):
    letter = replace(vague, number=None, number_key=None, type=None)
    keep(catalogue, incoming("Kính gửi", fields=letter, media_type="message/rfc822"))
    dispatch = keep(catalogue, incoming("Số: 12", path="/b.eml", fields=vague, media_type="message/rfc822"))
    told = [(doubt.id == dispatch, doubt.field) for doubt in catalogue.doubts(None)]
    assert sorted(told) == [(False, "date"), (True, "date"), (True, "subject")]


def test_confirming_and_correcting_take_a_field_off_the_list(catalogue, incoming, vague):
    id = keep(catalogue, incoming("Mờ", fields=vague))
    before = catalogue.document(id, None)
    confirmed = catalogue.edit(id, [("date", None)], "Lan", None, NOW)
    assert listed(catalogue) == [(id, "subject")]
    assert confirmed.fields.evidence["date"] == Evidence(Span(0, 2), "confirmed", 1.0)
    assert (confirmed.fields.date, confirmed.revision) == (before.fields.date, before.revision)
    catalogue.edit(id, [("subject", "ngày hội đọc sách")], "Lan", None, NOW)
    assert listed(catalogue) == []
    assert [(one.field, one.by, one.before, one.after) for one in catalogue.history(id)] == [
        ("date", "Lan", "2024-05-06", "2024-05-06"),
        ("subject", "Lan", None, "ngày hội đọc sách"),
    ]


def test_confirming_that_there_is_none_settles_a_missing_field(catalogue, incoming, vague):
    id = keep(catalogue, incoming("Mờ", fields=vague))
    document = catalogue.edit(id, [("subject", None)], now=NOW)
    assert document.fields.subject is None
    assert document.fields.evidence["subject"].rule == "confirmed"
    assert listed(catalogue, field="subject") == []


def test_confirming_keeps_the_value_whole_and_twice_is_once(catalogue, incoming, vague):
    id = keep(catalogue, incoming("Mờ", fields=vague))
    before = catalogue.document(id, None).fields.issuers
    catalogue.edit(id, [("issuer", None)], now=NOW)
    after = catalogue.edit(id, [("issuer", None), ("number", None)], now=LATER)
    assert after.fields.issuers == before
    assert after.fields.symbol == "UBND-VX"
    assert [one.field for one in catalogue.history(id)] == ["issuer", "number"]
    with pytest.raises(InputError, match="citations"):
        catalogue.edit(id, [("citations", None)], now=NOW)


def test_a_confirmed_value_outlives_a_new_version_that_reads_otherwise(catalogue, incoming, vague):
    id = keep(catalogue, incoming("Mờ", fields=vague))
    catalogue.edit(id, [("subject", None), ("date", None)], now=NOW)
    other = replace(vague, date="2024-05", subject="máy đọc khác")
    assert catalogue.keep([incoming("Mờ hơn", fields=other)], LATER)[0].id == id
    fields = catalogue.document(id, None).fields
    assert (fields.date, fields.subject) == ("2024-05-06", None)
    assert fields.evidence["date"] == Evidence(None, "corrected", 1.0)
    assert listed(catalogue) == []


def test_a_new_version_has_the_doubts_of_its_own_reading(catalogue, incoming, vague, known):
    id = keep(catalogue, incoming("Mờ", fields=vague))
    catalogue.keep([incoming("Rõ", fields=known)], LATER)
    assert listed(catalogue) == []
    catalogue.keep([incoming("Lại mờ", fields=vague)], LATER)
    assert listed(catalogue) == [(id, "date"), (id, "subject")]


def test_what_a_reader_may_not_see_is_neither_listed_nor_counted(catalogue, incoming, vague):
    hidden = keep(catalogue, incoming("Mờ", fields=vague, label="noi-bo"))
    assert listed(catalogue, OPEN) == []
    assert catalogue.count_doubts(OPEN) == {}
    assert catalogue.count_doubts(OPEN, by="issuer") == {}
    catalogue.edit(hidden, [("access_label", "open")], now=NOW)
    assert len(listed(catalogue, OPEN)) == 2
    catalogue.edit(hidden, [("access_label", "noi-bo")], now=NOW)
    assert listed(catalogue, OPEN) == []


def test_a_removed_document_leaves_the_list(catalogue, incoming, vague):
    catalogue.remove([keep(catalogue, incoming("Mờ", fields=vague))], NOW)
    assert listed(catalogue) == []


def test_the_list_is_narrowed_and_each_count_is_what_choosing_shows(catalogue, incoming, vague):
    a = keep(catalogue, incoming("Mờ", fields=vague))
    b = keep(catalogue, incoming("Mờ nữa", path="/b", fields=replace(vague, type=None)))
    assert set(listed(catalogue, type="cong-van")) == {(a, "date"), (a, "subject")}
    assert catalogue.count_doubts(None, DoubtFilter(field="date"), by="type") == {"cong-van": 1, None: 1}
    for field, count in catalogue.count_doubts(None).items():
        assert len(listed(catalogue, field=field)) == count
    assert set(listed(catalogue, field="type")) == {(b, "type")}
    assert listed(catalogue, issuer="khong-co") == []


def test_fields_of_work_are_listed_only_where_asked_for(catalogue, incoming, known):
    guessed = replace(known, fields=("dan-van",), evidence={**known.evidence, "fields": Evidence(None, "fields.words", 0.7)})
    id = keep(catalogue, incoming("Đoán", fields=guessed))
    assert listed(catalogue) == []
    assert listed(catalogue, field="fields") == [(id, "fields")]
    assert catalogue.count_doubts(None) == {"fields": 1}


def test_pages_of_the_list_are_the_list(catalogue, incoming, vague, known):
    for number in range(7):
        keep(catalogue, incoming(f"Mờ {number}", path=f"/{number}", fields=vague))
    offered = replace(known, number=None, number_key=None, proposals=(Proposal("number", "9/UBND", "filename", 0.5),))
    first = keep(catalogue, incoming("Viết tay", path="/tay", fields=offered))
    whole = catalogue.doubts(None)
    assert whole[0].id == first
    assert [one for offset in range(0, 15, 4) for one in catalogue.doubts(None, limit=4, offset=offset)] == whole
    assert len(whole) == 15


def test_a_value_that_changed_meanwhile_is_not_overwritten(catalogue, incoming, vague):
    id = keep(catalogue, incoming("Mờ", fields=vague))
    seen = {"date": state_of(catalogue.document(id, None), "date")}
    catalogue.edit(id, [("place", "Suối Mơ")], now=NOW, seen=seen)
    catalogue.edit(id, [("date", "2024-05-07")], now=NOW, seen=seen)
    for change in ("2024-05-08", None):
        with pytest.raises(Conflict, match="date"):
            catalogue.edit(id, [("date", change)], now=LATER, seen=seen)
    assert catalogue.document(id, None).fields.date == "2024-05-07"
    assert len(catalogue.history(id)) == 2


def test_documents_with_the_same_reading_are_found_until_a_person_decides(catalogue, incoming, known):
    ids = [keep(catalogue, incoming(f"Số: {n}", path=f"/{n}", fields=replace(known, number=f"{n}/X"))) for n in range(4)]
    hidden = keep(catalogue, incoming("Kín", path="/kin", fields=known, label="noi-bo"))
    other = keep(catalogue, incoming("Khác", path="/khac", fields=replace(known, issuers=())))
    catalogue.edit(ids[1], [("issuer", None)], now=NOW)
    catalogue.edit(ids[0], [("issuer", "UBND xã Suối Mơ")], now=NOW)
    catalogue.edit(ids[0], [("issuer", "UBND xã Đá Cuội")], now=NOW)
    assert set(catalogue.sharing(ids[0], "issuer", OPEN)) == {ids[2], ids[3]}
    assert set(catalogue.sharing(ids[0], "issuer", None)) == {ids[2], ids[3], hidden}
    assert len(catalogue.sharing(ids[0], "issuer", None, limit=1)) == 1
    assert catalogue.sharing(other, "issuer", None) == []
    assert catalogue.sharing(ids[0], "number", None) == []


def test_an_older_archive_gets_its_list(tmp_path, incoming, vague):
    with Catalogue.open(tmp_path) as catalogue:
        id = keep(catalogue, incoming("Mờ", fields=vague))
        other = keep(catalogue, incoming("Mờ nữa", path="/b", fields=vague))
        catalogue.edit(id, [("date", None)], now=NOW)
        whole = catalogue.doubts(None)
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        db.executescript("DROP TABLE doubts; PRAGMA user_version = 4")
    with Catalogue.open(tmp_path) as catalogue:
        assert catalogue.doubts(None) == whole
        assert (id, "date") not in listed(catalogue)
        assert (other, "date") in listed(catalogue)


def test_confirmations_survive_export_and_restore(tmp_path, catalogue, incoming, vague):
    id = keep(catalogue, incoming("Số: mờ", fields=vague))
    catalogue.edit(id, [("date", None), ("place", "Suối Mơ"), ("subject", None)], "Lan", None, NOW)
    row = document_json(catalogue.document(id, None), corrections=catalogue.history(id))
    read = parse_row(row)
    with Catalogue.open(tmp_path / "another") as restored:
        restored.keep([incoming("hàng", fields=state(Fields(), read), row=read, path="/hang.jsonl#1")], LATER)
        fields = restored.document(id, None).fields
        assert fields.evidence == catalogue.document(id, None).fields.evidence
        assert fields.evidence["place"].rule == "corrected"
        assert restored.doubts(None) == catalogue.doubts(None) == []


def test_the_list_is_what_the_rules_say_of_each_document(catalogue, incoming, vague, known):
    for number, fields in enumerate((vague, known, Fields(), replace(vague, issuers=()))):
        keep(catalogue, incoming(f"văn bản {number}", path=f"/{number}", fields=fields))
    expected = {
        (document.id, doubt.field) for document in catalogue.walk() for doubt in doubts(document.fields, document.corrected)
    }
    assert set(listed(catalogue)) == expected
