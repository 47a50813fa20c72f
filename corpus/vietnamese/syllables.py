"""One syllable, one spelling: the tone mark in its one place, also where it was typed on the wrong vowel."""

import re
import unicodedata

_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")
_HATTED = frozenset("ăâêôơư")
# `qu` is an onset, and `gi` is one before a vowel: their u and i carry no tone (domain guide, 7.2).
_SHAPE = re.compile(r"(qu(?=[aăâeêioôơuưy])|gi(?=[aăâeêoôơuư])|[bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]{1,3})([cghmnpt]{0,2})")


def place_tone(syllable: str) -> str:
    """A lower-case NFC syllable with its tone where old-style spelling puts it; anything else comes back unchanged.

    >>> [place_tone(s) for s in ("hoà", "hòan", "gìơ", "qủa", "tụê", "thuỷ", "quý", "covid")]
    ['hòa', 'hoàn', 'giờ', 'quả', 'tuệ', 'thủy', 'quý', 'covid']

    Order of the rule: the last hatted vowel; else the vowel before a final consonant; else the middle of three;
    else the first of two.
    """
    if syllable.isascii():
        return syllable
    decomposed = unicodedata.normalize("NFD", syllable)
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) != 1:
        return syllable
    shape = _SHAPE.fullmatch(unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES)))
    if shape is None:
        return syllable
    onset, vowels, final = shape.groups()
    at = _tone_position(vowels, final)
    return unicodedata.normalize("NFC", onset + vowels[: at + 1] + tones[0] + vowels[at + 1 :] + final)


def _tone_position(vowels: str, final: str) -> int:
    hatted = [i for i, vowel in enumerate(vowels) if vowel in _HATTED]
    if hatted:
        return hatted[-1]
    if final:
        return len(vowels) - 1
    return 1 if len(vowels) == 3 else 0
