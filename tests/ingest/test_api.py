"""The door for sources: what it takes, and every refusal with its place and no row written."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import func, select

from app.access_log import queries
from app.access_log.models import Entry, Event, RefusedBatch
from app.core import clock
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.db.session import reading
from tests.support.cast import Cast

JSON, NDJSON = "application/json", "application/x-ndjson"
CLOUD = "application/cloudevents-batch+json"
DOOR = "/api/v1/access-events"
Send = Callable[..., Response]


def an_event(**fields: Any) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": str(new_id()),
        "occurred_at": clock.now().isoformat(),
        "accessor": {"id": "E1005", "kind": "person"},
        "subjects": ["E1001"],
        "action": "view",
        "system": "hr-core",
        "categories": ["absence"],
        "purpose": "return-to-work",
    }
    return {name: value for name, value in (described | fields).items() if value is not ...}


def rows() -> tuple[int, int]:
    with reading() as session:
        dialects.set_local(session, "daylight.reader", "log")
        return (
            session.exec(select(func.count()).select_from(Event)).one(),
            session.exec(select(func.count()).select_from(Entry)).one(),
        )


def test_a_batch_is_accepted_and_at_once_on_the_subjects_page(send: Send, cast: Cast) -> None:
    full = an_event(
        accessor={
            "id": "E1005",
            "name": "Somebody else",
            "role": "HR adviser",
            "unit": "HR",
            "organisation": "Northfold Energy",
            "kind": "person",
        },
        case="HR-2207",
        count=3,
        data={"from": "2026-01-01", "to": "2026-11-19", "place": "home", "hours": "in"},
    )
    answer = send({"events": [full, an_event(subjects=["E1001", "E1002"])]})

    assert answer.status_code == 201
    assert answer.json() == {"accepted": 2, "duplicates": 0, "first_index": 0, "last_index": 2}
    with reading() as session:
        looks = queries.entries_about(session, cast.amara)
    assert [look.seq for look in looks] == [1, 0]
    assert looks[1].accessor.name == "Helen Marsh"
    assert (looks[1].case, looks[1].count) == ("HR-2207", 3)
    assert looks[1].data == full["data"]


def test_all_duplicates_are_answered_200_with_the_indexes_they_have(send: Send) -> None:
    event = an_event()
    assert send([event, event]).json()["duplicates"] == 1
    send([an_event()])

    again = send([event])

    assert again.status_code == 200
    assert again.json() == {"accepted": 0, "duplicates": 1, "first_index": 0, "last_index": 0}


def test_the_three_content_types_say_the_same(send: Send) -> None:
    lines = (
        b"\n\n" + json.dumps(an_event()).encode() + b"\r\n  \n" + json.dumps(an_event()).encode()
    )
    assert send(lines, NDJSON).status_code == 201
    assert send([an_event()], "application/json; charset=utf-8").status_code == 201
    event = an_event()
    envelope = {
        "specversion": "1.0",
        "type": "access",
        "source": "hr-core",
        "id": event.pop("id"),
        "time": event.pop("occurred_at"),
        "data": event,
    }
    assert send([envelope], CLOUD).status_code == 201
    assert rows() == (4, 4)


good = json.dumps(an_event()).encode()
deep = b"[" * 100_000
nested = b'{"events":[' + b'{"a":' * 63 + b"1" + b"}" * 63 + b"]}"


def fields(**changed: Any) -> bytes:
    return json.dumps([an_event(**changed)]).encode()


REFUSED: dict[str, tuple[int, str, bytes, int | None, str | None]] = {
    "malformed": (400, JSON, b'{"events": [', None, None),
    "cut short": (400, JSON, b'{"events": [' + good[:-5], None, None),
    "trailing comma": (400, JSON, b"[" + good + b",]", None, None),
    "text after it": (400, JSON, b"[" + good + b"] x", None, None),
    "a number": (400, JSON, b"7", None, None),
    "an array of numbers": (400, JSON, b"[" + good + b",7]", 2, None),
    "an array of arrays": (400, JSON, b"[[" + good + b"]]", 1, None),
    "empty body": (400, JSON, b"", None, None),
    "bad first line": (400, NDJSON, b"nope\n" + good + b"\n" + good, 1, None),
    "bad middle line": (400, NDJSON, good + b"\n\n{\n" + good, 3, None),
    "bad last line": (400, NDJSON, good + b"\n" + good + b'\n{"id":', 3, None),
    "a raw NUL": (400, NDJSON, good + b"\n" + good.replace(b"view", b"vi\0w"), 2, None),
    "BOM": (400, JSON, b"\xef\xbb\xbf[" + good + b"]", 1, None),
    "BOM in lines": (400, NDJSON, b"\xef\xbb\xbf" + good, 1, None),
    "UTF-16": (400, JSON, ("[" + good.decode() + "]").encode("utf-16"), 1, None),
    "UTF-16 without BOM": (400, JSON, ("[" + good.decode() + "]").encode("utf-16-le"), None, None),
    "not UTF-8": (400, NDJSON, good.replace(b"hr-core", b"hr-\xff"), 1, None),
    "duplicate member": (400, JSON, b"[" + good[:-1] + b',"id":"x"}]', 1, None),
    "duplicate inside": (
        400,
        JSON,
        b"[" + good.replace(b'"kind"', b'"id":"E1","kind"') + b"]",
        1,
        None,
    ),
    "duplicate outside": (400, JSON, b'{"events":[],"events":[' + good + b"]}", None, None),
    "NaN": (400, NDJSON, good[:-1] + b',"count":NaN}', 1, None),
    "depth 100,000": (400, JSON, deep, 1, None),
    "depth 100,000 in a line": (400, NDJSON, good + b"\n" + deep, 2, None),
    "depth 65": (400, JSON, nested, 1, None),
    "depth 65 in a line": (400, NDJSON, b'{"a":' * 65 + b"1" + b"}" * 65, 1, None),
    "depth 64, which can be read": (422, NDJSON, b'{"a":' * 64 + b"1" + b"}" * 64, 1, "id"),
    "9 MiB": (413, JSON, b"[" + b" " * (9 << 20) + b"]", None, None),
    "too many events": (413, NDJSON, b"{}\n" * 10_001, None, None),
    "too many pairs": (
        413,
        NDJSON,
        b"\n".join(
            json.dumps(an_event(subjects=[f"E{n}" for n in range(9_000)])).encode()
            for _ in range(3)
        ),
        None,
        None,
    ),
    "wrong type": (415, "text/plain", good, None, None),
    "other charset": (415, "application/json; charset=latin-1", b"[" + good + b"]", None, None),
    "empty batch": (422, JSON, b'{"events":[]}', None, "events"),
    "empty lines": (422, NDJSON, b"\n\n", None, "events"),
    "unknown member": (422, JSON, b'{"events":[' + good + b'],"more":1}', None, "more"),
    "no events": (422, JSON, b"{}", None, "events"),
    "unknown field": (422, JSON, fields(colour="red"), 1, "colour"),
    "missing purpose": (422, JSON, fields(purpose=...), 1, "purpose"),
    "empty purpose": (422, JSON, fields(purpose=""), 1, "purpose"),
    "unknown employee": (422, JSON, fields(subjects=["E1001", "E9999"]), 1, "subjects.1"),
    "repeated subject": (422, JSON, fields(subjects=["E1001", "E1001"]), 1, "subjects"),
    "no subject": (422, JSON, fields(subjects=[]), 1, "subjects"),
    "count 0": (422, JSON, fields(count=0), 1, "count"),
    "count true": (422, JSON, fields(count=True), 1, "count"),
    "count 1.5": (422, JSON, fields(count=1.5), 1, "count"),
    "unknown action": (422, JSON, fields(action="peek"), 1, "action"),
    "long id": (422, JSON, fields(id="x" * 129), 1, "id"),
    "number as id": (422, JSON, fields(id=7), 1, "id"),
    "no zone": (422, JSON, fields(occurred_at="2026-11-19T15:05:00"), 1, "occurred_at"),
    "Unix time": (422, JSON, fields(occurred_at=1_700_000_000), 1, "occurred_at"),
    "no such day": (422, JSON, fields(occurred_at="2026-02-30T15:05:00Z"), 1, "occurred_at"),
    "year 0000": (422, JSON, fields(occurred_at="0000-01-01T00:00:00Z"), 1, "occurred_at"),
    "future": (
        422,
        JSON,
        fields(occurred_at=(clock.now() + timedelta(hours=1)).isoformat()),
        1,
        "occurred_at",
    ),
    "NUL": (422, JSON, fields(purpose="a\0b"), 1, "purpose"),
    "NUL in the accessor": (
        422,
        JSON,
        fields(accessor={"id": "E1\0", "kind": "person"}),
        1,
        "accessor.id",
    ),
    "lone surrogate": (422, JSON, fields(purpose="\ud800"), 1, "purpose"),
    "accessor without kind": (422, JSON, fields(accessor={"id": "E1005"}), 1, "accessor.kind"),
    "unknown in the accessor": (
        422,
        JSON,
        fields(accessor={"id": "E1", "kind": "person", "x": 1}),
        1,
        "accessor.x",
    ),
    "bad place": (422, JSON, fields(data={"place": "moon"}), 1, "data.place"),
    "bad day": (422, JSON, fields(data={"from": "2026-1-1"}), 1, "data.from"),
    "third line": (
        422,
        NDJSON,
        good + b"\n\n" + json.dumps(an_event(purpose="")).encode(),
        3,
        "purpose",
    ),
    "foreign source": (
        403,
        CLOUD,
        b'[{"specversion":"1.0","type":"a","source":"payroll","id":"1","data":{}}]',
        1,
        "source",
    ),
    "wrapped envelopes": (400, CLOUD, b'{"events":[]}', None, None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_batch_is_refused_whole_with_its_place(send: Send, name: str) -> None:
    status, kind, body, line, field = REFUSED[name]

    answer = send(body, kind)

    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status), problem
    assert answer.headers["content-type"] == "application/problem+json"
    first = problem["errors"][0] if problem["errors"] else {}
    assert (first.get("line"), first.get("field")) == (line, field), problem
    assert rows() == (0, 0)
    with reading() as session:
        kept = session.exec(select(RefusedBatch)).all()
    assert [batch.status for batch in kept] == [status]
    assert send([an_event()]).status_code == 201
    assert rows() == (1, 1)


def test_a_known_id_with_another_body_is_409_at_its_line(send: Send) -> None:
    event = an_event()
    assert send([event]).status_code == 201

    answer = send([an_event(), event | {"purpose": "payroll"}])

    assert answer.status_code == 409
    assert (answer.json()["errors"][0]["line"], answer.json()["errors"][0]["field"]) == (2, "id")
    assert rows() == (1, 1)
    twice = an_event()
    assert send([twice, twice | {"count": 2}]).status_code == 409
    assert send([event]).status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer dls_x", "Basic abc", "Bearer " + "x" * 5000]
)
def test_without_a_key_nothing_is_read(client: TestClient, send: Send, header: str) -> None:
    answer = client.post(DOOR, content=b"{", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert send([an_event()]).status_code == 201


@pytest.mark.parametrize("body", [b'{"\\ud800":1}', b'{"events":[{"\\ud800":1}]}'])
def test_half_a_surrogate_pair_in_a_name_is_422(send: Send, body: bytes) -> None:
    assert send(body).status_code == 422
    assert send({"events": [an_event()]}).status_code == 201


def test_a_compressed_body_is_415(send: Send) -> None:
    assert send([an_event()], **{"Content-Encoding": "gzip"}).status_code == 415
    assert send([an_event()], **{"Content-Encoding": "identity"}).status_code == 201


def test_a_heartbeat_counts_what_came_and_what_is_missing(send: Send) -> None:
    door = "/api/v1/heartbeats"
    send([an_event(), an_event()])
    until = clock.now().isoformat()

    answer = send({"covers_until": until, "events_sent": 3}, door=door)

    assert (answer.status_code, answer.json()) == (200, {"received": 2, "missing": 1})
    assert send({"covers_until": until, "events_sent": 2}, door=door).status_code == 409
    assert send({"covers_until": until, "events_sent": -1}, door=door).status_code == 422
    assert send({"covers_until": until}, door=door).status_code == 422
    assert send(b"[]", door=door).status_code == 400
    assert send({"covers_until": until, "events_sent": 2}, "text/plain", door).status_code == 415
    assert send({"covers_until": until, "events_sent": 3}, door=door).status_code == 200


def test_the_description_names_the_doors(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()

    assert set(described["paths"]) >= {DOOR, "/api/v1/heartbeats"}
    assert "ReportedAccess" in described["components"]["schemas"]
