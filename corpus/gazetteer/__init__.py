"""What is known beforehand, as data files: types, bodies, places, abbreviations, fields of work."""

from corpus.gazetteer.abbreviations import expand
from corpus.gazetteer.bodies import issuer_from_name
from corpus.gazetteer.document_types import document_type, document_types, type_of_code
from corpus.gazetteer.fields import fields_of_subject, fields_of_work
from corpus.gazetteer.places import province

__all__ = [
    "document_type",
    "document_types",
    "expand",
    "fields_of_subject",
    "fields_of_work",
    "issuer_from_name",
    "province",
    "type_of_code",
]
