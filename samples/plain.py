"""Samples as text: the shapes that a two-column head takes when it leaves a word processor.

`columns`: left column, then right column. `rows`: the cells of the head alternate. `spaced`: both columns on one line.
`nfd` and `crlf` are `columns` in decomposed Unicode and with Windows line ends. `markdown` and `html` keep emphasis.
"""

import html
import textwrap
import unicodedata

from source import FICTIONAL, Sample

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)


def left_column(sample: Sample) -> list[str]:
    """Issuer, number, and the subject where the document is a letter."""
    lines = list(sample.head)
    if sample.is_party:
        lines.append("*")
    lines.append(sample.printed_number)
    if sample.is_letter:
        prefix = "về việc " if sample.is_party else "V/v "
        lines += textwrap.wrap(prefix + sample.subject, 38)
    if sample.urgency:
        lines.append(sample.urgency)
    return lines


def right_column(sample: Sample) -> list[str]:
    """National title or the Party's name, a rule, place and date."""
    return [*(PARTY if sample.is_party else NATION), "---------------", sample.place_and_date]


def title(sample: Sample) -> list[str]:
    """Type name and subject, for all types but the letter."""
    return [] if sample.is_letter else [sample.type.upper(), *textwrap.wrap(sample.subject, 70)]


def addressees(sample: Sample) -> list[str]:
    if len(sample.addressees) == 1:
        return [f"Kính gửi: {sample.addressees[0]}."]
    ends = [";"] * (len(sample.addressees) - 1) + ["."]
    return ["Kính gửi:", *(f"- {name}{end}" for name, end in zip(sample.addressees, ends, strict=True))] if ends[:-1] else []


def recipients(sample: Sample) -> list[str]:
    ends = [";"] * (len(sample.recipients) - 1) + ["."]
    return ["Nơi nhận:", *(f"- {name}{end}" for name, end in zip(sample.recipients, ends, strict=True))]


def text(sample: Sample) -> bytes:
    """The bytes of a .txt, .md or .html sample, by its layout."""
    if sample.layout == "html":
        return _html(sample).encode()
    if sample.layout == "markdown":
        return _markdown(sample).encode()
    lines = _spaced(sample) if sample.layout == "spaced" else _stacked(sample)
    whole = "\n".join(lines) + "\n"
    if sample.layout == "nfd":
        whole = unicodedata.normalize("NFD", whole)
    if sample.layout == "crlf":
        whole = whole.replace("\n", "\r\n")
    return whole.encode()


def _middle(sample: Sample) -> list[str]:
    blocks = [title(sample), addressees(sample), *([line] for line in (*sample.body, FICTIONAL))]
    return [line for block in blocks if block for line in (*block, "")]


def _stacked(sample: Sample) -> list[str]:
    left, right = left_column(sample), right_column(sample)
    if sample.layout == "rows":
        head = [line for pair in zip(left, right, strict=False) for line in pair]
        head += left[len(right) :] or right[len(left) :]
    else:
        head = [*left, "", *right]
    return [*head, "", *_middle(sample), *recipients(sample), "", *sample.signature, "", "", sample.signer]


def _spaced(sample: Sample) -> list[str]:
    foot = [*sample.signature, "", "", sample.signer]
    return [*_beside(left_column(sample), right_column(sample)), "", *_middle(sample), *_beside(recipients(sample), foot)]


def _beside(left: list[str], right: list[str]) -> list[str]:
    rows = max(len(left), len(right))
    padded = ([*left, *[""] * (rows - len(left))], [*right, *[""] * (rows - len(right))])
    return [f"{a:<46}{b}".rstrip() for a, b in zip(*padded, strict=True)]


def _markdown(sample: Sample) -> str:
    left = left_column(sample)
    head = ["**" + "\n".join(sample.head) + "**", "", *left[len(sample.head) :], "", f"**{NATION[0]}", f"{NATION[1]}**", ""]
    foot = [
        "**Nơi nhận:**",
        "",
        *recipients(sample)[1:],
        "",
        *(f"**{line}**" for line in sample.signature),
        "",
        f"**{sample.signer}**",
    ]
    return "\n".join([*head, f"*{sample.place_and_date}*", "", *_middle(sample), *foot]) + "\n"


def _html(sample: Sample) -> str:
    def cell(lines: list[str]) -> str:
        return "<td>" + "<br>\n".join(html.escape(line) for line in lines) + "</td>"

    head = f"<table><tr>{cell(left_column(sample))}\n{cell(right_column(sample))}</tr></table>"
    foot = f"<table><tr>{cell(recipients(sample))}\n{cell([*sample.signature, '', sample.signer])}</tr></table>"
    middle = "\n".join(f"<p>{html.escape(line)}</p>" for line in _middle(sample) if line)
    name = html.escape(f"{sample.type} {sample.number or ''}".strip())
    return (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>{name}</title></head>\n'
        f"<body>\n{head}\n{middle}\n{foot}\n</body>\n</html>\n"
    )
