import gzip
from pathlib import Path

import pytest

from corpus.errors import InputError
from search_api.judgements import JudgedQuery, read_qrels, read_queries, read_runs, run_lines, write_rows, write_run


def test_json_lines_are_read_packed_or_not(tmp_path: Path) -> None:
    row = '{"id": "q1", "text": "dân vận", "more": 1}\n\n'
    (tmp_path / "queries.jsonl").write_text(row, encoding="utf-8")
    with gzip.open(tmp_path / "queries.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(row)
    for name in ("queries.jsonl", "queries.jsonl.gz"):
        assert read_queries(tmp_path / name) == (JudgedQuery("q1", "dân vận"),)
    (tmp_path / "qrels.jsonl").write_text('{"query": "q1", "doc": "a", "relevance": 2}\n', encoding="utf-8")
    assert read_qrels(tmp_path / "qrels.jsonl") == {"q1": {"a": 2}}


def test_trec_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "topics.tsv").write_text("q1\tdân vận\nq2\thọp\n", encoding="utf-8")
    (tmp_path / "qrels.txt").write_text("q1 0 a 2\nq1 0 b 0\n", encoding="utf-8")
    assert [query.id for query in read_queries(tmp_path / "topics.tsv")] == ["q1", "q2"]
    assert read_qrels(tmp_path / "qrels.txt") == {"q1": {"a": 2, "b": 0}}


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"query": "q"}', '{"query": "q", "doc": "d", "relevance": "much"}', "q 0 d", "q 0 d x", "", "\x00"]
)
def test_a_malformed_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "qrels.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"qrels\.jsonl"):
        read_qrels(path)


@pytest.mark.parametrize(
    "text", ["{}", '{"id": "q"}', "q1 without a tab", '{"id": "q", "text": "a"}\n{"id": "q", "text": "b"}', ""]
)
def test_malformed_queries_are_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"queries\.jsonl"):
        read_queries(path)


def test_a_file_that_is_not_there_or_not_gzip_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.gz").write_bytes(b"not gzip")
    for name in ("absent.jsonl", "broken.gz"):
        with pytest.raises(InputError, match=name):
            read_queries(tmp_path / name)


def test_a_run_keeps_its_order_where_scores_tie(tmp_path: Path) -> None:
    run = {"q1": [("a", 0.9), ("b", 0.5)], "q2": [("a", 0.5), ("b", 0.5)]}
    assert list(run_lines(run, "hybrid")) == [
        "q1 Q0 a 1 0.9 hybrid",
        "q1 Q0 b 2 0.5 hybrid",
        "q2 Q0 a 1 1 hybrid",
        "q2 Q0 b 2 0.5 hybrid",
    ]
    write_run(tmp_path / "run.txt", [("hybrid", run)])
    assert len((tmp_path / "run.txt").read_text(encoding="utf-8").splitlines()) == 4


def test_a_row_may_state_its_group(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text('{"id": 1, "text": "a", "group": " chủ  đề "}\n{"id": 2, "text": "b", "group": null}\n', encoding="utf-8")
    assert [query.group for query in read_queries(path)] == ["chủ đề", None]
    path.write_text('{"id": 1, "text": "a", "group": ["x"]}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1: 'group'"):
        read_queries(path)


def test_a_run_that_was_written_is_read_again_in_its_order(tmp_path: Path) -> None:
    run = {"q 1": [("a", 0.9), ("b c", 0.5)], "q2": [("b", 0.5), ("a", 0.5)], "empty": []}
    write_run(tmp_path / "run.txt", [("one", run), ("two", {"q2": [("z", 1.0)]})])
    found = read_runs(tmp_path / "run.txt")
    assert {name: {q: [doc for doc, _ in r] for q, r in one.items()} for name, one in found.items()} == {
        "one": {"q_1": ["a", "b_c"], "q2": ["b", "a"]},
        "two": {"q2": ["z"]},
    }


def test_a_foreign_run_is_ordered_by_score_then_rank(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("q Q0 a 1 0.1 t\nq Q0 b 3 7 t\nq Q0 c 2 7 t\n", encoding="utf-8")
    assert read_runs(tmp_path / "run.txt") == {"t": {"q": (("c", 7.0), ("b", 7.0), ("a", 0.1))}}


def test_kept_rows_are_read_again_and_remember_that_nothing_was_found(tmp_path: Path) -> None:
    write_rows(
        tmp_path / "kept.jsonl",
        [
            {"run": "t", "query": "q 1", "nDCG@10": 1.0, "docs": ["b c", "a"]},
            {"run": "t", "query": "q2", "nDCG@10": 0.0, "docs": []},
        ],
    )
    assert read_runs(tmp_path / "kept.jsonl") == {"t": {"q 1": (("b c", 1.0), ("a", 0.5)), "q2": ()}}


@pytest.mark.parametrize(
    "line",
    [
        "q Q0 a 1 0.5",
        "q Q0 a first 0.5 t",
        "q Q0 a 1 nan t",
        "q Q0 a 1 high t",
        "q Q0 a 1 0.5 t",
        '{"run": "t", "query": "q2"}',
        '{"run": "t", "query": "q2", "docs": [1]}',
        '{"run": "t", "query": "q2", "docs": ["a", "a"]}',
        '{"run": "t", "query": "q", "docs": []}',
        '{"query": "q2", "docs": []}',
        '{"run": "t", "query": "q2", "docs": [',
        '{"a":' * 100_000,
    ],
)
def test_a_malformed_line_of_a_run_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "run.txt"
    path.write_text(f"q Q0 a 1 0.5 t\n\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.txt, line 3: "):
        read_runs(path)


def test_an_empty_run_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.txt: no rankings"):
        read_runs(tmp_path / "run.txt")
