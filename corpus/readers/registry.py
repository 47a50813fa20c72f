"""The registry: what the bytes are decides which reader is asked."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from corpus.document import Page, Span
from corpus.errors import Unreadable
from corpus.readers.kinds import Kind, claimed_kind, detect
from corpus.readers.ocr import TEXT_ONLY, Recognition
from corpus.readers.reading import MOST_BYTES, MOST_CHARACTERS, NOT_UNICODE, Reading, converted_from
from corpus.vietnamese import clean
from corpus.vietnamese.legacy import LegacyEncoding, convert_piece, is_unicode_vietnamese, to_unicode

Reader = Callable[[bytes], Reading]
"""The seam: bytes of one file to a Reading with text as found; raises Unreadable. The registry cleans and checks."""
RecognisingReader = Callable[[bytes, Recognition], Reading]
"""The same, of kinds that may hold pictures of pages."""

MEDIA_TYPES: dict[Kind, str] = {
    Kind.TEXT: "text/plain",
    Kind.MARKDOWN: "text/markdown",
    Kind.HTML: "text/html",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.PDF: "application/pdf",
    Kind.DOC: "application/msword",
    Kind.RTF: "application/rtf",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.MAIL: "message/rfc822",
    Kind.OUTLOOK: "application/vnd.ms-outlook",
    Kind.IMAGE: "image/*",
}
_READERS: dict[Kind, tuple[str, str]] = {
    Kind.HTML: ("html", "read_html"),
    Kind.DOCX: ("docx", "read_docx"),
    Kind.PDF: ("pdf", "read_pdf"),
    Kind.DOC: ("doc", "read_doc"),
    Kind.RTF: ("rtf", "read_rtf"),
    Kind.ODT: ("odt", "read_odt"),
    Kind.XLSX: ("xlsx", "read_xlsx"),
    Kind.MAIL: ("mail", "read_mail"),
    Kind.OUTLOOK: ("outlook", "read_outlook"),
    Kind.IMAGE: ("image", "read_image"),
}
_RECOGNISING = (Kind.PDF, Kind.IMAGE)
_PLAIN = (Kind.TEXT, Kind.MARKDOWN, Kind.HTML)


def read(data: bytes, name: str, recognition: Recognition = TEXT_ONLY) -> Reading:
    """The text of one file, clean()ed, with its media type; `name` is used for its suffix and for messages.

    `recognition`: how pictures of pages are read; they are not, unless it is given.

    The bytes decide. Where the suffix claims another kind, the file is Unreadable "wrong-suffix" and the message says
    what it is (contract, section 5); plain text, Markdown and HTML may stand in for one another, and a name without a
    known suffix claims nothing. Raises Unreadable (or Refused), nothing else: empty, too-large, unsupported, broken,
    encrypted, no-text, needs-ocr, wrong-suffix, too-many-pages, hostile, memory.
    """
    if not data:
        raise Unreadable("empty", f"{name}: the file is empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too-large", f"{name}: {len(data) / 2**20:,.0f} MiB; files up to {MOST_BYTES // 2**20} MiB are read")
    kind = _agreed_kind(data, name)
    try:
        reading = _reader(kind)(data, recognition) if kind in _RECOGNISING else _reader(kind)(data)
    except Unreadable as error:
        raise type(error)(error.reason, f"{name}: {error}") from error
    except MemoryError:
        raise Unreadable("memory", f"{name}: reading it needs more memory than a reader may use") from None
    except Exception as error:  # parsers meet bytes that nobody foresaw; a file never takes the batch down
        raise Unreadable("broken", f"{name}: damaged, cannot be read as {kind.value} ({type(error).__name__})") from error
    if len(reading.text) > MOST_CHARACTERS:
        raise Unreadable("too-large", f"{name}: {len(reading.text):,} characters; texts up to {MOST_CHARACTERS:,} are read")
    if reading.pages:
        reading = _page_by_page(reading)
    text, warnings = (reading.text, reading.warnings) if reading.pages else _unicode(reading)
    if (
        kind not in (Kind.TEXT, Kind.MARKDOWN) and not reading.pages
    ):  # of plain text every character is the author's, and spans count them
        text = text.strip("\n")
    if not any(map(str.isalpha, text)):
        raise Unreadable("no-text", f"{name}: there is no text in it")
    media_type = reading.media_type if kind is Kind.IMAGE else MEDIA_TYPES[kind]
    margins = clean(_margins(reading.margins))
    return replace(reading, text=text, media_type=media_type, warnings=warnings, margins=margins)


def _page_by_page(reading: Reading) -> Reading:
    """A recognised file, clean: pages with text of their own may be in an old encoding, which what was recognised is not."""
    texts: list[str] = []
    pages: list[Page] = []
    shifts: list[tuple[Span, int]] = []
    warnings = reading.warnings
    at = 0
    for page in reading.pages:
        found = reading.text[page.span.start : page.span.end]
        if page.origin == "text":
            found, warnings = _unicode(replace(reading, text=found, warnings=warnings))
            found = found.strip("\n")
        if found:
            at += 2 * bool(texts)
            texts.append(found)
        pages.append(replace(page, span=Span(at, at + len(found))))
        shifts.append((page.span, at - page.span.start))
        at += len(found)
    doubtful = tuple(
        Span(word.start + shift, word.end + shift)
        for word in reading.doubtful
        for span, shift in shifts
        if span.start <= word.start < span.end
    )
    return replace(reading, text="\n\n".join(texts), pages=tuple(pages), warnings=warnings, doubtful=doubtful)


def _unicode(reading: Reading) -> tuple[str, tuple[str, ...]]:
    """The text cleaned, after lines of old 8-bit fonts were converted (`clean` drops a letter of theirs), and warnings."""
    converted = to_unicode(reading.text)
    if not converted.lines:
        return clean(reading.text), reading.warnings
    told = tuple(converted_from(encoding, f"{count:,} dòng") for encoding, count in sorted(converted.lines.items()))
    return clean(converted.text), (*(w for w in reading.warnings if w != NOT_UNICODE), *told)


def _margins(margins: str) -> str:
    """The margins, and lines once more as old fonts would print them: a lone `MËT` is too short to tell its encoding."""
    lines = margins.split("\n")
    old = [line for line in lines if not line.isascii() and not is_unicode_vietnamese(line)]
    again = [convert_piece(line, encoding) for encoding in LegacyEncoding for line in old]
    return "\n".join([*lines, *(line for line in again if line not in old)])


def _agreed_kind(data: bytes, name: str) -> Kind:
    found, claimed = detect(data), claimed_kind(name)
    if found is Kind.ENCRYPTED:
        raise Unreadable("encrypted", f"{name}: protected with a password; save it without one and add it again")
    if found is Kind.TEXT and claimed in (*_PLAIN, None):
        return claimed or Kind.TEXT
    if found is Kind.HTML and claimed in (*_PLAIN, None):
        return Kind.HTML
    if found is Kind.UNKNOWN:
        if claimed is None or claimed not in MEDIA_TYPES:
            raise Unreadable("unsupported", f"{name}: {claimed.value if claimed else 'a kind of file'} that cannot be read yet")
        raise Unreadable("broken", f"{name}: damaged, its content is not {claimed.value}")
    if found is Kind.TEXT and claimed is Kind.MAIL:  # its headings come in any order; the reader sees whether there are any
        return Kind.MAIL
    if found is Kind.OLD_WORD:
        raise Unreadable("unsupported", f"{name}: {found.value}; open it in Word or LibreOffice and save it as .docx")
    if found is Kind.TEXT and claimed is Kind.OTHER_TEXT:
        raise Unreadable("unsupported", f"{name}: {claimed.value}, which is not read as a document")
    if claimed is not None and claimed is not found and _contradict(claimed, found):
        raise Unreadable(
            "wrong-suffix", f"{name}: the content is {found.value}, the suffix says {claimed.value}; give it the right suffix"
        )
    if found not in MEDIA_TYPES:
        raise Unreadable("unsupported", f"{name}: {found.value} cannot be read yet")
    return found


def _contradict(claimed: Kind, found: Kind) -> bool:
    """Some suffixes and contents differ without lying: .xml data that is HTML, a template saved with macros."""
    tolerated = {(Kind.DOCX, Kind.MACRO), (Kind.OTHER_TEXT, Kind.HTML), (Kind.IMAGE, Kind.HTML), (Kind.MACRO, Kind.DOCX)}
    return (claimed, found) not in tolerated


def _reader(kind: Kind) -> Callable[..., Reading]:
    """The reader of a kind; each is imported when first needed, so that a worker starts fast."""
    module, function = _READERS.get(kind, ("plain", "read_plain"))
    reader: Callable[..., Reading] = getattr(import_module(f"corpus.readers.{module}"), function)
    return reader
