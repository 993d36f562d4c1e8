"""What the people of Northfold Energy chose: asked, answered, and one stop not confirmed."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind
from app.consent import queries, service
from app.consent.keeping import service as keeping
from app.consent.notices import rules as notices
from app.core import clock
from app.core.db.session import writing
from app.demo.people import OFFICERS
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import REGISTERS_LANGUAGE

AMARA = "E1001"
PHOTO, DRIVING = "photo-in-the-directory", "driving-tips"
APPROVED, ASKED = timedelta(days=310), timedelta(days=300)
# of Amara's three choices the third waits for her
HERS = (
    (212, time(12, 10), PHOTO, True),
    (160, time(16, 35), DRIVING, True),
    (3, time(7, 50), DRIVING, False),
)
OTHERS, OTHERS_AFTER = 45, timedelta(days=290)


def everything(now: datetime) -> None:
    """A second officer approves the words, people are asked, some have answered."""
    with clock.set_to(_morning(now - APPROVED)), writing() as session:
        for practice in _choices(session):
            _approve(session, practice)
    with clock.set_to(_morning(now - ASKED)), writing() as session:
        keeping.ask_people(session)
    with clock.set_to(_morning(now - OTHERS_AFTER)), writing() as session:
        for number, person in enumerate(people.everyone_active(session)[:OTHERS]):
            if person.employee_id != AMARA and number % 3:
                _answer(session, person, PHOTO, yes=number % 3 == 1)
    for days, moment, choice, yes in HERS:
        day = (now - timedelta(days=days)).date()
        with clock.set_to(datetime.combine(day, moment, UTC)), writing() as session:
            amara = people.by_employee_id(session, AMARA)
            assert amara is not None
            _answer(session, amara, choice, yes=yes)


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=9, minute=15, second=0, microsecond=0)


def _choices(session: Session) -> list[Practice]:
    return [p for p in register.in_force(session, clock.now()).practices if queries.is_choice(p)]


def _approve(session: Session, practice: Practice) -> None:
    helen, daniel = (people.by_employee_id(session, officer) for officer in OFFICERS[:2])
    assert helen is not None
    assert daniel is not None
    digest = notices.digest(practice.document) or ""
    approval = approvals.ask(
        session,
        helen,
        daniel.id,
        kind=Kind.CHOICE,
        about=practice.id,
        digest=digest,
        reason="Nobody needs it to do their job, and those who say no lose nothing.",
        form_key=uuid4(),
    )
    approvals.approve(session, approval, daniel, digest)


def _answer(session: Session, person: Person, choice: str, *, yes: bool) -> None:
    asked = queries.choice(session, person, REGISTERS_LANGUAGE, choice)
    assert asked.notice is not None
    digest = asked.notice.digest
    service.answer(session, person, REGISTERS_LANGUAGE, choice, yes=yes, digest=digest)
