"""Tone placement: `hoà` and `hòa` are one syllable. Old style (mark on the first vowel) is ours, as most offices write it.

Only open `oa`, `oe`, `uy` differ between the two styles, `uy` not after q (domain guide, 7.2).
"""

import re
import unicodedata

_TONES = "\u0300\u0301\u0309\u0303\u0323"
_PAIRS: dict[str, str] = {}
for _first, _second in ("oa", "oe", "uy"):
    for _tone in _TONES:
        _new = unicodedata.normalize("NFC", _first + _second + _tone)
        _old = unicodedata.normalize("NFC", _first + _tone + _second)
        for _case in (str.lower, str.upper, str.title):
            _PAIRS[_case(_new)] = _case(_old)
_NEW_STYLE = re.compile("(?<![qQ])(" + "|".join(_PAIRS) + r")(?![^\W\d_])")
_Q_ERROR = {unicodedata.normalize("NFC", "u" + t + "y"): unicodedata.normalize("NFC", "uy" + t) for t in _TONES}
_Q_ERROR |= {k.upper(): v.upper() for k, v in _Q_ERROR.items()}
_AFTER_Q = re.compile("(?<=[qQ])(" + "|".join(_Q_ERROR) + r")(?![^\W\d_])")


def normalise_tones(text: str) -> str:
    """The text with every syllable's tone in the old place. Takes NFC, keeps length and case, idempotent.

    >>> normalise_tones("Uỷ ban, HOÀ BÌNH, quý, qúy")
    'Ủy ban, HÒA BÌNH, quý, quý'
    """
    text = _NEW_STYLE.sub(lambda m: _PAIRS[m.group()], text)
    return _AFTER_Q.sub(lambda m: _Q_ERROR[m.group()], text)
