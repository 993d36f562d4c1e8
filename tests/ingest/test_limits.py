"""When the door says “later”: the log is held by somebody, or a source calls too often."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import anyio
import pytest
from limits import parse
from limits.storage import MemoryStorage, memory
from limits.strategies import FixedWindowRateLimiter
from sqlmodel import select
from starlette.requests import Request
from starlette.types import Message

from app.access_log.models import RefusedBatch
from app.core import clock
from app.core.db.session import engine, reading
from app.ingest import api, bodies
from app.main import create_app
from tests.ingest.test_api import DOOR, JSON, Send, an_event, rows
from tests.support import apart, breaking
from tests.support.looks import FRIDAY

MIB = 1 << 20
READ_ON = 32 * MIB  # and dropped, so that whoever is still sending hears the refusal
HEARTBEATS = "/api/v1/heartbeats"


@contextmanager
def the_log_locked(database_kind: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Somebody else holds the head of the log."""
    if database_kind == "sqlite":
        held = breaking.file_locked()
    else:
        database = str(engine().url.database)
        held = breaking.table_locked(request.getfixturevalue("postgresql"), database)
    with held:
        yield


def test_while_the_log_is_locked_a_batch_is_put_off_and_then_taken(
    send: Send, database_kind: str, request: pytest.FixtureRequest
) -> None:
    batch = [an_event(), an_event()]

    with the_log_locked(database_kind, request):
        answer = send(batch)  # comes while the lock is still held
        assert rows() == (0, 0)

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert 0 < int(answer.headers["retry-after"]) <= 60
    assert answer.json()["errors"] == [{"message": answer.json()["detail"]}]
    again = send(batch)
    assert (again.status_code, again.json()["accepted"]) == (201, 2)
    assert rows() == (2, 2)
    assert send(batch).json() == {
        "accepted": 0,
        "duplicates": 2,
        "first_index": 0,
        "last_index": 1,
    }


@pytest.mark.parametrize("door", [DOOR, HEARTBEATS])
def test_a_source_that_calls_too_often_is_told_when_to_come_back(
    send: Send, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setattr(api, "CALLS", parse("3/10 seconds"))
    monkeypatch.setattr(api, "_limiter", FixedWindowRateLimiter(MemoryStorage()))
    now = [time.time()]
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: now[0]))
    beat = {"covers_until": clock.now().isoformat(), "events_sent": 0}
    bodies = [beat if door == HEARTBEATS else [an_event()] for _ in range(4)]

    taken = [send(body, door=door).status_code for body in bodies[:3]]
    there = rows()
    refused = send(bodies[3], door=door)

    assert taken == [200 if door == HEARTBEATS else 201] * 3
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert rows() == there
    now[0] += int(refused.headers["retry-after"])
    assert send(bodies[3], door=door).status_code == taken[0]


def test_one_source_that_calls_too_often_is_no_other_sources_trouble(
    send: Send, other_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "CALLS", parse("1/10 seconds"))
    monkeypatch.setattr(api, "_limiter", FixedWindowRateLimiter(MemoryStorage()))
    assert send([an_event()]).status_code == 201
    assert send([an_event()]).status_code == 429

    assert send([an_event()], Authorization=f"Bearer {other_key}").status_code == 201


@pytest.mark.parametrize(
    ("ahead", "taken"), [(299, True), (300, True), (300.001, False), (301, False)]
)
def test_a_sources_clock_may_be_five_minutes_ahead(send: Send, ahead: float, taken: bool) -> None:
    with clock.set_to(FRIDAY):
        then = (FRIDAY + timedelta(seconds=ahead)).isoformat()
        event = send([an_event(occurred_at=then)])
        beat = send({"covers_until": then, "events_sent": 0}, door=HEARTBEATS)

    assert event.status_code == (201 if taken else 422)
    assert beat.status_code == (200 if taken else 422)
    if not taken:
        assert event.json()["errors"][0]["field"] == "occurred_at"
        assert beat.json()["errors"][0]["field"] == "covers_until"
    assert rows()[0] == int(taken)  # a heartbeat has an entry and no event


def test_of_a_body_without_length_no_more_is_read_than_the_limit_and_what_is_dropped(
    key: str, send: Send
) -> None:
    asked: list[int] = []
    said: list[Message] = []
    headers = {"authorization": f"Bearer {key}", "content-type": JSON, "host": "127.0.0.1:8000"}

    async def receive() -> Message:
        asked.append(MIB)
        return {"type": "http.request", "body": b" " * MIB, "more_body": True}

    async def send_on(message: Message) -> None:
        said.append(message)

    async def story() -> None:
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "http_version": "1.1", "method": "POST", "scheme": "http"}
        scope |= {"path": DOOR, "raw_path": DOOR.encode(), "query_string": b"", "root_path": ""}
        scope |= {"headers": sent, "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 5)}
        with anyio.fail_after(10):
            await create_app()(scope, receive, send_on)

    apart.run(story)

    assert said[0]["status"] == 413
    assert bodies.LARGEST < sum(asked) <= bodies.LARGEST + READ_ON + MIB
    assert rows() == (0, 0)
    assert send([an_event()]).status_code == 201


def test_a_body_that_dribbles_in_is_put_off_and_one_that_comes_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.5)

    def sent(parts: int) -> bodies.Sent | bodies.RefusedBatchError:
        left = parts

        async def receive() -> Message:
            nonlocal left
            await anyio.sleep(0.1)
            left -= 1
            return {"type": "http.request", "body": b" ", "more_body": left > 0}

        async def story() -> bodies.Sent | bodies.RefusedBatchError:
            scope = {"type": "http", "method": "POST", "path": DOOR, "headers": []}
            return await bodies.body_of(Request(scope, receive))

        return apart.run(story)

    slow, quick = sent(20), sent(2)
    assert isinstance(slow, bodies.RefusedBatchError)
    assert (slow.status, slow.problem()["title"]) == (408, "Request Timeout")
    assert isinstance(quick, bodies.Sent)
    assert quick.take() == b"  "


def test_refusals_of_one_source_are_written_down_sixty_times_a_minute_and_answered_always(
    send: Send, other_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "_limiter", FixedWindowRateLimiter(MemoryStorage()))
    now = [time.time()]
    monkeypatch.setattr(memory, "time", SimpleNamespace(time=lambda: now[0]))

    def written() -> int:
        with reading() as session:
            return len(session.exec(select(RefusedBatch)).all())

    assert {send([an_event(purpose=...)]).status_code for _ in range(70)} == {422}
    assert written() == 60
    assert send([], Authorization=f"Bearer {other_key}").status_code == 422
    assert written() == 61
    now[0] += 60
    assert send([an_event(purpose=...)]).status_code == 422
    assert written() == 62
    assert send([an_event()]).status_code == 201
