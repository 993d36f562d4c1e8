"""What people of Northfold Energy raised, each at another stage."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from app.concerns import service
from app.concerns.asking.rules import Raised
from app.concerns.handling import service as handling
from app.concerns.models import About, Concern, Naming, Outcome
from app.concerns.opening import service as opening
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.demo.requests import Days
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity import queries as identity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Subject

HELEN, DANIEL, MEI, OWAIN = cast.OFFICERS
ARRIVED = "Your concern has arrived. I look into it now, and tell you what comes of it."


def at_each_stage(now: datetime) -> None:
    """In one transaction: new, looked into, given on, late, answered, asked again, closed."""
    days = Days(now)
    with writing() as session:
        _looked_into(session, days)
        _given_on(session, days)
        _late(session, days)
        _answered(session, days)
        _opened_and_closed(session, days)
        _asked_again(session, days)
        with days.ago(1, 16, 40):
            said = "The screen at the loading bay shows everybody’s picking rate by name."
            wish = "Take the names off."
            _raise(session, "E1013", Naming.CONFIDENTIAL, About.ELSE, said=said, wish=wish)


def _looked_into(session: Session, days: Days) -> None:
    """Amara's, with her name."""
    amara, helen = _person(session, "E1001"), _person(session, HELEN)
    with days.ago(6, 8, 20):
        said = "My last call-out ended at 6, but the app showed where I was until I got home."
        wish = "Stop it when I close the job."
        practice = "location-in-the-field-app"
        concern = _raise(
            session, "E1001", Naming.NAMED, About.PRACTICE, said=said, wish=wish, object_id=practice
        )
    with days.ago(5, 9, 45):
        handling.take(session, concern, helen)
        handling.acknowledge(session, concern, helen, text=ARRIVED, form_key=uuid4())
    with days.ago(3, 11, 10):
        service.write(session, concern, helen, "Which day was it?", form_key=uuid4())
    with days.ago(2, 17, 35):
        service.write(session, concern, amara, "Tuesday of last week.", form_key=uuid4())
    with days.ago(1, 10, 15):
        noted = "Ask dispatch whether the job was closed in the app or only by phone."
        handling.note(session, concern, helen, noted, form_key=uuid4())


def _given_on(session: Session, days: Days) -> None:
    """Confidential: Mei had it first, Daniel has it now and asks Owain for the name."""
    mei, daniel, owain = (_person(session, each) for each in (MEI, DANIEL, OWAIN))
    with days.ago(9, 12, 5):
        said = "She reads our call notes aloud in the team meeting and laughs about them."
        concern = _raise(
            session, "E1017", Naming.CONFIDENTIAL, About.CONDUCT, said=said, person="Shauna Quigley"
        )
    with days.ago(8):
        handling.take(session, concern, mei)
        handling.acknowledge(session, concern, mei, text=ARRIVED, form_key=uuid4())
    with days.ago(2, 9):
        why = "I am on leave from tomorrow."
        handling.assign(session, concern, mei, daniel, reason=why, form_key=uuid4())
    with clock.set_to(days.now - timedelta(hours=3)):
        opening.ask(
            session,
            concern,
            daniel,
            reason="I have to know in whose meetings it was, to ask who else was there.",
            approver_id=owain.id,
            form_key=uuid4(),
        )


def _late(session: Session, days: Days) -> None:
    owain = _person(session, OWAIN)
    with days.ago(41, 10):
        said = "The policy says nobody reads our calendars, but my interview was asked about."
        concern = _raise(session, "E1031", Naming.CONFIDENTIAL, About.POLICY, said=said)
    with days.ago(37):
        handling.take(session, concern, owain)


def _answered(session: Session, days: Days) -> None:
    daniel = _person(session, DANIEL)
    with days.ago(20, 13, 50):
        said = "Our badge times were in a slide at the managers’ meeting."
        wish = "Say that it was wrong, and show numbers without names."
        concern = _raise(session, "E1033", Naming.NAMED, About.ELSE, said=said, wish=wish)
    with days.ago(19):
        handling.take(session, concern, daniel)
    with days.ago(7, 15):
        found = "The slide had times of a team of four. Nobody was named, but you could be told."
        does = "The slide is gone. Badge figures are shown for ten people or more."
        _answer(session, concern, daniel, Outcome.PARTLY, text=found, does=does)


def _opened_and_closed(session: Session, days: Days) -> None:
    """A name opened by the book, and the end of it."""
    owain, mei, helen = (_person(session, each) for each in (OWAIN, MEI, HELEN))
    with days.ago(50, 9, 30):
        said = "The caretaker’s office keeps a paper list of who came late."
        concern = _raise(session, "E1032", Naming.CONFIDENTIAL, About.ELSE, said=said)
    with days.ago(49):
        handling.take(session, concern, owain)
        handling.acknowledge(session, concern, owain, text=ARRIVED, form_key=uuid4())
    with days.ago(46):
        handling.assign(session, concern, owain, mei, reason="I am away.", form_key=uuid4())
    with days.ago(45):
        why = "I need them to show me where the list hangs."
        approval = opening.ask(
            session, concern, mei, reason=why, approver_id=helen.id, form_key=uuid4()
        )
        found = desk.matter(session, approval)
        assert found is not None
        desk.decide(session, approval, helen, NewDecision(decision="approve", digest=found.digest))
    with days.ago(40):
        _answer(
            session, concern, mei, Outcome.UPHELD, text="There was such a list.", does="It is gone."
        )
    with days.ago(38):
        service.close(session, concern, _person(session, "E1032"), form_key=uuid4())


def _asked_again(session: Session, days: Days) -> None:
    owain = _person(session, OWAIN)
    with days.ago(30, 11):
        said = "My fitness advice was in an e-mail to five managers."
        concern = _raise(session, "E1030", Naming.NAMED, About.ELSE, said=said)
    with days.ago(28):
        handling.take(session, concern, owain)
    with days.ago(12):
        said = "It was sent to those who plan your shifts."
        _answer(session, concern, owain, Outcome.NOT_UPHELD, text=said)
    with days.ago(3, 14, 5):
        said = "Two of the five plan nothing for me."
        again = _person(session, "E1030")
        service.escalate(session, concern, again, text=said, form_key=uuid4())


def _raise(
    session: Session,
    employee_id: str,
    naming: Naming,
    about: About,
    *,
    said: str,
    wish: str = "",
    object_id: str = "",
    person: str = "",
) -> Concern:
    raised = Raised(naming, about, said, wish, object_id, person=person)
    reporter = _person(session, employee_id)
    whose = Subject(reporter, identity.zone_of(session, reporter))
    return service.raise_concern(session, whose, raised, form_key=uuid4())


def _answer(
    session: Session,
    concern: Concern,
    officer: Person,
    outcome: Outcome,
    *,
    text: str,
    does: str = "",
) -> None:
    handling.answer(
        session, concern, officer, outcome=outcome, text=text, does=does, form_key=uuid4()
    )


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
