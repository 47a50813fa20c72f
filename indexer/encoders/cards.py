"""What a model's card asks for and its files do not say: instructions in front of either side, segmented words.

A model's own files go first (`prompts`, the class of its tokenizer); then this table by a part of its name; what the
office sets goes before both.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Card:
    """`question`, `passage`: what stands in front of the text. `segmented`: words joined by `_`, as word segmentation cuts
    them (`thủ_tục hành_chính`). `floor`: cosine below which nothing is near. None: not said."""

    question: str | None = None
    passage: str | None = None
    segmented: bool | None = None
    floor: float | None = None

    def over(self, other: "Card") -> "Card":
        """This card where it says something, else the other."""
        return Card(
            other.question if self.question is None else self.question,
            other.passage if self.passage is None else self.passage,
            other.segmented if self.segmented is None else self.segmented,
            other.floor if self.floor is None else self.floor,
        )


SAYS_NOTHING = Card()

KNOWN: tuple[tuple[str, Card], ...] = (
    # E5: "Each input text should start with 'query: ' or 'passage: '"; the instructed ones have a task for questions alone.
    ("e5-large-instruct", Card(question="Instruct: Given a question, retrieve passages that answer it\nQuery: ", passage="")),
    ("e5-mistral", Card(question="Instruct: Given a question, retrieve passages that answer it\nQuery: ", passage="")),
    ("e5-", Card(question="query: ", passage="passage: ")),
    # Trained on text that was segmented into words (PhoBERT).
    ("bkai-foundation-models/vietnamese-bi-encoder", Card(segmented=True)),
    ("sup-simcse-vietnamese-phobert", Card(segmented=True)),
    ("vietnamese-sbert", Card(segmented=True)),
    ("dangvantuan/vietnamese-embedding", Card(segmented=True)),
)
"""By a part of the name, lower case; the first that fits."""

SEGMENTING_TOKENIZERS = frozenset({"PhobertTokenizer", "PhobertTokenizerFast"})
"""Tokenizers whose vocabulary holds words joined by `_`."""


def card_of(name: str) -> Card:
    """The card of a model by its name, or by the name of its folder.

    >>> card_of("intfloat/multilingual-e5-small").question
    'query: '
    """
    looked_at = (name if not Path(name).exists() else Path(name).name).lower()
    return next((card for part, card in KNOWN if part in looked_at or part.rpartition("/")[2] in looked_at), SAYS_NOTHING)
