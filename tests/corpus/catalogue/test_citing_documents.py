"""Which document is meant, who cites whom, and what later documents make of earlier ones, by a catalogue of invented offices."""

import itertools
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, Incoming, OutcomeKind
from corpus.document import Document, DocumentType, Fields, Issuer, Span, Status, StatusCode
from corpus.originals import sha256_of
from corpus.understanding.citations import read_citations
from corpus.understanding.number import number_key

NOW = "2033-01-01T00:00:00Z"
OPEN = frozenset({"open"})
SUOI_MO = Issuer("uy-ban-nhan-dan-huyen-suoi-mo", "Ủy ban nhân dân huyện Suối Mơ")
DA_BAC_LAM = Issuer("uy-ban-nhan-dan-huyen-da-lam", "Ủy ban nhân dân huyện Đá Lam")
INTERIOR = Issuer("bo-noi-vu", "Bộ Nội vụ")
CIRCULAR, DECISION, PLAN = (
    DocumentType("thong-tu", "Thông tư"),
    DocumentType("quyet-dinh", "Quyết định"),
    DocumentType("ke-hoach", "Kế hoạch"),
)


def paper(
    number: str,
    date: str | None,
    text: str = "Một văn bản.",
    *,
    issuer: Issuer = SUOI_MO,
    type: DocumentType = DECISION,
    label: str = "open",
) -> Incoming:
    text = f"{number} {date} {issuer.id}\n{text}"
    fields = Fields(
        number=number, number_key=number_key(number), type=type, issuers=(issuer,), date=date,
        citations=read_citations(text, None, Span(0, len(number))),
    )  # fmt: skip
    data = text.encode()
    path = f"/{sha256_of(data)[:12]}"
    return Incoming(sha256_of(data), len(data), "text/plain", text, fields, path, path, label=label)


def kept(catalogue: Catalogue, *papers: Incoming) -> list[str]:
    outcomes = catalogue.keep(papers, NOW)
    assert all(outcome.kind is OutcomeKind.ADDED for outcome in outcomes)
    return [outcome.id for outcome in outcomes]


def pointed(document: Document) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(citation.document, citation.candidates) for citation in document.fields.citations]


def cites(
    catalogue: Catalogue, text: str, *held: Incoming, **more: object
) -> tuple[list[str], list[tuple[str | None, tuple[str, ...]]]]:
    *ids, citing = kept(catalogue, *held, paper("99/KH-UBND", "2032-06-01", text, type=PLAN, **more))  # type: ignore[arg-type]
    return ids, pointed(catalogue.document(citing, None))


def test_number_and_day_find_the_document_and_one_that_comes_later(catalogue):
    text = "Thực hiện Quyết định số 15/QĐ-UBND ngày 03/01/2031 của Ủy ban nhân dân huyện Suối Mơ"
    [citing] = kept(catalogue, paper("99/KH-UBND", "2032-06-01", text, type=PLAN))
    assert pointed(catalogue.document(citing, None)) == [(None, ())]
    [cited] = kept(catalogue, paper("15/QĐ-UBND", "2031-01-03"))
    assert pointed(catalogue.document(citing, None)) == [(cited, ())]
    assert [row.document for row in catalogue.cited_by(catalogue.document(cited, None), None)] == [citing]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("theo Quyết định số 15/QĐ-UBND ngày 03/01/2031", paper("15/QĐ-UBND", "2030-01-03")),
        ("theo Quyết định số 15/QĐ-UBND ngày 03/01/2031 của UBND huyện Đá Lam", paper("15/QĐ-UBND", "2031-01-03")),
        ("theo Quyết định số 15/QĐ-UBND ngày 03/01/2031 của UBND tỉnh", paper("15/QĐ-UBND", "2031-01-03")),
        ("theo Kế hoạch số 15/UBND ngày 03/01/2031", paper("15/UBND", "2031-01-03")),
        ("theo Quyết định số 15/QĐ-UBND", paper("15/QĐ-UBND", "2032-12-03")),
    ],
)  # fmt: skip
def test_another_year_another_body_another_type_and_a_later_document_are_not_meant(catalogue, text, held):
    assert cites(catalogue, text, held)[1] == [(None, ())]


@pytest.mark.parametrize(
    "text",
    [
        "theo Quyết định số 15/QĐ-UBND ngày 03/01/2031",
        "theo Quyết định số 15/QĐ-UBND ngày 03/01/2031 của UBND huyện",
        "theo Quyết định số 15/QĐ-UBND ngày 03/01/2031 của Chủ tịch UBND huyện Suối Mơ",
        "theo Quyết định số 15/QĐ-UBND ngày 03/01/2031 của Ban Thường vụ Huyện ủy",
    ],
)
def test_the_body_may_be_named_shortly_or_not_at_all(catalogue, text):
    [cited], pointing = cites(catalogue, text, paper("15/QĐ-UBND", "2031-01-03"))
    assert pointing == [(cited, ())]


def test_a_number_without_year_and_day_leaves_candidates_only(catalogue):
    [one], pointing = cites(catalogue, "theo Quyết định số 15/QĐ-UBND", paper("15/QĐ-UBND", "2031-01-03"))
    assert pointing == [(None, (one,))]
    assert [row.sure for row in catalogue.cited_by(catalogue.document(one, None), None)] == [False]


def test_the_year_in_the_number_is_enough_for_a_central_body_and_for_a_named_one(catalogue):
    held = [
        paper("5/2031/TT-BNV", "2031-02-03", issuer=INTERIOR, type=CIRCULAR),
        paper("15/2031/QĐ-UBND", "2031-01-03"),
    ]
    text = "theo Thông tư số 5/2031/TT-BNV;\ntheo Quyết định số 15/2031/QĐ-UBND của UBND huyện Suối Mơ"
    ids, pointing = cites(catalogue, text, *held)
    assert [document for document, _ in pointing] == ids


def test_the_year_in_the_number_of_a_local_body_that_is_not_named_leaves_a_candidate(catalogue):
    [one], pointing = cites(catalogue, "theo Quyết định số 15/2031/QĐ-UBND", paper("15/2031/QĐ-UBND", "2031-01-03"))
    assert pointing == [(None, (one,))]


def test_two_bodies_of_one_number_and_day_stay_open_unless_one_is_named(catalogue):
    text = "theo Quyết định số 15/QĐ-UBND ngày 03/01/2031{}\n"
    held = [paper("15/QĐ-UBND", "2031-01-03"), paper("15/QĐ-UBND", "2031-01-03", issuer=DA_BAC_LAM)]
    ids, pointing = cites(catalogue, text.format(""), *held)
    assert pointing == [(None, tuple(sorted(ids)))]
    [named] = kept(catalogue, paper("98/KH-UBND", "2032-06-02", text.format(" của UBND huyện Đá Lam"), type=PLAN))
    assert pointed(catalogue.document(named, None)) == [(ids[1], ())]


def test_likely_duplicates_are_one_document_and_both_are_cited(catalogue):
    copies = [paper("15/QĐ-UBND", "2031-01-03", text) for text in ("Bản một.", "Bản hai.")]
    ids, pointing = cites(catalogue, "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031", *copies)
    assert pointing == [(min(ids), ())]
    for id in ids:
        document = catalogue.document(id, None)
        assert document.fields.status.code == "repealed"
        assert [row.sure for row in catalogue.cited_by(document, None)] == [True]


def test_a_document_cites_neither_itself_nor_its_copy(catalogue):
    text = "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031{}"
    ids = kept(catalogue, *(paper("15/QĐ-UBND", "2031-01-03", text.format(mark)) for mark in (".", ";")))
    for id in ids:
        document = catalogue.document(id, None)
        assert pointed(document) == [(None, ())]
        assert document.fields.status.code == "unknown"
        assert catalogue.cited_by(document, None) == []


def test_a_law_without_a_number_is_the_one_of_its_year_or_of_the_citing_day(catalogue):
    laws = [
        paper(number, date, issuer=Issuer("quoc-hoi", "Quốc hội"), type=DocumentType("luat", "Luật"))
        for number, date in (("45/2013/QH13", "2013-11-29"), ("31/2024/QH15", "2024-01-18"))
    ]
    old, new, *citing = kept(
        catalogue,
        *laws,
        paper("1/KH-UBND", "2020-05-06", "theo Luật Đất đai", type=PLAN),
        paper("2/KH-UBND", "2025-05-06", "theo Luật Đất đai", type=PLAN),
        paper("3/KH-UBND", "2025-05-06", "theo Luật Đất đai năm 2013", type=PLAN),
        paper("4/KH-UBND", None, "theo Luật Đất đai", type=PLAN),
    )
    assert [pointed(catalogue.document(id, None)) for id in citing] == [[(old, ())], [(new, ())], [(old, ())], [(None, ())]]
    assert {row.document for row in catalogue.cited_by(catalogue.document(old, None), None)} == {citing[0], citing[2]}
    # A corrected date is another citing day.
    catalogue.edit(citing[3], [("date", "2021-01-01")], now=NOW)
    assert pointed(catalogue.document(citing[3], None)) == [(old, ())]
    assert citing[3] in {row.document for row in catalogue.cited_by(catalogue.document(old, None), None)}


def status(
    catalogue: Catalogue, id: str, labels: frozenset[str] | None = None, day: str | None = None
) -> tuple[str, str | None, str | None]:
    found = catalogue.as_of(id, day, labels).fields.status
    return found.code.value, found.since, found.document


def test_a_later_document_says_what_became_of_it_and_from_when(catalogue):
    old, replacing = kept(
        catalogue,
        paper("15/QĐ-UBND", "2031-01-03"),
        paper(
            "7/QĐ-UBND",
            "2032-02-01",
            "Quyết định này có hiệu lực từ ngày 01/03/2032 và thay thế Quyết định số 15/QĐ-UBND ngày 03/01/2031.",
        ),
    )
    found = catalogue.document(old, None).fields.status
    assert (found.code.value, found.since, found.document) == ("replaced", "2032-03-01", replacing)
    assert found.because == (
        "Quyết định này có hiệu lực từ ngày 01/03/2032 và thay thế Quyết định số 15/QĐ-UBND ngày 03/01/2031."
    )
    for day, code in (
        ("2032-02-28", "unknown"),
        ("2032-03-01", "replaced"),
        ("2032", "replaced"),
        ("2031", "unknown"),
        ("2032-02", "unknown"),
    ):
        assert status(catalogue, old, day=day)[0] == code


def test_the_end_of_the_whole_counts_before_a_part_and_the_first_before_a_later_one(catalogue):
    named = "Quyết định số 15/QĐ-UBND ngày 03/01/2031"
    old, part, first, _again = kept(
        catalogue,
        paper("15/QĐ-UBND", "2031-01-03"),
        paper("1/QĐ-UBND", "2031-05-01", f"Bãi bỏ khoản 2 Điều 1 {named}."),
        paper("2/QĐ-UBND", "2032-02-01", f"Quyết định này thay thế {named}."),
        paper("3/QĐ-UBND", "2033-02-01", f"Bãi bỏ {named} và bãi bỏ Quyết định số 2/QĐ-UBND ngày 01/02/2032."),
    )
    assert status(catalogue, old) == ("replaced", "2032-02-01", first)
    assert status(catalogue, old, day="2031-12-31") == ("partly_replaced", "2031-05-01", part)
    # The chain: what replaced it was repealed itself, and it stays replaced.
    assert status(catalogue, first)[0] == "repealed"


def test_an_open_citation_and_an_earlier_document_say_nothing_of_validity(catalogue):
    open_one, later, _a, _b = kept(
        catalogue,
        paper("15/QĐ-UBND", "2031-01-03"),
        paper("16/2031/QĐ-UBND", "2031-07-03"),
        paper("7/QĐ-UBND", "2032-02-01", "Bãi bỏ Quyết định số 15/QĐ-UBND."),
        paper("8/QĐ-UBND", "2031-02-01", "Bãi bỏ Quyết định số 16/2031/QĐ-UBND của UBND huyện Suối Mơ."),
    )
    assert status(catalogue, open_one) == status(catalogue, later) == ("unknown", None, None)


def test_what_a_row_states_of_its_validity_stands(catalogue):
    stated = paper("15/QĐ-UBND", "2031-01-03")
    stated = replace(stated, fields=replace(stated.fields, status=Status(StatusCode.IN_FORCE)))
    old, _ = kept(catalogue, stated, paper("7/QĐ-UBND", "2032-02-01", "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031."))
    assert status(catalogue, old)[0] == "in_force"


def test_a_hidden_document_leaves_no_trace_in_either_direction(catalogue):
    named = "Quyết định số 15/QĐ-UBND ngày 03/01/2031"
    old, hidden, shown, secret = kept(
        catalogue,
        paper("15/QĐ-UBND", "2031-01-03"),
        paper("7/QĐ-UBND", "2032-02-01", f"Bãi bỏ {named}.", label="noi-bo"),
        paper("8/KH-UBND", "2032-03-01", f"theo {named}; theo Quyết định số 16/QĐ-UBND ngày 04/01/2031", type=PLAN),
        paper("16/QĐ-UBND", "2031-01-04", label="noi-bo"),
    )
    assert status(catalogue, old)[0] == "repealed"
    assert status(catalogue, old, OPEN) == ("unknown", None, None)
    assert {row.document for row in catalogue.cited_by(catalogue.document(old, None), None)} == {hidden, shown}
    assert {row.document for row in catalogue.cited_by(catalogue.document(old, OPEN), OPEN)} == {shown}
    assert pointed(catalogue.document(shown, None)) == [(old, ()), (secret, ())]
    assert pointed(catalogue.document(shown, OPEN)) == [(old, ()), (None, ())]
    assert [one.cited.key for one in catalogue.missing(None)] == []
    assert [one.cited.key for one in catalogue.missing(OPEN)] == ["16/qđ-ubnd"]


def test_what_is_cited_most_and_not_held_comes_first(catalogue):
    kept(
        catalogue,
        paper("1/KH-UBND", "2031-01-01", "theo Chỉ thị số 33/CT-TTg ngày 01/02/2030; theo Thông tư số 5/2030/TT-BNV", type=PLAN),
        paper(
            "2/KH-UBND",
            "2031-01-02",
            "theo Chỉ thị số 33/CT-TTg ngày 01/02/2030; theo Chỉ thị số 33/CT-TTg ngày 03/04/2028",
            type=PLAN,
        ),
        paper("3/KH-UBND", "2031-01-03", "theo Chỉ thị số 33/CT-TTg ngày 03/04/2028; theo Thông tư số 5/2030/TT-BNV", type=PLAN),
        paper("4/KH-UBND", "2031-01-04", "theo Thông tư số 5/2030/TT-BNV ngày 7/8/2030", type=PLAN),
        paper(
            "33/CT-TTg",
            "2028-04-03",
            issuer=Issuer("thu-tuong-chinh-phu", "Thủ tướng Chính phủ"),
            type=DocumentType("chi-thi", "Chỉ thị"),
        ),
    )
    assert [(one.cited.key, one.cited.date, one.citing) for one in catalogue.missing(None)] == [
        ("5/2030/tt-bnv", "2030-08-07", 3),
        ("33/ct-ttg", "2030-02-01", 2),
    ]


def test_removed_documents_cite_nothing_and_are_cited_by_nothing(catalogue):
    old, citing = kept(
        catalogue,
        paper("15/QĐ-UBND", "2031-01-03"),
        paper("7/QĐ-UBND", "2032-02-01", "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031."),
    )
    catalogue.remove([citing], NOW)
    assert status(catalogue, old) == ("unknown", None, None)
    assert catalogue.cited_by(catalogue.document(old, None), None) == []
    with closing(sqlite3.connect(catalogue.path)) as db:
        assert db.execute("SELECT count(*) FROM citations").fetchone() == (0,)


def test_the_check_finds_a_table_that_does_not_fit(catalogue):
    [citing] = kept(catalogue, paper("7/QĐ-UBND", "2032-02-01", "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031."))
    assert catalogue.check() == []
    with closing(sqlite3.connect(catalogue.path)) as db, db:
        db.execute("UPDATE citations SET ordinal = 5")
    assert catalogue.check() == [f"document {citing} has a citation in the table that its newest version has not"]


def test_a_corrected_number_is_found_by_what_cited_it_before(catalogue):
    wrong, citing = kept(
        catalogue,
        paper("51/QĐ-UBND", "2031-01-03"),
        paper("7/QĐ-UBND", "2032-02-01", "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031."),
    )
    assert pointed(catalogue.document(citing, None)) == [(None, ())]
    catalogue.edit(wrong, [("number", "15/QĐ-UBND")], now=NOW)
    assert pointed(catalogue.document(citing, None)) == [(wrong, ())]
    assert status(catalogue, wrong) == ("repealed", "2032-02-01", citing)


def test_an_older_archive_gets_its_citations(tmp_path: Path):
    with Catalogue.open(tmp_path) as catalogue:
        ids = kept(
            catalogue,
            paper("51/QĐ-UBND", "2031-01-03"),
            paper("7/QĐ-UBND", "2032-02-01", "Bãi bỏ Quyết định số 15/QĐ-UBND ngày 03/01/2031."),
        )
        catalogue.edit(ids[0], [("number", "15/QĐ-UBND")], now=NOW)
        before = [catalogue.document(id, None) for id in ids]
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        rows = db.execute("SELECT * FROM citations").fetchall()
        db.executescript("DROP TABLE citations; DROP TABLE doubts; PRAGMA user_version = 3")
    with Catalogue.open(tmp_path) as catalogue:
        assert [catalogue.document(id, None) for id in ids] == before
        assert catalogue.check() == []
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        assert db.execute("SELECT * FROM citations").fetchall() == rows
        assert rows


_NAMED = "Quyết định số {} ngày 03/01/2031{}"
_PAPERS = (
    paper("15/QĐ-UBND", "2031-01-03"),
    paper("15/QĐ-UBND", "2031-01-03", issuer=DA_BAC_LAM),
    paper("15/QĐ-UBND", "2031-01-03", "Bản sao."),
    paper("16/QĐ-UBND", "2031-01-03", label="noi-bo"),
    paper("1/QĐ-UBND", "2032-01-03", "Bãi bỏ " + _NAMED.format("15/QĐ-UBND", " của UBND huyện Suối Mơ") + "."),
    paper("2/QĐ-UBND", "2032-01-04", "Bãi bỏ khoản 2 Điều 1 " + _NAMED.format("16/QĐ-UBND", "") + ".", label="noi-bo"),
    paper("3/KH-UBND", "2032-01-05", "theo " + _NAMED.format("15/QĐ-UBND", "") + "; theo Quyết định số 16/QĐ-UBND", type=PLAN),
)


def _seen(catalogue: Catalogue, labels: frozenset[str] | None) -> dict[str, object]:
    return {
        document.id: (pointed(document), document.fields.status, sorted(catalogue.cited_by(document, labels)))
        for document in catalogue.walk(labels)
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(_PAPERS), st.integers(1, len(_PAPERS)))
def test_the_order_of_arrival_changes_nothing(tmp_path_factory, papers: Sequence[Incoming], batch: int):
    answers = []
    for order in (list(_PAPERS), list(papers)):
        with Catalogue.open(tmp_path_factory.mktemp("archive")) as catalogue:
            for start in itertools.count(0, batch):
                if start >= len(order):
                    break
                catalogue.keep(order[start : start + batch], NOW)
            answers.append([_seen(catalogue, labels) for labels in (None, OPEN)])
    assert answers[0] == answers[1]
