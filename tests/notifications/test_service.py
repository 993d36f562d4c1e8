from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.people.models import EmailDigest, Person
from app.identity.people.service import prefer
from app.notifications import queries, service
from app.notifications.models import Kind, Mail, Update
from app.subject_requests.holds.queries import held_people
from tests.support.telling import a_person

NIGHT = datetime(2026, 11, 19, 3, tzinfo=UTC)  # a Thursday
MORNING = NIGHT.replace(hour=7)
LONDON = "Europe/London"


def tell(session: Session, person: Person, kind: Kind = Kind.LOOK, about: str = "1") -> None:
    service.tell(session, [person.id], kind, about=about, entry=int(about))


def mails_at(session: Session, now: datetime) -> int:
    with clock.set_to(now):
        return service.write_mails(session, 100)


def test_each_person_is_told_once_about_one_thing(session: Session) -> None:
    amara, tom = a_person(session), a_person(session, "E1002")
    for _ in range(2):
        service.tell(session, [amara.id, tom.id], Kind.LOOK, about="17", entry=17)

    told = queries.updates_of(session, amara.id)
    assert [(update.kind, update.data) for update in told] == [(Kind.LOOK, {"entry": 17})]
    assert queries.unread_count(session, tom.id) == 1


def test_updates_come_newest_first_and_page_on(session: Session) -> None:
    amara = a_person(session)
    for number in range(7):
        with clock.set_to(NIGHT + timedelta(minutes=number // 2)):  # some at the same moment
            tell(session, amara, about=str(number))

    first = queries.updates_of(session, amara.id, limit=3)
    then = queries.updates_of(session, amara.id, before=first[-1].id, limit=3)
    last = queries.updates_of(session, amara.id, before=then[-1].id, limit=3)

    seen = [update.subject_ref for update in [*first, *then, *last]]
    assert sorted(seen) == [str(number) for number in range(7)]
    assert [update.at for update in [*first, *then, *last]] == sorted(
        (update.at for update in [*first, *then, *last]), reverse=True
    )


def test_who_waits_for_tomorrows_mail_holds_up_nobody(session: Session) -> None:
    early = [a_person(session, f"E100{n}", digest=EmailDigest.DAILY) for n in range(3)]
    with clock.set_to(NIGHT):
        for person in early:
            tell(session, person)
    assert mails_at(session, MORNING) == 3
    with clock.set_to(NIGHT):  # told of since, and of the night before: today's mail is written
        for person in early:
            tell(session, person, about="2")
        late = a_person(session, "E1009", digest=EmailDigest.DAILY)
        tell(session, late)

    with clock.set_to(MORNING):
        assert service.write_mails(session, 2) == 1
        assert service.write_mails(session, 2) == 0
    assert session.exec(select(Mail).where(Mail.person_id == late.id)).one()
    assert mails_at(session, MORNING + timedelta(days=1)) == 3


def test_nobody_pages_from_somebody_elses_update(session: Session) -> None:
    amara, tom = a_person(session), a_person(session, "E1002")
    tell(session, amara)
    tell(session, tom)
    hers = queries.updates_of(session, amara.id)[0]

    assert queries.updates_of(session, tom.id, before=hers.id) == []


def test_reading_is_ones_own(session: Session) -> None:
    amara, tom = a_person(session), a_person(session, "E1002")
    tell(session, amara)
    tell(session, tom)
    hers = queries.updates_of(session, amara.id)[0]

    service.read(session, tom.id, hers.id)
    assert queries.unread_count(session, amara.id) == 1
    service.read(session, amara.id, hers.id)
    assert queries.unread_count(session, amara.id) == 0
    assert queries.unread_count(session, tom.id) == 1
    assert service.read_all(session, tom.id) == 1
    assert service.read_all(session, tom.id) == 0


@pytest.mark.parametrize(
    ("digest", "first_mail"),
    [
        (EmailDigest.EACH, NIGHT),
        (EmailDigest.DAILY, MORNING),
        (EmailDigest.WEEKLY, datetime(2026, 11, 23, 7, tzinfo=UTC)),
        (EmailDigest.MONTHLY, datetime(2026, 12, 1, 7, tzinfo=UTC)),
        (None, datetime(2026, 11, 23, 7, tzinfo=UTC)),  # who chose nothing hears weekly
    ],
)
def test_a_look_is_mailed_about_once_at_its_time(
    session: Session, digest: EmailDigest | None, first_mail: datetime
) -> None:
    amara = a_person(session, digest=digest)
    with clock.set_to(NIGHT):
        tell(session, amara)

    if first_mail > NIGHT:
        assert mails_at(session, NIGHT) == 0
        assert mails_at(session, first_mail - timedelta(seconds=1)) == 0
    assert mails_at(session, first_mail) == 1
    for days in range(40):
        assert mails_at(session, first_mail + timedelta(days=days)) == 0


def test_a_day_has_one_morning_mail_even_if_the_choice_changes(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.DAILY)
    with clock.set_to(NIGHT):
        tell(session, amara, about="1")
    assert mails_at(session, MORNING) == 1

    with clock.set_to(MORNING + timedelta(minutes=1)):
        tell(session, amara, Kind.PRACTICE_CHANGED, about="2")
    prefer(session, amara.id, time_zone="America/New_York")  # where 7 is still to come
    assert mails_at(session, MORNING + timedelta(hours=6)) == 0
    assert mails_at(session, MORNING + timedelta(days=1, hours=5)) == 1


@pytest.mark.parametrize(
    ("digest", "zone", "morning", "next_one"),
    [
        (EmailDigest.DAILY, LONDON, "2026-11-19 07:00", "2026-11-20 07:00"),
        (EmailDigest.WEEKLY, LONDON, "2026-11-16 07:00", "2026-11-23 07:00"),
        (EmailDigest.WEEKLY, "America/New_York", "2026-11-16 07:00", "2026-11-23 07:00"),
        (EmailDigest.MONTHLY, "Asia/Tokyo", "2026-11-01 07:00", "2026-12-01 07:00"),
    ],
)
def test_what_is_told_late_waits_for_the_next_mornings_mail(
    session: Session, digest: EmailDigest, zone: str, morning: str, next_one: str
) -> None:
    amara = a_person(session, digest=digest, zone=zone)
    first, then = (
        datetime.fromisoformat(each).replace(tzinfo=ZoneInfo(zone)) for each in (morning, next_one)
    )
    before = (first - timedelta(minutes=1)).astimezone(UTC)
    service.tell(session, [amara.id], Kind.LOOK, about="1", at=before)
    assert mails_at(session, first) == 1

    service.tell(session, [amara.id], Kind.LOOK, about="2", at=before)
    for day in range((then - first).days):
        midnight = (first + timedelta(days=day + 1)).replace(hour=0)
        assert [mails_at(session, midnight - timedelta(minutes=m)) for m in (719, 1, 0)] == [0] * 3
    assert mails_at(session, then - timedelta(seconds=1)) == 0
    assert mails_at(session, then) == 1
    keys = set(session.exec(select(Mail.key)))
    assert keys == {f"{amara.id} {day:%Y-%m-%d}" for day in (first, then)}


def test_what_the_law_requires_takes_what_was_told_late_along(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.WEEKLY)
    monday = MORNING - timedelta(days=3)
    service.tell(session, [amara.id], Kind.LOOK, about="1", at=monday)
    assert mails_at(session, monday) == 1
    service.tell(session, [amara.id], Kind.LOOK, about="2", at=monday)
    service.tell(session, [amara.id], Kind.PRACTICE_CHANGED, about="3", at=NIGHT)

    assert mails_at(session, MORNING - timedelta(seconds=1)) == 0
    assert mails_at(session, MORNING) == 1
    mails = session.exec(select(Mail).order_by(Mail.written_at)).all()
    assert [mail.required for mail in mails] == [False, True]
    assert len(session.exec(select(Update).where(Update.mail_id == mails[1].id)).all()) == 2
    assert mails_at(session, monday + timedelta(days=7)) == 0


def test_an_unusual_look_is_mailed_about_at_once_to_who_wants_only_those(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.UNUSUAL)
    with clock.set_to(NIGHT):
        tell(session, amara, about="1")
    assert mails_at(session, NIGHT + timedelta(days=3)) == 0

    with clock.set_to(NIGHT + timedelta(days=3)):
        tell(session, amara, Kind.UNUSUAL_LOOK, about="2")
    assert mails_at(session, NIGHT + timedelta(days=3)) == 1


def test_never_means_never_but_for_what_the_law_requires(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.NEVER)
    with clock.set_to(NIGHT):
        tell(session, amara, Kind.LOOK, about="1")
        tell(session, amara, Kind.UNUSUAL_LOOK, about="2")
    assert mails_at(session, NIGHT + timedelta(days=10)) == 0

    with clock.set_to(NIGHT + timedelta(days=10)):
        tell(session, amara, Kind.PRACTICE_CHANGED, about="3")
    assert mails_at(session, MORNING + timedelta(days=10)) == 1
    assert session.exec(select(Mail)).one().required


@pytest.mark.parametrize("fields", [{"active": False}, {"email": ""}])
def test_who_left_or_has_no_address_gets_no_mail(
    session: Session, fields: dict[str, object]
) -> None:
    tell(session, a_person(session, digest=EmailDigest.EACH, **fields))
    assert service.write_mails(session, 100) == 0


def test_what_was_read_in_the_portal_needs_no_mail(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.EACH)
    tell(session, amara)
    service.read_all(session, amara.id)
    assert service.write_mails(session, 100) == 0


def test_one_mail_speaks_of_all_that_waits(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.UNUSUAL)
    tell(session, amara, Kind.LOOK, about="1")
    tell(session, amara, Kind.UNUSUAL_LOOK, about="2")

    assert service.write_mails(session, 100) == 1
    mail = session.exec(select(Mail)).one()
    assert set(session.exec(select(col(Update.mail_id)))) == {mail.id}


def test_only_so_many_mails_are_written_at_once_and_the_rest_after(session: Session) -> None:
    for number in range(5):
        tell(session, a_person(session, f"E{number}", digest=EmailDigest.EACH))
    assert [service.write_mails(session, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_old_updates_and_mails_are_forgotten_after_13_months(session: Session) -> None:
    amara = a_person(session, digest=EmailDigest.EACH)
    with clock.set_to(NIGHT):
        tell(session, amara)
        service.write_mails(session, 100)
    with clock.set_to(NIGHT + timedelta(days=390)):
        service.forget_old(session, held_people())
        assert len(session.exec(select(Mail)).all()) == 1
    with clock.set_to(NIGHT + timedelta(days=401)):
        service.forget_old(session, held_people())
        assert session.exec(select(Mail)).all() == []
        assert queries.updates_of(session, amara.id) == []
