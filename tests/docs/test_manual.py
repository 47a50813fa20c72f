"""The manual says what the program does: each verb, option, setting, route and reason is described, each link leads somewhere."""

import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from small_archive import small_archive

from corpus.correcting import ATTRIBUTES
from corpus.document import Level, Relation, StatusCode, System
from corpus.errors import Refused, Unreadable
from corpus.originals import document_id, sha256_of
from search_api.answer import FACETS
from search_api.archive import Archive
from search_api.editing import Editor
from search_api.http import problem
from search_api.query import OPERATORS
from vanban.settings import ONLY_IN_FILE, PREFIX, Settings
from web.access import Access
from web.app import create_app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
MADE = {
    name: (DOCS / "reference" / page).read_text("utf-8")
    for name, page in {"commands": "commands.md", "settings": "settings.md", "http": "http.md"}.items()
}
PAGES = sorted(path for path in DOCS.rglob("*.md"))
MOST_LINES_OF_A_DECISION = 40
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)


@cache
def command() -> dict[str, Any]:
    """The command as it describes itself, in the language of this process: names of verbs and options are the same in all."""
    return runpy.run_path(str(DOCS / "make.py"))["described"]()  # type: ignore[no-any-return]


def section(page: str, title: str) -> str:
    """What stands under a heading of the second level."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)
    assert found, f"no section {title!r}"
    return found[1]


def described(code: str, text: str) -> bool:
    """Whether the code stands in the text by itself, in code or before what it takes."""
    return re.search(rf"`[^`\n]*(?<![\w-]){re.escape(code)}(?![\w-])[^`\n]*`", text) is not None


# --- what follows from the code ------------------------------------------------------------------------------------


def test_generated_parts_of_the_manual_are_fresh() -> None:
    done = subprocess.run([sys.executable, str(DOCS / "make.py"), "--check"], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_each_verb_and_its_options_are_described_with_exit_statuses() -> None:
    for verb, said in command()["verbs"].items():
        text = section(MADE["commands"], verb)
        assert "Exit status:" in text, verb
        for option in said["options"]:
            for name in re.findall(r"--[a-z-]+", option["written"]):
                assert described(name, text), f"{verb} {name}"
    for option in command()["options"]:
        assert described(option["written"].split()[0].rstrip(","), MADE["commands"])


def test_each_setting_has_its_variable_default_and_meaning() -> None:
    for name in Settings.model_fields:
        variable = "in the file only" if name in ONLY_IN_FILE else f"`{PREFIX}{name.upper()}`"
        row = re.search(rf"^\| `{name}` \| {variable} \| ([^|]+) \|.*\| ([^|]+) \|$", MADE["settings"], re.MULTILINE)
        assert row, name
        assert row[1].strip(), name
        assert row[2].strip(), name


def test_each_route_of_the_server_is_described() -> None:
    # No archive is needed: routes are listed, none is asked.
    archive = cast(Archive, SimpleNamespace(questions=object(), saved=object()))
    rules = create_app(archive, Access(None, True, None), cast(Editor, SimpleNamespace(now=None))).url_map.iter_rules()
    for rule in rules:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if path.startswith(("/api", "/healthz", "/readyz")):
            section(MADE["http"], f"GET {path}")
        elif not path.startswith("/static"):
            assert f"`{path.replace('{id}', 'ID')}`" in MADE["commands"], f"page {path}"


# --- codes that people and programs meet ---------------------------------------------------------------------------


def reasons() -> set[str]:
    """The codes that the errors' own documentation lists, and those that stand in the code of the readers."""
    listed = " ".join(re.search(r"Codes:(.*?)\.", kind.__doc__ or "", re.DOTALL)[1] for kind in (Unreadable, Refused))  # type: ignore[index]
    used = " ".join(path.read_text("utf-8") for path in (ROOT / "corpus").rglob("*.py"))
    return set(re.findall(r"[a-z-]+", listed)) | set(re.findall(r"(?:Unreadable|Refused)\(\s*\"([a-z-]+)\"", used))


def test_each_reason_why_a_file_is_not_added_says_what_to_do() -> None:
    table = section((DOCS / "how-to" / "troubleshooting.md").read_text("utf-8"), "Files that are not added")
    told = set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE))
    assert told == reasons()


def test_each_type_of_problem_of_the_api_is_described() -> None:
    for type in (*problem.TYPES, "urn:vanban:problem:host", "about:blank"):
        assert f"`{type}`" in section(MADE["http"], "Errors")


def test_each_code_of_a_document_is_described() -> None:
    text = (DOCS / "reference" / "documents.md").read_text("utf-8")
    for codes in (Level, System, Relation, StatusCode):
        for code in codes:
            assert f"`{code.value}`" in text, code


def test_each_key_of_a_document_is_described() -> None:
    from search_api.http.models import DocumentAnswer

    table = section((DOCS / "reference" / "documents.md").read_text("utf-8"), "Keys")
    for key in (*DocumentAnswer.model_fields, "corrections"):
        assert re.search(rf"^\|[^|]*`{key}`[^|]*\|", table, re.MULTILINE), key


def test_each_operator_and_facet_is_described() -> None:
    text = (DOCS / "reference" / "questions.md").read_text("utf-8")
    for operator in OPERATORS:
        assert re.search(rf"`{operator}:", text), operator
    for facet in FACETS:
        assert f"`{facet.value}`" in text, facet


def test_each_field_that_can_be_corrected_is_described() -> None:
    text = section((DOCS / "how-to" / "correcting.md").read_text("utf-8"), "What can be corrected")
    for field in ATTRIBUTES:
        assert f"`{field}`" in text, field


# --- examples ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The small archive of the tests; documents of the examples are not in it."""
    return create_app(small_archive(tmp_path_factory.mktemp("archive")), Access(None, True, None)).test_client()


@pytest.mark.parametrize("address", sorted(set(re.findall(r"curl [^'\n]*'http://127\.0\.0\.1:8000([^']+)'", MADE["http"]))))
def test_an_address_in_the_manual_is_understood(client: FlaskClient, address: str) -> None:
    expected = {400} if "20x3" in address else {200, 404} if "/documents/" in address or "/compare" in address else {200}
    answer = client.get(address)
    assert answer.status_code in expected, answer.text
    if answer.status_code == 404:
        assert "no document" in answer.get_json()["detail"]


def test_samples_named_in_examples_are_there() -> None:
    files = [path for path in (ROOT / "samples" / "documents").rglob("*") if path.is_file()]
    known = {document_id(sha256_of(path.read_bytes())) for path in files}
    invented = {"k7x2m4qp5t3w", "aaaaaaaaaaaa"}
    for page in PAGES:
        text = page.read_text("utf-8")
        named = set(
            re.findall(
                r"(?:\"id\": ?\"|documents/|show |similar |compare |compare\?a=|&b=|edit |^)([a-z2-7]{12})(?![\w-])",
                text,
                re.MULTILINE,
            )
        )
        assert named <= known | invented, page.name


# --- the pages themselves ------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual viewers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("source", [ROOT / "README.md", *PAGES], ids=lambda source: source.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(source: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", source.read_text("utf-8"))):
        parts = urlsplit(unquote(link))
        if parts.scheme:
            assert parts.scheme in ("http", "https"), link
            continue
        target = (source.parent / parts.path).resolve() if parts.path else source
        assert target.exists(), f"{link}: there is no such file"
        if parts.fragment:
            assert parts.fragment in anchors(target), f"{link}: there is no such heading"


def test_each_page_can_be_reached_from_the_table_of_contents() -> None:
    def linked(page: Path) -> set[Path]:
        links = (urlsplit(unquote(link)) for link in _LINK.findall(_FENCE.sub("", page.read_text("utf-8"))))
        return {(page.parent / link.path).resolve() for link in links if link.path and not link.scheme}

    contents = linked(DOCS / "README.md") | linked(DOCS / "decisions" / "README.md") | {DOCS / "README.md"}
    assert [page.relative_to(DOCS).as_posix() for page in PAGES if page not in contents] == []


def test_a_decision_is_one_page() -> None:
    for page in (DOCS / "decisions").glob("*.md"):
        assert len(page.read_text("utf-8").splitlines()) <= MOST_LINES_OF_A_DECISION, page.name
