"""Vietnamese text: one Unicode shape, one tone placement, one fold, used for index and question alike."""

from corpus.vietnamese.folding import fold, fold_in_place, slug
from corpus.vietnamese.syllables import place_tone
from corpus.vietnamese.tones import normalise_tones
from corpus.vietnamese.unicode_form import clean

__all__ = ["clean", "fold", "fold_in_place", "normalise_tones", "place_tone", "slug"]
