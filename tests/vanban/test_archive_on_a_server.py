"""The same archive with engine=elasticsearch: moved there and back, added to, corrected, rebuilt, shown without a catalogue."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from archives import answer, folder_of_letters, here, letter
from elasticsearch import Elasticsearch
from elasticsearch_node.shared import shared_node

from corpus.catalogue import Catalogue
from corpus.errors import EngineUnavailable
from indexer.engines.elasticsearch import ElasticsearchEngine
from vanban.opening import reading, serving
from web.access import access_on
from web.app import create_app

pytestmark = pytest.mark.xdist_group("elasticsearch")

CITING = letter(9).replace("Để thực hiện tốt", "Thực hiện Công văn số 3/UBND-VX ngày 04/4/2018 của UBND huyện Thạch Lâm và tốt")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Twelve letters in an embedded archive; the settings know a server, under a name of this test's own."""
    monkeypatch.setenv("VANBAN_ELASTICSEARCH_URL", shared_node().url)
    monkeypatch.setenv("VANBAN_ELASTICSEARCH_TIMEOUT", "60")
    name = f"vanban-{uuid4().hex[:12]}"
    monkeypatch.setenv("VANBAN_ELASTICSEARCH_INDEX", name)
    folder = folder_of_letters(tmp_path / "in", 12)
    (folder / "0009.txt").write_text(CITING, encoding="utf-8")
    # The same letter once more, from another register: a likely duplicate.
    (folder / "0003 ban sao.txt").write_text(letter(3) + "\n(Bản sao.)\n", encoding="utf-8")
    archive = tmp_path / "kho"
    answer(archive, "add", str(folder), "--workers", "0")
    yield archive
    with Elasticsearch(shared_node().url, request_timeout=60) as client:
        for index in client.indices.get(index=f"{name}*", features="aliases"):
            client.indices.delete(index=index)


def on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANBAN_ENGINE", "elasticsearch")


QUESTIONS = ("doi thoai tiep cong dan", "cải cách hành chính", "3/UBND-VX", '"an toàn thực phẩm"', "zzzz", "")


def answers(archive: Path) -> list[object]:
    """Whole answers, but for the time they took."""
    found = [answer(archive, "search", question, "--facets") for question in QUESTIONS]
    return [{name: value for name, value in one.items() if name != "took_ms"} for one in found]


def test_moved_to_a_server_and_back_it_answers_the_same(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = answers(archive)
    assert answer(archive, "copy", "--to", "elasticsearch") == {"to": "elasticsearch", "documents": 13, "written": 13}
    refused = here(archive, "search", "x")
    assert refused.returncode == 2
    assert "VANBAN_ENGINE=elasticsearch" in refused.stderr
    on_the_server(monkeypatch)
    assert answers(archive) == before
    assert here(archive, "check").returncode == 0
    # The embedded index stayed, so nothing has to be written to come back; what changed meanwhile has.
    folder_of_letters(archive.parent / "more", 2, first=40)
    answer(archive, "add", str(archive.parent / "more"), "--workers", "0")
    removed = answer(archive, "search", "5/UBND-VX")["hits"][0]["id"]
    here(archive, "remove", removed)
    assert answer(archive, "copy", "--to", "embedded") == {"to": "embedded", "documents": 14, "written": 3}
    monkeypatch.setenv("VANBAN_ENGINE", "embedded")
    assert here(archive, "check").returncode == 0
    assert answer(archive, "search", "")["total"] == 14


def test_an_interrupted_copy_goes_on_where_it_was(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = ElasticsearchEngine.write, []

    def stopping(self, puts, deletes=()):  # type: ignore[no-untyped-def]
        if len(written) == 2:
            raise KeyboardInterrupt
        held = list(puts)
        written.append(len(held))
        write(self, held, deletes)

    monkeypatch.setattr("indexer.building.INDEX_DOCUMENTS", 4)
    monkeypatch.setattr(ElasticsearchEngine, "write", stopping)
    assert here(archive, "copy", "--to", "elasticsearch").returncode == 130
    assert here(archive, "search", "dân vận").returncode == 0  # still the embedded engine's
    monkeypatch.setattr(ElasticsearchEngine, "write", write)
    assert answer(archive, "copy", "--to", "elasticsearch")["written"] == 5
    on_the_server(monkeypatch)
    assert here(archive, "check").returncode == 0


def test_a_copy_that_is_not_right_is_not_used(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"held": True}
    revisions = ElasticsearchEngine.revisions
    monkeypatch.setattr(ElasticsearchEngine, "revisions", lambda self: {} if wrong["held"] else revisions(self))
    done = here(archive, "copy", "--to", "elasticsearch")
    assert done.returncode == 3
    assert "bản sao không đúng" in done.stderr
    assert here(archive, "search", "dân vận").returncode == 0


def test_what_the_server_does_not_take_stays_pending_and_is_written_later(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(archive, "copy", "--to", "elasticsearch")
    on_the_server(monkeypatch)
    write = ElasticsearchEngine.write

    def away(self, puts, deletes=()):  # type: ignore[no-untyped-def]
        raise EngineUnavailable("the server went away")

    monkeypatch.setattr(ElasticsearchEngine, "write", away)
    folder_of_letters(archive.parent / "more", 1, first=40)
    done = here(archive, "add", str(archive.parent / "more"), "--workers", "0")
    assert done.returncode == 3
    assert "went away" in done.stderr
    with Catalogue.open(archive) as catalogue:
        assert catalogue.count() == 14
        assert len(catalogue.pending()) == 1
    monkeypatch.setattr(ElasticsearchEngine, "write", write)
    assert answer(archive, "search", "40/UBND-VX")["hits"][0]["number"] == "40/UBND-VX"
    assert here(archive, "check").returncode == 0


def test_rebuild_and_edit_work_on_a_server(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_the_server(monkeypatch)
    assert here(archive, "rebuild").returncode == 0  # an archive may begin there this way too
    id = answer(archive, "search", "3/UBND-VX")["hits"][0]["id"]
    assert here(archive, "edit", id, "subject=mở hội chợ nông sản", "--by", "Ngân").returncode == 0
    assert answer(archive, "search", "hoi cho nong san")["hits"][0]["id"] == id
    assert here(archive, "check").returncode == 0
    state = answer(archive, "status")["index"]
    assert (state["engine"], state["health"], state["documents"]) == ("elasticsearch", "green", 13)


def test_a_process_without_a_catalogue_shows_what_one_with_it_shows(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(archive, "copy", "--to", "elasticsearch")
    on_the_server(monkeypatch)
    empty = tmp_path / "khong-co-kho"
    empty.mkdir()
    monkeypatch.setenv("VANBAN_ORIGINALS", str(archive / "originals"))
    with reading({"archive": archive}) as opened, serving({"archive": empty}) as (_, remote, none):
        assert none is None
        ids = sorted(opened.catalogue.revisions())
        with_it = opened.catalogue.documents(ids, frozenset({"open"}))
        assert remote.engine.reader().documents(ids, frozenset({"open"})) == with_it
        assert any(document.duplicates for document in with_it.values())
        assert any(citation.document for document in with_it.values() for citation in document.fields.citations)
        client = create_app(remote, access_on("0.0.0.0", None), None).test_client()
        for id in ids:
            assert client.get(f"/van-ban/{id}").status_code == 200
            assert client.get(f"/api/v1/documents/{id}").status_code == 200
            kept = opened.originals.path(with_it[id].versions[-1].sha256)
            with client.get(f"/api/v1/documents/{id}/original") as original:
                assert kept is not None
                assert original.data == kept.read_bytes()
        assert json.loads(client.get("/api/v1/search?q=dan+van").data)["total"] > 0
        assert client.get("/tinh-trang").status_code == 200
        assert client.get("/readyz").status_code == 200
        assert client.get("/ra-soat").status_code == 404
        missing = create_app(remote, access_on("0.0.0.0", frozenset({"noi-bo"})), None).test_client()
        assert missing.get(f"/van-ban/{ids[0]}").status_code == 404


def test_without_a_server_every_command_says_so(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_the_server(monkeypatch)
    monkeypatch.setenv("VANBAN_ELASTICSEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("VANBAN_ELASTICSEARCH_RETRIES", "0")
    with Catalogue.open(archive) as catalogue:
        catalogue.set_state("engine", "elasticsearch")
    for arguments in (("search", "x"), ("status",), ("rebuild",), ("copy", "--to", "elasticsearch")):
        done = here(archive, *arguments)
        assert done.returncode == 3, arguments
        assert "cannot be reached" in done.stderr
    monkeypatch.delenv("VANBAN_ELASTICSEARCH_URL")
    done = here(archive, "search", "x")
    assert (done.returncode, "elasticsearch_url" in done.stderr) == (2, True)


def test_a_writer_does_not_take_a_bucket_for_its_folder(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANBAN_ORIGINALS", "s3://vanban/originals")
    done = here(archive, "add", str(archive.parent / "in"), "--workers", "0")
    assert done.returncode == 2
    assert "s3://" in done.stderr
