"""What a file is, told by its first bytes; the suffix is only what it claims to be."""

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from corpus.readers.compound import MAGIC, Compound


class Kind(StrEnum):
    """Kinds of files that are told apart; the value is how a message names them."""

    TEXT = "plain text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    DOCX = "a Word document (.docx)"
    PDF = "PDF"
    DOC = "a Word 97-2003 document (.doc)"
    MACRO = "a Word document with macros (.docm)"
    OLD_WORD = "a document of Word 6, 95 or older"
    XLSX = "an Excel workbook (.xlsx)"
    XLS = "an Excel workbook of another format than .xlsx"
    PPT = "a PowerPoint presentation"
    ODT = "an OpenDocument text (.odt)"
    OPEN_DOCUMENT = "an OpenDocument file"
    RTF = "Rich Text (.rtf)"
    MAIL = "a mail message (.eml)"
    OUTLOOK = "an Outlook message (.msg)"
    IMAGE = "an image"
    ARCHIVE = "a packed archive"
    ENCRYPTED = "an encrypted Office document"
    MEDIA = "a sound or film"
    PROGRAM = "a program"
    OTHER_TEXT = "data or source text"
    UNKNOWN = "unknown"


SUFFIXES: dict[str, Kind] = {
    "txt": Kind.TEXT, "text": Kind.TEXT, "md": Kind.MARKDOWN, "markdown": Kind.MARKDOWN,
    "html": Kind.HTML, "htm": Kind.HTML, "xhtml": Kind.HTML, "docx": Kind.DOCX, "dotx": Kind.DOCX, "pdf": Kind.PDF,
    "doc": Kind.DOC, "dot": Kind.DOC, "docm": Kind.MACRO, "dotm": Kind.MACRO, "rtf": Kind.RTF,
    "xls": Kind.XLS, "xlsx": Kind.XLSX, "xlsm": Kind.XLS, "xlsb": Kind.XLS, "ppt": Kind.PPT, "pptx": Kind.PPT, "pps": Kind.PPT,
    "odt": Kind.ODT, "ods": Kind.OPEN_DOCUMENT, "odp": Kind.OPEN_DOCUMENT, "eml": Kind.MAIL, "msg": Kind.OUTLOOK,
    "png": Kind.IMAGE, "jpg": Kind.IMAGE, "jpeg": Kind.IMAGE, "tif": Kind.IMAGE, "tiff": Kind.IMAGE, "gif": Kind.IMAGE,
    "bmp": Kind.IMAGE, "webp": Kind.IMAGE, "heic": Kind.IMAGE, "svg": Kind.IMAGE, "djvu": Kind.IMAGE,
    "zip": Kind.ARCHIVE, "rar": Kind.ARCHIVE, "7z": Kind.ARCHIVE, "gz": Kind.ARCHIVE, "tgz": Kind.ARCHIVE, "tar": Kind.ARCHIVE,
    "bz2": Kind.ARCHIVE, "xz": Kind.ARCHIVE, "cab": Kind.ARCHIVE, "iso": Kind.ARCHIVE,
    "mp3": Kind.MEDIA, "mp4": Kind.MEDIA, "wav": Kind.MEDIA, "avi": Kind.MEDIA, "mov": Kind.MEDIA, "m4a": Kind.MEDIA,
    "exe": Kind.PROGRAM, "dll": Kind.PROGRAM, "msi": Kind.PROGRAM, "so": Kind.PROGRAM, "class": Kind.PROGRAM,
    "jsonl": Kind.OTHER_TEXT, "json": Kind.OTHER_TEXT, "csv": Kind.OTHER_TEXT, "tsv": Kind.OTHER_TEXT, "xml": Kind.OTHER_TEXT,
    "ini": Kind.OTHER_TEXT, "toml": Kind.OTHER_TEXT, "yaml": Kind.OTHER_TEXT, "yml": Kind.OTHER_TEXT, "css": Kind.OTHER_TEXT,
    "js": Kind.OTHER_TEXT, "py": Kind.OTHER_TEXT, "sh": Kind.OTHER_TEXT, "bat": Kind.OTHER_TEXT, "sql": Kind.OTHER_TEXT,
    "vbs": Kind.OTHER_TEXT, "ps1": Kind.OTHER_TEXT, "lnk": Kind.PROGRAM, "url": Kind.OTHER_TEXT, "log": Kind.TEXT,
}  # fmt: skip
"""Suffix (lower case, no dot) to what it claims. A suffix that is not here claims nothing ("Cong van 12.2023")."""

_READABLE = frozenset(
    (
        *(Kind.TEXT, Kind.MARKDOWN, Kind.HTML, Kind.DOCX, Kind.PDF),
        *(Kind.DOC, Kind.RTF, Kind.ODT, Kind.XLSX, Kind.MAIL, Kind.OUTLOOK),
    )
)
READABLE_SUFFIXES = frozenset(s for s, k in SUFFIXES.items() if k in _READABLE)

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE), (b"\xff\xd8\xff", Kind.IMAGE), (b"GIF87a", Kind.IMAGE), (b"GIF89a", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE), (b"MM\x00*", Kind.IMAGE), (b"AT&TFORM", Kind.IMAGE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE), (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE), (b"\x1f\x8b", Kind.ARCHIVE), (b"BZh", Kind.ARCHIVE),
    (b"\xfd7zXZ\x00", Kind.ARCHIVE), (b"MSCF\x00\x00\x00\x00", Kind.ARCHIVE),
    (b"\x7fELF", Kind.PROGRAM), (b"MZ\x90\x00", Kind.PROGRAM), (b"\xca\xfe\xba\xbe", Kind.PROGRAM),
    (b"ID3\x03", Kind.MEDIA), (b"ID3\x04", Kind.MEDIA), (b"OggS\x00", Kind.MEDIA),
    (b"\xdb\xa5", Kind.OLD_WORD), (b"\xdc\xa5", Kind.OLD_WORD), (b"\x31\xbe\x00\x00", Kind.OLD_WORD),
)  # fmt: skip
_OLE_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("__nameid_version1.0", Kind.OUTLOOK),  # first: what is attached to a message may be any of the others
    ("EncryptedPackage", Kind.ENCRYPTED),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("PowerPoint Document", Kind.PPT),
)
_HTML_START = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_MAIL_START = re.compile(
    rb"(?:(?:Received|Return-Path|Delivered-To|From|MIME-Version|Message-ID|X-[\w-]+): ?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){3}"
)
_TEXTS = (b"application/vnd.oasis.opendocument.text", b"application/vnd.oasis.opendocument.text-template")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\v\b\x1b\x1a")


def claimed_kind(name: str) -> Kind | None:
    """What the suffix of the name claims, or None where it claims nothing that is known."""
    return SUFFIXES.get(PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip("."))


def detect(data: bytes) -> Kind:
    """What the bytes are. TEXT is anything that looks like characters; UNKNOWN is binary of no known kind."""
    head = data[:4096]
    if head.startswith(MAGIC):
        return _ole_kind(data)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return Kind.IMAGE if head[8:12] == b"WEBP" else Kind.MEDIA
    if head[4:8] == b"ftyp":
        return Kind.IMAGE if head[8:12] in (b"heic", b"mif1", b"avif") else Kind.MEDIA
    if head.startswith(b"BM") and b"\x00" in head[:32]:
        return Kind.IMAGE
    if b"%PDF-" in head[:1024]:  # readers accept a header within the first 1024 bytes (ISO 32000-1, annex H, note 13)
        return Kind.PDF
    if not looks_like_text(head):
        return Kind.UNKNOWN
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if plain[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain = plain.replace(b"\x00", b"")[2:]
    if _HTML_START.match(plain):
        return Kind.HTML
    if _MAIL_START.match(plain):
        return Kind.MAIL
    return Kind.TEXT


def looks_like_text(head: bytes) -> bool:
    """Whether these first bytes are characters: a Unicode mark, or no NUL and next to no control characters."""
    if head.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(1 for byte in head if byte < 32 and byte not in _TEXT_CONTROLS)
    return b"\x00" not in head and controls * 50 <= len(head)


def _ole_kind(data: bytes) -> Kind:
    names = Compound(data).names
    for stream, kind in _OLE_STREAMS:
        if stream in names:
            return kind
    # The directory is damaged; its names stand in it as UTF-16, so the whole file is looked through.
    return next((kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in data), Kind.UNKNOWN)


def _zip_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = (
                archive.read("mimetype")[:80] if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""
            )
    except Exception:  # a damaged or hostile ZIP raises nearly anything; which one it is does not matter here
        return Kind.DOCX if b"word/document.xml" in data or b"[Content_Types].xml" in data[:200] else Kind.ARCHIVE
    if mimetype.strip() in _TEXTS:
        return Kind.ODT
    if b"opendocument" in mimetype:
        return Kind.OPEN_DOCUMENT
    if "word/vbaProject.bin" in names:
        return Kind.MACRO
    if "[Content_Types].xml" not in names:
        return Kind.ARCHIVE
    if any(n.startswith("xl/") for n in names):
        return Kind.XLSX if "xl/workbook.xml" in names and "xl/vbaProject.bin" not in names else Kind.XLS
    if any(n.startswith("ppt/") for n in names):
        return Kind.PPT
    return Kind.DOCX
