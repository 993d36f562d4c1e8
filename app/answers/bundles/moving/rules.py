"""The JSON Schema (2020-12) of a table: nothing that is not in it, everything that is. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NAMES = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"))


@dataclass
class Shape:
    """What the records of a table hold, as they go by; ``columns`` are its titles and codes."""

    columns: Mapping[str, Mapping[str, Any]]
    records: int = 0
    present: Counter[str] = field(default_factory=Counter)
    types: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    uncoded: set[str] = field(default_factory=set)

    def take(self, record: Mapping[str, Any]) -> None:
        """One record more."""
        self.records += 1
        for name, value in record.items():
            self.present[name] += 1
            self.types[name].add(_type(value))
            if value is not None and value not in self._codes(name):
                self.uncoded.add(name)

    def schema(self, table: str, title: str) -> dict[str, Any]:
        """Of the whole file; a field that every record has is required."""
        fields = {name: self._field(name) for name in self.present}
        always = [name for name, times in self.present.items() if times == self.records]
        told = {
            "table": {"const": table},
            "title": {"const": title},
            "columns": _object(dict.fromkeys(self.columns, _COLUMN)),
            "records": {"type": "array", "items": _object(fields) | {"required": always}},
        }
        return {"$schema": _DIALECT, "title": title} | _object(told)

    def _field(self, name: str) -> dict[str, Any]:
        types = self.types[name]
        types -= {"integer"} if "number" in types else set()
        found: dict[str, Any] = {"type": sorted(types) if len(types) > 1 else min(types)}
        if title := self.columns.get(name, {}).get("title"):
            found["title"] = title
        if "array" in types:
            found["items"] = {"type": "string"}
        if codes := self._codes(name):
            found["description"] = "; ".join(f"{code}: {means}" for code, means in codes.items())
            if name not in self.uncoded:
                found["enum"] = [*codes, None] if "null" in types else list(codes)
        return found

    def _codes(self, name: str) -> Mapping[str, str]:
        codes: Mapping[str, str] = self.columns.get(name, {}).get("codes", {})
        return codes


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _type(value: Any) -> str:
    return next((name for kind, name in _NAMES if isinstance(value, kind)), "null")


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_COLUMN = _object(
    {
        "title": {"type": "string"},
        "codes": {"type": "object", "additionalProperties": {"type": "string"}},
    }
)
