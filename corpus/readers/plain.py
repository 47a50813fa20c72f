"""Plain text and Markdown: bytes to characters, and a warning wherever that was a guess."""

import codecs
import re
import unicodedata

from corpus.errors import Unreadable
from corpus.readers.reading import NOT_UNICODE, Reading

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_VIETNAMESE = frozenset("ăâđêôơưàáèéìíòóùúýãõĩũ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LETTERS_WITH_TONES = frozenset("aeiouyăâêôơư")


def read_plain(data: bytes) -> Reading:
    """Text as written: UTF-8, UTF-16 with its mark, Windows-1258; anything else is read with a warning."""
    text, warnings = decode(data)
    return Reading(text, "text/plain", warnings)


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The characters of a text file, and warnings where bytes had to be guessed; never mojibake in silence.

    Order: a Unicode mark; UTF-8; `declared` (what an HTML page says of itself); UTF-8 with a few damaged bytes;
    Windows-1258, if its tone marks stand where Vietnamese has them; else Windows-1252 letter by letter, which is also how
    text of the fonts before Unicode comes (TCVN3, VNI); the registry converts it.
    Raises Unreadable "broken" for NUL bytes without a Unicode mark.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(name, "replace").removeprefix("\ufeff")
            return text, _damage(text)
    if b"\x00" in data:
        raise Unreadable("broken", "bytes that are not text")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    as_declared = _declared(data, declared) if declared else None
    if as_declared is not None:
        return as_declared, _damage(as_declared)
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    if damaged * 20 <= sum(1 for c in text if ord(c) > 127):
        return text, _damage(text)
    text = data.decode("cp1258", "replace")
    if _is_vietnamese(text):
        return text, ("encoding: read as Windows-1258", *_damage(text))
    text = data.decode("cp1252", "replace")
    return text, (NOT_UNICODE,)


def _declared(data: bytes, declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    # Codecs such as "zip" or "rot13" are no encodings of text, and "utf-7" is only ever an attack.
    if not re.fullmatch(r"cp\d+|iso8859-\d+|latin_?1|ascii|big5|gb\w+|euc\w+|shift_jis|koi8\w*|mac\w+", name):
        return None
    return data.decode(name, "replace")


def _damage(text: str) -> tuple[str, ...]:
    count = text.count("\ufffd")
    return (f"encoding: {count:,} characters are damaged and shown as \ufffd",) if count else ()


def _is_vietnamese(text: str) -> bool:
    """Whether text decoded as Windows-1258 makes sense: tones follow vowels, and Vietnamese letters are many of the rest."""
    sample = text[:200_000].lower()
    tones = right = vietnamese = foreign = 0
    previous = ""
    for c in sample:
        if c in _TONES:
            tones += 1
            right += previous in _LETTERS_WITH_TONES
        elif ord(c) > 127 and c.isalpha():
            if c in _VIETNAMESE:
                vietnamese += 1
            else:
                foreign += 1
        elif unicodedata.category(c) in ("Sc", "So", "No", "Sk") and ord(c) > 127:
            foreign += 1
        previous = c
    return vietnamese > 0 and tones > 0 and right * 20 >= tones * 19 and foreign * 10 <= vietnamese
