"""Bodies that an office adds to the gazetteer: its own units, boards and enterprises, under all the names it uses for them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus.document import Issuer, Level, System
from corpus.gazetteer.spelling import spelled
from corpus.vietnamese import fold, slug


@dataclass(frozen=True, slots=True)
class OwnBody:
    """As the office states it. `name` is shown as it stands; `since` and `until` are ISO days, the first and the last.

    `successors`: names of the bodies that took over from it. `symbols`: what stands for it in numbers.
    """

    name: str
    aliases: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    level: Level | None = None
    system: System | None = None
    parent: str | None = None
    since: str | None = None
    until: str | None = None
    successors: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class OwnBodies:
    """An office's bodies, by every name and symbol; a value that is handed on, to reading processes too. Empty by default."""

    bodies: tuple[OwnBody, ...] = ()
    _names: dict[str, OwnBody] = field(init=False, repr=False, compare=False)
    _symbols: dict[str, OwnBody | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names: dict[str, OwnBody] = {}
        symbols: dict[str, OwnBody | None] = {}
        for body in self.bodies:
            for name in (body.name, *body.aliases):
                names.setdefault(name_key(name), body)
                names.setdefault(slug(name), body)
            for symbol in body.symbols:  # a symbol of two bodies says nothing
                symbols[fold(symbol)] = body if symbols.get(fold(symbol), body) == body else None
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_symbols", symbols)

    def __bool__(self) -> bool:
        return bool(self.bodies)

    def named(self, name: str) -> OwnBody | None:
        """The body of that name or alias, marked or not, in any of its spellings."""
        if not self.bodies or not slug(name):
            return None
        return self._names.get(slug(name)) or self._names.get(name_key(name))

    def of_symbol(self, parts: Iterable[str]) -> OwnBody | None:
        """The one body whose symbol is among the parts of a document's symbol; None where that leaves a choice."""
        found = {id(body): body for part in parts if (body := self._symbols.get(fold(part)))}
        return next(iter(found.values())) if len(found) == 1 else None

    def adopted(self, issuers: tuple[Issuer, ...]) -> tuple[Issuer, ...]:
        """The issuers, those that are one of these bodies under its own name, id, level and system; each once."""
        if not self.bodies:
            return issuers
        settled = [self.adopt(issuer) for issuer in issuers]
        return tuple({issuer.id: issuer for issuer in reversed(settled)}[id] for id in dict.fromkeys(i.id for i in settled))

    def adopt(self, issuer: Issuer) -> Issuer:
        """One issuer as `adopted` has it; what the office does not state stays as it was."""
        body = self.named(issuer.name) or self._names.get(issuer.id)
        if body is None:
            return issuer
        return Issuer(body.id, body.name, body.level or issuer.level, body.system or issuer.system, issuer.parent)


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return slug(spelled(name))


NONE = OwnBodies()
