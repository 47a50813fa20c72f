"""The language of this process's messages: Vietnamese, or English by --lang or $LANG."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Literal

Language = Literal["vi", "en"]


def chosen(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """`--lang` of the command line, else VANBAN_LANG, else $LC_ALL/$LANG where it names one of ours, else Vietnamese.

    Read before the command line is parsed, because help texts need it.
    """
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return _known(argument.removeprefix("--lang="))
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
    for name in ("VANBAN_LANG", "LC_ALL", "LANG"):
        if environ.get(name):
            return _known(environ[name])
    return "vi"


def _known(value: str) -> Language:
    return "en" if value[:2].lower() == "en" else "vi"


LANGUAGE = chosen(sys.argv[1:], os.environ)


def pick(vietnamese: str, english: str) -> str:
    """The one of the two that this process speaks."""
    return english if LANGUAGE == "en" else vietnamese
