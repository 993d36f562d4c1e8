"""A stop names what was consented to, and reaches its system, whatever the choice says since."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app.consent import queries
from app.consent.keeping import service as keeping
from app.consent.models import ConsentRecord
from app.consent.stops import jobs
from app.consent.stops.queries import SystemStop
from app.consent.stops.rules import Standing
from app.core import clock
from app.identity.people.models import Person
from app.identity.sources import service as sources
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import TIPS, a_choice, answer, approve, offer, reword
from tests.support.receiver import receiving

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
APP, BOX = "field-app", "telematics"
P1 = a_choice()["purposes"][0]
P2 = {"id": "fuel-tips", "text": "To save fuel", "label": "Fuel", "phrase": "to save fuel"}
IDS = [P1["id"], P2["id"]]
Said = dict[str, Any]


def stops(session: Session, person: Person) -> list[SystemStop]:
    session.expire_all()
    hers = select(ConsentRecord).where(ConsentRecord.person_id == person.id)
    found = queries.stopping(session, session.exec(hers).one())
    session.commit()
    return found


@pytest.fixture
def ask(client: TestClient, session: Session) -> Callable[..., Any]:
    """The portal as a source asks it; the rows of Amara's record, or what a status says."""
    keys = {name: sources.add(session, name, system=name)[1] for name in (APP, BOX)}

    def asked(name: str, path: str = "", status: int = 200) -> list[Said]:
        session.commit()
        method = "PUT" if path.endswith("applied") else "GET"
        key = {"authorization": f"Bearer {keys[name]}"}
        said = client.request(method, f"/api/v1/consents{path}", headers=key)
        assert said.status_code == status, said.text
        found = said.json().get("consents", [said.json()])
        return [each for each in found if status != 200 or each["subject"] == "E1001"]

    return asked


def a_yes(session: Session, cast: Cast, **different: Any) -> None:
    offer(session, cast, a_choice(**different))
    answer(session, cast.amara, yes=True)


def changed(session: Session, cast: Cast, number: int = 2, **different: Any) -> None:
    """Another version is in force, approved, and the worker has come to it."""
    reword(session, number, **different)
    approve(session, cast)
    keeping.follow_register(session)


@pytest.mark.parametrize(("purposes", "systems"), [*product((1, 2), (1, 2, 3))])
def test_each_source_of_the_system_stops_all_its_purposes(
    session: Session, cast: Cast, purposes: int, systems: int
) -> None:
    with receiving(204) as receiver, receiving(204) as other:
        for number in range(systems):
            sources.add(session, f"app-{number}", system=APP, webhook=receiver.url)
        sources.add(session, "box", system=BOX, webhook=other.url)
        a_yes(session, cast, purposes=[P1, P2][:purposes])
        answer(session, cast.amara, yes=False)
        session.commit()

        assert len(stops(session, cast.amara)) == jobs.call_webhooks() == systems

        said = [json.loads(body)["purposes"] for _headers, body in receiver.came]
        assert said == [IDS[:purposes]] * systems
        assert other.came == []
        assert {each.standing for each in stops(session, cast.amara)} == {Standing.CONFIRMED}


def test_each_system_is_shown_as_it_stands_by_itself(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with receiving(204) as quick, receiving(500) as broken, clock.set_to(FRIDAY):
        for name, url in (("quick", quick.url), ("broken", broken.url), ("silent", None)):
            sources.add(session, name, system=APP, webhook=url)
        a_yes(session, cast)
        answer(session, cast.amara, yes=False)
        session.commit()
        jobs.call_webhooks()
        with clock.set_to(FRIDAY + timedelta(hours=25)):
            jobs.call_webhooks()
            standings = sorted(each.standing for each in stops(session, cast.amara))
            browser.sign_in(cast.amara)
            page = browser.get(f"/choices/{TIPS}")
    assert standings == [Standing.CONFIRMED, Standing.FAILED, Standing.LATE]
    assert "Confirmed that it stopped," in page.main
    assert "We could not reach it for a day" in page.main
    assert "Has not confirmed that it stopped. We are late" in page.main


def test_a_purpose_that_is_gone_is_stopped_by_its_name(
    session: Session, cast: Cast, ask: Callable[..., list[Said]]
) -> None:
    a_yes(session, cast, purposes=[P1, P2])
    changed(session, cast, purposes=[P1])

    [row] = ask(APP)
    assert (row["permitted"], row["purposes"], row["stop"]["purposes"]) == (False, IDS, IDS)
    [gone] = ask(APP, f"?purpose={P2['id']}")
    assert (gone["permitted"], gone["stop"]["purposes"]) == (False, IDS)

    answer(session, cast.amara, yes=True)

    [row] = ask(APP)
    assert (row["permitted"], row["purposes"]) == (True, [P1["id"]])
    assert row["stop"] | {"by": ""} == {"purposes": [P2["id"]], "by": "", "applied_at": None}
    [gone] = ask(APP, f"?purpose={P2['id']}")
    assert (gone["permitted"], gone["purposes"]) == (False, [P2["id"]])
    assert gone["stop"] == row["stop"], "nothing of what a yes permits"
    assert ask(APP, f"?purpose={P1['id']}") == [row]
    assert [each.standing for each in stops(session, cast.amara)] == [Standing.WAITING]

    ask(APP, f"/{row['id']}/applied")

    assert ask(APP)[0]["stop"]["applied_at"]
    assert stops(session, cast.amara) == []
    [gone] = ask(APP, f"?purpose={P2['id']}")
    assert (gone["purposes"], gone["stop"]["purposes"]) == ([P2["id"]], [P2["id"]])

    answer(session, cast.amara, yes=False)

    [gone] = ask(APP, f"?purpose={P2['id']}")
    assert (gone["permitted"], set(gone["purposes"])) == (False, set(IDS)), "now all of it stops"


def test_a_system_that_is_gone_still_learns_that_it_stops(
    session: Session, cast: Cast, ask: Callable[..., list[Said]]
) -> None:
    a_yes(session, cast)
    before = ask(APP)[0]["changed_at"].replace("+", "%2B")
    assert ask(BOX) == []
    changed(session, cast, system=BOX)

    [old], [new] = ask(APP, f"?changed_since={before}"), ask(BOX)
    assert (old["permitted"], old["purposes"], old["stop"]["purposes"]) == (
        False,
        [P1["id"]],
        [P1["id"]],
    )
    assert (new["permitted"], new["stop"]) == (False, None)

    answer(session, cast.amara, yes=True)

    assert ask(APP) == [old], "nothing of what she answered since, and of when"
    assert ask(BOX)[0]["permitted"]
    assert [(each.system, each.standing) for each in stops(session, cast.amara)] == [
        (APP, Standing.WAITING)
    ]
    ask(BOX, f"/{old['id']}/applied", status=409)
    assert ask(APP, f"/{old['id']}/applied")[0]["stop"]["applied_at"]
    assert stops(session, cast.amara) == []


def test_its_webhook_is_told_what_the_yes_was_about(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with receiving(503, 204) as old, receiving(204) as new, clock.set_to(FRIDAY):
        sources.add(session, "old", system=APP, webhook=old.url)
        sources.add(session, "new", system=BOX, webhook=new.url)
        a_yes(session, cast)
        changed(session, cast, system=BOX, purposes=[P2])
        session.commit()
        assert jobs.call_webhooks() == 1
        answer(session, cast.amara, yes=True)
        session.commit()
        browser.sign_in(cast.amara)
        page = browser.get(f"/choices/{TIPS}")
        with clock.set_to(FRIDAY + timedelta(minutes=1)):
            assert jobs.call_webhooks() == 1, "a yes to something else ends no stop"
    said = [json.loads(body) for _headers, body in old.came]
    assert [each["purposes"] for each in said] == [[P1["id"]]] * 2
    assert new.came == []
    assert "You said yes." in page.main
    assert "Has been told, and has not confirmed yet." in page.main, "of the system before"
