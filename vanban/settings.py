"""Settings: flags, then VANBAN_* variables, then vanban.toml in the archive, then defaults. Read once, at start."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from corpus.errors import InputError

FILE = "vanban.toml"
PREFIX = "VANBAN_"
# Read outside of this model, and therefore not unknown: the language of messages.
_ELSEWHERE = {"VANBAN_LANG"}


class Settings(BaseModel):
    """All that can be set. `labels` None reads everything; times are in seconds, sizes in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    archive: Path = Path("archive")
    engine: Literal["embedded", "elasticsearch"] = "embedded"
    encoder: str = "static"
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
    elasticsearch_ca: Path | None = None
    elasticsearch_index: str = "vanban"


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
    unknown = sorted(
        name
        for name in os.environ
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in Settings.model_fields and name not in _ELSEWHERE
    )
    if unknown:
        raise InputError(
            f"{unknown[0]}: unknown setting; known are {', '.join(PREFIX + key.upper() for key in Settings.model_fields)}"
        )
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
    return f"{key} ({origins.get(key, 'flag')}): {first['msg']}"
