from dataclasses import replace

import pytest

from corpus.catalogue import Action, OutcomeKind
from corpus.document import Citation, Fields, Relation, Span
from corpus.errors import ArchiveError, InputError, NotFound
from corpus.originals import document_id, sha256_of
from corpus.stated import parse_row

NOW, LATER = "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"


def test_new_bytes_become_a_document_whose_id_follows_from_them(catalogue, incoming):
    [outcome] = catalogue.keep([incoming("Số: 12/UBND-VX")], NOW)
    document = catalogue.document(outcome.id, None)
    assert outcome.kind is OutcomeKind.ADDED
    assert outcome.id == document_id(sha256_of("Số: 12/UBND-VX".encode()))
    assert (document.text, document.access_label, document.sources[0].path) == ("Số: 12/UBND-VX", "open", "a.txt")
    assert document.versions[0].sha256 == sha256_of("Số: 12/UBND-VX".encode())
    assert document.fields == incoming("Số: 12/UBND-VX").fields


def test_the_same_file_twice_changes_nothing(catalogue, incoming):
    [first] = catalogue.keep([incoming("Số: 12")], NOW)
    before = catalogue.document(first.id, None)
    catalogue.done(catalogue.pending())
    [second] = catalogue.keep([incoming("Số: 12")], LATER)
    assert second.kind is OutcomeKind.UNCHANGED
    assert catalogue.document(first.id, None) == before
    assert catalogue.pending() == []


def test_the_same_bytes_elsewhere_add_a_source_only(catalogue, incoming):
    [first, second] = catalogue.keep([incoming("Số: 12"), incoming("Số: 12", path="/van-thu/b.txt")], NOW)
    document = catalogue.document(first.id, None)
    assert (second.kind, second.id) == (OutcomeKind.UNCHANGED, first.id)
    assert [source.path for source in document.sources] == ["a.txt", "b.txt"]
    assert len(document.versions) == 1


def test_new_bytes_at_a_known_path_become_a_version(catalogue, incoming):
    [first] = catalogue.keep([incoming("Bản một")], NOW)
    [second] = catalogue.keep([incoming("Bản hai")], LATER)
    document = catalogue.document(first.id, None)
    assert (second.kind, second.id) == (OutcomeKind.VERSION, first.id)
    assert document.text == "Bản hai"
    assert [version.added for version in document.versions] == [NOW, LATER]
    assert catalogue.version(first.id, document.versions[0].sha256, None).text == "Bản một"


@pytest.mark.parametrize(
    "change", [{"number": "13/UBND-VX", "number_key": "13/ubnd-vx"}, {"date": "2024-06-01"}, {"issuers": ()}]
)
def test_an_overwritten_file_is_another_document_only_where_known_values_differ(catalogue, incoming, change):
    first = incoming("Bản một")
    [old] = catalogue.keep([first], NOW)
    [new] = catalogue.keep([incoming("Bản hai", fields=replace(first.fields, **change))], LATER)
    if change == {"issuers": ()}:
        assert (new.kind, new.id) == (OutcomeKind.VERSION, old.id)
    else:
        assert (new.kind, new.beside) == (OutcomeKind.ADDED, old.id)
        assert catalogue.document(old.id, None).text == "Bản một"


def test_a_closer_reading_of_the_date_is_no_other_document(catalogue, incoming):
    [old] = catalogue.keep([incoming("Bản một", fields=Fields(date="2024"))], NOW)
    [new] = catalogue.keep([incoming("Bản hai", fields=Fields(date="2024-05-06"))], NOW)
    assert new.id == old.id


def test_what_was_removed_comes_back_only_when_asked(catalogue, incoming):
    [first] = catalogue.keep([incoming("Số: 12")], NOW)
    removal = catalogue.remove([first.id, document_id("0" * 64)], NOW)
    assert (removal.removed, removal.missing) == ((first.id,), (document_id("0" * 64),))
    assert catalogue.discarded() == [sha256_of("Số: 12".encode())]
    assert [(work.id, work.action) for work in catalogue.pending()] == [(first.id, Action.DELETE)]
    with pytest.raises(NotFound):
        catalogue.document(first.id, None)
    [refused] = catalogue.keep([incoming("Số: 12")], NOW)
    assert (refused.kind, refused.id) == (OutcomeKind.REMOVED, first.id)
    deleted = catalogue.pending()[0].revision
    [again] = catalogue.keep([incoming("Số: 12", again=True)], NOW)
    assert again.kind is OutcomeKind.ADDED
    assert catalogue.pending()[0].revision > deleted
    assert catalogue.discarded() == []


def test_the_original_of_what_stays_out_is_discarded_again(catalogue, incoming):
    [first] = catalogue.keep([incoming("Số: 12")], NOW)
    catalogue.remove([first.id], NOW)
    catalogue.forget_discarded(catalogue.discarded())
    catalogue.keep([incoming("Số: 12")], NOW)
    assert catalogue.discarded() == [sha256_of("Số: 12".encode())]
    assert catalogue.originals() == {sha256_of("Số: 12".encode())}


def test_nothing_of_a_removed_document_stays_in_the_file(catalogue, incoming):
    [first] = catalogue.keep([incoming("Bài vè về con sáo " * 2000)], NOW)
    catalogue.remove([first.id], NOW)
    catalogue.compact()
    catalogue.close()
    left = b"".join(path.read_bytes() for path in catalogue.path.parent.iterdir())
    assert "con sáo".encode() not in left


def test_a_dry_run_answers_the_same_and_keeps_nothing(catalogue, incoming):
    dry = catalogue.keep([incoming("Một"), incoming("Một", path="/b")], NOW, dry_run=True)
    assert catalogue.count() == 0
    assert catalogue.keep([incoming("Một"), incoming("Một", path="/b")], NOW) == dry


def test_a_batch_is_kept_whole_or_not_at_all(catalogue, incoming):
    broken = replace(incoming("Hai", path="/b"), text=object())
    with pytest.raises(Exception, match="binding"):
        catalogue.keep([incoming("Một"), broken], NOW)
    assert catalogue.count() == 0
    assert catalogue.pending() == []


def test_done_deletes_exactly_the_revisions_given(catalogue, incoming):
    [first] = catalogue.keep([incoming("Một")], NOW)
    seen = catalogue.pending()
    catalogue.edit(first.id, [("place", "Suối Mơ")], now=NOW)
    catalogue.done(seen)
    assert [work.id for work in catalogue.pending()] == [first.id]
    catalogue.done(catalogue.pending())
    assert catalogue.pending() == []


def test_a_label_given_once_is_not_lost_by_a_new_version(catalogue, incoming):
    [first] = catalogue.keep([incoming("Một", label="noi-bo")], NOW)
    catalogue.keep([incoming("Hai")], NOW)
    assert catalogue.document(first.id, None).access_label == "noi-bo"


def test_a_reader_without_the_label_finds_no_trace(catalogue, incoming):
    cited = incoming("Một", label="noi-bo", path="/1")
    fields = replace(
        cited.fields,
        citations=(Citation("Công văn số 12", Span(0, 3), Relation.CITES, number_key="12/ubnd-vx", date="2024-05-06"),),
    )
    citing = incoming("Hai", path="/2", fields=replace(fields, number="9/UBND", number_key="9/ubnd"))
    twin = incoming("Ba", path="/3")
    [hidden, shown, other] = catalogue.keep([cited, citing, twin], NOW)
    all_labels, some = catalogue.document(shown.id, None), catalogue.document(shown.id, frozenset({"open"}))
    # Likely duplicates of each other: the first of them that the reader sees.
    assert all_labels.fields.citations[0].document == min(hidden.id, other.id)
    assert some.fields.citations[0].document == other.id
    assert catalogue.document(other.id, None).duplicates == (hidden.id,)
    assert catalogue.document(other.id, frozenset({"open"})).duplicates == ()
    assert catalogue.count(frozenset({"open"})) == 2
    assert catalogue.texts([(hidden.id, Span(0, 2))], frozenset({"open"})) == {}
    for ask in (catalogue.document, catalogue.history, catalogue.resolve):
        with pytest.raises(NotFound):
            ask(hidden.id, frozenset({"open"}))
    assert catalogue.documents([hidden.id], frozenset()) == {}


def test_texts_are_cut_by_code_points(catalogue, incoming):
    text = "Ủy 𝒙 ban 🐦 nhân dân"
    [first] = catalogue.keep([incoming(text)], NOW)
    spans = [Span(0, 2), Span(3, 8), Span(9, 10), Span(15, 400), Span(2, 2)]
    found = catalogue.texts([(first.id, span) for span in spans], None)
    assert [found[first.id, span] for span in spans] == [text[span.start : span.end] for span in spans]


def test_paths_that_are_no_text_are_kept(catalogue, incoming):
    odd = incoming("Một", path="/van-thu/t\udcf3.txt")
    [first] = catalogue.keep([odd], NOW)
    assert catalogue.keep([odd], NOW)[0].kind is OutcomeKind.UNCHANGED
    assert catalogue.document(first.id, None).sources[0].path == "t\N{REPLACEMENT CHARACTER}.txt"


def test_an_id_is_resolved_by_its_beginning(catalogue, incoming):
    outcomes = catalogue.keep([incoming(f"Số {n}", path=f"/{n}") for n in range(40)], NOW)
    id = outcomes[0].id
    assert catalogue.resolve(id[:8].upper(), None) == id
    common = next(c for c in "abcdefghijklmnopqrstuvwxyz" if sum(o.id.startswith(c) for o in outcomes) > 1)
    with pytest.raises(InputError, match="several"):
        catalogue.resolve(common, None)
    for nothing in ("", "%", "!", "0", "a" * 13):
        with pytest.raises(NotFound):
            catalogue.resolve(nothing, None)


def test_a_failure_can_be_opened_again_by_its_path(catalogue):
    catalogue.fail("/van-thu/t\udcf3.txt", "t\udcf3.txt", None, "broken", "hỏng", NOW)
    assert catalogue.failures()[0].path == "/van-thu/t\udcf3.txt"


def test_failures_are_counted_and_forgotten_once_the_file_is_kept(catalogue, incoming):
    for now in (NOW, LATER):
        catalogue.fail("/van-thu/a.txt", "a.txt", None, "broken", "hỏng", now)
    [failure] = catalogue.failures()
    assert (failure.tries, failure.first_time, failure.last_time) == (2, NOW, LATER)
    catalogue.keep([incoming("Một")], NOW)
    assert catalogue.failures() == []


def test_of_a_refused_secret_only_the_count_and_the_time_are_kept(catalogue):
    catalogue.fail("/van-thu/mat-dac-biet.txt", "mat-dac-biet.txt", None, "broken", "hỏng", NOW)
    catalogue.refuse_secret(NOW)
    catalogue.refuse_secret(LATER, path="/van-thu/mat-dac-biet.txt")
    assert (catalogue.secrets().count, catalogue.secrets().last) == (2, LATER)
    assert catalogue.failures() == []


def test_a_row_keeps_the_id_of_its_own_system(catalogue, incoming):
    row = {"id": "so-12", "text": "Một", "access_label": "noi-bo"}
    [first] = catalogue.keep([incoming("Một", row=parse_row(row))], NOW)
    assert catalogue.document(first.id, None).external_id == "so-12"
    assert catalogue.document(first.id, None).access_label == "noi-bo"
    assert catalogue.by_external_id(["so-12", "so-13"], None) == {"so-12": (first.id,)}
    assert catalogue.by_external_id(["so-12"], frozenset({"open"})) == {}


def test_walking_gives_every_document_once_in_id_order(catalogue, incoming):
    outcomes = catalogue.keep([incoming(f"Số {n}", path=f"/{n}") for n in range(7)], NOW)
    assert [document.id for document in catalogue.walk(batch=3)] == sorted(outcome.id for outcome in outcomes)


def test_a_closed_catalogue_says_so(catalogue):
    catalogue.close()
    with pytest.raises(ArchiveError, match="closed"):
        catalogue.count()
