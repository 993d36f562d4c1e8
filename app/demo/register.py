"""Northfold Energy's register, its dates moved to the demo's own day."""

import re
from datetime import date, timedelta
from pathlib import Path

FILE = Path(__file__).parent / "data" / "register.yaml"
WRITTEN_ON = date(2026, 11, 20)
_DATE = re.compile(rb"\b\d{4}-\d{2}-\d{2}\b")


def as_of(today: date) -> bytes:
    """The register file as if it had been written today: every date moved by whole days."""
    moved = today - WRITTEN_ON
    return _DATE.sub(lambda found: _later(found[0], moved), FILE.read_bytes())


def _later(written: bytes, by: timedelta) -> bytes:
    return (date.fromisoformat(written.decode()) + by).isoformat().encode()
