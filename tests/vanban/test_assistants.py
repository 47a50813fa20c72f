"""`vanban mcp`: a real server process, asked by the protocol's own client."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from archives import answer, folder_of_letters, letter
from hypothesis import given, settings
from hypothesis import strategies as st
from mcp import Client, StdioServerParameters

from corpus.document import DocumentId
from search_api import assisting
from vanban.opening import reading

CITING = letter(9).replace("Để thực hiện tốt", "Thực hiện Công văn số 3/UBND-VX ngày 04/4/2018 của UBND huyện Thạch Lâm và tốt")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve letters, one of which cites another; two that not everybody may see."""
    base = tmp_path_factory.mktemp("assistants")
    folder = folder_of_letters(base / "in", 12)
    (folder / "0009.txt").write_text(CITING, encoding="utf-8")
    answer(base / "kho", "add", str(folder), "--workers", "0")
    answer(base / "kho", "add", str(folder_of_letters(base / "kin", 2, first=41)), "--label", "kin", "--workers", "0")
    return base / "kho"


def asked(archive: Path, talk: Callable[[Client], Coroutine[Any, Any, Any]], *arguments: str) -> Any:
    """What a conversation with a server of its own gives."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "vanban", "--lang", "en", "--archive", str(archive), "mcp", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": str(archive.parent)},
    )

    async def conversation() -> Any:
        async with Client(command) as client:
            return await talk(client)

    return asyncio.run(conversation())


def test_an_assistant_searches_reads_and_follows_citations(archive: Path) -> None:
    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"search", "document", "similar", "citations"}
        found = (await client.call_tool("search", {"query": "9/UBND-VX", "limit": 3})).structured_content
        hit = found["hits"][0]
        assert hit["number"] == "9/UBND-VX"
        whole = (await client.call_tool("document", {"id": hit["id"], "length": 50})).structured_content
        assert whole["quotation"]["span"] == [0, 50]
        assert whole["next_start"] == 50
        assert whole["citation_form"].startswith("Công văn số 9/UBND-VX ngày")
        rest = (await client.call_tool("document", {"id": hit["id"], "start": 50})).structured_content
        text = whole["quotation"]["text"] + rest["quotation"]["text"]
        assert len(text) == whole["characters"]
        quoted = hit["quotation"]
        assert text[slice(*quoted["span"])] == quoted["text"]
        assert (quoted["document"], quoted["number"], quoted["date"]) == (hit["id"], "9/UBND-VX", hit["date"])
        both = (await client.call_tool("citations", {"id": hit["id"]})).structured_content
        assert both["cites"][0]["document"]["number"] == "3/UBND-VX"
        named = both["cites"][0]["quotation"]
        assert named["text"] == text[slice(*named["span"])] == "Công văn số 3/UBND-VX ngày 04/4/2018"
        assert named["text"] in both["cites"][0]["sentence"]
        back = (await client.call_tool("citations", {"id": both["cites"][0]["document"]["id"]})).structured_content
        assert [one["document"]["number"] for one in back["cited_by"]] == ["9/UBND-VX"]
        assert back["cited_by"][0]["quotation"] == named
        near = (await client.call_tool("similar", {"id": hit["id"]})).structured_content
        assert near["earlier"] or near["later"]

    asked(archive, talk)


def test_what_is_wrong_is_said_without_a_traceback(archive: Path) -> None:
    async def talk(client: Client) -> list[tuple[bool, str]]:
        calls = [
            ("document", {"id": "không-có"}),
            ("document", {"id": "x" * 10_000}),
            ("search", {"query": "x", "year": ["năm nay"]}),
            ("search", {"query": "x" * 3_000}),
            ("search", {"query": "x", "mode": "magic"}),
            ("similar", {"id": "aaaaaaaaaaaa", "direction": "sideways"}),
            ("citations", {"id": "aaaaaaaaaaaa", "as_of": "hôm qua"}),
            ("search", {}),
        ]
        answers = [await client.call_tool(name, arguments) for name, arguments in calls]
        return [(bool(one.is_error), one.content[0].text) for one in answers]

    for failed, text in asked(archive, talk):
        assert failed
        assert "Traceback" not in text
        assert len(text) < 600


def test_an_assistant_sees_what_its_labels_let_it_see(archive: Path) -> None:
    with reading({"archive": archive}) as opened:
        hidden = [id for id in opened.catalogue.revisions() if not opened.catalogue.documents([id], frozenset({"open"}))]
    assert len(hidden) == 2

    async def talk(client: Client) -> str:
        answers = [await client.call_tool("search", {"query": query, "limit": 20}) for query in ("41/UBND-VX", "", "dân vận")]
        answers += [await client.call_tool(tool, {"id": id}) for tool in ("document", "similar", "citations") for id in hidden]
        return repr(answers)

    told = asked(archive, talk, "--labels", "open")
    for id in hidden:
        # An answer names the id that was asked for, as an absent one.
        assert told.count(id) == told.count(f"no document '{id}'")
    assert "'number': '41/UBND-VX'" not in told
    assert "'number': '42/UBND-VX'" not in told
    assert hidden[0] in asked(archive, talk)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_any_numbers_are_brought_within_bounds(archive: Path, query: str, one: int, other: int) -> None:
    with reading({"archive": archive}) as opened:
        parts = opened.archive()
        found = assisting.found(parts, None, query, limit=one, offset=other)
        assert len(found["hits"]) <= assisting.MOST_HITS  # type: ignore[arg-type]
        id = sorted(opened.catalogue.revisions())[0]
        piece = assisting.opened(parts, None, DocumentId(id), start=one, length=other)
        assert len(piece["quotation"]["text"]) <= assisting.MOST_CHARACTERS  # type: ignore[index]


def test_without_the_extra_the_command_says_how_to_get_it(archive: Path) -> None:
    code = "import sys; sys.modules['mcp'] = None; from vanban.command import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--lang", "en", "--archive", str(archive), "mcp"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "pip install 'vanban[mcp]'" in done.stderr
    assert done.stdout == ""
