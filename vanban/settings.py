"""Settings: flags, then VANBAN_* variables, then vanban.toml in the archive, then defaults. Read once, at start."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError

from corpus.correcting import iso_date
from corpus.document import Level, System
from corpus.errors import InputError
from corpus.gazetteer.own import OwnBodies, OwnBody
from corpus.vietnamese import clean, slug

FILE = "vanban.toml"
PREFIX = "VANBAN_"
ONLY_IN_FILE = {"issuers"}
"""Settings that are tables: vanban.toml alone has them."""
# Read outside of this model, and therefore not unknown: the language of messages.
_ELSEWHERE = {"VANBAN_LANG"}


def _day(text: str) -> str:
    try:
        return iso_date(text)
    except ValueError:
        raise ValueError(f"{text!r} is no date; accepted are 2023-03-16, 16/3/2023, 2023-03 and 2023") from None


def _named(text: str) -> str:
    """On one line, without the signs that steer a terminal."""
    text = " ".join(clean(text).replace("\x7f", "").split())
    if not slug(text):
        raise ValueError(f"{text!r} has no letter")
    return text


_Day = Annotated[str, AfterValidator(_day)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300), AfterValidator(_named)]


class OwnIssuer(BaseModel):
    """One `[[issuers]]` table of vanban.toml: a body that the office adds to the gazetteer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Name
    aliases: tuple[_Name, ...] = ()
    symbols: tuple[_Name, ...] = ()
    level: Level | None = None
    system: System | None = None
    parent: _Name | None = None
    since: _Day | None = None
    until: _Day | None = None
    successors: tuple[_Name, ...] = ()

    def body(self) -> OwnBody:
        return OwnBody(**{name: getattr(self, name) for name in OwnIssuer.model_fields})


class Settings(BaseModel):
    """All that can be set. `labels` None reads everything; times are in seconds, sizes in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    archive: Path = Path("archive")
    originals: str | None = None
    originals_endpoint: str | None = None
    engine: Literal["embedded", "elasticsearch"] = "embedded"
    encoder: str = "static"
    encoder_question_prompt: str | None = None
    encoder_passage_prompt: str | None = None
    encoder_segmented: bool | None = None
    encoder_floor: float | None = Field(None, ge=-1, le=1)
    reranker: str | None = None
    workers: int = Field(default_factory=lambda: min(8, os.cpu_count() or 1), ge=0, le=64)
    read_seconds: float = Field(60.0, gt=0)
    ocr: Literal["auto", "never", "always"] = "auto"
    ocr_seconds: float = Field(60.0, gt=0)
    read_memory: int = Field(2 * 1024**3, ge=256 * 1024**2)
    wait: float = Field(10.0, ge=0)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    threads: int = Field(8, ge=1, le=256)
    labels: str | None = None
    elasticsearch_url: str | None = None
    elasticsearch_api_key: SecretStr | None = None
    elasticsearch_user: str | None = None
    elasticsearch_password: SecretStr | None = None
    elasticsearch_api_key_file: Path | None = None
    elasticsearch_password_file: Path | None = None
    elasticsearch_ca: str | None = None
    elasticsearch_index: str = "vanban"
    elasticsearch_shards: int = Field(1, ge=1, le=1024)
    elasticsearch_replicas: int | None = Field(None, ge=0, le=10)
    elasticsearch_vectors: Literal["flat", "hnsw"] = "flat"
    elasticsearch_refresh: str = Field("-1", pattern=r"^(-1|\d{1,5}(ms|s|m))$")
    elasticsearch_timeout: float = Field(10.0, gt=0, le=600)
    elasticsearch_retries: int = Field(3, ge=0, le=20)
    issuers: tuple[OwnIssuer, ...] = ()

    def own(self) -> OwnBodies:
        """The office's bodies as the gazetteer takes them."""
        return OwnBodies(tuple(body.body() for body in self.issuers))


def load(flags: Mapping[str, Any]) -> tuple[Settings, Mapping[str, str]]:
    """The settings, and for each key where its value came from: "flag", "VANBAN_…", "vanban.toml" or "default".

    Raises InputError naming the key and what is accepted.
    """
    given = {key: value for key, value in flags.items() if value is not None}
    variables = _variables()
    archive = Path(given.get("archive") or variables.get("archive") or Settings.model_fields["archive"].default)
    file = _file(archive / FILE)
    layers = (
        (given, lambda _: "flag"),
        (variables, lambda key: PREFIX + key.upper()),
        (file, lambda _: FILE),
    )
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for layer, origin in layers:
        for key, value in layer.items():
            if key not in values:
                values[key] = value
                origins[key] = origin(key)
    try:
        return Settings(**values), origins
    except ValidationError as error:
        raise InputError(_sentence(error, origins)) from None


def _variables() -> dict[str, Any]:
    known = [key for key in Settings.model_fields if key not in ONLY_IN_FILE]
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in known and name not in _ELSEWHERE
    )
    if unknown:
        raise InputError(f"{unknown[0]}: unknown setting; known are {', '.join(PREFIX + key.upper() for key in known)}")
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(PREFIX) and name not in _ELSEWHERE and value
    }


def _file(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read as TOML: {error}") from None
    unknown = sorted(key for key in content if key not in Settings.model_fields or key == "archive")
    if unknown:
        known = ", ".join(key for key in Settings.model_fields if key != "archive")
        raise InputError(f"{path}: unknown setting {unknown[0]!r}; known are {known}")
    return content


def _sentence(error: ValidationError, origins: Mapping[str, str]) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    key = str(first["loc"][0]) if first["loc"] else "settings"
    if len(first["loc"]) > 1:  # the place in a table: issuers, the second one, its level
        within = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"][1:])
        return f"{key} {within} ({origins.get(key, 'flag')}): {first['msg']}"
    return f"{key} ({origins.get(key, 'flag')}): {first['msg']}"
