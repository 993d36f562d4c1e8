"""Gaps, late rows and silence are told to the people a source covers, and to nobody else."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import Session

from app.core import clock
from app.identity.people.models import Person
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


def _an_event(occurred_at: str) -> dict[str, Any]:
    return an_event(system="field-app", categories=["live-location"], occurred_at=occurred_at)
