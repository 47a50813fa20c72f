"""Whether a string is spelled as a Vietnamese syllable can be: onset, rhyme and tone, from tables of the orthography; and
what somebody may have meant who slipped.

Not a dictionary: syllables that nobody uses pass. Names and loan words of other languages mostly do not.
"""

import unicodedata
from functools import cache
from string import ascii_lowercase

from corpus.vietnamese.folding import fold

_TONES = frozenset("\u0300\u0301\u0309\u0303\u0323")
_ONSETS_WRITTEN = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYMES_WRITTEN = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
    "e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
    "o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot "
    "ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uêt "
    "uôc uôi uôm uôn uông uôt uơ uy uya uych uyn uynh uyp uyt uyu uyên uyêt ư ưa ưc ưi ưng ưt ưu ưm ưn ươc ươi ươm ươn ương "
    "ươp ươt ươu y yêm yên yêng yêt yêu"
)
_ONSETS = frozenset(("", *_ONSETS_WRITTEN.split()))
_RHYMES = frozenset(_RHYMES_WRITTEN.split())
_STOPPED = ("c", "ch", "p", "t")
_MOST_LETTERS = 7


def is_syllable(text: str) -> bool:
    """Whether lower-case NFC text is one well-formed syllable; a syllable that ends in c, ch, p or t is sharp or heavy.

    >>> [is_syllable(s) for s in ("nghiêng", "gì", "quyết", "thuở", "côté", "cat", "ăng")]
    [True, True, True, True, False, False, True]
    """
    if len(text) > _MOST_LETTERS:
        return False
    decomposed = unicodedata.normalize("NFD", text)
    tones = [c for c in decomposed if c in _TONES]
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    if not any(plain[:n] in _ONSETS and _rhyme(plain[:n], plain[n:]) for n in range(min(4, len(plain)))):
        return False
    return not plain.endswith(_STOPPED) or (bool(tones) and tones[0] in "\u0301\u0323")


@cache
def folded_syllables() -> frozenset[str]:
    """Every well-formed syllable without its marks: about 2,500."""
    return frozenset(fold(onset + rhyme) for onset in _ONSETS for rhyme in _written_after(onset))


def near_syllables(folded: str) -> frozenset[str]:
    """Well-formed syllables at one slip of the fingers from folded text: a letter too many, too few, another, or two swapped.

    >>> sorted(near_syllables("thaoi") & {"thoai", "thai", "thao", "tha"})
    ['thai', 'thao', 'thoai']
    """
    if len(folded) > _MOST_LETTERS:
        return frozenset()
    cuts = [(folded[:at], folded[at:]) for at in range(len(folded) + 1)]
    found = {head + tail[1:] for head, tail in cuts if tail}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    found |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in ascii_lowercase}
    found |= {head + letter + tail for head, tail in cuts for letter in ascii_lowercase}
    return folded_syllables() & found - {folded}


def _written_after(onset: str) -> frozenset[str]:
    """The rhymes as they are written after an onset."""
    return _RHYMES | {rhyme[1:] for rhyme in _RHYMES if onset == "gi" and rhyme[0] == "i"}


def _rhyme(onset: str, rhyme: str) -> bool:
    return rhyme in _RHYMES or (onset == "gi" and "i" + rhyme in _RHYMES)
