"""Documents, passages and questions as named streams of terms: the only place where language meets the engines.

Tokens are runs of letters and digits; a syllable has a marked form (lower case, tone in its one place) and a folded
one. Bigrams do not cross a clause border. An unambiguous abbreviation is replaced by its full form on both sides
(contract, section 3); that happens in the stream of tokens, so offsets into the stored text are never touched.
Streams and figures: measurements of keyword ranking, "The configuration".
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from corpus.gazetteer import expand
from corpus.vietnamese import clean, fold, place_tone
from indexer.engines.engine import Stream
from indexer.words import words

LONGEST = 64
"""Characters of a token that count; what is longer is no syllable, and engines bound the length of a term."""

_REMEMBERED = 200_000
_BORDERS = r"[.,;:!?()\[\]\"/|\n]"
# Joined tokens (NN&PTNT, KT-XH) are looked up whole as an abbreviation first, then taken apart.
_TOKEN = re.compile(r"[^\W_]+(?:[&-][^\W_]+)*|" + _BORDERS)
_PART = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:[&-][^\W_]+)*")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_BORDER = "\n"
_GAP = ("",)


class Syllable(NamedTuple):
    """A distinct syllable of a question; `has_mark`: its marked form differs from its folded one."""

    folded: str
    marked: str
    has_mark: bool


class TextToken(NamedTuple):
    """A token of a stored text, [start, end): its folded syllables, several where it is an abbreviation."""

    folded: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """A question as terms, each kind distinct and in order.

    `marked`: the person typed at least one mark. `grams`: folded 2-, 3- and 4-grams inside clauses, joined by `_`,
    for the stream of words. `spelled_out`: the question with its abbreviations in full, for the encoder.
    """

    syllables: tuple[Syllable, ...]
    bigrams: tuple[str, ...]
    grams: tuple[str, ...]
    marked: bool
    spelled_out: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """A piece of text taken apart once: its clauses of folded syllables, these in one row, their pairs inside clauses, its
    marked syllables, its folded words. `short`: the abbreviations it holds."""

    clauses: list[list[str]]
    folded: list[str]
    bigrams: list[str]
    marked: list[str]
    words: list[str]
    short: frozenset[str]


# --- documents and passages ----------------------------------------------------------------------------------


def analyse(texts: Sequence[str]) -> list[Analysis]:
    """The terms of each text. Pieces that end at clause borders may be analysed apart and put together again.

    Several texts at once are faster: their words are cut in one batch.
    """
    tokens = [_TOKEN.findall(text) for text in texts]
    short = [_abbreviations(found) for found in tokens]
    spelled = [spelled_out(text, those) for text, those in zip(texts, short, strict=True)]
    lines = iter(words("\n".join(spelled)))
    analyses = []
    for text, found, those in zip(spelled, tokens, short, strict=True):
        cut = chain.from_iterable(islice(lines, text.count("\n") + 1))
        clauses = [syllables for clause in " ".join(map(_folded, found)).split(_BORDER) if (syllables := clause.split())]
        analyses.append(
            Analysis(
                clauses=clauses,
                folded=list(chain.from_iterable(clauses)),
                bigrams=list(_bigrams(clauses)),
                marked=" ".join(map(_marked, found)).split(),
                # Punctuation is a word to underthesea, and folds to nothing.
                words=list(filter(None, map(_folded_word, cut))),
                short=those,
            )
        )
    return analyses


def passage_streams(body_piece: str) -> Mapping[Stream, list[str]]:
    """FA, GA, SA and VA of a passage of the body."""
    return passage_streams_of(*analyse([body_piece]))


def document_streams(
    type_name: str | None, number: str | None, subject: str | None, file_name: str | None, body: str
) -> Mapping[Stream, list[str]]:
    """All streams of a document. FP holds "" between clauses."""
    return document_streams_of(*analyse([*head_texts(type_name, number, subject, file_name), body]))


def head_texts(type_name: str | None, number: str | None, subject: str | None, file_name: str | None) -> tuple[str, str]:
    """What of a document is searched besides its body: its head, and the title that the title streams are made of."""
    subject = subject or ""
    return f"{type_name or ''} {number or ''}\n{subject}", f"{subject}\n{_file_title(file_name)}"


def passage_streams_of(piece: Analysis) -> Mapping[Stream, list[str]]:
    return {Stream.FA: piece.folded, Stream.GA: piece.bigrams, Stream.SA: piece.marked, Stream.VA: piece.words}


def document_streams_of(head: Analysis, title: Analysis, *body: Analysis) -> Mapping[Stream, list[str]]:
    """As `document_streams`, from the two `head_texts` and a body that was analysed in pieces (its passages), so that nothing
    is done twice."""
    pieces = [head, *body]
    clauses = chain.from_iterable(piece.clauses for piece in pieces)
    return {
        Stream.FA: list(chain.from_iterable(piece.folded for piece in pieces)),
        Stream.GA: list(chain.from_iterable(piece.bigrams for piece in pieces)),
        Stream.SA: list(chain.from_iterable(piece.marked for piece in pieces)),
        Stream.FT: title.folded,
        Stream.GT: title.bigrams,
        Stream.VA: list(chain.from_iterable(piece.words for piece in pieces)),
        Stream.FP: list(islice(chain.from_iterable(chain(_GAP, clause) for clause in clauses), 1, None)),
    }


def _bigrams(clauses: Iterable[list[str]]) -> Iterable[str]:
    return chain.from_iterable(map("_".join, zip(clause, islice(clause, 1, None), strict=False)) for clause in clauses)


def _file_title(file_name: str | None) -> str:
    """The name as words: without suffix; separators are spaces."""
    return re.sub(r"[_.\-]+", " ", _SUFFIX.sub("", file_name)) if file_name else ""


# --- questions -----------------------------------------------------------------------------------------------


def question_terms(text: str) -> QuestionTerms:
    """The terms of a question. It is not segmented: unmarked typing could not be (measurements, stream `va`).

    >>> question_terms("đối thoại, tiep dan").bigrams
    ('doi_thoai', 'tiep_dan')
    """
    text = clean(text)
    tokens = _TOKEN.findall(text)
    folded = " ".join(map(_folded, tokens))
    clauses = [clause.split() for clause in folded.split(_BORDER)]
    syllables: dict[str, str] = {}
    for plain, marked in zip(chain.from_iterable(clauses), " ".join(map(_marked, tokens)).split(), strict=True):
        if plain not in syllables or syllables[plain] == plain:
            syllables[plain] = marked
    return QuestionTerms(
        syllables=tuple(Syllable(plain, marked, plain != marked) for plain, marked in syllables.items()),
        bigrams=tuple(dict.fromkeys(_bigrams(clauses))),
        grams=tuple(dict.fromkeys(chain.from_iterable(_grams(clause) for clause in clauses))),
        marked=fold(text) != text.lower(),
        spelled_out=spelled_out(text, _abbreviations(tokens)),
    )


def _grams(clause: list[str]) -> Iterable[str]:
    return ("_".join(clause[i : i + n]) for n in (2, 3, 4) for i in range(len(clause) - n + 1))


# --- stored text ---------------------------------------------------------------------------------------------


def tokens_with_offsets(text: str) -> list[TextToken]:
    """Tokens of a stored text with their offsets, for highlights: what a question's folded syllables may meet."""
    found: list[TextToken] = []
    for token in _JOINED.finditer(text):
        if _expansion(token.group()):
            found.append(TextToken(tuple(_folded(token.group()).split()), *token.span()))
            continue
        parts = _PART.finditer(text, *token.span())
        found.extend(TextToken(tuple(_folded(part.group()).split()), *part.span()) for part in parts)
    return found


def spelled_out(text: str, short: frozenset[str] | None = None) -> str:
    """The text with every unambiguous abbreviation in its full form: what words are cut from and encoders read.

    `short`: the abbreviations it may hold, where they are known already.
    """
    if short is None:
        short = _abbreviations(_TOKEN.findall(text))
    return _finder(short).sub(lambda match: _expansion(match.group()), text) if short else text


def _abbreviations(tokens: Collection[str]) -> frozenset[str]:
    """Those among the tokens, or among the parts of joined ones, that have a full form."""
    short: set[str] = set()
    for token in set(tokens).difference(_plain):
        if _expansion(token):
            short.add(token)
        elif "-" in token or "&" in token:
            short.update(part for part in _PART.findall(token) if _expansion(part))
        elif len(token) <= LONGEST:
            if len(_plain) >= _REMEMBERED:
                _plain.clear()
            _plain.add(token)
    return frozenset(short)


_plain: set[str] = set()
"""Tokens known to be no abbreviation and to hold none, bounded."""


@lru_cache(maxsize=1024)
def _finder(short: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(short, key=lambda token: (-len(token), token))
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![^\W_])")


# --- one token, remembered -----------------------------------------------------------------------------------


class _Memory(dict[str, str]):
    """What a token becomes, bounded. Texts repeat their syllables, so nearly every look-up is one of a dict.

    Values hold several syllables apart by spaces where the token is an abbreviation or joined.
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, token: str) -> str:
        made = self._make(token)
        if len(token) <= LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[token] = made
        return made


def _make_marked(token: str) -> str:
    return " ".join(map(_syllable, _PART.findall(_full(token))))


def _make_folded(token: str) -> str:
    # A full form may hold clause borders itself ("cán bộ, công chức"), and only a border has no letters.
    pieces = _TOKEN.findall(_full(token))
    return " ".join(fold(" ".join(map(_syllable, _PART.findall(piece)))) or _BORDER for piece in pieces)


def _make_folded_word(word: str) -> str:
    return "_".join(fold(_syllable(part)) for part in _PART.findall(word))


def _make_expansion(token: str) -> str:
    """The full form, "" where there is none."""
    return "" if len(token) > LONGEST else expand(token) or ""


def _full(token: str) -> str:
    """The token, or the joined token's parts, in full."""
    return _expansion(token) or _PART.sub(lambda part: _expansion(part.group()) or part.group(), token)


def _syllable(part: str) -> str:
    return place_tone(unicodedata.normalize("NFC", part[:LONGEST].lower()))


_expansion = _Memory(_make_expansion).__getitem__
_marked = _Memory(_make_marked).__getitem__
_folded = _Memory(_make_folded).__getitem__
_folded_word = _Memory(_make_folded_word).__getitem__
