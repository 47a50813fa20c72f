"""The command as a process: what it prints, how it ends."""

import subprocess
import sys

import pytest


def run(*arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "vanban", *arguments], capture_output=True, text=True, timeout=60, **more)  # type: ignore[call-overload,no-any-return]


def test_help_lists_every_verb_in_both_languages() -> None:
    for language, word in (("vi", "Lệnh"), ("en", "Commands")):
        done = run("--lang", language, "--help")
        assert done.returncode == 0
        assert word in done.stdout
        for verb in (
            "add",
            "search",
            "show",
            "similar",
            "citations",
            "edit",
            "remove",
            "rebuild",
            "check",
            "status",
            "serve",
            "export",
            "evaluate",
        ):
            assert f"\n  {verb} " in done.stdout


@pytest.mark.parametrize("arguments", [("nonsense",), ("search", "--mode", "magic"), ("add",)])
def test_a_wrong_call_ends_with_2_and_no_traceback(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
