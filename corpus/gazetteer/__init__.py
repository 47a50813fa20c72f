"""What is known beforehand, as data files: types, bodies, places, abbreviations, fields of work."""

from corpus.gazetteer.abbreviations import expand
from corpus.gazetteer.bodies import issuer_from_name
from corpus.gazetteer.document_types import document_type, document_types, type_of_code
from corpus.gazetteer.fields import field_of_unit, fields_of_subject, fields_of_work
from corpus.gazetteer.laws import Law, law_title_at, law_titled, laws_titled
from corpus.gazetteer.places import province

__all__ = [
    "Law",
    "document_type",
    "document_types",
    "expand",
    "field_of_unit",
    "fields_of_subject",
    "fields_of_work",
    "issuer_from_name",
    "law_title_at",
    "law_titled",
    "laws_titled",
    "province",
    "type_of_code",
]
