"""A source asks what is wanted of it, sends it, and says that this was all."""

import base64
import json
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session, select

from app.connectors import service as connectors
from app.connectors.models import ConnectorVersion
from app.connectors.push import queries, service
from app.connectors.push.models import ConnectorDelivery, ConnectorRecord, ConnectorRequest
from app.connectors.schemas import Asked, DocumentKind, NotYet, SourceError
from app.core.config import settings
from app.core.db.session import reading, writing
from app.core.storage import service as storage
from tests.support.connectors import AMARA, POSITIONS, a_push, a_row, ndjson
from tests.support.database import on_both

DOOR = "/api/v1/data-requests"
NDJSON = "application/x-ndjson"
REPORTS: dict[str, Any] = {
    "name": "reports",
    "title": "Reports",
    "columns": {"text": {"title": "Text"}},
    "names_others": ["text"],
}
DOCUMENT = {
    "key": "r-12",
    "kind": "pdf",
    "title": "Accident report",
    "media_type": "application/pdf",
    "at": "2026-11-02T08:15:00+01:00",
    "author": "Jo Lindqvist",
    "content_base64": base64.b64encode(b"%PDF-1.7").decode(),
}
Ask = Callable[..., Response]


@pytest.fixture
def ask(client: TestClient, key: str) -> Ask:
    def asked(
        method: str, path: str = "", body: Any = None, kind: str = "", **more: Any
    ) -> Response:
        chosen = kind or (NDJSON if path.endswith("records") else "application/json")
        headers = {"Authorization": f"Bearer {more.get('key', key)}", "Content-Type": chosen}
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        return client.request(method, DOOR + path, content=content, headers=headers)

    return asked


@pytest.fixture
def version(session: Session, key: str) -> ConnectorVersion:
    """Let go of by its session: what is read of it later must not hold the database."""
    made = a_push(session, "hr-core", tables=[POSITIONS, REPORTS])
    session.expunge(made)
    session.commit()
    return made


@pytest.fixture
def wanted(session: Session, version: ConnectorVersion) -> str:
    made = service.ask(session, version, AMARA, "REQ-1")
    session.commit()
    return f"/{made}"


def test_what_is_asked_once_is_given_when_the_source_says_it_is_all(
    ask: Ask, version: ConnectorVersion, wanted: str
) -> None:
    (request,) = ask("GET").json()["requests"]
    assert request["employee_id"] == "E1001"
    assert request["terms"] == ["Amara Okafor", "amara.okafor@example.com"]
    assert request["range"] == {"since": None, "until": None, "time_zone": "UTC"}
    assert f"/{request['id']}" == wanted
    connector = connectors.opened(version, "REQ-1")
    with pytest.raises(NotYet):
        connector.portion(AMARA, None)

    report = {"table": "reports", "key": "9", "values": {"text": "Tom called."}}
    first = ask("POST", f"{wanted}/records", ndjson(a_row("1"), a_row("2"), report))
    assert (first.status_code, first.json()["records"]) == (201, 3)
    second = ask("POST", f"{wanted}/records", ndjson(a_row("2"), {"document": DOCUMENT}))
    assert second.json() == {"accepted": 1, "duplicates": 1, "records": 4}
    with pytest.raises(NotYet):
        connector.portion(AMARA, None)
    said = ask("PUT", f"{wanted}/answer", {"complete": True, "records": 4})
    assert said.status_code == 200
    assert ask("GET").json() == {"requests": []}

    one = connector.portion(AMARA, None)
    assert [dict(row) for row in one.records[0].rows] == [a_row()["values"]] * 2
    (row,) = one.documents
    assert (row.key, row.kind, row.title) == ("reports/9", DocumentKind.RECORD, "Reports")
    assert json.loads(row.content) == {"text": "Tom called."}
    assert one.after is not None
    two = connector.portion(AMARA, one.after)
    (document,) = two.documents
    assert (document.key, document.content, document.author) == (
        "r-12",
        b"%PDF-1.7",
        DOCUMENT["author"],
    )
    assert document.at is not None
    assert document.at.isoformat() == "2026-11-02T08:15:00+01:00"
    assert two.after is None
    assert connector.portion(AMARA, None) == one
    assert connectors.opened(version).portion(AMARA, None) == one


def test_the_same_reference_asks_once(
    session: Session, version: ConnectorVersion, wanted: str
) -> None:
    assert service.ask(session, version, AMARA, "REQ-1") == UUID(wanted[1:])
    with pytest.raises(Exception, match="Something else"):
        service.ask(session, version, Asked("E1002"), "REQ-1")
    assert service.ask(session, version, Asked("E1002"), "REQ-2") != UUID(wanted[1:])


def test_what_is_said_to_be_missing_is_passed_on(
    ask: Ask, version: ConnectorVersion, wanted: str
) -> None:
    missing = "The archive of 2019 cannot be read."
    for wrong in (
        {"complete": False, "records": 0},
        {"complete": True, "records": 0, "missing": missing},
        {"complete": "yes", "records": 0},
        {"complete": True, "records": -1},
        {"records": 0},
    ):
        refused = ask("PUT", f"{wanted}/answer", wrong)
        assert refused.status_code == 422, wrong
        assert refused.json()["errors"]
    answer = {"complete": False, "records": 0, "missing": missing}
    assert ask("PUT", f"{wanted}/answer", answer).status_code == 200
    found = connectors.opened(version, "REQ-1").portion(AMARA, None)
    assert (found.records, found.documents, found.after) == ((), (), None)
    assert found.skipped == [missing]


def test_a_wrong_count_closes_nothing_and_an_answer_is_given_once(ask: Ask, wanted: str) -> None:
    records, answer = f"{wanted}/records", f"{wanted}/answer"
    ask("POST", records, ndjson(a_row("1"), a_row("2")))
    for wrong in (0, 1, 3):
        refused = ask("PUT", answer, {"complete": True, "records": wrong})
        assert refused.status_code == 409
        assert refused.json()["detail"].startswith(f"2 records are here, not {wrong}.")
    assert ask("GET").json()["requests"]
    for _time in range(2):
        assert ask("PUT", answer, {"complete": True, "records": 2}).status_code == 200
    assert ask("PUT", answer, {"complete": False, "records": 2, "missing": "x"}).status_code == 409
    assert ask("POST", records, ndjson(a_row("3"))).status_code == 409


@pytest.mark.parametrize(
    ("line", "status", "field"),
    [
        (b"{", 400, None),
        (b"[1]", 400, None),
        (b'{"table": "positions", "table": "positions"}', 400, None),
        ({"table": "positions", "key": "1"}, 422, ""),
        ({"document": DOCUMENT, "table": "positions"}, 422, ""),
        ({"table": "secret-table", "key": "1", "values": {}}, 422, "table"),
        (a_row(salary=1), 422, "values.salary"),
        (a_row(mode={"a": 1}), 422, "values.mode"),
        (a_row(key=""), 422, "key"),
        (a_row(mode="a\0b"), 422, "values.mode"),
        ({"document": DOCUMENT | {"content_base64": "*"}}, 422, "document.content_base64"),
        ({"document": DOCUMENT | {"kind": "film"}}, 422, "document.kind"),
        ({"document": DOCUMENT | {"at": "2026-11-02T08:15:00"}}, 422, "document.at"),
        ({"document": DOCUMENT | {"more": 1}}, 422, "document.more"),
    ],
)
def test_a_refusal_names_line_and_field_and_keeps_nothing(
    ask: Ask, wanted: str, line: Any, status: int, field: str | None
) -> None:
    wrong = line if isinstance(line, bytes) else json.dumps(line).encode()
    body = ndjson(a_row("1")) + b"\n\n" + wrong
    refused = ask("POST", f"{wanted}/records", body)

    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    fault = refused.json()["errors"][0]
    assert fault["line"] == 3
    assert field is None or fault["field"].startswith(field), fault
    with reading() as session:
        assert not session.exec(select(ConnectorRecord)).all()
    assert ask("POST", f"{wanted}/records", ndjson(a_row("1"))).json()["records"] == 1


def test_a_known_key_with_other_content_is_refused(ask: Ask, wanted: str) -> None:
    ask("POST", f"{wanted}/records", ndjson(a_row("1")))
    for body in (
        ndjson(a_row("2"), a_row("1", mode="S")),
        ndjson(a_row("3"), a_row("3", mode="S")),
    ):
        refused = ask("POST", f"{wanted}/records", body)
        assert refused.status_code == 409
        assert refused.json()["errors"][0]["line"] == 2
    assert ask("POST", f"{wanted}/records", ndjson(a_row("2"))).json()["records"] == 2


@on_both
def test_the_same_sent_twice_at_once_is_one(ask: Ask, wanted: str) -> None:
    body = ndjson(*(a_row(str(number)) for number in range(200)))
    answers: list[Response] = []

    def send() -> None:
        answers.append(ask("POST", f"{wanted}/records", body))

    senders = [threading.Thread(target=send) for _number in range(4)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert [answer.status_code for answer in answers] == [201] * 4
    assert sum(answer.json()["accepted"] for answer in answers) == 200
    answer = {"complete": True, "records": 200}
    assert ask("PUT", f"{wanted}/answer", answer).status_code == 200


def test_another_source_finds_nothing(ask: Ask, wanted: str, other_key: str) -> None:
    theirs = {"key": other_key}
    assert ask("GET", **theirs).json() == {"requests": []}
    assert ask("POST", f"{wanted}/records", ndjson(a_row()), **theirs).status_code == 404
    answer = {"complete": True, "records": 0}
    assert ask("PUT", f"{wanted}/answer", answer, **theirs).status_code == 404
    for path in ("/nothing", "/00000000-0000-7000-8000-000000000000"):
        assert ask("PUT", f"{path}/answer", answer).status_code == 404
    assert ask("GET", key="dls_made-up").status_code == 401
    assert ask("PUT", f"{wanted}/answer", answer).status_code == 200


def test_content_types_and_sizes_are_held(ask: Ask, wanted: str) -> None:
    path = f"{wanted}/records"
    assert ask("POST", path, ndjson(a_row()), kind="application/json").status_code == 415
    assert ask("POST", path, b" " * ((8 << 20) + 1)).status_code == 413
    many = ndjson(*(a_row(str(number)) for number in range(10_001)))
    assert ask("POST", path, many).status_code == 413
    large = {"document": DOCUMENT | {"content_base64": "QUJD" * (3 << 19)}}  # 4.5 MiB of it
    assert ask("POST", path, ndjson(large)).status_code == 201
    assert ask("POST", path, b"\n \n").status_code == 422


def test_what_was_sent_is_nowhere_in_the_clear_and_can_be_forgotten(
    ask: Ask, wanted: str, database_url: str
) -> None:
    canary = "Quillon-Canaryworth-7731"
    ask("POST", f"{wanted}/records", ndjson(a_row(canary, mode=canary)))
    files = [path for path in settings().data_dir.rglob("*") if path.is_file()]
    assert any(path.is_relative_to(settings().storage) for path in files)
    assert not [path for path in files if canary.encode() in path.read_bytes()]
    with writing() as session:
        (row,) = session.exec(select(ConnectorDelivery)).all()
        (digest,) = session.exec(select(ConnectorRecord)).all()
        assert canary not in f"{row!r} {digest!r}"
        file_id = row.file_id
        assert queries.named(session, [file_id]) == {file_id}
        service.forget(session, UUID(wanted[1:]))
    with reading() as session:
        for table in (ConnectorRequest, ConnectorDelivery, ConnectorRecord):
            assert not session.exec(select(table)).all()
        assert queries.named(session, [file_id]) == set()
    assert ask("PUT", f"{wanted}/answer", {"complete": True, "records": 1}).status_code == 404


def test_a_file_that_is_lost_is_said(ask: Ask, version: ConnectorVersion, wanted: str) -> None:
    ask("POST", f"{wanted}/records", ndjson(a_row()))
    ask("PUT", f"{wanted}/answer", {"complete": True, "records": 1})
    with reading() as session:
        (row,) = session.exec(select(ConnectorDelivery)).all()
    connector = connectors.opened(version, "REQ-1")
    assert connector.portion(AMARA, None).records
    storage.remove(row.file_id)
    with pytest.raises(SourceError, match="cannot be read any more") as refused:
        connector.portion(AMARA, None)
    assert not refused.value.again
    with pytest.raises(SourceError, match="was not asked"):
        connectors.opened(version, "REQ-2").portion(AMARA, None)


def test_an_ended_connector_is_asked_for_nothing(
    session: Session, ask: Ask, version: ConnectorVersion, wanted: str
) -> None:
    connectors.end(session, "hr-core")
    session.commit()
    assert ask("GET").json() == {"requests": []}


def test_programs_can_read_how_to_send(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    path = described["paths"]["/api/v1/data-requests/{request_id}/records"]["post"]
    assert path["requestBody"]["content"].keys() == {NDJSON}
    assert "SentLine" in described["components"]["schemas"]
    assert "DocumentKind" in described["components"]["schemas"]
