"""Pages that are pictures, read: straightened, recognised, and put together to lines as the PDF reader does."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

import numpy as np

from corpus.document import Page, Span
from corpus.errors import Unreadable
from corpus.readers import stamps, tesseract
from corpus.readers.ink import Picture, dark_below, print_of, smoothed
from corpus.readers.layout import COLUMN_GAP, Piece, line_text, lines
from corpus.readers.ocr import POOR, Recognition
from corpus.readers.reading import Reading
from corpus.readers.straight import straightened
from corpus.readers.tesseract import Grey, NotRecognised, TookTooLong, Word

MOST_RECOGNISED = 500
"""Pages of one file that are recognised; further ones are left out with a warning."""
MOST_PIXELS = 25_000_000
"""A page is brought below this: A3 at 300 dpi has 17 million."""
LEAST_LETTERS = 10
"""Letters that a file must show for it to be a document rather than a photograph."""
DOUBTFUL = 0.60
"""Words below this confidence are doubtful: whatever was understood from them is."""
_UPRIGHT = 0.55
"""Below this mean confidence a page may lie on its side or its head."""
_LEAST_INK = 0.0004
"""Share of dark pixels below which a page is blank: a line of a dozen letters at 12 pt has as much."""
_TOO_LONG_AT_MOST = 3
_MOST_WARNINGS = 20
_HEAD_LINES = 25


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page's text, lines in reading order; mean confidence of its letters (0-1; None: nothing on it); doubtful words.

    `stamps` is what a second look at the page's head saw, each stamp and lone word a line: the text may lack them.
    """

    text: str
    confidence: float | None
    doubtful: tuple[Span, ...] = ()
    stamps: str = ""


@dataclass(slots=True)
class Recogniser:
    """Recognises the pages of one file within its time: a page's seconds, and a quarter of them for each further page.

    Raises Unreadable "needs-ocr" where the program, its Vietnamese model or Pillow is absent.
    """

    recognition: Recognition
    done: int = 0
    left_out: int = 0
    _spent: float = 0.0
    _overdue: int = 0

    def __post_init__(self) -> None:
        require()

    def page(self, picture: Picture, *, needed: bool = False) -> Recognised | None:
        """The page of grey or RGB pixels, recognised; None where it took too long or failed, or time or pages are used up.

        Raises Unreadable "time" instead where the page is `needed`: nobody knows what mark stands on a first page unread.
        """
        most = self.recognition.seconds
        allowed = most + most / 4 * self.done
        if self.done >= MOST_RECOGNISED or self._overdue >= _TOO_LONG_AT_MOST or self._spent > allowed:
            self.left_out += 1
            return None
        self.recognition.more(most * 2)
        started = time.monotonic()
        self.done += 1
        try:
            return recognised(picture, most, first=self.done == 1)
        except TookTooLong:
            self._overdue += 1
        except NotRecognised:
            pass
        finally:
            self._spent += time.monotonic() - started
        if needed:
            raise Unreadable("time", "its first page could not be recognised in the time a page has")
        self.left_out += 1
        return None


def require() -> None:
    """Raises Unreadable "needs-ocr", naming what must be installed, where recognition cannot be done on this machine."""
    packages = tesseract.missing()
    if packages:
        raise Unreadable("needs-ocr", f"a scan; text recognition needs {', '.join(packages)}: install, then `vanban add --retry`")


def recognised(picture: Picture, seconds: float, *, first: bool = True) -> Recognised:
    """One page of grey or RGB pixels; its head is looked at a second time for stamps, on the `first` for lone words in print too.

    Raises TookTooLong after `seconds`, NotRecognised.
    """
    ends = time.monotonic() + seconds
    grey = print_of(picture)
    blank = float((grey[::2, ::2] < min(dark_below(grey), 200)).mean()) < _LEAST_INK
    turns, words, confidence = (0, [], None) if blank else _words(smoothed(grey), ends)
    upright = np.rot90(picture, turns) if turns else picture
    seen = stamps.seen(upright, _left(ends), first=first)
    text, doubtful = _laid_out(words)
    return Recognised(text, confidence, doubtful, seen)


def _words(grey: Grey, ends: float) -> tuple[int, list[Word], float | None]:
    """The quarter turns to the left that set the page upright, its words, and how sure they are."""
    words = tesseract.words(straightened(grey), _left(ends))
    confidence = mean_confidence(words)
    lies = _lies(words)
    if confidence is None or confidence < _UPRIGHT or lies:
        turns = tesseract.quarter_turns(grey, _left(ends))
        if turns:
            again = tesseract.words(straightened(np.ascontiguousarray(np.rot90(grey, turns))), _left(ends))
            better = mean_confidence(again)
            if better is not None and (confidence is None or better > confidence or (lies and not _lies(again))):
                return turns, again, better
    return 0, words, confidence


def _lies(words: list[Word]) -> bool:
    """Whether most longer words stand higher than wide: the program reads lines that run up the page, but not in order."""
    longer = [word for word in words if len(word.text) >= 4]
    return 2 * sum(word.bottom - word.top > word.right - word.left for word in longer) > len(longer)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TookTooLong
    return left


def mean_confidence(words: list[Word]) -> float | None:
    """Mean of the words' confidence, each as often as it has letters and digits; None where there are none."""
    weights = [sum(map(str.isalnum, word.text)) for word in words]
    total = sum(weights)
    return sum(word.confidence * weight for word, weight in zip(words, weights, strict=True)) / total if total else None


def _laid_out(words: list[Word]) -> tuple[str, tuple[Span, ...]]:
    """The page's text and the places of doubtful words in it."""
    rows: list[str] = []
    doubtful: list[Span] = []
    start = 0
    for line in lines(_pieces(words)):
        text = line_text(line)
        at = 0
        for piece in line:
            for word in piece.words:
                at = text.index(word.text, at)
                if word.confidence < DOUBTFUL:
                    doubtful.append(Span(start + at, start + at + len(word.text)))
                at += len(word.text)
        rows.append(text)
        start += len(text) + 1
    return "\n".join(rows), tuple(doubtful)


@dataclass(slots=True)
class _Run(Piece):
    words: tuple[Word, ...] = ()


def _pieces(words: list[Word]) -> Iterator[_Run]:
    """The program's lines, cut where a column begins; specks that were taken for letters are left out."""
    for _, grouped in groupby(words, key=lambda word: word.line):
        line = _without_specks(list(grouped))
        heights = [word.bottom - word.top for word in line if any(map(str.isalnum, word.text))]
        if not heights:
            continue
        height = float(median(heights))
        gaps = [(after.left - before.right) / max(1.0, height) for before, after in pairwise(line)]
        usual = median(gaps) if len(gaps) >= _ENOUGH_GAPS else COLUMN_GAP
        wide = min(COLUMN_GAP, max(_NARROWEST_COLUMN, _MUCH_WIDER * usual))
        run: list[Word] = []
        column = False
        for word, gap in zip(line, [0.0, *gaps], strict=True):
            if run and gap > wide:
                yield _run(run, height, column)
                run, column = [], True
            run.append(word)
        yield _run(run, height, column)


_DASHES = frozenset("-–—")
_LONE_MARKS = _DASHES | frozenset('+*•/&=<>%()".…')
_ENOUGH_GAPS = 4
_NARROWEST_COLUMN, _MUCH_WIDER = 1.0, 3.0
"""A gap of one letter height is a column's where the line's other gaps are less than a third of it: narrow heads."""


def _without_specks(line: list[Word]) -> list[Word]:
    """The line without what are no words: lone marks that are doubtful, or that nobody writes alone.

    A dash between two words stays, however doubtful: a gap of a word's width on both sides shows that it belongs there.
    """
    kept = []
    for n, word in enumerate(line):
        if not any(map(str.isalnum, word.text)):
            if not set(word.text) & _LONE_MARKS:
                continue
            between = 0 < n < len(line) - 1 and all(
                b.left - a.right < b.bottom - b.top + a.bottom - a.top for a, b in ((line[n - 1], word), (word, line[n + 1]))
            )
            if word.confidence < DOUBTFUL and not (between and set(word.text) <= _DASHES):
                continue
        kept.append(word)
    return kept


def _run(words: list[Word], height: float, column: bool) -> _Run:
    base = -float(median(word.bottom for word in words))
    text = " ".join(word.text for word in words)
    return _Run(float(words[0].left), float(words[-1].right), base, height, text, column, tuple(words))


@dataclass(frozen=True, slots=True)
class Part:
    """One page on its way into a Reading: its number, its own text, and what recognition saw, where it was asked.

    `stamps`: those of a page whose own text is kept.
    """

    number: int
    text: str
    seen: Recognised | None = None
    stamps: str = ""

    @property
    def letters(self) -> int:
        """Letters that can be relied on: of a recognised page those outside its doubtful words."""
        if self.seen is None:
            return sum(map(str.isalpha, self.text))
        doubtful = sum(sum(map(str.isalpha, self.seen.text[w.start : w.end])) for w in self.seen.doubtful)
        return sum(map(str.isalpha, self.seen.text)) - doubtful


def assembled(parts: Sequence[Part], media_type: str, warnings: Iterable[str], margins: Iterable[str]) -> Reading:
    """The pages joined by empty lines; a warning for each page that is hard to read, and where everything stands."""
    texts: list[str] = []
    pages: list[Page] = []
    doubtful: list[Span] = []
    told = list(warnings)
    aside = list(margins)
    stamped: list[str] = []
    at = 0
    for part in parts:
        seen = part.seen
        text = part.text if seen is None else seen.text
        if text:
            at += 2 * bool(texts)
            texts.append(text)
        span = Span(at, at + len(text))
        at = span.end
        stamped.append(seen.stamps if seen else part.stamps)
        if seen is None:
            pages.append(Page(part.number, span, "text"))
            continue
        pages.append(Page(part.number, span, "ocr", None if seen.confidence is None else round(seen.confidence, 2)))
        doubtful.extend(Span(span.start + word.start, span.start + word.end) for word in seen.doubtful)
        aside += [part.text, *_first_lines(text)]
    hard = [page for page in pages if page.confidence is not None and page.confidence < POOR]
    told += [f"nhận dạng từ ảnh: trang {page.number} khó đọc ({_comma(page.confidence)})" for page in hard[:_MOST_WARNINGS]]
    if len(hard) > _MOST_WARNINGS:
        told.append(f"nhận dạng từ ảnh: và {len(hard) - _MOST_WARNINGS:,} trang khác khó đọc")
    recognised_any = any(part.seen for part in parts)
    return Reading(
        "\n\n".join(texts),
        media_type,
        tuple(told),
        "\n".join(line for line in aside if line),
        tuple(pages) if recognised_any else (),
        tuple(doubtful),
        "\n".join(line for line in stamped if line),
    )


def _comma(confidence: float | None) -> str:
    return f"{confidence or 0:.2f}".replace(".", ",")


def _first_lines(text: str) -> list[str]:
    """The cells of a page's first lines: any page of a scan may be the first of another document, with its mark."""
    return [cell for line in text.split("\n")[:_HEAD_LINES] for cell in line.split("   ") if cell.strip()]
