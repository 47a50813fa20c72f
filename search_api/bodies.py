"""The bodies of an archive, as `vanban issuers` and pages list them: counts, level, dates, other names, lineage."""

from dataclasses import dataclass

from corpus.document import Level, System
from corpus.gazetteer import issuer_from_name
from corpus.gazetteer.ancestry import parent_of
from corpus.gazetteer.lifetimes import lifetime
from corpus.gazetteer.lineage import Became, predecessors, renewals, successors
from corpus.gazetteer.own import OwnBodies
from corpus.gazetteer.spelling import spelled
from corpus.vietnamese import slug
from indexer.engines.engine import Attribute, EngineReader, Labels


@dataclass(frozen=True, slots=True)
class Body:
    """`documents`: those that the reader may see. `parent`: derived from the name, or stated by the office.

    `since`, `until`: first and last day, as far as the gazetteer knows them. `renewed`: days since which
    the same name means another territory or other work. `own`: the office added it.
    """

    id: str
    name: str
    documents: int
    level: Level | None
    system: System | None
    parent: str | None
    since: str | None
    until: str | None
    aliases: tuple[str, ...]
    symbols: tuple[str, ...]
    predecessors: tuple[Became, ...]
    successors: tuple[Became, ...]
    renewed: tuple[str, ...]
    own: bool


def bodies(reader: EngineReader, labels: Labels, own: OwnBodies, query: str = "") -> tuple[Body, ...]:
    """The bodies with documents, most first, then by id, and the office's own ones; those whose names hold the query's words."""
    counts = dict(reader.values(Attribute.ISSUER, labels))
    names = dict(reader.names(Attribute.ISSUER, list(counts), labels))
    for body in own.bodies:
        counts.setdefault(body.id, 0)
        names[body.id] = body.name
    found = [_body(id, names.get(id, id), counts[id], own) for id in sorted(counts, key=lambda id: (-counts[id], id))]
    if not slug(query):
        return tuple(found)
    id, wanted = issuer_from_name(query, own=own).id, {slug(query), slug(spelled(query))}
    return tuple(body for body in found if body.id.split("--")[0] == id or _holds(body, wanted))


def _body(id: str, name: str, documents: int, own: OwnBodies) -> Body:
    plain = name.partition(" (")[0] if "--" in id else name
    issuer, added = issuer_from_name(plain, own=own), own.named(plain)
    since, until = lifetime(plain, own)
    return Body(
        id=id,
        name=name,
        documents=documents,
        level=issuer.level,
        system=issuer.system,
        parent=parent_of(plain, own),
        since=since,
        until=until,
        aliases=added.aliases if added else (),
        symbols=added.symbols if added else (),
        predecessors=predecessors(issuer.name, own),
        successors=successors(issuer.name, own),
        renewed=renewals(issuer.name, own),
        own=added is not None,
    )


def _holds(body: Body, wanted: set[str]) -> bool:
    """Whether some name of the body holds the words of one of the wanted forms, in their order."""
    for name in (body.id, *map(slug, (body.name, *body.aliases, *body.symbols))):
        for form in wanted:
            rest = iter(name.split("-"))
            if all(word in rest for word in form.split("-")):
                return True
    return False
