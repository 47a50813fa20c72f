"""Writes what of the manual follows from the code: the options of each verb, the settings, the parameters of the API.

    python docs/make.py            writes
    python docs/make.py --check    writes nothing, names what is stale, exit status 1 where something is

A page keeps its own words. A block between `<!-- made: NAME -->` and `<!-- made: end -->` is replaced by what the code
says; a verb, a setting or a route that no page has a block for is an error, and so is a block that nothing makes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PAGES = ("reference/commands.md", "reference/settings.md", "reference/http.md")

OPTIONS = {
    "--help": "print the help and exit",
    "--json": "print JSON on stdout",
    "--limit": "at most so many",
    "--offset": "leave out so many first",
    "--format": "form of the output",
    "--version": "print the version and exit",
}
"""Words for options that say nothing themselves, or what click says for them."""

PARAMETERS = {"limit": "Documents in the answer; 0 gives the counts alone."}

SETTINGS = {
    "archive": "The archive's folder. Not in the file, which lies in that folder.",
    "originals": "Where the originals lie, if not in `originals` in the archive: a folder, or for web processes `s3://BUCKET/PREFIX`.",
    "originals_endpoint": "Address of an S3-compatible store that is not Amazon's: `https://store:9000`.",
    "engine": "What holds the index; see [Elasticsearch](../how-to/elasticsearch.md). A change needs `vanban copy`.",
    "encoder": "What makes vectors: `static`, which is part of the program, or the path or name of a model. "
    "A change needs `vanban rebuild`.",
    "encoder_question_prompt": "What stands in front of a question for a transformer. "
    "Without it: what the model or its card says.",
    "encoder_passage_prompt": "The same in front of a passage. A change needs `vanban rebuild`.",
    "encoder_segmented": "Whether a transformer reads words joined by `_` (`thủ_tục hành_chính`). "
    "Without it: as the model's tokenizer or card says.",
    "encoder_floor": "Cosine below which a transformer's passage is not called near, -1 to 1. Without it: 0.3.",
    "reranker": "Path or name of a cross-encoder that reads the first 50 results again. Needs the extra `transformers`.",
    "workers": "Processes that read files. 0 reads in the command's own process, without limits of time and memory.",
    "read_seconds": "Seconds that reading one file may take, recognition of its pages apart.",
    "ocr": "Which pages `add` recognises: those without usable text (`auto`), none (`never`), all of PDFs (`always`).",
    "ocr_seconds": "Seconds that recognising one page may take. A file may take that, and a quarter of it for each further page.",
    "read_memory": "Bytes of memory that one reading process may take beyond what it starts with, where the system can limit it.",
    "wait": "Seconds to wait for another process that is writing.",
    "host": "Address that `serve` listens on. Anything but loopback serves open documents only.",
    "port": "Port that `serve` listens on; 0 takes a free one.",
    "threads": "Requests that `serve` answers at the same moment.",
    "labels": "Access labels that `serve` shows, separated by commas. Without it: all on loopback, `open` elsewhere.",
    "elasticsearch_url": "Addresses of the server's nodes, separated by commas: `https://server:9200`.",
    "elasticsearch_api_key": "Its API key. Never printed.",
    "elasticsearch_api_key_file": "File that holds the API key, for systems that hand out secrets as files.",
    "elasticsearch_user": "Its user, with a password instead of an API key.",
    "elasticsearch_password": "The password. Never printed.",
    "elasticsearch_password_file": "File that holds the password.",
    "elasticsearch_ca": "File of the authority that signed its certificate, or the certificate's SHA-256 fingerprint.",
    "elasticsearch_index": "Name under which the index is found: an alias; the index itself has a number behind it.",
    "elasticsearch_shards": "Shards of a new index. A change needs `vanban rebuild`.",
    "elasticsearch_replicas": "Copies of each shard. Without it: one where there is a second node, else none.",
    "elasticsearch_vectors": "`flat` finds exactly the nearest, `hnsw` nearly, for millions. A change needs `vanban rebuild`.",
    "elasticsearch_refresh": "The server's own refresh interval (`30s`), besides the refresh that ends each batch; `-1`: none.",
    "elasticsearch_timeout": "Seconds that one request may take.",
    "elasticsearch_retries": "How often a request that failed is sent again, at another node where there is one.",
    "issuers": "Bodies that the office adds to the gazetteer, one table each; see [Issuers](#issuers).",
}
"""Meaning of each setting."""

DEFAULTS = {"workers": "number of processors, at most 8"}
"""Defaults that are worked out on the machine."""

_BLOCK = re.compile(r"(<!-- made: (?!end)(?P<name>[^\n]+?) -->\n).*?(\n<!-- made: end -->)", re.DOTALL)


# --- commands ------------------------------------------------------------------------------------------------------


def described() -> dict[str, Any]:
    """The command as this process's language tells it; to be called in a process of its own, language being fixed at start."""
    import click

    from vanban.command import VERBS, vanban

    context = click.Context(vanban, info_name="vanban", help_option_names=["-h", "--help"])
    verbs = {}
    for name, short in VERBS.items():
        command = cast(click.Command, vanban.get_command(context, name))
        inner = click.Context(command, info_name=name, parent=context)
        verbs[name] = {"short": short, **_described(command, inner)}
    return {**_described(vanban, context), "verbs": verbs}


def _described(command: Any, context: Any) -> dict[str, Any]:
    import click

    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    return {
        "usage": " ".join([context.command_path, *command.collect_usage_pieces(context)]),
        "help": command.help,
        "options": [{"written": _written(o), "help": _help(o)} for o in options],
    }


def _written(option: Any) -> str:
    names = ", ".join(sorted([*option.opts, *option.secondary_opts], key=len))
    if option.is_flag or option.count:
        return names
    choices = getattr(option.type, "choices", None)
    value = option.metavar or ("|".join(choices) if choices else option.type.name.split()[0].upper())
    return f"{names} {value}" + (" …" if option.multiple else "")


def _help(option: Any) -> str:
    longest = max(option.opts, key=len)
    # What click adds itself is eager, and said in the language of the machine.
    said = OPTIONS.get(longest) if option.is_eager or not option.help else option.help
    if not said:
        raise SystemExit(f"docs/make.py: option {longest} says nothing; give it a help text, or add it to OPTIONS")
    default = option.default if isinstance(option.default, str | int) and not option.is_flag else None
    return f"{said} (default `{default}`)" if default and "default" not in said else said


def _in_language(language: str) -> dict[str, Any]:
    command = [sys.executable, str(Path(__file__).resolve()), "--describe", "--lang", language]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VANBAN_")}
    environment |= {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return cast(dict[str, Any], json.loads(done.stdout))


def _commands() -> Iterator[tuple[str, str]]:
    english, vietnamese = _in_language("en"), _in_language("vi")
    yield "vanban", _command(english, vietnamese)
    rows = [
        (f"[`{name}`](#{name})", verb["short"], vietnamese["verbs"][name]["short"]) for name, verb in english["verbs"].items()
    ]
    yield "verbs", _table(("verb", "does", "tiếng Việt"), rows)
    for name, verb in english["verbs"].items():
        yield name, _command(verb, vietnamese["verbs"][name])


def _command(english: Mapping[str, Any], vietnamese: Mapping[str, Any]) -> str:
    options = _table(("option", "meaning"), [(_code(o["written"]), o["help"]) for o in english["options"]])
    return f"```text\n{english['usage']}\n```\n\n{english['help']}\n\nTiếng Việt: {vietnamese['help']}\n\n{options}"


# --- settings ------------------------------------------------------------------------------------------------------


def _settings() -> Iterator[tuple[str, str]]:
    from vanban.settings import ONLY_IN_FILE, PREFIX, Settings

    fields = Settings.model_fields
    if wrong := sorted(set(fields) ^ set(SETTINGS)):
        raise SystemExit(f"docs/make.py: SETTINGS and the model differ in {', '.join(wrong)}")
    properties = Settings.model_json_schema()["properties"]
    rows = []
    for name, field in fields.items():
        default = DEFAULTS.get(name) or ("–" if field.default is None else f"`{field.default}`")
        if name in ONLY_IN_FILE:
            rows.append((f"`{name}`", "in the file only", "–", "tables", SETTINGS[name]))
            continue
        rows.append((f"`{name}`", f"`{PREFIX}{name.upper()}`", default, _accepted(properties[name]), SETTINGS[name]))
    yield "settings", _table(("setting", "variable", "default", "accepted", "meaning"), rows)


# --- HTTP ----------------------------------------------------------------------------------------------------------


def _routes() -> Iterator[tuple[str, str]]:
    from search_api.archive import Archive
    from search_api.http.api import add_api, openapi_app

    app = openapi_app(__name__, "0")
    add_api(app, cast(Archive, None), None)
    api = app.test_client().get("/api/v1/openapi.json").get_json()
    for path, item in api["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", _route(operation, api["components"]["schemas"])


def _route(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    rows = []
    for parameter in operation.get("parameters", []):
        schema = parameter["schema"]
        repeated = ", may be repeated" if schema.get("type") == "array" else ""
        default = schema.get("default")
        shown = f"`{default}`" if default not in (None, "", []) else "–"
        said = parameter.get("description") or PARAMETERS[parameter["name"]]
        accepted = _accepted(schema, schemas) + repeated
        rows.append((f"`{parameter['name']}`", parameter["in"], accepted, shown, said))
    statuses = ", ".join(f"`{status}`" for status in operation["responses"])
    table = _table(("parameter", "in", "accepted", "default", "meaning"), rows) if rows else "It takes no parameters."
    return f"{operation['summary']}\n\n{table}\n\nStatuses: {statuses}."


# --- both ----------------------------------------------------------------------------------------------------------


def _accepted(schema: Mapping[str, Any], schemas: Mapping[str, Any] | None = None) -> str:
    """What a JSON schema takes, in words."""
    if "$ref" in schema:
        return _accepted((schemas or {})[schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _accepted(next(one for one in schema["anyOf"] if one.get("type") != "null"), schemas)
    if schema.get("type") == "array":
        return _accepted(schema["items"], schemas)
    if "enum" in schema:
        return _code("|".join(schema["enum"]))
    kind = {"integer": "whole number", "number": "number"}.get(schema.get("type", ""), "text")
    if schema.get("format") == "path":
        kind = "path"
    low, above, high = (schema.get(key) for key in ("minimum", "exclusiveMinimum", "maximum"))
    bounds = [f"from {low:g}" if low is not None and low < 1e6 else f"from {low}" if low is not None else ""]
    bounds += [f"above {above:g}" if above is not None else "", f"to {high:g}" if high is not None else ""]
    bounds += [f"at most {schema['maxLength']} characters" if "maxLength" in schema else ""]
    return " ".join([kind, *filter(None, bounds)])


def _code(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def made() -> dict[Path, str]:
    """Each page as it should be. SystemExit where pages and code do not name the same things."""
    blocks = dict([*_commands(), *_settings(), *_routes()])
    used: set[str] = set()

    def replaced(found: re.Match[str]) -> str:
        if found["name"] not in blocks:
            raise SystemExit(f"docs/make.py: nothing makes the block {found['name']!r}")
        used.add(found["name"])
        return f"{found[1]}\n{blocks[found['name']]}\n{found[3]}"

    pages = {DOCS / page: _BLOCK.sub(replaced, (DOCS / page).read_text("utf-8")) for page in PAGES}
    if missing := sorted(set(blocks) - used):
        raise SystemExit(f"docs/make.py: no page has a block for {', '.join(missing)}")
    return pages


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, say what is stale")
    parser.add_argument("--describe", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--lang", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    if arguments.describe:
        sys.stdout.write(json.dumps(described()))
        return 0
    stale = {path: text for path, text in made().items() if path.read_text("utf-8") != text}
    for path, text in stale.items():
        sys.stdout.write(f"{path.relative_to(ROOT).as_posix()} is stale; run `python docs/make.py`\n" if arguments.check else "")
        if not arguments.check:
            path.write_text(text, "utf-8", newline="\n")
    return 1 if stale and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
