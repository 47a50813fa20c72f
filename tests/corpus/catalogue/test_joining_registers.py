"""Lines of registers and the documents they are about, in a catalogue: one document, whatever came first."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalogue import Action, Catalogue, Incoming, OutcomeKind
from corpus.document import Evidence, Fields, Span
from corpus.errors import NotFound
from corpus.gazetteer import document_type, issuer_from_name
from corpus.intake.rows import canonical
from corpus.interchange import document_json, parse_row, state
from corpus.originals import sha256_of
from corpus.understanding.number import number_key

NOW, LATER = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"
REED, STORK = "chuẩn bị ngày hội đan cói", "giữ gìn vườn cò làng Đước"


def letter(text: str, subject: str | None = REED, label: str | None = None, sure: float = 0.97, **changes: object) -> Incoming:
    fields = Fields(
        number="12/UBND-VX",
        number_key=number_key("12/UBND-VX"),
        type=document_type("Công văn"),
        issuers=(issuer_from_name("Ủy ban nhân dân huyện Suối Mơ"),),
        date="2024-05-06",
        subject=subject,
    )
    fields = replace(fields, **changes)  # type: ignore[arg-type]
    known = {"number": fields.number, "type": fields.type, "issuer": fields.issuers, "date": fields.date, "subject": subject}
    fields = replace(fields, evidence={n: Evidence(Span(0, 1), "test", sure) for n, value in known.items() if value})
    data = text.encode()
    return Incoming(sha256_of(data), len(data), "text/plain", text, fields, f"/van-ban/{text}.txt", f"{text}.txt", label=label)


def line(place: int = 3, label: str | None = None, **stated: object) -> Incoming:
    row = {"number": "12/UBND-VX", "date": "2024-05-06", "subject": REED, **stated}
    data = canonical({key: value for key, value in row.items() if value is not None})
    read = parse_row(json.loads(data))
    fields = state(Fields(), read)
    return Incoming(
        sha256_of(data), len(data), "application/json", "", fields, f"/so.xlsx#{place}", f"so.xlsx#{place}", row=read, label=label
    )


def only(catalogue: Catalogue) -> dict[str, object]:
    [document] = catalogue.walk()
    return document_json(document)


def test_a_line_fills_what_the_text_does_not_tell(catalogue: Catalogue) -> None:
    stated = line(signer="Trần Văn Mẫu", arrival={"number": "77", "date": "2024-05-08"})
    [file, row] = catalogue.keep([letter("thư"), stated], NOW)
    assert (row.kind, row.id) == (OutcomeKind.JOINED, file.id)
    document = only(catalogue)
    assert document["signer"] == {"name": "Trần Văn Mẫu", "title": None, "capacity": None}
    assert document["arrival"] == {"number": "77", "date": "2024-05-08"}
    assert document["evidence"]["signer"] == {"span": None, "rule": "stated", "confidence": 1.0}  # type: ignore[index]
    assert [source["path"] for source in document["sources"]] == ["thư.txt", "so.xlsx#3"]  # type: ignore[attr-defined]
    assert document["text"] == "thư"
    assert document["warnings"] == []
    assert catalogue.check() == []


def test_a_line_without_a_file_is_a_document_without_text_until_the_file_comes(catalogue: Catalogue) -> None:
    [row] = catalogue.keep([line()], NOW)
    assert row.kind is OutcomeKind.ADDED
    assert (only(catalogue)["text"], only(catalogue)["subject"]) == ("", REED)
    catalogue.done(catalogue.pending())
    [file] = catalogue.keep([letter("thư")], LATER)
    assert only(catalogue)["id"] == file.id
    assert {(work.id, work.action) for work in catalogue.pending()} == {(row.id, Action.DELETE), (file.id, Action.PUT)}
    assert catalogue.resolve(row.id, None) == file.id  # an address that was passed on still leads there
    assert catalogue.check() == []


def test_a_scan_whose_values_are_uncertain_takes_them_from_the_register(catalogue: Catalogue) -> None:
    scan = letter("quét", "chuẩn bị ngày hội đan cỏi", sure=0.6, date="2024-05")
    catalogue.keep([scan, line(subject="chuẩn bị ngày hội đan cói của làng")], NOW)
    document = only(catalogue)
    assert document["date"] == "2024-05-06"
    assert document["evidence"]["date"]["rule"] == "stated"  # type: ignore[index]


def test_a_sure_value_that_the_register_contradicts_stays_and_is_doubted(catalogue: Catalogue) -> None:
    catalogue.keep([letter("thư"), line(issuer="UBND huyện Suối Mơ", subject=STORK)], NOW)
    document = only(catalogue)
    assert document["subject"] == REED
    assert document["evidence"]["subject"]["confidence"] == 0.5  # type: ignore[index]
    assert document["warnings"] == [f"sổ đăng ký ghi khác, trích yếu: “{STORK}” (so.xlsx#3)"]


def test_a_shortened_subject_is_no_contradiction(catalogue: Catalogue) -> None:
    catalogue.keep([letter("thư"), line(subject="ngày hội đan cói")], NOW)
    assert (only(catalogue)["subject"], only(catalogue)["warnings"]) == (REED, [])


def test_a_persons_correction_wins_over_the_register(catalogue: Catalogue) -> None:
    [file] = catalogue.keep([letter("thư")], NOW)
    catalogue.edit(file.id, [("signer", "Lê Thị Thử")], now=NOW)
    catalogue.keep([line(signer="Trần Văn Mẫu")], LATER)
    assert only(catalogue)["signer"]["name"] == "Lê Thị Thử"  # type: ignore[index]
    assert only(catalogue)["corrected"] == ["signer"]


def test_what_a_person_corrected_in_a_line_stays_when_the_file_comes(catalogue: Catalogue) -> None:
    [row] = catalogue.keep([line()], NOW)
    catalogue.edit(row.id, [("subject", "ngày hội cói")], by="Ngân", now=NOW)
    [file] = catalogue.keep([letter("thư")], LATER)
    assert (only(catalogue)["id"], only(catalogue)["subject"]) == (file.id, "ngày hội cói")
    assert [one.by for one in catalogue.history(file.id)] == ["Ngân"]


@pytest.mark.parametrize(
    "stated",
    [
        {"number": "13/UBND-VX"},
        {"date": "2023-05-06"},
        {"date": None},
        {"issuer": "UBND huyện Thạch Lâm"},
        {"issuer": None, "subject": STORK},
        {"type": "Quyết định"},
    ],
)
def test_a_line_that_does_not_agree_is_left_alone(catalogue: Catalogue, stated: dict[str, object]) -> None:
    [_, row] = catalogue.keep([letter("thư"), line(**stated)], NOW)
    assert (row.kind, row.candidates) == (OutcomeKind.ADDED, ())
    assert catalogue.count() == 2


@pytest.mark.parametrize("issuer", ["UBND huyện", "UBND huyện Suối Mơ", "ỦY BAN NHÂN DÂN HUYỆN SUỐI MƠ"])
def test_issuers_agree_as_clerks_write_them(catalogue: Catalogue, issuer: str) -> None:
    catalogue.keep([letter("thư"), line(issuer=issuer, subject=STORK)], NOW)
    assert catalogue.count() == 1


def test_a_line_that_may_be_about_two_documents_is_left_alone_and_names_them(catalogue: Catalogue) -> None:
    other = letter("thư khác", issuers=(issuer_from_name("Ủy ban nhân dân huyện Thạch Lâm"),))
    [one, two, row] = catalogue.keep([letter("thư"), other, line()], NOW)
    assert (row.kind, row.candidates) == (OutcomeKind.ADDED, tuple(sorted([one.id, two.id])))
    assert catalogue.count() == 3
    catalogue.remove([two.id], LATER)
    assert catalogue.count() == 1  # now there is one that it may be about


def test_of_a_draft_and_its_scan_a_line_takes_the_first(catalogue: Catalogue) -> None:
    catalogue.keep([letter("bản thảo"), letter("bản quét"), line()], NOW)
    assert catalogue.count() == 2


def test_removing_a_document_removes_its_line(catalogue: Catalogue) -> None:
    [file, row] = catalogue.keep([letter("thư"), line()], NOW)
    gone = catalogue.remove([row.id], LATER)
    assert (gone.removed, gone.missing) == ((file.id,), ())
    assert catalogue.count() == 0
    assert catalogue.originals() == set(gone.originals)
    assert [one.kind for one in catalogue.keep([letter("thư"), line()], LATER)] == [OutcomeKind.REMOVED] * 2
    assert catalogue.check() == []


def test_a_changed_line_is_a_new_version_and_what_it_filled_changes(catalogue: Catalogue) -> None:
    [file, _] = catalogue.keep([letter("thư"), line(signer="Trần Văn Mẫu")], NOW)
    catalogue.done(catalogue.pending())
    [again] = catalogue.keep([line(signer="Lê Thị Thử")], LATER)
    assert (again.kind, again.id) == (OutcomeKind.VERSION, file.id)
    assert only(catalogue)["signer"]["name"] == "Lê Thị Thử"  # type: ignore[index]
    assert (file.id, Action.PUT) in {(work.id, work.action) for work in catalogue.pending()}


def test_a_line_that_is_changed_so_that_it_joins_goes_from_the_index(catalogue: Catalogue) -> None:
    [file, row] = catalogue.keep([letter("thư"), line(date=None)], NOW)
    catalogue.done(catalogue.pending())
    catalogue.keep([line()], LATER)
    assert {(work.id, work.action) for work in catalogue.pending()} == {(row.id, Action.DELETE), (file.id, Action.PUT)}
    catalogue.done(catalogue.pending())
    catalogue.edit(file.id, [("date", "2020-01-01")], now=LATER)  # and comes back when they no longer agree
    assert {(work.id, work.action) for work in catalogue.pending()} == {(row.id, Action.PUT), (file.id, Action.PUT)}


def test_lines_that_move_down_stay_what_they_are(catalogue: Catalogue) -> None:
    old = [line(3, number=None), line(4, number=None, subject=STORK)]
    catalogue.keep(old, NOW)
    new = [line(3, number=None, subject="mở lớp chèo thuyền thúng"), line(4, number=None), line(5, number=None, subject=STORK)]
    kinds = [outcome.kind for outcome in catalogue.keep(new, LATER)]
    assert kinds == [OutcomeKind.ADDED, OutcomeKind.UNCHANGED, OutcomeKind.UNCHANGED]
    assert catalogue.count() == 3


def test_a_line_and_a_document_with_other_labels_do_not_meet(catalogue: Catalogue) -> None:
    [file, _] = catalogue.keep([letter("thư"), line(label="noi-bo", signer="Trần Văn Mẫu")], NOW)
    assert catalogue.document(file.id, frozenset({"open"})).fields.signer.name is None
    assert catalogue.count(frozenset({"open"})) == 1
    assert catalogue.count() == 2
    catalogue.edit(file.id, [("access_label", "noi-bo")], now=LATER)
    assert catalogue.count() == 1
    with pytest.raises(NotFound):
        catalogue.document(file.id, frozenset({"open"}))
    assert catalogue.check() == []


def test_an_export_brings_back_the_joined_document_and_the_register_adds_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    arrivals = [
        letter("thư"),
        line(issuer="UBND huyện Suối Mơ", subject=STORK, signer="Trần Văn Mẫu"),
        line(4, number="9/BC-UBND"),
    ]
    catalogue.keep(arrivals, NOW)
    exported = [document_json(document) for document in catalogue.walk()]
    with Catalogue.open(tmp_path / "other") as other:
        for row in exported:
            read = parse_row(row)
            data = canonical(row)
            fields = state(Fields(), read)
            other.keep([Incoming(sha256_of(data), len(data), "x", read.text, fields, "/e#1", "e#1", row=read)], LATER)
        assert [document_json(document) for document in other.walk()] == exported
        other.keep(arrivals, LATER)
        assert [document_json(document) for document in other.walk()] == exported
        assert other.check() == []


def test_a_line_that_gets_a_text_stands_for_itself(catalogue: Catalogue) -> None:
    catalogue.keep([letter("thư"), line()], NOW)
    data = b'{"text": 1}'
    catalogue.keep([Incoming(sha256_of(data), 9, "x", "chữ", line().fields, "/so.xlsx#3", "so.xlsx#3")], LATER)
    assert catalogue.count() == 2
    assert catalogue.check() == []


BODIES = (None, "Ủy ban nhân dân huyện Suối Mơ", "Ủy ban nhân dân huyện Thạch Lâm", "Ủy ban nhân dân huyện")
papers = st.builds(
    lambda n, body, date, subject, sure: letter(
        f"thư {n} {body} {date} {subject} {sure}",
        subject,
        sure=sure,
        date=date,
        issuers=(issuer_from_name(body),) if body else (),
    ),
    st.integers(1, 2),
    st.sampled_from(BODIES),
    st.sampled_from([None, "2024-05", "2024-05-06", "2024-05-07"]),
    st.sampled_from([None, REED, STORK]),
    st.sampled_from([0.5, 0.95]),
)
lines = st.builds(
    lambda place, body, date, subject, signer: line(place, issuer=body, date=date, subject=subject, signer=signer),
    st.integers(1, 3),
    st.sampled_from(BODIES),
    st.sampled_from([None, "2024-05-06", "2024-05-07"]),
    st.sampled_from([REED, STORK]),
    st.sampled_from([None, "Trần Văn Mẫu", "Lê Thị Thử"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(papers, lines), max_size=6))
def test_changed_lines_and_files_leave_index_and_catalogue_agreed(arrivals: list[Incoming]) -> None:
    result(arrivals)


def result(arrivals: list[Incoming]) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder, Catalogue.open(Path(folder)) as catalogue:
        index: dict[str, int] = {}
        for one in arrivals:
            catalogue.keep([one], NOW)
            work = catalogue.pending()
            shown_now = catalogue.documents([row.id for row in work if row.action is Action.PUT], None)
            index.update({id: document.revision for id, document in shown_now.items()})
            for row in work:
                if row.action is Action.DELETE:
                    index.pop(row.id, None)
            catalogue.done(work)
            assert index == catalogue.revisions()  # what the index is told is what the catalogue shows, at each step
        assert catalogue.check() == []
        return [document_json(document) for document in catalogue.walk()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(papers, lines), min_size=2, max_size=5, unique_by=lambda one: (one.path, one.sha256)), st.randoms())
def test_any_order_of_arrival_gives_the_same_documents(arrivals: list[Incoming], random: object) -> None:
    arrivals = list({one.path: one for one in arrivals}.values())  # which state of one place is newer is a matter of order
    arrivals = list({one.sha256: one for one in arrivals}.values())  # and so is which source of the same bytes is first
    shuffled = list(arrivals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert result(shuffled) == result(arrivals)
