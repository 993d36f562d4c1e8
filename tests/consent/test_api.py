"""What a source reads of answers, and that it confirms its own stops alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from app.consent import api, queries, service
from app.consent.models import ConsentNotice, ConsentRecord, State
from app.consent.stops.rules import Standing
from app.core import clock
from app.core.db.session import reading, writing
from app.identity.people.models import Person
from app.identity.sources import service as sources
from tests.support.cast import Cast
from tests.support.consent import TIPS, answer, offer, reword
from tests.support.make import a_person

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


def test_a_yes_to_what_has_changed_permits_nothing_at_once(ask: Ask, session: Session) -> None:
    reword(session, challenge="Ask in person.")
    assert permitted(ask)["E1001"] is True
    reword(session, 3, figures="team")
    assert permitted(ask)["E1001"] is False
    reword(session, 4)
    assert permitted(ask)["E1001"] is True, "it is what she said yes to"


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


def test_no_change_comes_later_with_an_earlier_moment(
    ask: Ask, session: Session, cast: Cast
) -> None:
    """Not even one that was made while another machine's clock was ahead."""
    known = ask("GET", "/api/v1/consents")["consents"]
    read = [known[-1]["changed_at"]]
    ahead = clock.now() + timedelta(days=1)
    for moment, person, yes in (
        (ahead, cast.amara, False),
        (ahead - timedelta(hours=2), cast.ewan, True),
        (ahead - timedelta(hours=3), cast.amara, True),
    ):
        with clock.set_to(moment):
            answer(session, person, yes=yes)
        path = f"/api/v1/consents?{urlencode({'changed_since': read[-1]})}"
        read.append(ask("GET", path)["consents"][-1]["changed_at"])
    moments = [datetime.fromisoformat(each) for each in read]
    assert moments == sorted(set(moments))


def test_whoever_reads_on_while_others_answer_skips_nothing(
    ask: Ask, session: Session, cast: Cast
) -> None:
    for number in range(60):
        a_person(session, f"E{5000 + number}")
    offer(session, cast)
    asked = select(ConsentRecord.id).where(ConsentRecord.state == State.REQUESTED)
    made = list(session.exec(asked.order_by(col(ConsentRecord.id))))
    words = list(queries.notices_of_system(session, "field-app"))
    assert len(made) >= 60
    session.commit()

    def say_yes(record_id: UUID) -> None:
        with writing() as mine:
            record = mine.get_one(ConsentRecord, record_id)
            shown = mine.get_one(ConsentNotice, record.notice_id)
            person = mine.get_one(Person, record.person_id)
            service.move(mine, record, State.GIVEN, shown, person, by_person=True)
            for _again in range(record_id.int % 7):  # a while passes before it is committed
                mine.exec(select(Person)).all()

    seen: set[UUID] = set()
    since: datetime | None = None
    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(say_yes, each) for each in made]
        while True:
            over = all(each.done() for each in written)
            with reading() as mine:
                found = queries.records_from(mine, words, since=since, after=None, limit=1000)
                seen |= {each.id for each, _whose in found if each.state is State.GIVEN}
                since = found[-1][0].changed_at if found else since
            if over:
                break
        assert [each.result() for each in written] == [None] * len(made)
    assert seen >= set(made)


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
