"""What a source reads of answers, and that it confirms its own stops alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.consent import api, queries
from app.consent.stops.rules import Standing
from app.core import clock
from app.identity.sources import service as sources
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, offer

Ask = Callable[..., Any]


@pytest.fixture
def ask(client: TestClient, session: Session, cast: Cast) -> Ask:
    """The portal as the field app asks it; ``key`` names another source's."""
    keys = {
        system: sources.add(session, system, system=system)[1]
        for system in ("field-app", "payroll")
    }
    offer(session, cast)
    answer(session, cast.amara, yes=True)
    answer(session, cast.ewan, yes=False)

    def asked(method: str, path: str, key: str = "field-app", status: int = 200) -> Any:
        session.commit()
        said = client.request(method, path, headers={"authorization": f"Bearer {keys[key]}"})
        assert said.status_code == status, said.text
        return said.json()

    return asked


def test_a_source_reads_who_said_yes_and_not_why_anybody_did_not(ask: Ask) -> None:
    found = ask("GET", "/api/v1/consents?purpose=driving-tips")["consents"]

    assert {each["subject"]: each["permitted"] for each in found} == {"E1001": True, "E1009": False}
    assert "Consent" not in str(found)


def permitted(ask: Ask) -> dict[str, bool]:
    found = ask("GET", "/api/v1/consents")["consents"]
    return {each["subject"]: each["permitted"] for each in found}


@pytest.mark.parametrize("gone", [{"role_title": "Dispatcher"}, {"active": False}])
def test_a_yes_of_whoever_moved_or_left_permits_nothing_at_once(
    ask: Ask, session: Session, cast: Cast, gone: dict[str, object]
) -> None:
    answer(session, cast.ewan, yes=True)
    assert permitted(ask) == {"E1001": True, "E1009": True}
    for name, value in gone.items():
        setattr(cast.amara, name, value)

    assert permitted(ask) == {"E1001": False, "E1009": True}


def test_a_yes_permits_nothing_from_the_moment_on_at_which_it_ends(
    ask: Ask, session: Session, cast: Cast
) -> None:
    record = queries.choice(session, cast.amara, "en", TIPS).record
    assert record is not None
    assert record.valid_until is not None
    for moment, answered in ((timedelta(seconds=-1), True), (timedelta(), False)):
        with clock.set_to(record.valid_until + moment):
            assert permitted(ask)["E1001"] is answered


def test_a_source_reads_nothing_of_anothers_purposes(ask: Ask) -> None:
    assert ask("GET", "/api/v1/consents", key="payroll") == {"consents": [], "next": None}
    assert ask("GET", "/api/v1/consents?purpose=pay-run")["consents"] == []
    assert len(ask("GET", "/api/v1/consents")["consents"]) == 2


def test_only_what_changed_since_is_read_again(ask: Ask, session: Session, cast: Cast) -> None:
    later = clock.now() + timedelta(seconds=1)
    with clock.set_to(later + timedelta(minutes=1)):
        answer(session, cast.amara, yes=False)

    since = later.isoformat().replace("+", "%2B")
    [changed] = ask("GET", f"/api/v1/consents?changed_since={since}")["consents"]

    assert (changed["subject"], changed["permitted"]) == ("E1001", False)
    assert changed["stop"]["applied_at"] is None


def test_long_lists_come_in_parts(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "AT_ONCE", 1)
    first = ask("GET", "/api/v1/consents")
    second = ask("GET", first["next"])
    third = ask("GET", second["next"])

    assert [len(part["consents"]) for part in (first, second, third)] == [1, 1, 0]
    assert first["consents"][0]["id"] != second["consents"][0]["id"]


def test_a_stop_is_confirmed_once_and_by_its_own_source(
    ask: Ask, session: Session, cast: Cast
) -> None:
    [hers] = [c for c in ask("GET", "/api/v1/consents")["consents"] if c["subject"] == "E1001"]
    path = f"/api/v1/consents/{hers['id']}/applied"
    ask("PUT", path, status=409)
    answer(session, cast.amara, yes=False)

    ask("PUT", path, key="payroll", status=404)
    first = ask("PUT", path)
    again = ask("PUT", path)

    assert first["stop"]["applied_at"] == again["stop"]["applied_at"] is not None
    session.expire_all()
    record = queries.choice(session, cast.amara, "en", TIPS).record
    [stop] = queries.stopping(session, record)
    assert stop.standing is Standing.CONFIRMED


@pytest.mark.parametrize("consent", ["00000000-0000-7000-8000-000000000000", "made-up", "9" * 400])
def test_what_is_not_there_is_not_found(ask: Ask, consent: str) -> None:
    ask("PUT", f"/api/v1/consents/{consent}/applied", status=404)
    assert len(ask("GET", "/api/v1/consents")["consents"]) == 2


@pytest.mark.parametrize("query", ["changed_since=yesterday", "changed_since=2026-11-20T09:00:00"])
def test_a_moment_without_a_zone_is_refused(ask: Ask, query: str) -> None:
    ask("GET", f"/api/v1/consents?{query}", status=422)
    assert len(ask("GET", "/api/v1/consents")["consents"]) == 2


def test_both_doors_are_described(ask: Ask) -> None:
    paths = ask("GET", "/api/v1/openapi.json")["paths"]
    assert {"/api/v1/consents", "/api/v1/consents/{consent_id}/applied"} <= set(paths)
    assert "/api/v1/access-events" in paths
