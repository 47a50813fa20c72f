"""`vanban evaluate`."""

from pathlib import Path

import click

from corpus.errors import InputError
from search_api.answer import Mode
from search_api.evaluating import MEASURES, Typing, evaluate, evaluation_json
from search_api.judgements import read_qrels, read_queries, write_run
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import emit, on_terminal, say


@click.command("evaluate", help=pick("Đo chất lượng xếp hạng bằng câu hỏi đã chấm.", "Measure ranking with judged questions."))
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("qrels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mode",
    "modes",
    multiple=True,
    type=click.Choice([m.value for m in Mode]),
    help=pick("mặc định: cả ba", "default: all three"),
)
@click.option(
    "--typing",
    default="marked",
    show_default=True,
    metavar="marked,half,unmarked",
    help=pick("cách gõ câu hỏi", "how the questions are typed"),
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=pick("ghi bảng xếp hạng kiểu TREC", "write a TREC run"),
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context, queries: Path, qrels: Path, modes: tuple[str, ...], typing: str, run_file: Path | None, as_json: bool
) -> None:
    """Means of nDCG@10, recall and MRR over the judged questions."""
    try:
        typings = [Typing(part.strip()) for part in typing.split(",") if part.strip()]
    except ValueError:
        raise InputError(f"--typing {typing}: accepted are {', '.join(Typing)}, separated by commas") from None
    chosen = [Mode(mode) for mode in modes] or list(Mode)
    with reading(ctx.obj) as opened:
        progress = (lambda done: click.echo(f"\r{done}", nl=False, err=True)) if on_terminal() else None
        result = evaluate(opened.archive(), read_queries(queries), read_qrels(qrels), chosen, typings, None, progress)
    if run_file is not None:
        write_run(run_file, ((f"vanban-{mode.value}-{typed.value}", run) for (typed, mode), run in result.runs.items()))
    if as_json:
        emit(evaluation_json(result))
        return
    click.echo(f"{'typing':10}{'mode':10}" + "".join(f"{name:>12}" for name in MEASURES))
    for typed, by_mode in result.means.items():
        for mode, row in by_mode.items():
            click.echo(f"{typed.value:10}{mode.value:10}" + "".join(f"{row[name]:12.4f}" for name in MEASURES))
    say(pick(f"{result.queries} câu hỏi có đánh giá", f"{result.queries} judged questions"))
