"""Questions about looks, one in each state: waiting, given a reason, judged, late."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log.outcomes.rules import Verdict
from app.access_log.queries import Look
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Subject
from app.questions import queries, service
from app.questions.escalating import service as escalating
from app.questions.judging import service as judging
from app.questions.kept_apart import queries as kept_apart
from app.questions.models import About, First, Question
from app.questions.replying import service as replying

AMARA, PUNCTUAL, ALERTED, CHECKED, LATE = "E1001", "E1029", "E1017", "E1016", "E1018"
ZONE = "Europe/London"
IN_ORDER = (
    "You asked to talk about coming back to work. The adviser read your absence record the day"
    " before, under the case that the entry names."
)
OUTSIDE = (
    "Sign-in times were read to see who began late. Nobody may use them for that, and there was"
    " no alert to check."
)


def in_each_state(now: datetime) -> None:
    """In one transaction, so that it is cheap."""
    with writing() as session:
        _judged(session, now)
        _outside_authority(session, now)
        _given_a_reason(session, now)
        _waits(session, now)
        _checked_first(session, now)
        _late(session, now)


def _judged(session: Session, now: datetime) -> None:
    """The talk about coming back to work: in order, and it stands on the entry."""
    asked = now - timedelta(hours=20)
    question = _ask(session, AMARA, asked, "return-to-work")
    why = "I prepared our talk about coming back to work, and read the dates of the absence."
    with clock.set_to(now - timedelta(hours=18)):
        replying.reply(session, question, _accessor(session, question), text=why, case="HR-2207")
        officer = _takes(session, question)
    with clock.set_to(now - timedelta(hours=2)):
        judging.decide(session, question, officer, verdict=Verdict.IN_ORDER, reasons=IN_ORDER)


def _outside_authority(session: Session, now: datetime) -> None:
    asked, typed = now - timedelta(days=2, hours=3), "I was not late. Who wants to know?"
    question = _ask(
        session, PUNCTUAL, asked, "attendance-check", about=About.REASON_UNKNOWN, text=typed
    )
    with clock.set_to(now - timedelta(days=2)):
        officer = _takes(session, question)
        why = "I was asked for a list of who began late, and took it from the sign-ins."
        replying.reply(session, question, _accessor(session, question), text=why)
    with clock.set_to(now - timedelta(days=1)):
        outside = Verdict.OUTSIDE_AUTHORITY
        judging.decide(session, question, officer, verdict=outside, reasons=OUTSIDE)


def _given_a_reason(session: Session, now: datetime) -> None:
    question = _ask(session, ALERTED, now - timedelta(days=1, hours=4), "security-alert")
    with clock.set_to(now - timedelta(hours=5)):
        _takes(session, question)
        why = (
            "An alert in the night said that your account was used from a new place. I checked it."
        )
        replying.reply(session, question, _accessor(session, question), text=why, case="AL-8630")


def _waits(session: Session, now: datetime) -> None:
    _ask(session, AMARA, now - timedelta(hours=3), "dispatch-help", about=About.SOMETHING_ELSE)


def _checked_first(session: Session, now: datetime) -> None:
    asked = now - timedelta(days=1)
    _ask(session, CHECKED, asked, "rota-planning", about=About.WRONG, first=First.TEAM)


def _late(session: Session, now: datetime) -> None:
    """Nobody answered: it went to another officer a day after it was due."""
    asked = now - timedelta(days=12)
    question = _ask(session, LATE, asked, "return-to-work", about=About.REASON_UNKNOWN)
    with clock.set_to(asked + timedelta(hours=2)):
        _takes(session, question)
    with clock.set_to(now - timedelta(days=1)):
        escalating.escalate(session)


def _ask(
    session: Session,
    employee_id: str,
    at: datetime,
    purpose: str,
    *,
    about: About = About.WHY,
    text: str = "",
    first: First = First.ACCESSOR,
) -> Question:
    """About her newest look for this reason, else her newest one."""
    person = _person(session, employee_id)
    with clock.set_to(at):
        row = queries.entry(session, Subject(person, ZONE), _look(session, person, purpose).seq)
        assert row is not None
        return service.ask(session, person, row, about=about, text=text, first=first)


def _look(session: Session, person: Person, purpose: str) -> Look:
    looks = [
        look
        for look in log.entries_about(session, person, limit=200)
        if look.accessor_person_id not in {None, person.id}
        and queries.own_about(session, person, look.seq) is None
    ]
    return next((look for look in looks if look.purpose == purpose), looks[0])


def _takes(session: Session, question: Question) -> Person:
    """The first officer who may have it."""
    officer = next(
        officer
        for officer in (_person(session, each) for each in cast.OFFICERS)
        if kept_apart.may_have(session, officer, question)
    )
    judging.take(session, question, officer)
    return officer


def _accessor(session: Session, question: Question) -> Person:
    accessor_id: UUID | None = question.accessor_id
    assert accessor_id is not None
    accessor = people.by_id(session, accessor_id)
    assert accessor is not None
    return accessor


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
