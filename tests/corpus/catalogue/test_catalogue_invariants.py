import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalogue import Action, Catalogue, Incoming, OutcomeKind
from corpus.document import Citation, DocumentType, Evidence, Fields, Issuer, Relation, Span
from corpus.doubting import doubts
from corpus.intake.rows import canonical
from corpus.interchange import document_json, parse_row, state
from corpus.originals import document_id, sha256_of

NOW, LATER = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"
TEXTS = [f"Thông báo số {n} của trạm Gió Lành" for n in range(5)]


def arriving(text: str, path: str, number: int | None, *, again: bool = False, label: str | None = None) -> Incoming:
    fields = Fields(
        number=f"{number}/TB-TGL" if number else None,
        number_key=f"{number}/tb-tgl" if number else None,
        sequence=number,
        symbol="TB-TGL" if number else None,
        type=DocumentType("thong-bao", "Thông báo"),
        issuers=(Issuer("tram-gio-lanh", "Trạm Gió Lành"),),
        date="2025-03-04",
        citations=(Citation("Thông báo số 1", Span(0, 9), Relation.FOLLOWS, number_key="1/tb-tgl", date="2025-03-04"),),
        evidence={
            "type": Evidence(Span(0, 9), "type.title", 0.9),
            "date": Evidence(Span(3, 9), "date.ocr", 0.5),
            "symbol": Evidence(Span(0, 3), "number.ocr", 0.6),
        },
    )
    data = text.encode()
    return Incoming(sha256_of(data), len(data), "text/plain", text, fields, f"/tram/{path}", path, again=again, label=label)


keeps = st.builds(
    arriving,
    st.sampled_from(TEXTS),
    st.sampled_from(["a.txt", "b.txt", "c.txt"]),
    st.sampled_from([None, 1, 2]),
    again=st.booleans(),
    label=st.sampled_from([None, "open", "noi-bo"]),
)
edits = st.tuples(
    st.sampled_from(TEXTS),
    st.sampled_from(
        [
            ("number", "7/TB-TGL"),
            ("date", ""),
            ("subject", "gió mùa"),
            ("access_label", "noi-bo"),
            ("signer", "Lê Thị Sáo"),
            *[(field, None) for field in ("number", "symbol", "type", "issuer", "date", "subject")],  # confirmed
        ]
    ),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.lists(keeps, min_size=1, max_size=3)),
        st.tuples(st.just("edit"), edits),
        st.tuples(st.just("remove"), st.sampled_from(TEXTS)),
        st.tuples(st.just("index"), st.integers(0, 3)),
    ),
    max_size=14,
)


def fresh() -> Path:
    return Path(tempfile.mkdtemp(prefix="catalogue-"))


def act(catalogue: Catalogue, step: str, what: object, index: dict[str, int]) -> None:
    match step:
        case "keep":
            for incoming, outcome in zip(what, catalogue.keep(what, NOW), strict=True):
                assert outcome.kind is not OutcomeKind.REMOVED or not incoming.again
        case "edit":
            text, (field, value) = what
            if documents := [document for document in catalogue.walk() if document.text == text]:
                assert field in catalogue.edit(documents[0].id, [(field, value)], now=NOW).corrected
        case "remove":
            catalogue.remove([document.id for document in catalogue.walk() if document.text == what], NOW)
        case "index":
            work = catalogue.pending()[: int(what)]
            for row in work:
                if row.action is Action.PUT:
                    index[row.id] = row.revision
                else:
                    index.pop(row.id, None)
            catalogue.done(work)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_any_sequence_of_changes_leaves_a_sound_catalogue_and_an_index_that_can_follow(sequence):
    folder, index = fresh(), {}
    with Catalogue.open(folder) as catalogue:
        for step, what in sequence:
            before = {document.id: document for document in catalogue.walk()}
            act(catalogue, step, what, index)
            assert catalogue.check() == []
            after = {document.id: document for document in catalogue.walk()}
            for id, document in after.items():
                assert id == document_id(document.versions[0].sha256)
                old = before.get(id)
                if old and old.revision == document.revision:
                    assert (old.text, old.fields.number, old.access_label) == (
                        document.text,
                        document.fields.number,
                        document.access_label,
                    )
                    # A confirmation changes nothing that is indexed.
                    assert set(old.corrected) <= set(document.corrected)
            for labels in (None, frozenset({"open"}), frozenset({"noi-bo"})):
                listed = [(one.id, one.field, one.confidence) for one in catalogue.doubts(labels)]
                assert set(listed) == {
                    (document.id, doubt.field, doubt.confidence)
                    for document in catalogue.walk(labels)
                    for doubt in doubts(document.fields, document.corrected)
                }
                assert sum(catalogue.count_doubts(labels).values()) == len(listed) == len(set(listed))
            # What the index has, with the pending work done, is the catalogue.
            followed = dict(index)
            for row in catalogue.pending():
                if row.action is Action.PUT:
                    assert row.revision > followed.get(row.id, 0)
                    followed[row.id] = row.revision
                else:
                    followed.pop(row.id, None)
            assert followed == catalogue.revisions()
    shutil.rmtree(folder)


@settings(max_examples=30, deadline=None)
@given(steps, st.lists(keeps, min_size=1, max_size=4))
def test_taking_in_the_same_batch_again_changes_nothing(sequence, batch):
    folder = fresh()
    with Catalogue.open(folder) as catalogue:
        for step, what in sequence:
            act(catalogue, step, what, {})
        # Within a batch one path may stand for several bytes; each path's last one is what the folder now holds.
        catalogue.keep(batch, NOW)
        before, pending = list(catalogue.walk()), catalogue.pending()
        outcomes = catalogue.keep(batch, LATER)
        assert {outcome.kind for outcome in outcomes} <= {OutcomeKind.UNCHANGED, OutcomeKind.REMOVED}
        assert list(catalogue.walk()) == before
        assert catalogue.pending() == pending
    shutil.rmtree(folder)


def exported(catalogue: Catalogue) -> list[bytes]:
    """The lines as `export` writes them: the order of keys counts."""
    rows = (document_json(d, corrections=catalogue.history(d.id)) for d in catalogue.walk())
    return [json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") for row in rows]


def take_in(catalogue: Catalogue, rows: list[bytes]) -> list[OutcomeKind]:
    incoming = []
    for number, row in enumerate(rows):
        line = canonical(json.loads(row))
        stated = parse_row(json.loads(line))
        understood = Fields(number="99/SAI", place="Sai", warnings=("sai",))
        incoming.append(
            Incoming(
                sha256_of(line),
                len(line),
                "application/json",
                stated.text,
                state(understood, stated),
                f"/nhap/kho.jsonl#{number}",
                f"kho.jsonl#{number}",
                row=stated,
            )
        )
    return [outcome.kind for outcome in catalogue.keep(incoming, LATER)]


@settings(max_examples=40, deadline=None)
@given(steps)
def test_export_then_add_into_an_empty_archive_gives_the_same_export(sequence):
    one, two = fresh(), fresh()
    with Catalogue.open(one) as first, Catalogue.open(two) as second:
        for step, what in sequence:
            act(first, step, what, {})
        rows = exported(first)
        assert set(take_in(second, rows)) <= {OutcomeKind.ADDED}
        assert exported(second) == rows
        assert second.check() == []
        # Again, and into the archive that it came from: nothing changes.
        for catalogue in (first, second):
            assert set(take_in(catalogue, rows)) <= {OutcomeKind.UNCHANGED}
            assert exported(catalogue) == rows
    shutil.rmtree(one)
    shutil.rmtree(two)


def test_the_real_file_of_an_exported_row_is_known_and_becomes_its_original(catalogue):
    file = arriving(TEXTS[0], "a.txt", 1)
    source = fresh()
    with Catalogue.open(source) as other:
        other.keep([file], NOW)
        rows = exported(other)
    shutil.rmtree(source)
    take_in(catalogue, rows)
    assert catalogue.original(file.sha256) == sha256_of(canonical(json.loads(rows[0])))
    assert catalogue.has(file.sha256)
    [outcome] = catalogue.keep([file], LATER)
    assert outcome.kind is OutcomeKind.UNCHANGED
    assert catalogue.original(file.sha256) == file.sha256
    assert [source.path for source in catalogue.document(outcome.id, None).sources] == ["a.txt"]
    assert catalogue.discarded() == [sha256_of(canonical(json.loads(rows[0])))]


def test_an_export_of_a_removed_document_stays_out(catalogue):
    [outcome] = catalogue.keep([arriving(TEXTS[0], "a.txt", 1)], NOW)
    rows = exported(catalogue)
    catalogue.remove([outcome.id], NOW)
    assert take_in(catalogue, rows) == [OutcomeKind.REMOVED]
