"""Sessions live as long as they may, and not a second longer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import reading, writing
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.identity.roles.models import Role, RoleGrant
from app.identity.sessions import queries, rules, service
from app.identity.sessions.models import EndReason, PortalSession
from tests.support.sign_in import ISSUER, a_session

MORNING = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


@dataclass
class Asked:
    cookies: dict[str, str]
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)


@pytest.fixture
def amara(session: Session) -> Person:
    return _person(session, "E1001")


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.set_to(MORNING):
        yield


def _person(session: Session, employee_id: str) -> Person:
    person = Person(
        employee_id=employee_id,
        name=f"Somebody {employee_id}",
        unit="Field",
        role_title="Engineer",
        establishment="leeds",
        work_setting="field",
    )
    session.add(person)
    session.flush()
    session.refresh(person)
    session.expunge(person)
    session.commit()
    return person


def _alive(cookie: tuple[str, str], after: timedelta, **how: object) -> bool:
    asked = Asked(dict([cookie]), **how)  # type: ignore[arg-type]
    opened = reading if asked.method == "GET" else writing
    with clock.set_to(MORNING + after), opened() as session:
        return service.current(session, asked) is not None


def _row(cookie: tuple[str, str]) -> PortalSession:
    with reading() as session:
        found = queries.by_token(session, cookie[1])
    assert found is not None
    return found[0]


def test_a_cookie_is_kept_only_as_its_hash(amara: Person) -> None:
    name, token = a_session(amara)

    assert name == "daylight-8000"
    assert len(token) >= 43  # 256 bits
    assert token not in repr(_row((name, token)).model_dump())


@pytest.mark.parametrize(
    ("minutes", "alive"), [(29, True), (30, True), (30.02, False), (31, False)]
)
def test_an_idle_session_dies_after_30_minutes(amara: Person, minutes: float, alive: bool) -> None:
    assert _alive(a_session(amara), timedelta(minutes=minutes)) is alive


def test_an_officers_session_dies_after_15_idle_minutes(session: Session, amara: Person) -> None:
    session.add(RoleGrant(person_id=amara.id, role=Role.OFFICER, granted_at=MORNING))
    session.commit()
    cookie = a_session(amara)

    assert _alive(cookie, timedelta(minutes=15))
    assert not _alive(cookie, timedelta(minutes=30, seconds=1))
    assert not _alive(cookie, timedelta(minutes=16)), "an ended session came back"


def test_a_busy_session_dies_after_8_hours(amara: Person) -> None:
    cookie = a_session(amara)
    for minutes in range(0, 481, 20):
        assert _alive(cookie, timedelta(minutes=minutes))

    assert not _alive(cookie, timedelta(hours=8, seconds=1))
    assert _row(cookie).end_reason is EndReason.TOO_OLD


def test_only_navigations_keep_a_session_alive(amara: Person) -> None:
    cookie = a_session(amara)
    for minutes in range(0, 30, 5):
        assert _alive(cookie, timedelta(minutes=minutes), headers={"sec-fetch-mode": "cors"})
    assert _row(cookie).seen_at == MORNING

    assert _alive(cookie, timedelta(minutes=29), headers={"sec-fetch-mode": "navigate"})
    assert _row(cookie).seen_at == MORNING + timedelta(minutes=29)


def test_a_session_is_touched_at_most_once_a_minute(amara: Person) -> None:
    cookie = a_session(amara)
    for seconds in (1, 30, 59):
        assert _alive(cookie, timedelta(seconds=seconds))
        assert _row(cookie).seen_at == MORNING

    assert _alive(cookie, timedelta(seconds=60))
    assert _row(cookie).seen_at == MORNING + timedelta(seconds=60)


def test_a_post_touches_in_its_own_transaction(amara: Person) -> None:
    cookie = a_session(amara)

    assert _alive(cookie, timedelta(minutes=5), method="POST")
    assert _row(cookie).seen_at == MORNING + timedelta(minutes=5)


def test_a_touch_that_fails_does_not_break_the_page(
    amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = a_session(amara)
    with monkeypatch.context() as refusing:
        refusing.setattr(
            service, "writing", lambda **_how: reading()
        )  # the database refuses to write
        assert _alive(cookie, timedelta(minutes=5))
    assert _row(cookie).seen_at == MORNING

    assert _alive(cookie, timedelta(minutes=5, seconds=9)), "it rests for ten seconds"
    assert _row(cookie).seen_at == MORNING
    assert _alive(cookie, timedelta(minutes=5, seconds=10))
    assert _row(cookie).seen_at == MORNING + timedelta(minutes=5, seconds=10)


def test_a_clock_that_was_set_back_revives_nothing(amara: Person) -> None:
    cookie, other = a_session(amara), a_session(amara)
    assert not _alive(cookie, timedelta(minutes=31))

    assert not _alive(cookie, timedelta(minutes=1))
    assert not _alive(other, timedelta(minutes=-2))
    assert _row(other).end_reason is EndReason.TOO_OLD


def test_whoever_left_is_signed_out_with_the_next_request(amara: Person) -> None:
    cookie = a_session(amara)
    assert _alive(cookie, timedelta(seconds=1))
    with writing() as own:
        own.merge(amara).active = False

    assert not _alive(cookie, timedelta(seconds=2))


def test_one_ends_ones_own_sessions_and_nobody_elses(session: Session, amara: Person) -> None:
    tom = _person(session, "E1002")
    here, there = a_session(amara), a_session(amara, user_agent="Firefox/130 (Windows NT)")
    theirs = a_session(tom)
    with reading() as looking:
        mine = queries.of(looking, amara)
    assert {row.user_agent_family for row in mine} == {
        "A browser",
        "Firefox on Windows",
    }

    with pytest.raises(NotFoundError), writing() as own:
        service.end(own, amara, _row(theirs).id)
    with writing() as own:
        service.end(own, amara, _row(there).id)

    assert [_alive(cookie, timedelta()) for cookie in (here, there, theirs)] == [True, False, True]


def test_the_provider_ends_sessions_by_sid_and_by_subject(amara: Person) -> None:
    first, second = a_session(amara, sid="s-1"), a_session(amara, sid="s-2")
    with writing() as session:
        assert service.end_by_sid(session, "https://elsewhere.example.com", "s-1") == 0
        assert service.end_by_sid(session, ISSUER, "s-1") == 1
        assert service.end_by_sid(session, ISSUER, "s-1") == 0
    assert [_alive(cookie, timedelta()) for cookie in (first, second)] == [False, True]

    with writing() as session:
        assert service.end_by_subject(session, ISSUER, amara.employee_id) == 1
    assert not _alive(second, timedelta())


def test_all_sessions_of_a_person_can_be_ended(amara: Person) -> None:
    cookies = [a_session(amara) for _ in range(3)]
    with writing() as own:
        assert service.end_all_of(own, amara, EndReason.NO_LONGER_EMPLOYED) == 3

    assert not any(_alive(cookie, timedelta()) for cookie in cookies)
    with reading() as looking:
        assert not queries.of(looking, amara)
        assert len(looking.exec(select(PortalSession)).all()) == 3


@pytest.mark.parametrize(
    ("secure", "host", "name"),
    [
        (True, "daylight.example.com", "__Host-daylight"),
        (False, "127.0.0.1:8000", "daylight-8000"),
        (False, "127.0.0.1:9000", "daylight-9000"),
    ],
)
def test_cookies_are_named_after_where_they_hold(secure: bool, host: str, name: str) -> None:
    assert rules.cookie_name("daylight", secure=secure, host=host) == name
