"""Values as JSON has them: pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.identity.held.schemas import Value


def plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """The values as JSON has them: moments in UTC and days as ISO 8601 writes them."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
