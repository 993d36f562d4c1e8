"""Checking a document against a JSON Schema, strictly: a keyword that is not known is a fault."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

SAID = {"title", "description", "default", "$defs", "$schema", "$id"}
KINDS: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}


def faults(document: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> list[str]:
    """What is wrong with a document, each with its place; nothing if it keeps to the schema."""
    return list(_faults(document, schema, root or schema, "$"))


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from _faults(value, root["$defs"][name], root, at)
    for keyword, wanted in schema.items():
        if keyword in SAID or keyword == "$ref":
            continue
        yield from _CHECKS[keyword](value, wanted, root, at, schema)


def _type(value: Any, wanted: str, _root: Any, at: str, _schema: Any) -> Iterator[str]:
    if not isinstance(value, KINDS[wanted]):
        yield f"{at}: is no {wanted}"


def _properties(value: Any, wanted: Any, root: Any, at: str, _schema: Any) -> Iterator[str]:
    for name, inner in wanted.items():
        if isinstance(value, dict) and name in value:
            yield from _faults(value[name], inner, root, f"{at}.{name}")


def _required(value: Any, wanted: list[str], _root: Any, at: str, _schema: Any) -> Iterator[str]:
    yield from (f"{at}.{name}: is missing" for name in wanted if name not in value)


def _additional(value: Any, wanted: Any, _root: Any, at: str, schema: Any) -> Iterator[str]:
    assert wanted is False
    yield from (f"{at}.{name}: is not known" for name in value if name not in schema["properties"])


def _items(value: Any, wanted: Any, root: Any, at: str, _schema: Any) -> Iterator[str]:
    for number, item in enumerate(value if isinstance(value, list) else []):
        yield from _faults(item, wanted, root, f"{at}[{number}]")


def _any_of(value: Any, wanted: Any, root: Any, at: str, _schema: Any) -> Iterator[str]:
    if all(list(_faults(value, each, root, at)) for each in wanted):
        yield f"{at}: is none of what it may be"


def _enum(value: Any, wanted: list[Any], _root: Any, at: str, _schema: Any) -> Iterator[str]:
    if value not in wanted:
        yield f"{at}: is not one of {wanted}"


def _const(value: Any, wanted: Any, _root: Any, at: str, _schema: Any) -> Iterator[str]:
    if value != wanted:
        yield f"{at}: is not {wanted}"


def _pattern(value: Any, wanted: str, _root: Any, at: str, _schema: Any) -> Iterator[str]:
    if isinstance(value, str) and not re.search(wanted, value):
        yield f"{at}: does not look like {wanted}"


def _shortest(value: Any, wanted: int, _root: Any, at: str, _schema: Any) -> Iterator[str]:
    if isinstance(value, str | list) and len(value) < wanted:
        yield f"{at}: is shorter than {wanted}"


def _format(value: Any, wanted: str, _root: Any, at: str, _schema: Any) -> Iterator[str]:
    assert wanted == "date-time"
    if isinstance(value, str) and datetime.fromisoformat(value).tzinfo is None:
        yield f"{at}: has no zone"


_CHECKS = {
    "type": _type,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "items": _items,
    "anyOf": _any_of,
    "enum": _enum,
    "const": _const,
    "pattern": _pattern,
    "minLength": _shortest,
    "minItems": _shortest,
    "format": _format,
}
