"""`vanban status`."""

from collections.abc import Mapping
from typing import Any

import click
from pydantic import SecretStr

from vanban import settings as configuration
from vanban.language import LANGUAGE, pick
from vanban.opening import reading
from vanban.printing import emit, print_mapping
from web.wording import STATUS, UNKNOWN, unreadable


@click.command(
    "status",
    help=pick(
        "Tình trạng kho: văn bản, chỉ mục, bộ mã hóa, việc còn chờ.",
        "State of the archive: documents, index, encoder, pending work.",
    ),
)
@click.option(
    "--settings", "show_settings", is_flag=True, help=pick("mỗi thiết lập và nơi nó đến", "each setting and where it came from")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, show_settings: bool, as_json: bool) -> None:
    """Facts, or settings with their origins; secrets are never printed."""
    if show_settings:
        values, origins = configuration.load(ctx.obj)
        facts = {key: {"value": _printable(value), "from": origins[key]} for key, value in values}
        if as_json:
            emit(facts)
        else:
            for key, fact in facts.items():
                click.echo(f"{key} = {fact['value']}  ({fact['from']})")
        return
    from web.pages.status_page import counted

    with reading(ctx.obj) as opened:
        state = opened.archive().status(None)
    if as_json:
        emit(state)
    else:
        state = counted(state, pick(UNKNOWN, "unknown"))
        print_mapping(*((_in_vietnamese(state), STATUS) if LANGUAGE == "vi" else (state, {})))


def _in_vietnamese(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """The state with words of ours in place of the readers' messages, where there are any."""
    from web.presenting import shown_moment

    if "failures" not in state:
        return state
    failures = [
        {"path": one["path"], "reason": one["reason"], "why": unreadable(one["reason"], one["path"]) or one["message"]}
        for one in state["failures"]
    ]
    told = {**state, "failures": failures}
    if state.get("changed"):
        told["changed"] = shown_moment(state["changed"])
    refused = state["secret_refused"]
    if refused["last"]:
        told["secret_refused"] = {**refused, "last": shown_moment(refused["last"])}
    return told


def _printable(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, tuple):
        return "; ".join(body.name for body in value) or None
    return "••••" if isinstance(value, SecretStr) else str(value)
