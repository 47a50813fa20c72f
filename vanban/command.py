"""The command `vanban`: verbs, exit statuses, and nothing else. A verb's module is imported when it is called."""

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from corpus.errors import ArchiveError, Conflict, InputError, NotFound, Unreadable
from vanban.language import LANGUAGE, pick

DONE, INCOMPLETE, WRONG_USE, UNUSABLE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit statuses: done; something refused, unreadable or not found; the call is wrong; archive or engine unusable; Ctrl-C."""

VERBS = {
    "add": pick("thêm tệp, thư mục, ZIP, JSON Lines vào kho", "add files, folders, ZIP archives, JSON Lines"),
    "watch": pick("theo dõi thư mục, thêm những gì đến", "watch folders, add what arrives"),
    "search": pick("tìm văn bản", "search the documents"),
    "show": pick("xem một văn bản", "show one document"),
    "similar": pick("văn bản tương tự, trước và sau", "similar documents, earlier and later"),
    "compare": pick("so hai văn bản, hoặc hai phiên bản", "compare two documents, or two versions"),
    "citations": pick("viện dẫn hai chiều, hiệu lực, văn bản còn thiếu", "citations both ways, status, what is missing"),
    "edit": pick("sửa các trường của văn bản", "correct fields"),
    "issuers": pick("cơ quan trong kho, tên gọi và kế thừa", "bodies of the archive, their names and lineage"),
    "history": pick("lịch sử một văn bản", "what became of a document"),
    "review": pick("rà soát các trường chưa chắc", "go through uncertain fields"),
    "remove": pick("xóa văn bản khỏi kho", "remove documents"),
    "rebuild": pick("lập lại chỉ mục từ kho", "build the index anew from the catalogue"),
    "copy": pick("chuyển chỉ mục sang máy tìm kiếm khác", "move the index to another engine"),
    "check": pick("kiểm tra bản gốc, kho và chỉ mục", "verify originals, catalogue and index"),
    "status": pick("tình trạng kho", "state of the archive"),
    "serve": pick("mở trang tìm kiếm và API", "serve the pages and the API"),
    "mcp": pick("cho trợ lý AI tìm trong kho (MCP)", "let an assistant search the archive (MCP)"),
    "export": pick("xuất văn bản ra JSON Lines, CSV, Excel, Word", "export documents as JSON Lines, CSV, Excel, Word"),
    "evaluate": pick("đo chất lượng tìm kiếm", "measure the quality of search"),
    "train": pick("cho bộ mã hóa học thêm từ kho này", "adapt the encoder to this archive"),
}


class ReaderGone(Exception):
    """The reader of our output (head, less) went away; carries the verb. Click would end with 1, whatever was done."""


class Verbs(click.Group):
    """Lists verbs without importing them: `vanban --help` must answer at once."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise ReaderGone(ctx.invoked_subcommand) from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"vanban.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section(pick("Lệnh", "Commands")):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help=pick(
        "Kho văn bản hành chính: tìm theo từ và theo nghĩa, có dấu hay không dấu.",
        "An archive of Vietnamese administrative documents: search by words and by meaning, marked or unmarked.",
    ),
)
@click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help=pick("thư mục kho (mặc định $VANBAN_ARCHIVE, rồi ./archive)", "the archive (default $VANBAN_ARCHIVE, else ./archive)"),
)
@click.option("--lang", type=click.Choice(["vi", "en"]), help=pick("ngôn ngữ thông báo", "language of messages"))
@click.version_option(package_name="vanban", prog_name="vanban")
@click.pass_context
def vanban(ctx: click.Context, archive: Path | None, lang: str | None) -> None:  # noqa: ARG001 - read from argv by vanban.language
    ctx.obj = {"archive": archive}


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its status; a traceback is a defect."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another code page must not end a listing half-way.
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        status = vanban.main(args=arguments, standalone_mode=False)
    except click.exceptions.Exit as exit_:
        status = exit_.exit_code
    except (click.Abort, KeyboardInterrupt):
        _complain(pick("đã dừng; những gì đã báo là đã thêm thì còn nguyên", "interrupted; what was reported as added is kept"))
        status = INTERRUPTED
    except click.ClickException as error:
        error.show()
        status = WRONG_USE
    except ArchiveError as error:
        _complain(_told(error))
        status = _status_of(error)
    except ReaderGone as error:
        # That is its right; but `add` has then not taken in everything.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = INCOMPLETE if error.args[0] == "add" else DONE
    except OSError as error:
        where = f": {error.filename}" if error.filename else ""
        _complain(f"{error.strerror or error}{where}")
        status = UNUSABLE
    sys.exit(status if isinstance(status, int) else DONE)


def _status_of(error: ArchiveError) -> int:
    if isinstance(error, InputError):
        return WRONG_USE
    if isinstance(error, Conflict | NotFound | Unreadable):
        return INCOMPLETE
    return UNUSABLE


def _told(error: ArchiveError) -> str:
    """The error in the reader's language, where there are words for the part of the question or the field it names."""
    from web.wording import PARAMETERS

    name = str(error).partition(":")[0]
    if LANGUAGE == "vi" and isinstance(error, InputError) and name in PARAMETERS:
        return f"{PARAMETERS[name]} ({error})"
    return str(error)


def _complain(message: str) -> None:
    click.echo(f"vanban: {message}", err=True)
