"""A rebuild writes beside, and switches an alias: readers notice nothing, and nothing half is ever switched to."""

import pytest
from elasticsearch import Elasticsearch
from shelves import MADE, asked, letters, opened

from corpus.errors import ArchiveDamaged, InputError
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine, Layout

# One node for the whole run: its tests go to one worker.
pytestmark = pytest.mark.xdist_group("elasticsearch")


def rebuilt(url: str, alias: str, layout: Layout = Layout()) -> ElasticsearchEngine:  # noqa: B008
    return ElasticsearchEngine.rebuild(Connection((url,), timeout=60), alias, layout=layout, **MADE)


def test_readers_see_the_old_index_until_the_new_one_is_finished(url: str, alias: str) -> None:
    with opened(url, alias) as engine:
        engine.write(letters(range(3)))
        before = engine.reader()
        with rebuilt(url, alias, Layout(shards=2)) as fresh:
            fresh.write(letters(range(5)))
            assert before.search(asked()).total == engine.reader().search(asked()).total == 3
            fresh.finish()
        # The state that the reader held went with the old index: it goes on with the new one.
        assert before.search(asked()).total == 5
        engine.verify()
        assert engine.reader().search(asked()).total == 5
        assert engine.status().details["index"].endswith("-000002")


def test_an_unfinished_rebuild_leaves_no_trace(url: str, alias: str) -> None:
    with opened(url, alias) as engine, Elasticsearch(url) as client:
        engine.write(letters(range(3)))
        with rebuilt(url, alias) as fresh:
            fresh.write(letters(range(2)))
        assert list(client.indices.get(index=f"{alias}-*")) == [f"{alias}-000001"]
        assert engine.reader().search(asked()).total == 3


def test_an_index_that_lacks_a_document_is_not_switched_to(url: str, alias: str) -> None:
    with opened(url, alias) as engine, Elasticsearch(url) as client:
        engine.write(letters(range(3)))
        with rebuilt(url, alias) as fresh:
            fresh.write(letters(range(4)))
            client.delete(index=f"{alias}-000002", id="t000002aaaaa", refresh=True)
            with pytest.raises(ArchiveDamaged, match="holds 3 documents of 4"):
                fresh.finish()
        assert engine.reader().search(asked()).total == 3


def test_an_index_with_another_revision_is_not_switched_to(url: str, alias: str) -> None:
    with opened(url, alias), Elasticsearch(url) as client, rebuilt(url, alias) as fresh:
        fresh.write(letters(range(2)))
        held = client.get(index=f"{alias}-000002", id="t000001aaaaa")["_source"] | {"revision": 7}
        client.index(index=f"{alias}-000002", id="t000001aaaaa", document=held, refresh=True)
        with pytest.raises(ArchiveDamaged, match="revision 7"):
            fresh.finish()


def test_an_index_made_with_another_encoder_is_not_searched(url: str, alias: str) -> None:
    opened(url, alias).close()
    for other in ({"encoder": "khác"}, {"dimensions": 5}):
        with pytest.raises(ArchiveDamaged, match="vanban rebuild"):
            ElasticsearchEngine.open(Connection((url,)), alias, **{**MADE, **other})
    with pytest.raises(ArchiveDamaged, match="was made with schema"):
        opened(url, alias, layout=Layout(vectors="hnsw"))


def test_where_there_is_no_index_none_is_made_by_asking(url: str, alias: str) -> None:
    with pytest.raises(ArchiveDamaged, match=f"no index {alias}"):
        ElasticsearchEngine.open(Connection((url,)), alias, create=False, **MADE)


def test_somebody_elses_index_is_left_alone(url: str, alias: str) -> None:
    with Elasticsearch(url) as client:
        client.indices.create(index=alias)
        with pytest.raises(ArchiveDamaged, match="elasticsearch_index"):
            opened(url, alias)
        client.indices.delete(index=alias)
        client.indices.create(index=f"{alias}-x", aliases={alias: {}})
        with pytest.raises(ArchiveDamaged, match="not made by this program"):
            opened(url, alias)


@pytest.mark.parametrize("name", ["", "Vanban", "a b", "*", "_all", "-x", "a" * 200, "a,b", "../x"])
def test_a_name_that_is_none_is_refused_before_the_server_is_asked(name: str) -> None:
    with pytest.raises(InputError, match="elasticsearch_index"):
        ElasticsearchEngine.open(Connection(("http://127.0.0.1:9",)), name, **MADE)


def test_many_shards_and_approximate_vectors_answer_too(url: str, alias: str) -> None:
    with opened(url, alias, layout=Layout(shards=3, replicas=0, vectors="hnsw")) as engine:
        engine.write(letters(range(60)))
        found = engine.reader().search(asked(limit=20))
        assert found.total == 60
        assert [hit.id for hit in found.candidates] == sorted(hit.id for hit in found.candidates)
        assert engine.status().details["shards"] == "3 + 0"


def test_a_state_that_the_server_forgot_is_opened_again(url: str, alias: str) -> None:
    with opened(url, alias) as engine, Elasticsearch(url) as client:
        engine.write(letters(range(3)))
        reader = engine.reader()
        assert reader.search(asked()).total == 3
        client.close_point_in_time(id=engine._current().point())
        assert reader.search(asked()).total == 3


def test_a_batch_of_another_process_is_noticed(url: str, alias: str) -> None:
    with opened(url, alias) as mine, opened(url, alias) as other:
        other.write(letters(range(3)))
        mine.verify()  # looks at once, as the next second would
        assert mine.reader().search(asked()).total == 3
