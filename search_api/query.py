"""The question as typed, taken apart: free words, phrases, exclusions, operators, a number.

    đối thoại "tiếp công dân" -"trả lời" -họp loại:"Công văn" năm:2019..2023

No text is an error but a too long one and one with a malformed year: unbalanced quotes, operators without a value and
unknown operators are words like others. Signs of exclusion count only where a word begins, so `LĐ-TB&XH` is one word.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from corpus.errors import InputError
from corpus.understanding.number import Number, parse_number
from corpus.vietnamese import clean, fold
from indexer.engines.engine import Attribute, Filter
from search_api.answer import MOST_CHARACTERS, Question
from search_api.filters import filter_of, merged

OPERATORS: Mapping[str, Attribute] = MappingProxyType(
    {
        "so": Attribute.NUMBER,
        "coquan": Attribute.ISSUER,
        "issuer": Attribute.ISSUER,
        "loai": Attribute.TYPE,
        "type": Attribute.TYPE,
        "nam": Attribute.YEAR,
        "year": Attribute.YEAR,
        "ky": Attribute.SIGNER,
        "signer": Attribute.SIGNER,
        "kyhieu": Attribute.SYMBOL,
        "symbol": Attribute.SYMBOL,
    }
)
"""Folded names, so `cơquan:`, `coquan:` and `CƠQUAN:` are one."""

_PIECE = re.compile(r'(?P<minus>-)?(?:(?P<operator>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]\S*))')
_CURLY = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Query:
    """A question taken apart.

    `text`: as typed. `words`: what is ranked by, the words of phrases included, a newline at the ends of phrases and
    exclusions (no bigram crosses it). `free`: whether any word stands outside phrases. `phrases`, `excluded`: their texts.
    `filters`: what operators say. `rest`: the text without its operators. `number`: the number that the whole
    question is, if it is one.
    """

    text: str
    words: str = ""
    free: bool = False
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    filters: Mapping[Attribute, Filter] = field(default_factory=lambda: MappingProxyType({}))
    rest: str = ""
    number: Number | None = None

    @property
    def empty(self) -> bool:
        """Nothing is asked but filters: everything under them is the answer."""
        return not self.rest


def parse(text: str) -> Query:
    """The question taken apart; every text of at most 2,000 characters has an answer.

    Raises InputError for a longer text, and for `năm:` with something that is not a year.

    >>> query = parse('đối thoại "tiếp công dân" -họp năm:2023')
    >>> query.phrases, query.excluded, query.rest
    (('tiếp công dân',), ('họp',), 'đối thoại "tiếp công dân" -họp')
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"q: {len(text):,} characters; at most {MOST_CHARACTERS:,} are accepted")
    cleaned = clean(text).translate(_CURLY)
    lines: list[list[str]] = [[]]  # one list of words between two borders
    phrases: list[str] = []
    excluded: list[str] = []
    rest: list[str] = []
    filters: dict[Attribute, Filter] = {}
    free = False
    position = 0
    while position < len(cleaned):
        if cleaned[position].isspace():
            position += 1
            continue
        piece = _PIECE.match(cleaned, position)
        if piece is None:  # a quote without its partner
            rest.append(cleaned[position])
            lines.append([])
            position += 1
            continue
        attribute = OPERATORS.get(fold(piece["operator"])) if piece["operator"] and not piece["minus"] else None
        value = piece["quoted"] if piece["quoted"] is not None else piece["bare"]
        position = piece.end()
        meant = bool(_WORD.search(value))
        if attribute is not None and meant:
            # No border is left: the same question with the operator as a filter beside it must match the same documents.
            filters = merged(filters, {attribute: filter_of(attribute, value.strip(), name="năm:/year:")})
            continue
        rest.append(piece.group())
        if piece["minus"] and meant:
            excluded.append(f"{piece['operator']}:{value}" if piece["operator"] else value)
            lines.append([])
        elif piece["quoted"] is not None and not piece["operator"]:
            if meant:
                phrases.append(value)
            lines += [[value], []]
        else:
            free = free or bool(_WORD.search(piece.group()))
            lines[-1].append(piece.group())
    words = "\n".join(" ".join(line) for line in lines if line)
    number = parse_number(words) if free and not phrases and not excluded else None
    return Query(
        text=text,
        words=words,
        free=free,
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
        filters=MappingProxyType(filters),
        rest=" ".join(rest),
        number=number,
    )


def settled(question: Question) -> Question:
    """The same question with its operators moved from the text to the filters, as links and chips need it.

    An operator and a filter of the same attribute add up, as two values of a facet do. Idempotent.

    Raises InputError as `parse` does.
    """
    query = parse(question.text)
    if not query.filters:
        return question
    return replace(question, text=query.rest, filters=MappingProxyType(merged(question.filters, query.filters)))
