"""Gaps, late rows and silence are told to the people a source covers, and to nobody else."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
from app.identity.sources import queries
from app.identity.sources import service as sources
from app.register.file import service as register
from tests.ingest.test_api import DOOR, an_event
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import FRIDAY
from tests.support.register import a_file, a_practice

Post = Callable[[str, Any], Response]
Looked = Callable[[Person], str]
GAP = "1 entry that was sent by Trackline has not arrived here."
SILENCE = "Nothing has come from Trackline"


@pytest.fixture
def post(session: Session, cast: Cast, client: TestClient) -> Iterator[Post]:
    """The field app, which by the register is for field engineers, sends something."""
    register.take_in(session, a_file(a_practice()))
    with clock.set_to(FRIDAY):
        _source, key = sources.add(session, "field-app", system="field-app")
        session.commit()
        signed = {"Authorization": f"Bearer {key}"}
        yield lambda door, body: client.post(door, json=body, headers=signed)


@pytest.fixture
def looked(session: Session, another_browser: Browser) -> Looked:
    """What somebody reads on the page of who looked."""

    def read(person: Person) -> str:
        another_browser.sign_in(person)
        session.commit()
        return another_browser.get("/looked").main

    return read


def test_a_gap_is_told_to_those_it_covers_until_the_row_comes(
    post: Post, looked: Looked, cast: Cast
) -> None:
    until = FRIDAY - timedelta(hours=1)
    sent = [_an_event((until - timedelta(minutes=n)).isoformat()) for n in range(3)]
    assert post(DOOR, {"events": sent[:2]}).json()["accepted"] == 2
    beat = post("/api/v1/heartbeats", {"covers_until": until.isoformat(), "events_sent": 3})
    assert beat.json() == {"received": 2, "missing": 1}

    assert GAP in looked(cast.amara)
    told_an_office_worker = looked(cast.jo)
    assert GAP not in told_an_office_worker
    assert "Trackline" not in told_an_office_worker

    assert post(DOOR, {"events": sent[2:]}).json()["accepted"] == 1
    page = looked(cast.amara)
    assert GAP not in page
    assert "1 entry came late. It says when it was reported." in page
    assert "came late" not in looked(cast.jo)


def test_silence_is_told_to_those_it_covers(post: Post, looked: Looked, cast: Cast) -> None:
    with clock.set_to(FRIDAY + timedelta(hours=26)):
        assert SILENCE in looked(cast.amara)
        assert SILENCE not in looked(cast.jo)


def test_a_system_the_register_never_named_may_be_about_anybody(
    session: Session, post: Post, looked: Looked, cast: Cast
) -> None:
    sources.add(session, "drones", system="drones")
    session.commit()

    with clock.set_to(FRIDAY + timedelta(hours=26)):
        assert "Nothing has come from “drones”" in looked(cast.jo)


@pytest.mark.parametrize(("hours", "silent"), [(1, False), (16, False), (24, False), (25.1, True)])
def test_a_batch_is_heard_when_it_comes_however_old_its_events_are(
    post: Post, looked: Looked, cast: Cast, hours: float, silent: bool
) -> None:
    at_night = FRIDAY + timedelta(hours=17)  # 2am, of what happened until 5pm
    with clock.set_to(at_night):
        event = _an_event((at_night - timedelta(hours=9)).isoformat())
        assert post(DOOR, {"events": [event]}).status_code == 201
    with clock.set_to(at_night + timedelta(hours=hours)):
        page = looked(cast.amara)
    assert (SILENCE in page) is silent
    if silent:
        assert f"{SILENCE} since yesterday at 2am" in page


def test_a_source_is_noted_once_a_minute_and_never_in_the_way_of_its_events(
    post: Post, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def heard() -> datetime | None:
        session.expire_all()
        found = queries.by_name(session, "field-app")
        assert found is not None
        at = found.heard_at
        session.commit()
        return at

    def sent(later: timedelta) -> int:
        with clock.set_to(FRIDAY + later):
            return post(DOOR, {"events": [_an_event(FRIDAY.isoformat())]}).status_code

    assert heard() is None
    assert (sent(timedelta()), heard()) == (201, FRIDAY)
    assert (sent(timedelta(seconds=59)), heard()) == (201, FRIDAY)
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert (sent(minute), heard()) == (201, FRIDAY + minute)
    assert post(DOOR, {"events": []}).status_code == 422
    assert heard() == FRIDAY + minute

    def away(*_asked: object) -> None:
        raise OperationalError("", {}, Exception("locked"))

    with monkeypatch.context() as patched:
        patched.setattr(sources, "hear", away)
        assert (sent(hour), heard()) == (201, FRIDAY + minute)
    assert (sent(2 * hour), heard()) == (201, FRIDAY + 2 * hour)


def test_revoking_a_source_takes_no_gap_away(
    session: Session, post: Post, looked: Looked, cast: Cast
) -> None:
    until = FRIDAY - timedelta(hours=1)
    post("/api/v1/heartbeats", {"covers_until": until.isoformat(), "events_sent": 1})
    assert GAP in looked(cast.amara)
    source = queries.by_name(session, "field-app")
    assert source is not None
    sources.revoke(session, source)
    session.commit()

    page = looked(cast.amara)
    assert GAP in page
    assert "Trackline stopped reporting on 20 November 2026." in page
    assert "Trackline Stopped reporting on 20 November 2026" in page
    assert "Trackline" not in looked(cast.jo)
    sources.add(session, "field-app-2", system="field-app")
    session.commit()
    page = looked(cast.amara)
    assert "Trackline (field-app) stopped" not in page
    assert "1 entry that was sent by Trackline (field-app) has not arrived here." in page


def _an_event(occurred_at: str) -> dict[str, Any]:
    return an_event(system="field-app", categories=["live-location"], occurred_at=occurred_at)
