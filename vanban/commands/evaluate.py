"""`vanban evaluate`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from corpus.errors import InputError
from search_api.answer import Mode
from search_api.comparing import Comparison, Moved, Verdict, compare, comparison_json
from search_api.evaluating import MEASURES, Evaluation, Typing, evaluate, evaluation_json, group_means, run_name, saved_rows
from search_api.judgements import read_qrels, read_queries, read_runs, write_rows, write_run
from search_api.own_questions import Mark
from search_api.quality import made_by
from vanban.commands.add import now
from vanban.language import pick
from vanban.opening import own_questions, reading
from vanban.printing import bold, emit, on_terminal, one_line, say

VERDICTS = {
    Verdict.BETTER: ("tốt hơn", "better"),
    Verdict.WORSE: ("kém hơn", "worse"),
    Verdict.NO_DIFFERENCE: ("không thấy khác biệt", "no difference"),
}
_SHOWN = 60
"""Characters of a question that stand beside its figures."""


@click.command("evaluate", help=pick("Đo chất lượng xếp hạng bằng câu hỏi đã chấm.", "Measure ranking with judged questions."))
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.argument("qrels", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
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
    "--save",
    "save_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=pick("lưu kết quả từng câu, để so sánh về sau", "keep each question's result, to compare with later"),
)
@click.option(
    "--baseline",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=pick("so với tệp đã ghi bằng --save hoặc --run", "compare with a file written by --save or --run"),
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=pick("ghi bảng xếp hạng kiểu TREC", "write a TREC run"),
)
@click.option(
    "--keep",
    is_flag=True,
    help=pick("lấy số đo này làm mốc (câu hỏi của cơ quan)", "make this measurement the mark (the office's own questions)"),
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context,
    queries: Path | None,
    qrels: Path | None,
    modes: tuple[str, ...],
    typing: str,
    save_file: Path | None,
    baseline: Path | None,
    run_file: Path | None,
    keep: bool,
    as_json: bool,
) -> None:
    """Means of nDCG@10, recall and MRR over the judged questions, and whether they differ from an earlier run's.

    Without files, the questions that the office judged on the page `/chat-luong`, against the mark set there.
    """
    if (queries is None) != (qrels is None):
        raise click.UsageError(pick("cần cả hai tệp: câu hỏi và đánh giá", "both files are needed: queries and judgements"))
    if keep and queries is not None:
        raise click.UsageError(pick("--keep chỉ dùng cho câu hỏi của cơ quan", "--keep is for the office's own questions"))
    try:
        typings = list(dict.fromkeys(Typing(part.strip()) for part in typing.split(",") if part.strip()))
    except ValueError:
        raise InputError(f"--typing {typing}: accepted are {', '.join(Typing)}, separated by commas") from None
    chosen = list(dict.fromkeys(Mode(mode) for mode in modes)) or list(Mode)
    earlier = read_runs(baseline) if baseline else None
    with reading(ctx.obj) as opened:
        own = own_questions(opened.settings)
        if queries and qrels:
            questions, judged = read_queries(queries), read_qrels(qrels)
        else:
            questions, judged = own.questions(), own.judgements()
            if not any(judged.get(one.id) for one in questions):
                raise InputError(
                    pick(
                        "chưa có câu hỏi nào được chấm: chấm ở trang /chat-luong, hoặc đưa hai tệp QUERIES QRELS",
                        "no question is judged yet: judge on the page /chat-luong, or give two files QUERIES QRELS",
                    )
                )
            if baseline is None and own.mark() is not None:
                baseline, earlier = own.run_file, own.run_of_mark()
        progress = _progress() if on_terminal() else None
        archive = opened.archive()
        result = evaluate(archive, questions, judged, chosen, typings, None, progress)
        if keep:
            own.set_mark(Mark(now(), made_by(archive), evaluation_json(result)), saved_rows(result))
    if progress:
        say("")
    if run_file is not None:
        write_run(run_file, ((run_name(typed, mode), run) for (typed, mode), run in result.runs.items()))
    if save_file is not None:
        write_rows(save_file, saved_rows(result))
    comparisons = compare(result, judged, earlier) if earlier is not None else ()
    if as_json:
        compared = {"comparison": {"baseline": str(baseline), **comparison_json(comparisons)}} if baseline else {}
        emit({**evaluation_json(result), **compared})
        return
    _print_means(result)
    say(pick(f"{result.queries} câu hỏi có đánh giá", f"{result.queries} judged questions"))
    if baseline:
        _print_comparisons(baseline, comparisons, {query.id: query.text for query in questions})
        _say_left_out(result, comparisons)


def _progress() -> Callable[[int], None]:
    return lambda done: click.echo(f"\r{done}", nl=False, err=True)


def _print_means(result: Evaluation) -> None:
    """A row of each typing and mode over all questions, and one for each group."""
    heads = (pick("cách gõ", "typing"), pick("cách tìm", "mode"), pick("nhóm", "group"), pick("số câu", "questions"))
    width = max([len(heads[2]), len(pick("tất cả", "all")), *(len(group) for group in result.groups.values())]) + 2
    click.echo(f"{heads[0]:10}{heads[1]:10}{heads[2]:{width}}{heads[3]:>10}" + "".join(f"{name:>12}" for name in MEASURES))
    for typed, by_mode in result.means.items():
        for mode, means in by_mode.items():
            rows: Iterable[tuple[str, tuple[int, Mapping[str, float]]]] = (
                (pick("tất cả", "all"), (result.queries, means)),
                *group_means(result, typed, mode).items(),
            )
            for group, (count, row) in rows:
                figures = "".join(f"{row[name]:12.4f}" for name in MEASURES)
                click.echo(f"{typed.value:10}{mode.value:10}{group:{width}}{count:>10}{figures}")


def _print_comparisons(baseline: Path, comparisons: Sequence[Comparison], texts: Mapping[str, str]) -> None:
    """A line of each typing and mode, and under it the questions that moved most."""
    click.echo(
        "\n" + bold(pick(f"So với {baseline}, nDCG@10 từng cặp câu hỏi:", f"Against {baseline}, nDCG@10, question by question:"))
    )
    for line in comparison_lines(comparisons, texts):
        click.echo(line)


def comparison_lines(comparisons: Sequence[Comparison], texts: Mapping[str, str]) -> Iterator[str]:
    """A line of each typing and mode, and under it the questions that moved most."""
    for one in comparisons:
        low, high = one.interval
        yield (
            f"{one.typing.value:10}{one.mode.value:10}{one.before:.4f} → {one.now:.4f}  {one.difference:+.4f} "
            + pick(f"(95 %: {low:+.4f} đến {high:+.4f})", f"(95 %: {low:+.4f} to {high:+.4f})")
            + f"  {bold(pick(*VERDICTS[one.verdict]))}  "
            + pick(
                f"{one.queries} câu: {one.up} tăng, {one.down} giảm", f"{one.queries} questions: {one.up} rose, {one.down} fell"
            )
        )
        for moved in (*one.gained, *one.lost):
            yield "    " + _moved(moved, texts)


def _moved(moved: Moved, texts: Mapping[str, str]) -> str:
    text = one_line(texts[moved.query])
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return f"{'↑' if moved.now > moved.before else '↓'} {moved.before:.3f} → {moved.now:.3f}  {moved.query}  {shown}"


def _say_left_out(result: Evaluation, comparisons: Sequence[Comparison]) -> None:
    """What was not compared, and why."""
    for one in comparisons:
        if one.only_now or one.only_before:
            say(
                pick(
                    f"{one.typing.value} {one.mode.value}: chỉ so {one.queries} câu có ở cả hai bên; "
                    f"{one.only_now} câu chỉ có bây giờ, {one.only_before} câu chỉ có trong tệp cũ",
                    f"{one.typing.value} {one.mode.value}: only the {one.queries} questions of both are compared; "
                    f"{one.only_now} only now, {one.only_before} only in the earlier file",
                )
            )
    compared = {(one.typing, one.mode) for one in comparisons}
    absent = ", ".join(f"{typed.value} {mode.value}" for typed, mode in result.runs if (typed, mode) not in compared)
    if absent:
        say(pick(f"tệp cũ không có: {absent}", f"not in the earlier file: {absent}"))
