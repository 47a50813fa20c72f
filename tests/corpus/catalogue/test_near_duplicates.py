import sqlite3
from contextlib import closing

from corpus.catalogue import Catalogue
from corpus.document import Fields, Issuer

NOW = "2026-11-23T08:00:00Z"
TEXT = " ".join(f"Trạm bơm số {n} của thôn Gió Lành tưới cho cánh đồng thứ {n * 7}." for n in range(60))
COPY = TEXT.replace("cánh đồng thứ 49", "canh dong thu 4g")
ISSUER = Issuer("tram-gio-lanh", "Trạm Gió Lành")


def known(number: str | None = "5/tb-tgl", date: str | None = "2025-03-04", issuer: Issuer | None = ISSUER) -> Fields:
    return Fields(number=number, number_key=number, date=date, issuers=(issuer,) if issuer else ())


def ids(catalogue, *incoming):
    return [outcome.id for outcome in catalogue.keep(incoming, NOW)]


def duplicates(catalogue, id, labels=None):
    return catalogue.document(id, labels, text=False).duplicates


def test_near_identical_texts_name_each_other_where_nothing_known_differs(catalogue, incoming):
    others = [known(), known(number=None), known(date=None), known(date="2025"), known(issuer=None), Fields()]
    for n, other in enumerate(others):
        one, copy = incoming(TEXT + "A" * n, path=f"/a{n}", fields=known()), incoming(COPY + "B" * n, path=f"/b{n}", fields=other)
        a, b = ids(catalogue, one, copy)
        assert duplicates(catalogue, a) == (b,)
        assert duplicates(catalogue, b) == (a,)
        catalogue.remove([a], NOW)
        assert duplicates(catalogue, b) == ()
        catalogue.remove([b], NOW)
        assert catalogue.check() == []


def test_the_papers_of_a_yearly_series_are_no_duplicates(catalogue, incoming):
    other = Issuer("tram-gio-nam", "Trạm Gió Nam")
    series = [known(), known(number="6/tb-tgl"), known(date="2024-03-05"), known(issuer=other)]
    kept = ids(catalogue, *(incoming(TEXT + str(n), path=f"/{n}", fields=fields) for n, fields in enumerate(series)))
    assert [duplicates(catalogue, id) for id in kept] == [()] * 4


def test_a_correction_that_makes_them_differ_parts_them(catalogue, incoming):
    a, b = ids(catalogue, incoming(TEXT, path="/a", fields=known()), incoming(COPY, path="/b", fields=Fields()))
    assert duplicates(catalogue, a) == (b,)
    catalogue.edit(b, [("date", "2020-01-02")], now=NOW)
    assert duplicates(catalogue, a) == duplicates(catalogue, b) == ()


def test_a_duplicate_that_the_reader_may_not_see_leaves_no_trace(catalogue, incoming):
    a, b = ids(catalogue, incoming(TEXT, path="/a", fields=known()), incoming(COPY, path="/b", fields=Fields(), label="noi-bo"))
    assert duplicates(catalogue, a, frozenset({"open"})) == ()
    assert duplicates(catalogue, a, frozenset({"open", "noi-bo"})) == (b,)


def test_a_new_version_is_compared_by_its_own_text(catalogue, incoming):
    a, b = ids(catalogue, incoming(TEXT, path="/a", fields=known()), incoming(COPY, path="/b", fields=Fields()))
    catalogue.keep([incoming(TEXT[::-1], path="/b", fields=Fields())], NOW)
    assert duplicates(catalogue, a) == duplicates(catalogue, b) == ()
    assert catalogue.check() == []


def test_an_older_archive_is_compared_too(tmp_path, incoming):
    with Catalogue.open(tmp_path) as catalogue:
        a, b = ids(catalogue, incoming(TEXT, path="/a", fields=known()), incoming(COPY, path="/b", fields=Fields()))
    with closing(sqlite3.connect(tmp_path / "catalogue.db")) as db:
        db.executescript(
            "DROP TABLE bands; DROP TABLE signatures; DROP TABLE citations; DROP TABLE doubts; "
            "DROP INDEX documents_bare; DROP INDEX documents_by_joined; "
            "ALTER TABLE documents DROP COLUMN bare; ALTER TABLE documents DROP COLUMN joined; PRAGMA user_version = 1"
        )
    with Catalogue.open(tmp_path) as catalogue:
        assert duplicates(catalogue, a) == (b,)
        assert catalogue.check() == []
    assert (tmp_path / "catalogue-before-0002.db").is_file()
