"""The parameters of the API's addresses, for its OpenAPI document and for checking them.

A parameter that an address does not have is refused, as Elasticsearch does: `isuer=…` left out in silence would give
an answer to another question. (Pages ignore unknown ones: messengers add their own to addresses that are shared.)
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ModelWrapValidatorHandler, StringConstraints, model_validator

from indexer.engines.engine import Sort
from search_api.answer import FACETS, MOST_CHARACTERS, MOST_LIMIT, MOST_WINDOW, Direction, Mode

MOST_PREFIX = 200
_ID = "^[a-z2-7]{12}$"
_VERSION = "^[0-9a-f]{64}$"
_FACET = "|".join(FACETS)
Year = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}|[0-9]{4}\.\.([0-9]{4})?|\.\.[0-9]{4}|none)$")]


class Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DocumentPath(Parameters):
    id: str = Field(pattern=_ID, description="Identity of the document.", json_schema_extra={"example": "k7x2m4qp5t3w"})


class SuggestParameters(Parameters):
    q: str = Field("", max_length=MOST_CHARACTERS, description="What stands in the box so far, marked or not.")


class FacetPath(Parameters):
    field: Literal["issuer", "year", "type", "level", "field", "signer"] = Field(description="The facet.")


class QuestionParameters(Parameters):
    """A question. Described here; `search_api.parameters` reads it, for API, pages and command alike."""

    q: str = Field(
        "",
        max_length=MOST_CHARACTERS,
        description='The question; "phrases", -exclusions and operators as in the manual. Empty: everything, newest first.',
    )
    issuer: list[str] = Field(
        [], description="Issuers: a facet's value, or a name, marked or not; `none`: unknown. Repeat for several."
    )
    type: list[str] = Field([], description="Types, by code or name.")
    year: list[Year] = Field([], description="2019, 2019..2023, 2019.., ..2023 or none.")
    level: list[str] = Field([], description="central, province, district, commune, unit, enterprise or none.")
    field: list[str] = Field([], description="Fields of work.")
    signer: list[str] = Field([], description="Signers.")
    symbol: list[str] = Field([], description="Symbols, as UBND-NC.")
    number: list[str] = Field([], description="Numbers, as 214/UBND-NC.")
    lineage: Literal["0", "1"] = Field(
        "0", description="1: each issuer stands for the bodies that it came from and became as well; a note names them."
    )
    literal: Literal["0", "1"] = Field(
        "0", description="1: exactly what was typed; no slips mended, no years, bodies, citations or other names recognised."
    )
    mode: Mode = Field(Mode.HYBRID, description="By words and meaning, or one of the two alone.")

    @model_validator(mode="wrap")
    @classmethod
    def _as_given(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Values are left to `search_api.parameters`, which takes empty ones as forms send them; names are checked."""
        if unknown := sorted(set(value) - set(cls.model_fields)):
            return handler(dict.fromkeys(unknown))
        return cls.model_construct()


class SearchParameters(QuestionParameters):
    sort: Sort | None = Field(None, description="Without it: relevance, or newest where there is no question.")
    limit: int = Field(10, ge=0, le=MOST_LIMIT)
    offset: int = Field(0, ge=0, le=MOST_WINDOW, description=f"offset + limit is at most {MOST_WINDOW}.")
    facets: str | None = Field(
        None,
        pattern=f"^(none|({_FACET})(,({_FACET}))*)$",
        description="Facets to count, joined by commas; `none` for none; all of them by default.",
    )


class FacetParameters(QuestionParameters):
    prefix: str = Field("", max_length=MOST_PREFIX, description="Keeps the values of which a word begins so, marked or not.")
    limit: int = Field(MOST_LIMIT, ge=0, le=MOST_LIMIT, description="Values at most; chosen ones come besides.")


class SimilarParameters(Parameters):
    limit: int = Field(10, ge=1, le=MOST_LIMIT, description="At most so many, earlier and later each.")
    direction: Direction | None = Field(None, description="Only the earlier, or only the later ones.")


class CitationsParameters(Parameters):
    as_of: str | None = Field(
        None, max_length=10, description="The status as it stood then, and what was issued by then: 2023-03-16, 2023-03 or 2023."
    )
    limit: int = Field(20, ge=0, le=MOST_LIMIT, description="Citing documents at most.")
    offset: int = Field(0, ge=0, le=MOST_WINDOW, description="Citing documents to leave out.")


class VersionParameters(Parameters):
    version: str | None = Field(None, pattern=_VERSION, description="SHA-256 of a version; the newest by default.")


class CompareParameters(Parameters):
    a: str | None = Field(None, pattern=_ID, description="Identity of the one document.")
    b: str | None = Field(None, pattern=_ID, description="Identity of the other one.")
    va: str | None = Field(None, pattern=_VERSION, description="SHA-256 of a version of `a`; the newest by default.")
    vb: str | None = Field(None, pattern=_VERSION, description="SHA-256 of a version of `b`; the newest by default.")
    version: str | None = Field(
        None, pattern=_VERSION, description="SHA-256 of a version of `a`, to be compared with its newest; without `b`."
    )


class NoParameters(Parameters):
    """Addresses that take none."""
