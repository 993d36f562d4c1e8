"""How a person's rows are asked for, and what an answer says: pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

from app.connectors.http.paging.rules import Walk
from app.connectors.http.paging.schemas import ByCursor, ByLink, ByLinkHeader, ByNumber
from app.connectors.http.schemas import PLACEHOLDER, Listed
from app.connectors.rows.rules import at, label
from app.connectors.schemas import Asked, SourceError
from app.core.language import gettext as _

DEEPEST = 64
MOST_THINGS = 1_000_000  # lists and objects in one answer
_BRACKETS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.DOTALL)
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")


@dataclass(frozen=True)
class Place:
    """From where the rest goes on: table and asking of it, and how far its list was walked."""

    table: int = 0
    asking: int = 0
    walk: Walk = Walk()  # noqa: RUF009 - frozen


def written(place: Place) -> str:
    return json.dumps(asdict(place), separators=(",", ":"))


def read(after: str | None) -> Place:
    """The place that was written. SourceError if it is none."""
    if after is None:
        return Place()
    try:
        found = json.loads(after)
        place = Place(found["table"], found["asking"], Walk(**found["walk"]))
    except (ValueError, TypeError, KeyError) as unreadable:
        raise _no_place() from unreadable
    numbers = (place.table, place.asking, place.walk.pages, place.walk.reach, place.walk.steps)
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise _no_place()
    if place.walk.place is not None and not isinstance(place.walk.place, str):
        raise _no_place()
    return place


def _no_place() -> SourceError:
    return SourceError(_("The place to go on from is not known any more."), again=False)


def askings(listed: Listed, asked: Asked) -> list[dict[str, str]]:
    """What stands in for the braces: once, or once for each address she is known by."""
    own = {"employee_id": asked.employee_id}
    if "email" not in listed.placeholders:
        return [own]
    emails = dict.fromkeys(each.strip() for each in asked.terms if _EMAIL.fullmatch(each.strip()))
    return [{**own, "email": email} for email in emails]


def url(base_url: str, listed: Listed, asked: Asked, values: Mapping[str, str], walk: Walk) -> str:
    """The address of a page. SourceError for a value that would lead elsewhere."""
    if isinstance(listed.paging, ByLink | ByLinkHeader) and walk.place is not None:
        if not walk.place.startswith("/"):
            raise _no_place()
        return "/".join(base_url.split("/")[:3]) + walk.place
    path = PLACEHOLDER.sub(lambda found: _step(values[found[1]]), listed.path)
    query = {
        name: PLACEHOLDER.sub(lambda found: values[found[1]], value)
        for name, value in listed.parameters.items()
    }
    if listed.since and asked.since:
        query[listed.since] = asked.since.isoformat()
    if listed.until and asked.until:
        query[listed.until] = asked.until.isoformat()
    query |= _page(listed, walk)
    return base_url.rstrip("/") + path + (f"?{urlencode(query, quote_via=quote)}" if query else "")


def _step(value: str) -> str:
    if value in {"", ".", ".."}:
        raise SourceError(_("This person’s number cannot stand in an address."), again=False)
    return quote(value, safe="")


def _page(listed: Listed, walk: Walk) -> dict[str, str]:
    if isinstance(listed.paging, ByNumber):
        return {listed.paging.parameter: str(listed.paging.first + walk.pages)}
    if isinstance(listed.paging, ByCursor) and walk.place is not None:
        return {listed.paging.parameter: walk.place}
    return {}


def document(body: bytes) -> Any:
    """The JSON of an answer, if it is not too deep. SourceError."""
    if not _is_flat(body):
        raise SourceError(_("The answer is nested too deeply, or has too many parts."), again=False)
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as unreadable:
        raise SourceError(_("The answer is not JSON."), again=False) from unreadable


def _no_number(_name: str) -> None:
    raise ValueError


def _is_flat(body: bytes) -> bool:
    depth = things = 0
    for found in _BRACKETS.finditer(body):
        mark = found[0]
        if mark in b"[{":
            depth, things = depth + 1, things + 1
            if depth > DEEPEST or things > MOST_THINGS:
                return False
        elif mark in b"]}":
            depth -= 1
    return True


def rows(answer: Any, listed: Listed, employee_id: str) -> Iterator[dict[str, Any]]:
    """The rows of an answer, each the person's own. SourceError if one is not."""
    found = answer
    if listed.rows:
        found = at(answer, listed.rows) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        words = _("Where the rows of “%(table)s” should be there is no list.")
        raise SourceError(words % {"table": listed.title}, again=False)
    for row in found:
        if not isinstance(row, dict):
            words = _("A row of “%(table)s” is not an object.")
            raise SourceError(words % {"table": listed.title}, again=False)
        if label(at(row, listed.person_field)) != employee_id:
            words = _(
                "The source gave a row of “%(table)s” that does not carry the number of the "
                "person asked for. Nothing of the answer was taken."
            )
            raise SourceError(words % {"table": listed.title}, again=False)
        yield row
