"""`search`, `similar`, `show`, `export`, `evaluate`: what they answer on the samples, and how they end."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from archives import answer, child, folder_of_letters, here, vanban

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
HIT_KEYS = [
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
ANSWER_KEYS = ["query", "mode", "total", "offset", "limit", "took_ms", "hits", "facets", "notes"]
FACETS = ["issuer", "year", "type", "level", "field", "signer"]

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of all samples. Tests that change it take a copy."""
    archive = tmp_path_factory.mktemp("samples") / "archive"
    done = here(archive, "add", str(SAMPLES / "documents"), "--workers", "0")
    assert done.returncode == 0, done.stderr
    return archive


@pytest.fixture
def ask(samples: Path) -> Ask:
    return lambda *arguments: answer(samples, "search", *arguments)


def without_time(found: Any) -> Any:
    return {key: value for key, value in found.items() if key != "took_ms"}


def test_the_answer_has_the_form_of_the_contract(ask: Ask) -> None:
    found = ask("đối thoại, tiếp công dân")
    assert list(found) == ANSWER_KEYS
    assert list(found["facets"]) == FACETS
    assert found["total"] >= len(found["hits"]) == found["limit"] == 10
    for facet in found["facets"].values():
        assert list(facet) == ["values", "other", "null"]
    for hit in found["hits"]:
        assert list(hit) == HIT_KEYS
        assert hit["matched"]
        passage = hit["passage"]
        assert list(passage) == ["text", "span", "highlights"]
        assert passage["span"][1] - passage["span"][0] == len(passage["text"])
        assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["highlights"])
    assert any(hit["passage"]["highlights"] for hit in found["hits"])


def test_a_passage_lies_where_it_says_in_the_text(samples: Path, ask: Ask) -> None:
    for hit in ask("phòng, chống thiên tai", "--limit", "5")["hits"]:
        text = answer(samples, "show", hit["id"])["text"]
        assert text[slice(*hit["passage"]["span"])] == hit["passage"]["text"]


def test_the_same_question_repeats_exactly(ask: Ask) -> None:
    first, second = ask("cải cách hành chính"), ask("cải cách hành chính")
    assert without_time(first) == without_time(second)


@pytest.mark.parametrize("typed", ["đối thoại tiếp công dân", "doi thoai tiep cong dan", "ĐỐI THOAI tiep công DÂN"])
def test_a_topic_is_found_however_it_is_typed(ask: Ask, typed: str) -> None:
    hits = ask(typed, "--limit", "5")["hits"]
    assert sum("đối thoại" in (hit["subject"] or "").lower() or "tiếp" in (hit["subject"] or "").lower() for hit in hits) >= 4


@pytest.mark.parametrize("typed", ["241/UBND-NV", "241 ubnd nv", "cv 241 ubnd-nv"])
def test_a_number_puts_its_holder_first(ask: Ask, typed: str) -> None:
    found = ask(typed)
    assert found["hits"][0]["number"] == "241/UBND-NV"
    assert "number" in found["hits"][0]["matched"]


def test_a_phrase_is_held_by_every_hit_and_an_exclusion_by_none(samples: Path, ask: Ask) -> None:
    phrase = ask('"tiếp công dân"', "--mode", "keyword", "--limit", "100")
    assert phrase["total"] == len(phrase["hits"]) > 0
    texts = {hit["id"]: answer(samples, "show", hit["id"]) for hit in phrase["hits"][:4]}
    assert all("tiếp công dân" in " ".join((d["text"] + (d["subject"] or "")).lower().split()) for d in texts.values())
    without = ask('"tiếp công dân" -"đối thoại"', "--mode", "keyword", "--limit", "100")
    both = ask('"tiếp công dân" "đối thoại"', "--mode", "keyword", "--limit", "100")
    assert without["total"] + both["total"] == phrase["total"]


@pytest.mark.parametrize(
    ("query", "mode"), [("", "hybrid"), *(("cải cách hành chính", mode) for mode in ("hybrid", "keyword", "semantic"))]
)
def test_each_facet_count_is_the_total_after_choosing_it(ask: Ask, query: str, mode: str) -> None:
    found = ask(query, "--mode", mode, "--limit", "1")
    for attribute in ("issuer", "year", "type", "level", "signer"):
        facet = found["facets"][attribute]
        for value in facet["values"][:2]:
            chosen = ask(query, "--mode", mode, f"--{attribute}", value["value"], "--limit", "1")
            assert chosen["total"] == value["count"]
            assert [v["value"] for v in chosen["facets"][attribute]["values"] if v["selected"]] == [value["value"]]
        if facet["null"]:
            assert ask(query, "--mode", mode, f"--{attribute}", "none", "--limit", "1")["total"] == facet["null"]


def test_values_of_one_facet_add_up_and_facets_narrow_each_other(ask: Ask) -> None:
    one, other = (ask("--type", value)["total"] for value in ("cong-van", "ke-hoach"))
    both = ask("--type", "cong-van", "--type", "ke-hoach", "--limit", "100")
    assert both["total"] == one + other
    assert {hit["type"]["code"] for hit in both["hits"]} == {"cong-van", "ke-hoach"}
    narrowed = ask("--type", "cong-van", "--year", "2019..2021", "--limit", "100")
    assert 0 < narrowed["total"] < one
    assert all("2019" <= hit["date"][:4] <= "2021" for hit in narrowed["hits"])
    assert ask("loại:cong-van năm:2019..2021")["total"] == narrowed["total"]


def test_an_issuer_is_chosen_by_value_by_name_and_unmarked(ask: Ask) -> None:
    first = ask("")["facets"]["issuer"]["values"][0]
    for typed in (first["value"], first["label"], first["label"].replace("Ủy ban nhân dân", "UBND")):
        assert ask("--issuer", typed)["total"] == first["count"]


def test_part_of_an_issuers_name_takes_all_that_are_named_so_and_says_it(ask: Ask) -> None:
    whole = ask("--facets")["facets"]["issuer"]["values"]
    named = sum(value["count"] for value in whole if "tiên khê" in value["label"].lower())
    found = ask("--issuer", "tien khe")
    assert found["total"] >= named > 0
    assert found["notes"]
    unknown = ask("--issuer", "Sở Không Có")
    assert unknown["total"] == 0
    assert unknown["notes"]


def test_pages_follow_one_another_and_sorting_is_by_date(ask: Ask) -> None:
    whole = [hit["id"] for hit in ask("dân vận", "--limit", "30")["hits"]]
    pages = [hit["id"] for offset in ("0", "10", "20") for hit in ask("dân vận", "--offset", offset)["hits"]]
    assert pages == whole
    dates = [hit["date"] for hit in ask("--limit", "100")["hits"]]
    assert [date for date in dates if date] == sorted((date for date in dates if date), reverse=True)
    oldest = ask("dân vận", "--sort", "oldest", "--limit", "100")["hits"]
    assert [hit["date"] for hit in oldest if hit["date"]] == sorted(hit["date"] for hit in oldest if hit["date"])


@pytest.mark.parametrize("query", ["zzzqqq xxyyq", '"', "- -", 'số: "', "((( AND OR", "\u200b", "năm:"])
def test_no_stray_sign_is_an_error(samples: Path, query: str) -> None:
    done = here(samples, "search", "--json", "--", query)
    if query == "năm:":
        assert done.returncode in (0, 2)
    else:
        assert done.returncode == 0, done.stderr


def test_nonsense_finds_nothing_and_ends_well(samples: Path) -> None:
    done = here(samples, "search", "zzzqqq xxyyq", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["total"] == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--year", "20x9"], "year"),
        (["năm:2o23 dân vận"], "2o23"),
        (["--limit", "101"], "limit"),
        (["--offset", "20000"], "offset"),
        (["a " * 1001], "2,000"),
        (["--mode", "magic"], "--mode"),
        (["--sort", "best"], "--sort"),
    ],
)
def test_a_malformed_question_is_wrong_use_and_names_the_part(samples: Path, arguments: list[str], named: str) -> None:
    done = here(samples, "search", *arguments)
    assert done.returncode == 2
    assert named in done.stderr.replace(".", ",") or named in done.stderr
    assert done.stdout == ""


def test_where_no_archive_is_the_answer_is_3_and_what_to_do(tmp_path: Path) -> None:
    for verb in (["search", "x"], ["show", "abc"], ["check"], ["status"], ["export"], ["rebuild"], ["remove", "abc"], ["serve"]):
        done = here(tmp_path / "nowhere", *verb)
        assert done.returncode == 3, verb
        assert "vanban add" in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_a_result_is_readable_in_a_terminal(samples: Path) -> None:
    done = vanban(samples, "search", "dân vận", "--facets", "--limit", "3")
    assert done.returncode == 0
    assert "  1. " in done.stdout
    assert "Issuer: " in done.stdout
    assert "documents" in done.stderr
    assert "\x1b" not in done.stdout


def test_a_reader_that_goes_away_is_no_error(samples: Path) -> None:
    script = """
import os, sys
from vanban.command import main
reading, writing = os.pipe()
os.close(reading)
os.dup2(writing, 1)
main(["--archive", sys.argv[1], "export"])
"""
    done = child(script, str(samples))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_search_imports_neither_torch_nor_underthesea_and_talks_to_nobody(samples: Path) -> None:
    script = """
import socket, sys
def refuse(*arguments, **more):
    raise SystemExit("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse
from vanban.command import main
try:
    main(["--archive", sys.argv[1], "search", "cải cách hành chính", "--facets"])
except SystemExit as ended:
    heavy = ("torch", "underthesea", "sklearn", "transformers", "elasticsearch", "flask")
    print([name for name in heavy if name in sys.modules], ended.code, file=sys.stderr)
"""
    done = child(script, str(samples))
    assert done.stderr.splitlines()[-1] == "[] 0"


def test_show_takes_the_beginning_of_an_id_and_says_when_there_is_none(samples: Path, ask: Ask, tmp_path: Path) -> None:
    hit = ask("241/UBND-NV")["hits"][0]
    document = answer(samples, "show", hit["id"][:8])
    assert document["id"] == hit["id"]
    for key in ("number", "date", "subject", "issuer", "type"):
        assert document[key] == hit[key]
    shown = vanban(samples, "show", hit["id"]).stdout
    assert "241/UBND-NV" in shown
    assert here(samples, "show", hit["id"], "--text").stdout.rstrip("\n") == document["text"].rstrip("\n")
    for nobody in ("zzzzzzzz2345", "no such id", ""):
        done = here(samples, "show", nobody)
        assert done.returncode in (1, 2), nobody
        assert done.stderr
    out = tmp_path / "original"
    assert here(samples, "show", hit["id"], "--original", str(out)).returncode == 0
    assert out.stat().st_size == document["versions"][-1]["size"]
    assert here(samples, "show", hit["id"], "--original", str(out)).returncode == 2


def test_similar_documents_lie_on_their_side_of_the_date(samples: Path, ask: Ask) -> None:
    hit = ask("241/UBND-NV")["hits"][0]
    found = answer(samples, "similar", hit["id"])
    assert found["id"] == hit["id"]
    assert found["earlier"]
    assert found["later"]
    assert all(other["date"] <= hit["date"] and other["reasons"] for other in found["earlier"])
    assert all(other["date"] >= hit["date"] for other in found["later"])
    assert hit["id"] not in {other["id"] for side in ("earlier", "later") for other in found[side]}
    earlier = answer(samples, "similar", hit["id"], "--earlier")
    assert earlier["later"] == []
    assert {other["id"] for other in earlier["earlier"]} >= {other["id"] for other in found["earlier"]}
    assert here(samples, "similar", "zzzzzzzz2345").returncode == 1
    assert "dân vận" in vanban(samples, "similar", hit["id"]).stdout


def test_export_into_an_empty_archive_gives_the_same_export(samples: Path, tmp_path: Path) -> None:
    source, target, file = tmp_path / "source", tmp_path / "target", tmp_path / "all.jsonl"
    shutil.copytree(samples, source)
    id = answer(source, "search", "241/UBND-NV")["hits"][0]["id"]
    assert (
        here(source, "edit", id, "subject=dân vận khéo", "place=Bãi Trầm", "--by", "văn thư", "--note", "xem lại").returncode == 0
    )
    row = {"id": "ngoài-1", "title": "Một dòng", "text": "Dòng kể về bèo tây.", "access_label": "noi-bo"}
    (tmp_path / "row.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert here(source, "add", str(tmp_path / "row.jsonl"), "--workers", "0").returncode == 0
    before = here(source, "export").stdout
    assert len(before.splitlines()) == 96
    file.write_text(before, encoding="utf-8")
    assert answer(target, "add", str(file), "--workers", "0")["counts"] == {"added": 96}
    assert here(target, "export").stdout == before
    assert here(target, "check").returncode == 0
    assert here(source, "rebuild").returncode == 0  # An edited document counts twice in BM25 until segments are merged.
    assert without_time(answer(target, "search", "dân vận")) == without_time(answer(source, "search", "dân vận"))
    assert answer(target, "add", str(file), "--workers", "0")["counts"] == {"unchanged": 96}
    assert here(target, "export").stdout == before
    assert answer(target, "add", str(SAMPLES / "documents"), "--workers", "0")["counts"] == {"unchanged": 95}


@pytest.mark.parametrize("question", [[], ["cải cách hành chính"]])
def test_export_as_a_list_has_a_row_for_each_line_of_the_export(samples: Path, tmp_path: Path, question: list[str]) -> None:
    ids = [json.loads(line)["id"] for line in here(samples, "export", *question).stdout.splitlines()]
    for form in ("csv", "xlsx", "docx", "jsonl"):
        assert here(samples, "export", *question, "--format", form, "--output", str(tmp_path / f"x.{form}")).returncode == 0
    listed = (tmp_path / "x.csv").read_text("utf-8-sig").splitlines()
    assert [line.rpartition(",")[2].strip('"') for line in listed[1:]] == ids
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert [row[7] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids
    assert len(docx.Document(str(tmp_path / "x.docx")).tables[0].rows) == len(ids) + 1
    assert len((tmp_path / "x.jsonl").read_text("utf-8").splitlines()) == len(ids)


def test_export_writes_a_list_to_a_pipe_and_over_no_file(samples: Path, tmp_path: Path) -> None:
    done = vanban(samples, "export", "cải cách hành chính", "--format", "csv")
    assert done.stdout.startswith('\ufeff"STT"')
    (tmp_path / "kept.csv").write_text("kept", "utf-8")
    refused = here(samples, "export", "--format", "csv", "--output", str(tmp_path / "kept.csv"))
    assert refused.returncode == 2
    assert (tmp_path / "kept.csv").read_text("utf-8") == "kept"
    assert here(samples, "export", "--format", "csv", "--output", str(tmp_path / "no" / "x.csv")).returncode == 3


def test_export_of_a_question_gives_its_hits_in_order(samples: Path, ask: Ask) -> None:
    done = here(samples, "export", "cải cách hành chính")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    found = ask("cải cách hành chính", "--limit", "100")
    assert [row["id"] for row in rows] == [hit["id"] for hit in found["hits"]]


def test_the_judged_questions_of_the_samples_are_answered_well(samples: Path, tmp_path: Path) -> None:
    run = tmp_path / "run.txt"
    arguments = (str(SAMPLES / "queries.jsonl"), str(SAMPLES / "qrels.jsonl"), "--typing", "marked,unmarked", "--run", str(run))
    result = answer(samples, "evaluate", *arguments)
    assert set(result["modes"]) == {"hybrid", "keyword", "semantic"}
    assert "unmarked" in result["typings"]
    for means in result["modes"].values():
        assert list(means) == ["nDCG@10", "recall@10", "recall@100", "MRR@10"]
        assert all(0 <= value <= 1 for value in means.values())
    assert result["modes"]["hybrid"]["nDCG@10"] > 0.7
    assert result["modes"]["hybrid"]["nDCG@10"] >= result["modes"]["keyword"]["nDCG@10"] - 0.01
    assert all(len(line.split()) == 6 for line in run.read_text(encoding="utf-8").splitlines())
    assert (
        here(samples, "evaluate", str(SAMPLES / "queries.jsonl"), str(SAMPLES / "qrels.jsonl"), "--typing", "x").returncode == 2
    )
    assert here(samples, "evaluate", str(SAMPLES / "README.md"), str(SAMPLES / "qrels.jsonl")).returncode == 2


def test_an_evaluation_is_told_by_group_and_compared_with_a_kept_one(samples: Path, tmp_path: Path) -> None:
    kept, run, trec = tmp_path / "kept.jsonl", tmp_path / "other.txt", tmp_path / "run.txt"
    judged = (str(SAMPLES / "queries.jsonl"), str(SAMPLES / "qrels.jsonl"), "--mode", "hybrid")
    first = answer(samples, "evaluate", *judged, "--save", str(kept), "--run", str(trec))
    assert "comparison" not in first
    assert {group: row["queries"] for group, row in first["groups"]["marked"]["hybrid"].items()} == {
        "number": 3,
        "topic": 8,
        "unmarked": 6,
        "question": 5,
        "meaning": 6,
        "phrase": 2,
    }
    (same,) = answer(samples, "evaluate", *judged, "--baseline", str(kept))["comparison"]["runs"]
    assert (same["queries"], same["difference"], same["verdict"]) == (30, 0, "no difference")

    # Another program that finds nothing right: the gain is clear, and the questions that gained are named.
    rows = [json.loads(line) for line in (SAMPLES / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    run.write_text("".join(f"{row['id']} Q0 nothing 1 1 other\n" for row in rows[:-1]), encoding="utf-8")
    done = here(samples, "evaluate", *judged, "--baseline", str(run))
    assert done.returncode == 0
    assert "tốt hơn" in done.stdout
    assert done.stdout.count("↑") == 5
    assert "↓" not in done.stdout
    assert "29" in done.stderr  # compared, one is only here

    against_trec = here(samples, "evaluate", *judged, "--baseline", str(trec))
    assert "không thấy khác biệt" in against_trec.stdout
    assert "1 câu chỉ có bây giờ" in against_trec.stderr  # the one that finds nothing: a TREC run is silent about it


def test_groups_follow_from_documents_that_judgements_name_by_the_ids_of_another_system(tmp_path: Path) -> None:
    rows = [
        {"id": "law#1", "subject": "Hỗ trợ sửa nhà ở", "text": "Hỗ trợ sửa nhà ở cho hộ nghèo tại xã Suối Mơ."},
        {"id": "law#2", "subject": "Phòng cháy rừng", "text": "Phòng cháy rừng mùa khô tại xã Suối Mơ."},
    ]
    questions = [{"id": "1", "text": "sua nha o"}, {"id": "2", "text": "hỏa hoạn trên núi"}]
    judged = [{"query": "1", "doc": "law#1", "relevance": 1}, {"query": "2", "doc": "law#2", "relevance": 1}]
    for name, lines in (("in", rows), ("questions", questions), ("judged", judged)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    archive = tmp_path / "archive"
    assert here(archive, "add", str(tmp_path / "in.jsonl")).returncode == 0
    found = answer(archive, "evaluate", str(tmp_path / "questions.jsonl"), str(tmp_path / "judged.jsonl"), "--mode", "keyword")
    groups = found["groups"]["marked"]["keyword"]
    assert {group: row["queries"] for group, row in groups.items()} == {"wording": 1, "paraphrase": 1}
    assert groups["wording"]["MRR@10"] == 1.0


def test_a_baseline_that_cannot_be_read_names_its_line(samples: Path, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    judged = (str(SAMPLES / "queries.jsonl"), str(SAMPLES / "qrels.jsonl"), "--mode", "keyword", "--baseline", str(path))
    assert here(samples, "evaluate", *judged).returncode == 2
    path.write_text('{"run": "vanban-keyword-marked", "query": "q01", "docs": []}\n{"run": 7}\n', encoding="utf-8")
    broken = here(samples, "evaluate", *judged)
    assert broken.returncode == 2
    assert "kept.jsonl, line 2" in broken.stderr
    path.write_text('{"run": "vanban-semantic-marked", "query": "q01", "docs": []}\n', encoding="utf-8")
    other = here(samples, "evaluate", *judged, "--save", str(tmp_path / "new.jsonl"))
    assert other.returncode == 2
    assert "vanban-keyword-marked" in other.stderr
    assert len((tmp_path / "new.jsonl").read_text(encoding="utf-8").splitlines()) == 30  # what was measured is not lost


def test_an_empty_folder_makes_an_archive_that_answers(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    archive = tmp_path / "archive"
    assert here(archive, "add", str(tmp_path / "in"), "--workers", "0").returncode == 0
    assert answer(archive, "search", "gì đó")["total"] == 0
    assert here(archive, "check").returncode == 0
    assert here(archive, "rebuild").returncode == 0
    assert here(archive, "export").stdout == ""
    folder_of_letters(tmp_path / "in", 1)
    assert here(archive, "add", str(tmp_path / "in"), "--workers", "0").returncode == 0
    assert answer(archive, "search", "tăng cường")["total"] == 1


def test_a_question_is_understood_and_literal_turns_that_off(ask: Ask) -> None:
    understood, literal = ask("danvan tiên khê 2023"), ask("danvan tiên khê 2023", "--literal")
    assert understood["hits"][0]["number"] == "241/UBND-NV"
    assert any("2023" in note for note in understood["notes"])
    assert not any("2023" in note for note in literal["notes"])


def test_a_pasted_citation_puts_its_document_first(ask: Ask) -> None:
    found = ask("Công văn số 241/UBND-NV ngày 09/3/2023 của UBND huyện Tiên Khê về việc phòng cháy")
    assert found["hits"][0]["number"] == "241/UBND-NV"
    assert found["total"] > 1
