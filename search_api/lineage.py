"""Bodies that a chosen one came from or became: `gồm cơ quan tiền thân`. Only bodies whose documents the reader may see.

The issuer facet counts each body by itself; only the filter is widened. So a value's count is the total after choosing
that body alone, and the counts of the other facets are those under the widened filter.
"""

import re
from collections.abc import Collection, Mapping

from corpus.gazetteer import issuer_from_name
from corpus.gazetteer.lineage import relatives
from corpus.gazetteer.own import NONE, OwnBodies
from indexer.engines.engine import Attribute, EngineReader, Filter, Labels
from search_api.filters import union

_ID = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)+")


def widened(
    reader: EngineReader, filters: Mapping[Attribute, Filter], labels: Labels, own: OwnBodies, *, lineage: bool
) -> tuple[Mapping[Attribute, Filter], tuple[str, ...]]:
    """The filters, the issuers with their kin where `lineage` says so; and the names of that kin in either case."""
    chosen = filters.get(Attribute.ISSUER)
    if chosen is None:
        return filters, ()
    present = reader.values(Attribute.ISSUER, labels)
    values = {value for value in chosen.values if value is not None}
    names = reader.names(Attribute.ISSUER, values & present.keys(), labels)
    kin = kin_of({names.get(value, value) for value in values}, present, own) - values
    if not kin:
        return filters, ()
    shown = reader.names(Attribute.ISSUER, kin, labels)
    both = {**filters, Attribute.ISSUER: union(chosen, Filter(values=kin))} if lineage else filters
    return both, tuple(sorted(shown.get(value, value) for value in kin))


def kin_of(names: Collection[str], present: Collection[str], own: OwnBodies = NONE) -> frozenset[str]:
    """Those of the values present that stand for a predecessor or successor of one of these bodies."""
    found: set[str] = set()
    for name in names:
        # What no document bears may have come as an id: its letters are those of the name.
        body = issuer_from_name(name.split("--")[0].replace("-", " ") if _ID.fullmatch(name) else name, own=own)
        found |= {issuer_from_name(relative, own=own).id for relative in relatives(body.name, own)} - {body.id}
    return frozenset(found & set(present))
