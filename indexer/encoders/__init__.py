"""Encoders behind one seam: the static table that is always there, and any sentence-transformers model."""

from indexer.encoders.cards import SAYS_NOTHING, Card
from indexer.encoders.encoder import Encoder, quantise

__all__ = ["Card", "Encoder", "load", "quantise"]


def load(name: str, card: Card = SAYS_NOTHING) -> Encoder:
    """The encoder called `static`, else the sentence-transformers model at that path or of that name, used as `card` says.

    Raises InputError where the extra `transformers` is not installed, or there is no such model on this machine.
    """
    if name == "static":
        from indexer.encoders.static import StaticEncoder

        return StaticEncoder()
    from indexer.encoders.transformer import TransformerEncoder

    return TransformerEncoder(name, card)
