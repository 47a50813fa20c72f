"""The body above another one, where the name alone tells it: derived, and kept apart from the parent that a head prints."""

from corpus.gazetteer.bodies import issuer_from_name, places_in
from corpus.gazetteer.casing import kind_at, word_key
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.places import HO_CHI_MINH

# What a people's committee set up; the vertical services, forces and courts of a place are not under its committee.
_OF_COMMITTEE = (
    "Sở",
    "Phòng",
    "Thanh tra",
    "Văn phòng Ủy ban nhân dân",
    "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
    "Ban Dân tộc",
    "Ban Tiếp công dân",
    "Ban Chỉ đạo",
    "Trung tâm Phục vụ hành chính công",
)
_OF_COUNCIL = "Thường trực Hội đồng nhân dân"


def parent_of(name: str, own: OwnBodies = NONE) -> str | None:
    """Name of the body that this one belongs to; None where the name does not tell.

    >>> parent_of("Phòng Nội vụ huyện Lạc Sơn"), parent_of("Ban Thường vụ Huyện ủy Lạc Sơn")
    ('Ủy ban nhân dân huyện Lạc Sơn', 'Huyện ủy Lạc Sơn')
    """
    if (body := own.named(name)) is not None and body.parent:
        return issuer_from_name(body.parent, own=own).name
    words = name.split()
    found = kind_at([word_key(word) for word in words])
    if found is None:
        return None
    kind, length = found
    places = places_in(name)
    if kind.name in _OF_COMMITTEE and places:
        word, place = places[0]
        capital = place == HO_CHI_MINH or place[:1].isdigit()
        return f"Ủy ban nhân dân {word.capitalize() if capital else word} {place}"
    if kind.name == _OF_COUNCIL:
        return f"Hội đồng nhân dân {' '.join(words[length:])}"
    inner = " ".join(words[length:])
    if kind.joins == "body" and inner and kind_at([word_key(word) for word in words[length:]]):
        return issuer_from_name(inner, own=own).name
    return None
