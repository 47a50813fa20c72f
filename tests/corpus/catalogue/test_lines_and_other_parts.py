"""Lines of registers together with what people correct, whose labels change, and whose bodies are understood anew."""

import json

import pytest

from corpus.catalogue import Catalogue, Incoming, OutcomeKind
from corpus.document import Evidence, Fields, Signer, Span
from corpus.errors import NotFound
from corpus.gazetteer import document_type, issuer_from_name
from corpus.gazetteer.own import OwnBodies, OwnBody
from corpus.intake.rows import canonical
from corpus.interchange import parse_row, state
from corpus.originals import document_id, sha256_of

NOW, LATER = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"
OPEN = frozenset({"open"})
BODY = "Trạm Thủy nông Đồng Sậy"


def file(text: str = "thư", issuer: str = BODY, **changes: object) -> Incoming:
    values = {
        "number": "12/TB-TN",
        "number_key": "12/tb-tn",
        "type": document_type("Thông báo"),
        "issuers": (issuer_from_name(issuer),),
        "date": "2024-05-06",
        "subject": "lịch mở cống",
        **changes,
    }
    fields = Fields(**values, evidence={"issuer": Evidence(Span(0, 1), "test", 0.97)})  # type: ignore[arg-type]
    data = text.encode()
    return Incoming(sha256_of(data), len(data), "text/plain", text, fields, f"/{text}.txt", f"{text}.txt")


def line(issuer: str = BODY, **stated: object) -> Incoming:
    row = {"number": "12/TB-TN", "date": "2024-05-06", "subject": "lịch mở cống", "issuer": issuer, **stated}
    data = canonical(row)
    read = parse_row(json.loads(data))
    fields = state(Fields(), read)
    return Incoming(sha256_of(data), len(data), "application/json", "", fields, "/so.xlsx#3", "so.xlsx#3", row=read)


def test_a_document_that_is_closed_takes_its_line_along(catalogue: Catalogue) -> None:
    [document, row] = catalogue.keep([file(), line(signer="Trần Văn Mẫu")], NOW)
    catalogue.edit(document.id, [("access_label", "noi-bo")], now=LATER)
    assert catalogue.count(OPEN) == 0
    assert catalogue.count() == 1
    with pytest.raises(NotFound):
        catalogue.resolve(row.id, OPEN)
    assert catalogue.doubts(OPEN) == []
    # Opened again, and closed by a new version of the file: still one document.
    catalogue.edit(document.id, [("access_label", "open")], now=LATER)
    assert catalogue.document(document.id, OPEN).fields.signer.name == "Trần Văn Mẫu"
    assert catalogue.check() == []


def test_a_new_version_with_another_label_takes_its_line_along(catalogue: Catalogue) -> None:
    catalogue.keep([file(), line(signer="Trần Văn Mẫu")], NOW)
    newer = file("thư sửa")
    newer = Incoming(newer.sha256, newer.size, "text/plain", newer.text, newer.fields, "/thư.txt", "thư.txt", label="noi-bo")
    [outcome] = catalogue.keep([newer], LATER)
    assert outcome.kind is OutcomeKind.VERSION
    assert (catalogue.count(OPEN), catalogue.count()) == (0, 1)
    assert catalogue.check() == []


def test_a_corrected_number_parts_a_line_from_its_document_and_joins_them_again(catalogue: Catalogue) -> None:
    [document, _] = catalogue.keep([file(), line()], NOW)
    catalogue.edit(document.id, [("number", "13/TB-TN")], now=LATER)
    assert {one.id for one in catalogue.walk()} == {document.id, document_id(line().sha256)}
    assert (catalogue.count(), catalogue.check()) == (2, [])
    catalogue.edit(document.id, [("number", "12/TB-TN")], now=LATER)
    assert (catalogue.count(), catalogue.check()) == (1, [])
    catalogue.remove([document.id], LATER)
    assert (catalogue.count(), catalogue.check()) == (0, [])


def test_a_body_added_later_is_that_of_documents_and_of_their_lines(catalogue: Catalogue) -> None:
    own = OwnBodies((OwnBody(name="Xí nghiệp Mương Sậy", aliases=(BODY,)),))
    [document, _] = catalogue.keep([file(), line(signer="Trần Văn Mẫu")], NOW)
    changes = [(id, own.adopted(fields.issuers), fields.evidence.get("issuer")) for id, fields, _ in catalogue.walk_own()]
    assert len(changes) == 2
    catalogue.renew_issuers(changes, LATER)
    assert catalogue.count() == 1
    [shown] = catalogue.walk()
    assert [issuer.name for issuer in shown.fields.issuers] == ["Xí nghiệp Mương Sậy"]
    assert shown.fields.warnings == ()
    assert catalogue.doubts(None) == []
    catalogue.edit(document.id, [("number", "13/TB-TN")], now=LATER)  # the line by itself, then, is the same body's
    assert {issuer.name for one in catalogue.walk() for issuer in one.fields.issuers} == {"Xí nghiệp Mương Sậy"}
    assert catalogue.check() == []


def test_what_a_person_decided_in_a_line_is_not_offered_for_correction_with_others(catalogue: Catalogue) -> None:
    [row] = catalogue.keep([line()], NOW)
    catalogue.edit(row.id, [("signer", "Lê Thị Thử")], now=NOW)
    read = Signer("Trần Vãn Mẫu")
    papers = [file(f"thư {n}", number=f"{n}/TB-TN", number_key=f"{n}/tb-tn", signer=read) for n in (20, 21)]
    held, other, last = catalogue.keep([file(signer=read), *papers], LATER)
    assert catalogue.document(held.id, None).fields.signer.name == "Lê Thị Thử"
    assert catalogue.sharing(other.id, "signer", None) == [last.id]
