"""An interface that gives people's rows as JSON: a token endpoint, and lists in every kind of page.

Everything is real but the data: it is asked over a socket, and it answers over one.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from app.connectors.http.schemas import Configuration
from tests.support.answering import Came, Machine, Reply, answering, said

TOKEN = "a-token-of-this-hour"
SECRET = "s3cret+with/signs:in it"
CLIENT = "daylight:portal"
SIZE = 3


def row(number: int, person: str = "E1001", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "employee": {"number": person},
        "day": f"2026-11-{number % 28 + 1:02}",
        "reason": "A",
        "hours": 7.5,
    } | more


@dataclass
class Interface:
    """``rows`` are given in pages of three; ``turns`` are answers that come first, in turn."""

    rows: list[dict[str, Any]] = field(default_factory=lambda: [row(each) for each in range(8)])
    turns: list[Reply] = field(default_factory=list)
    token: Reply | None = None
    open: bool = False
    machine: Machine = field(default_factory=Machine)

    def reply(self, came: Came) -> Reply:
        if came.path == "/token":
            return self.token if self.token is not None else self._token(came)
        if not self.open and came.headers.get("authorization") != f"Bearer {TOKEN}":
            return said(b"no", 401)
        if self.turns:
            return self.turns.pop(0)
        return self._list(came)

    def _token(self, came: Came) -> Reply:
        form = parse_qs(came.body.decode())
        pair = b64decode(came.headers.get("authorization", "").removeprefix("Basic ")).decode()
        named = pair == "daylight%3Aportal:s3cret%2Bwith%2Fsigns%3Ain+it" or (
            form.get("client_id") == [CLIENT] and form.get("client_secret") == [SECRET]
        )
        if not named or form["grant_type"] != ["client_credentials"]:
            return said(b'{"error": "invalid_client"}', 401)
        return as_json({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300})

    def _list(self, came: Came) -> Reply:
        style, start = came.path.split("/")[1], int(came.query.get("from", "0"))
        if style == "page":
            start = (int(came.query["page"]) - 1) * SIZE
        some, on = self.rows[start : start + SIZE], start + SIZE
        onward = f"{came.path}?from={on}" if on < len(self.rows) else None
        if style == "link-header":
            return as_json(some, **({"Link": f'<{onward}>; rel="next"'} if onward else {}))
        if style == "none":
            return as_json({"data": {"items": self.rows}})
        cursor = str(on) if onward else None
        return as_json({"data": {"items": some}, "next": onward, "cursor": cursor})


PAGING: dict[str, dict[str, Any]] = {
    "none": {"by": "none"},
    "link-header": {"by": "link-header"},
    "link": {"by": "link", "field": "next"},
    "cursor": {"by": "cursor", "field": "cursor", "parameter": "from"},
    "page": {"by": "page", "parameter": "page"},
}


def as_json(what: Any, status: int = 200, **headers: str) -> list[bytes | float]:
    return said(json.dumps(what).encode(), status, Content_Type="application/json", **headers)


def listed(style: str = "none", **more: Any) -> dict[str, Any]:
    """A table of a configuration that is asked for in a kind of page."""
    return {
        "name": "absences",
        "title": "Absences",
        "path": f"/{style}/people/{{employee_id}}",
        "rows": "" if style == "link-header" else "data.items",
        "person_field": "employee.number",
        "key_field": "id",
        "at_field": "day",
        "columns": {
            "day": {"title": "Day"},
            "reason": {"title": "Reason", "codes": {"A": "leave"}},
        },
        "paging": PAGING[style],
    } | more


def configured(url: str, *tables: dict[str, Any], **more: Any) -> Configuration:
    """A configuration that asks the interface at an address as a client of it."""
    given = {
        "name": "hr",
        "title": "Human resources",
        "kind": "http",
        "run_by": "HR systems",
        "practices": ["absence-records"],
        "base_url": url,
        "allowed_hosts": ["127.0.0.1"],
        "auth": {"by": "client", "token_url": f"{url}/token", "client_id": CLIENT},
        "secret": SECRET,
        "tables": list(tables) or [listed()],
    }
    return Configuration.model_validate(given | more)


@contextmanager
def interface(**more: Any) -> Iterator[Interface]:
    """An interface on a port of this machine."""
    one = Interface(**more)
    with answering(one.reply) as machine:
        one.machine = machine
        yield one
