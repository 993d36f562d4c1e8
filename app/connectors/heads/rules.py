"""A configuration taken apart into what may be read and what is sealed, and put together again."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import SecretStr

from app.connectors.heads.schemas import Head

H = TypeVar("H", bound=Head)
_IN_ITS_PLACE = None


def parted(configuration: Head) -> tuple[dict[str, Any], dict[str, str]]:
    """What may be read, with nothing where a secret stood, and the secrets by their places."""
    public: dict[str, Any] = configuration.model_dump(mode="json")
    secrets: dict[str, str] = {}
    _take_out(public, configuration.model_dump(mode="python"), "", secrets)
    return public, secrets


def joined(kind: type[H], public: Mapping[str, Any], secrets: Mapping[str, str]) -> H:
    """The configuration as it was. Raises ValidationError if the kind has become another."""
    whole: dict[str, Any] = json.loads(json.dumps(public))
    for place, secret in secrets.items():
        *path, last = place.split("/")
        at: Any = whole
        for step in path:
            at = at[_step(at, step)]
        at[_step(at, last)] = secret
    return kind.model_validate_json(json.dumps(whole), strict=True)


def _take_out(public: Any, whole: Any, place: str, secrets: dict[str, str]) -> None:
    pairs = whole.items() if isinstance(whole, dict) else enumerate(whole)
    for step, value in pairs:
        here = f"{place}/{step}".removeprefix("/")
        if isinstance(value, SecretStr):
            secrets[here] = value.get_secret_value()
            public[step] = _IN_ITS_PLACE
        elif isinstance(value, dict | list | tuple):
            _take_out(public[step], value, here, secrets)


def _step(at: Any, step: str) -> str | int:
    return int(step) if isinstance(at, list) else step
