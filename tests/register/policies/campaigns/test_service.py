from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.core.db.session import writing
from app.identity.people.models import EmailDigest, Person, Preference
from app.notifications import queries as notifications
from app.notifications.models import Kind, Update
from app.register.policies import queries, service
from app.register.policies.campaigns import service as campaigns
from app.register.policies.campaigns.models import PolicyCampaign
from app.register.policies.campaigns.service import (
    AlreadyStartedError,
    DueDayError,
    NoCampaignError,
)
from app.register.policies.queries import Version
from app.register.policies.rules import Status
from tests.support.cast import Cast
from tests.support.policies import LATER, a_version

NAME = "using-tools"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DUE = date(2026, 11, 30)


@pytest.fixture
def version(session: Session, cast: Cast) -> Version:
    with clock.set_to(START):
        made = a_version(session, cast.helen)
        campaigns.start(session, cast.helen, made, DUE)
    return made


@pytest.fixture(autouse=True)
def at_the_start() -> Iterator[None]:
    with clock.set_to(START):
        yield


def remind(session: Session, at: str = "2026-11-02") -> None:
    """What the worker does on a day, as often as it comes round."""
    with clock.set_to(datetime.fromisoformat(f"{at}T09:05:00+00:00")):
        for _round in range(3):
            while campaigns.remind(session, limit=4):
                pass


def told(session: Session, person: Person) -> list[str]:
    updates = select(Update).where(
        Update.person_id == person.id, Update.kind == Kind.POLICY_TO_READ
    )
    found = sorted(session.exec(updates), key=lambda update: update.at)
    assert {update.data["policy"] for update in found} <= {NAME}
    return [update.data["stage"] for update in found]


def test_everyone_is_told_at_the_start_and_reminded_three_times(
    session: Session, version: Version, cast: Cast
) -> None:
    day = START.date()
    while day <= DUE + timedelta(days=3):
        remind(session, day.isoformat())
        day += timedelta(days=1)

    for person in cast.everyone:
        assert told(session, person) == ["start", "week-before", "day-before", "due-day"]


def test_a_worker_that_was_away_makes_up_for_the_last_telling_only(
    session: Session, version: Version, cast: Cast
) -> None:
    remind(session, "2026-11-29")
    assert told(session, cast.amara) == ["day-before"]
    remind(session, "2026-12-02")
    assert told(session, cast.amara) == ["day-before"]


def test_nobody_is_reminded_of_what_she_has_read(
    session: Session, version: Version, cast: Cast
) -> None:
    remind(session)
    assert notifications.unread_count(session, cast.amara.id) == 1

    service.acknowledge(session, cast.amara, NAME, version.digest)
    remind(session, "2026-11-23")

    assert told(session, cast.amara) == ["start"]
    assert notifications.unread_count(session, cast.amara.id) == 0, "it is no news any more"
    assert told(session, cast.jo) == ["start", "week-before"]
    assert notifications.unread_count(session, cast.jo.id) == 2


def test_those_it_does_not_apply_to_and_those_who_left_hear_nothing(
    session: Session, cast: Cast
) -> None:
    cast.ewan.active = False
    made = a_version(session, cast.helen, title="Driving", roles=("Field engineer",))
    campaigns.start(session, cast.helen, made, DUE)
    while campaigns.remind(session):
        pass

    asked = set(session.exec(select(Update.person_id)))
    assert asked == {cast.amara.id}


def test_whoever_comes_later_hears_of_it_with_the_next_reminder(
    session: Session, version: Version, cast: Cast
) -> None:
    cast.ewan.active = False
    remind(session)
    cast.ewan.active = True
    assert queries.standing(session, cast.ewan, NAME).status is Status.TO_READ
    remind(session, "2026-11-24")

    assert told(session, cast.ewan) == ["week-before"]


def test_a_campaign_that_was_ended_asks_nobody(
    session: Session, version: Version, cast: Cast
) -> None:
    remind(session)
    campaigns.end(session, cast.daniel, version)
    remind(session, "2026-11-23")

    assert told(session, cast.amara) == ["start"]
    assert queries.standing(session, cast.amara, NAME).status is Status.NOT_READ
    ended = session.exec(select(PolicyCampaign)).one()
    assert (ended.started_by, ended.ended_by) == (cast.helen.id, cast.daniel.id)
    with pytest.raises(NoCampaignError):
        campaigns.end(session, cast.daniel, version)


def test_a_newer_version_ends_the_asking_for_the_old_one(
    session: Session, version: Version, cast: Cast
) -> None:
    service.acknowledge(session, cast.amara, NAME, version.digest)
    a_version(session, cast.helen, LATER)
    remind(session, "2026-11-23")

    assert told(session, cast.jo) == []
    assert queries.standing(session, cast.jo, NAME).status is Status.NOT_READ
    amara = queries.standing(session, cast.amara, NAME)
    assert (amara.status, amara.due_on) == (Status.CHANGED, None)


def test_one_campaign_of_a_version_is_open_and_another_may_follow(
    session: Session, version: Version, cast: Cast
) -> None:
    with pytest.raises(AlreadyStartedError):
        campaigns.start(session, cast.daniel, version, DUE)
    campaigns.end(session, cast.helen, version)

    assert campaigns.start(session, cast.daniel, version, DUE).started_by == cast.daniel.id


@pytest.mark.parametrize(
    ("due", "taken"),
    [("2026-11-01", False), ("2026-11-02", True), ("2027-11-03", True), ("2027-11-04", False)],
)
def test_the_due_day_is_from_today_on_and_within_a_year(
    session: Session, cast: Cast, due: str, taken: bool
) -> None:
    made = a_version(session, cast.helen)
    if taken:
        campaigns.start(session, cast.helen, made, date.fromisoformat(due))
        return
    with pytest.raises(DueDayError):
        campaigns.start(session, cast.helen, made, date.fromisoformat(due))


def test_a_telling_that_broke_off_goes_on_and_reaches_each_person_once(
    session: Session, version: Version, cast: Cast
) -> None:
    session.commit()
    with writing() as first:
        assert campaigns.remind(first, limit=4)
    with pytest.raises(KeyboardInterrupt), writing() as broken:
        campaigns.remind(broken, limit=4)
        raise KeyboardInterrupt
    session.expire_all()
    assert len(session.exec(select(Update)).all()) == 4

    session.commit()
    remind(session)
    times = Counter(session.exec(select(Update.person_id)))
    assert times == {person.id: 1 for person in cast.everyone}


@pytest.mark.parametrize(
    ("digest", "mailed"),
    [
        (EmailDigest.EACH, True),
        (EmailDigest.WEEKLY, True),
        (EmailDigest.MONTHLY, True),
        (EmailDigest.UNUSUAL, False),
        (EmailDigest.NEVER, False),
    ],
)
def test_a_mail_about_it_comes_the_next_morning_unless_she_wants_none(
    session: Session, version: Version, cast: Cast, digest: EmailDigest, mailed: bool
) -> None:
    session.add(Preference(person_id=cast.amara.id, email_digest=digest))
    remind(session, "2026-11-03")  # a Tuesday
    with clock.set_to(datetime(2026, 11, 4, 7, 1, tzinfo=UTC)):
        due = {each.person_id for each in notifications.people_due_mail(session, 100)}

    assert (cast.amara.id in due) == mailed
    assert cast.jo.id in due
