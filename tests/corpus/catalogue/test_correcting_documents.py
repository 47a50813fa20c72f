import sqlite3
from contextlib import closing

import pytest

from corpus.catalogue import Catalogue
from corpus.correcting import ATTRIBUTES
from corpus.document import Evidence
from corpus.errors import InputError, NotFound

NOW, LATER = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"


@pytest.fixture
def kept(catalogue, incoming):
    return catalogue.keep([incoming("Số: 12/UBND-VX")], NOW)[0].id


def test_a_correction_wins_and_says_so(catalogue, kept):
    before = catalogue.document(kept, None)
    after = catalogue.edit(kept, [("number", "15 /UBND-KT")], "Lê Thị Sáo", "gõ nhầm", NOW)
    assert (after.fields.number, after.fields.number_key) == ("15/UBND-KT", "15/ubnd-kt")
    assert (after.fields.sequence, after.fields.symbol) == (15, "UBND-KT")
    assert after.fields.evidence["number"] == Evidence(None, "corrected", 1.0)
    assert after.corrected == ("number",)
    assert after.revision > before.revision
    [told] = catalogue.history(kept)
    assert (told.by, told.at, told.before, told.after, told.note) == ("Lê Thị Sáo", NOW, "12/UBND-VX", "15/UBND-KT", "gõ nhầm")


def test_a_correction_survives_a_new_version(catalogue, incoming, kept):
    catalogue.edit(kept, [("subject", "ngày hội đọc sách")], now=NOW)
    catalogue.keep([incoming("Số: 12/UBND-VX, bản hai")], LATER)
    document = catalogue.document(kept, None)
    assert len(document.versions) == 2
    assert document.fields.subject == "ngày hội đọc sách"


def test_a_misread_number_that_was_corrected_does_not_split_the_next_version_off(catalogue, incoming, kept):
    catalogue.edit(kept, [("number", "13/UBND-VX")], now=NOW)
    [outcome] = catalogue.keep([incoming("Số: 12/UBND-VX, bản hai")], LATER)
    assert outcome.id == kept
    assert catalogue.document(kept, None).fields.number == "13/UBND-VX"


@pytest.mark.parametrize(
    ("field", "text", "shown"),
    [
        ("date", "6/5/2024", "2024-05-06"),
        ("date", "2024-05", "2024-05"),
        ("urgency", "Hoả tốc", "hoa_toc"),
        ("place", "Suối Mơ", "Suối Mơ"),
    ],
)
def test_values_are_brought_to_their_form(catalogue, kept, field, text, shown):
    assert getattr(catalogue.edit(kept, [(field, text)], now=NOW).fields, field) == shown


@pytest.mark.parametrize(
    ("symbol", "typed", "number"),
    [("UBND-VX", "24", "24/UBND-VX"), ("UBND-VX", "05a", "05a/UBND-VX"), ("CV/HU", "24", "24-CV/HU"), ("", "24", "24")],
)
def test_a_bare_number_goes_with_the_symbol_that_is_known(catalogue, kept, symbol, typed, number):
    catalogue.edit(kept, [("number", ""), ("symbol", symbol)], now=NOW)
    fields = catalogue.edit(kept, [("number", typed)], now=NOW).fields
    assert (fields.number, fields.symbol) == (number, symbol or None)


def test_a_value_of_one_line_stays_in_one_line(catalogue, kept):
    assert catalogue.edit(kept, [("subject", " ngày hội\r\n đọc  sách ")], now=NOW).fields.subject == "ngày hội đọc sách"


def test_joint_issuers_and_type_come_from_the_gazetteer(catalogue, kept):
    document = catalogue.edit(kept, [("issuer", "UBND huyện Suối Mơ; Sở Nắng Gió tỉnh Đồng Mây")], now=NOW)
    assert [issuer.id for issuer in document.fields.issuers] == [
        "uy-ban-nhan-dan-huyen-suoi-mo",
        "so-nang-gio-tinh-dong-may",
    ]
    assert catalogue.edit(kept, [("type", "quyết định")], now=NOW).fields.type.code == "quyet-dinh"
    assert catalogue.names("type", ["quyet-dinh", "la"], None) == {"quyet-dinh": "Quyết định"}


def test_a_signer_is_corrected_part_by_part(catalogue, kept):
    catalogue.edit(kept, [("signer", "Lê Thị Sáo")], now=NOW)
    signer = catalogue.edit(kept, [("signer_title", "Phó Chủ tịch")], now=NOW).fields.signer
    assert (signer.name, signer.title) == ("Lê Thị Sáo", "Phó Chủ tịch")


def test_the_empty_value_is_null_and_a_blank_number_leaves_the_symbol(catalogue, kept):
    for field in ("number", "type", "issuer", "date", "place", "subject", "signer", "urgency", "addressees", "fields"):
        catalogue.edit(kept, [(field, "")], now=NOW)
    fields = catalogue.document(kept, None).fields
    assert (fields.number, fields.number_key, fields.symbol) == (None, None, "UBND-VX")
    assert (fields.type, fields.issuers, fields.date, fields.subject) == (None, (), None, None)


def test_the_access_label_hides_from_the_next_question_on(catalogue, kept):
    catalogue.edit(kept, [("access_label", "noi-bo")], now=NOW)
    assert catalogue.documents([kept], frozenset({"open"})) == {}
    assert catalogue.document(kept, frozenset({"noi-bo"})).corrected == ("access_label",)


@pytest.mark.parametrize(
    ("field", "text", "named"),
    [
        ("colour", "đỏ", "subject"),
        ("date", "31/2/2024", "2023-03-16"),
        ("date", "hôm qua", "16/3/2023"),
        ("number", "không có", "689/UBND-VX"),
        ("type", "bài thơ con cóc", "cong-van"),
        ("issuer", "!!", "issuer"),
        ("access_label", "", "lower-case"),
        ("access_label", "Nội bộ", "lower-case"),
        ("urgency", "từ từ", "hỏa tốc"),
        ("subject", "x" * 5000, "4,000"),
    ],
)
def test_malformed_values_are_refused_naming_what_is_accepted(catalogue, kept, field, text, named):
    with pytest.raises(InputError, match=named):
        catalogue.edit(kept, [(field, text)], now=NOW)
    assert catalogue.history(kept) == []


def test_the_same_correction_twice_is_one(catalogue, kept):
    first = catalogue.edit(kept, [("place", "Suối Mơ")], now=NOW)
    assert catalogue.edit(kept, [("place", " Suối Mơ ")], now=LATER) == first
    assert len(catalogue.history(kept)) == 1


def test_confirming_what_was_understood_pins_it(catalogue, kept):
    assert catalogue.edit(kept, [("date", "2024-05-06")], now=NOW).corrected == ("date",)


def test_a_hidden_document_cannot_be_corrected(catalogue, kept):
    with pytest.raises(NotFound):
        catalogue.edit(kept, [("place", "Suối Mơ")], now=NOW, labels=frozenset({"noi-bo"}))


def test_every_correctable_field_can_be_told_as_text(catalogue, kept):
    for field in ATTRIBUTES:
        text = {"access_label": "noi-bo", "number": "1/UBND", "type": "Báo cáo", "date": "2024", "urgency": "khẩn"}
        catalogue.edit(kept, [(field, text.get(field, "Suối Mơ"))], now=NOW)
    assert set(catalogue.document(kept, None).corrected) == set(ATTRIBUTES)
    assert len(catalogue.history(kept)) == len(ATTRIBUTES)


def test_of_several_corrections_all_are_made_or_none(catalogue, kept):
    before = catalogue.document(kept, None)
    with pytest.raises(InputError, match="date"):
        catalogue.edit(kept, [("place", "Suối Mơ"), ("date", "hôm qua")], now=NOW)
    assert catalogue.document(kept, None) == before
    after = catalogue.edit(kept, [("place", "Suối Mơ"), ("date", "6/5/2024")], now=NOW)
    assert (after.fields.place, after.fields.date, after.corrected) == ("Suối Mơ", "2024-05-06", ("place", "date"))


def test_compacting_forgets_the_names_that_only_removed_documents_carried(catalogue, incoming, kept):
    other = catalogue.keep([incoming("Số: 7/TB-UBND", path="/khac.txt")], NOW)[0].id
    catalogue.edit(kept, [("issuer", "UBND xã Đá Cuội; UBND xã Suối Mơ"), ("type", "Quyết định")], now=NOW)
    catalogue.edit(other, [("issuer", "UBND xã Suối Mơ"), ("type", "Thông báo")], now=NOW)
    catalogue.remove([kept], LATER)
    catalogue.compact()
    bodies = ["uy-ban-nhan-dan-xa-da-cuoi", "uy-ban-nhan-dan-xa-suoi-mo"]
    assert catalogue.names("issuer", bodies, None) == {bodies[1]: "Ủy ban nhân dân xã Suối Mơ"}
    assert catalogue.names("type", ["quyet-dinh", "thong-bao"], None) == {"thong-bao": "Thông báo"}


def test_a_spelling_is_told_to_those_who_see_a_document_that_has_it(catalogue, incoming, kept):
    hidden = catalogue.keep([incoming("Số: 7/TB-UBND", path="/khac.txt", label="noi-bo")], NOW)[0].id
    catalogue.edit(kept, [("issuer", "Trạm Mây; UBND xã Suối Mơ")], now=NOW)
    catalogue.edit(hidden, [("issuer", "Trạm MÂY; Trạm Gió")], now=NOW)
    bodies = ["tram-may", "tram-gio"]
    assert catalogue.names("issuer", bodies, frozenset({"open"})) == {"tram-may": "Trạm Mây"}
    assert catalogue.names("issuer", bodies, frozenset({"noi-bo"})) == {"tram-may": "Trạm MÂY", "tram-gio": "Trạm Gió"}
    assert catalogue.names("issuer", bodies, None) == {"tram-may": "Trạm MÂY", "tram-gio": "Trạm Gió"}
    catalogue.edit(hidden, [("access_label", "open")], now=LATER)
    assert catalogue.names("issuer", bodies, frozenset({"open"})) == {"tram-may": "Trạm MÂY", "tram-gio": "Trạm Gió"}
    catalogue.compact()
    assert catalogue.names("issuer", bodies, frozenset({"noi-bo"})) == {}


def test_names_of_an_older_archive_are_told_by_label_too(catalogue, incoming, kept):
    hidden = catalogue.keep([incoming("Số: 7/TB-UBND", path="/khac.txt", label="noi-bo")], NOW)[0].id
    catalogue.edit(kept, [("issuer", "Trạm Mây")], now=NOW)
    catalogue.edit(hidden, [("issuer", "Trạm MÂY")], now=NOW)
    with closing(sqlite3.connect(catalogue.path)) as db:
        before = db.execute("SELECT field, value, label, name FROM names ORDER BY 1, 2, 3").fetchall()
        db.execute("DROP TABLE names")
        db.execute("CREATE TABLE names (field TEXT, value TEXT, name TEXT, PRIMARY KEY (field, value)) WITHOUT ROWID")
        db.execute("PRAGMA user_version = 5")
        db.commit()
    with Catalogue.open(catalogue.path.parent) as again, closing(sqlite3.connect(again.path)) as db:
        assert again.names("issuer", ["tram-may"], frozenset({"open"})) == {"tram-may": "Trạm Mây"}
        after = db.execute("SELECT field, value, label, name FROM names ORDER BY 1, 2, 3").fetchall()
        assert [row for row in before if row[1] == "tram-may"] == [row for row in after if row[1] == "tram-may"]
