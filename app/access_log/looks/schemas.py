"""The file of a person's entries: the fields of INTERFACES, in their order, and what was found."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from app.access_log.looks.views import Row
from app.core import spreadsheets

FIELDS = (
    *("index", "occurred_at", "recorded_at", "accessor", "action", "system", "categories"),
    *("purpose", "case", "source", "sentence", "flags", "state"),
    *("verdict", "reasons"),
)
Record = dict[str, Any]
_UNKNOWN: Record = dict.fromkeys(FIELDS) | {"categories": [], "flags": []}


def record(row: Row, sources: dict[Any, str]) -> Record:
    """One entry. The accessor is who the display policy lets this person see.

    ``index`` is the entry's place in the whole log, which a proof needs. It tells nothing of
    sealed entries: the places between hold everybody's entries and the log's own. Of an entry
    that is unreadable, or whose content was deleted, there is its place, its source, and a sentence
    that says so.
    """
    look, who, outcome = row.look, row.who, row.look.outcome
    if look.state != "shown":
        known = {"index": look.seq, "source": sources.get(look.source_id, ""), "state": look.state}
        return _UNKNOWN | known | {"sentence": row.sentence}
    return {
        "index": look.seq,
        "occurred_at": _instant(look.occurred_at),
        "recorded_at": _instant(look.recorded_at),
        "accessor": ", ".join(part for part in (who.name, who.beside) if part),
        "action": look.action,
        "system": look.system,
        "categories": list(look.categories),
        "purpose": look.purpose,
        "case": look.case,
        "source": sources.get(look.source_id, ""),
        "sentence": row.sentence,
        "flags": list(row.flags),
        "state": look.state,
        "verdict": outcome.verdict.value if outcome else None,
        "reasons": outcome.reasons if outcome else None,
    }


def as_json(records: Iterable[Record]) -> Iterator[bytes]:
    """One array, an entry a line."""
    before = b"[\n"
    for record_ in records:
        yield before + json.dumps(record_, ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]\n"


def as_csv(records: Iterable[Record]) -> Iterator[bytes]:
    """Comma-separated with a header line, in UTF-8 with the mark that spreadsheets look for.

    Opening the file runs nothing: ``core.spreadsheets``.
    """
    yield spreadsheets.MARK + spreadsheets.line(FIELDS)
    for record_ in records:
        yield spreadsheets.line([_text(record_[field]) for field in FIELDS])


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
