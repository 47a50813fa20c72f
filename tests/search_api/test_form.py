import json

from fictional_archive import PAPERS, archive_of

from search_api.answer import Question
from search_api.form import answer_json, similar_json
from search_api.search import search
from search_api.similar import similar


def test_an_answer_has_the_keys_of_the_contract() -> None:
    archive = archive_of(PAPERS)
    answer = json.loads(json.dumps(answer_json(search(archive, Question("đối thoại tiếp dân"), None))))
    assert list(answer) == ["query", "mode", "total", "offset", "limit", "took_ms", "hits", "facets", "notes"]
    hit = answer["hits"][0]
    assert list(hit) == [
        "id",
        "external_id",
        "number",
        "type",
        "issuer",
        "date",
        "subject",
        "score",
        "matched",
        "passage",
        "status",
        "duplicates",
    ]
    assert hit["type"] == {"code": "ke-hoach", "name": "Kế hoạch"}
    assert hit["issuer"]["level"] == "commune"
    start, end = hit["passage"]["highlights"][0]
    assert hit["passage"]["text"][start:end].lower().startswith(("đối", "tiếp"))
    assert list(answer["facets"]) == ["issuer", "year", "type", "level", "field", "signer"]
    assert set(answer["facets"]["year"]) == {"values", "other", "null"}
    assert set(answer["facets"]["year"]["values"][0]) == {"value", "label", "count", "selected"}


def test_unknown_is_null_in_a_hit() -> None:
    answer = answer_json(search(archive_of(PAPERS), Question("lễ hội mùa xuân"), None))
    hit = answer["hits"][0]  # type: ignore[index]
    assert [hit[key] for key in ("external_id", "number", "type", "issuer", "date", "subject")] == [None] * 6


def test_neighbours_have_reasons() -> None:
    found = similar_json(similar(archive_of(PAPERS), PAPERS[1].id, None))
    assert found["id"] == PAPERS[1].id
    assert json.loads(json.dumps(found))["earlier"][0]["reasons"]
