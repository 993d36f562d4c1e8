"""Requests that show the officers' queues: a letter that lacks authority, a decision, a new one."""

from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from app.access_log import portal
from app.cases import service as cases
from app.cases.models import Purpose
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.desk.rules import look_at_request
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests import service
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.by_hand import service as by_hand
from app.subject_requests.deciding import service as deciding
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Act, Channel, Kind
from app.subject_requests.outcomes import service as outcomes
from app.subject_requests.outcomes.models import Result

LETTER_FOR, OBJECTS, NEW = "E1016", "E1013", "E1029"
OPENED = ("E1015", "E1016", "E1017")
WEIGHED = {
    "reasons": "The list at the gate says who is inside the depot.",
    "effect": "You are seen to come and go, which you do not want anybody to count.",
    "measures": "We keep the list for 3 days instead of 7. Nobody reads it but the guard.",
    "compelling": "In a fire, the guard has to know who is inside. That outweighs it.",
}
HELEN, DANIEL = cast.OFFICERS[:2]


def in_each_queue(now: datetime) -> None:
    """In one transaction, so that it is cheap."""
    with writing() as session:
        _letter(session, now)
        _waits_for_a_decision(session, now)
        with clock.set_to(now - timedelta(days=2)):
            person = _person(session, NEW)
            service.file(session, person, Kind.ACCESS, Asked(), form_key=uuid4())
        with clock.set_to(now):
            _opened_by_helen(session)


def _opened_by_helen(session: Session) -> None:
    """This morning she has looked at those requests of hers that press most."""
    helen = _person(session, HELEN)
    for employee_id in OPENED:
        person = _person(session, employee_id)
        for story in requests.open_own(session, person):
            reference, purpose = story.request.reference, Purpose.ANSWER_REQUEST
            case = cases.open_case(
                session,
                helen,
                person,
                purpose=purpose,
                ticket=reference,
                form_key=story.request.id,
            )
            cases.look(session, helen, person, case)
            portal.record_in(session, helen, [person], look_at_request(purpose.value, reference))


def _letter(session: Session, now: datetime) -> None:
    helen, person = _person(session, HELEN), _person(session, LETTER_FOR)
    with clock.set_to(now - timedelta(days=4)):
        request = by_hand.file_by_hand(
            session,
            helen,
            person,
            Kind.ACCESS,
            Asked(details="Everything about her rounds since she changed teams."),
            received_on=(now - timedelta(days=6)).date(),
            channel=Channel.POST,
            form_key=uuid4(),
            representative="A. Brook, her adviser",
            authority="The letter names her, but she has not signed it.",
        )
        handling.take(session, request, helen)
        handling.ask_for_proof(
            session,
            request,
            helen,
            act=Act.AUTHORITY_ASKED,
            text="Send us a letter with her signature, or let her tell us herself.",
            reason="The letter is not signed by her.",
        )


def _waits_for_a_decision(session: Session, now: datetime) -> None:
    helen, daniel = _person(session, HELEN), _person(session, DANIEL)
    badge = Scope(What.CHOSEN, ("door-entry-leith",))
    with clock.set_to(now - timedelta(days=27)):
        asked = Asked(badge, details="You do not need to know when I come to the gate.")
        person = _person(session, OBJECTS)
        request = service.file(session, person, Kind.OBJECTION, asked, form_key=uuid4())
        handling.take(session, request, daniel)
    with clock.set_to(now - timedelta(days=1)):
        outcomes.write(
            session,
            request,
            daniel,
            result=Result.PARTLY_UPHELD,
            words=WEIGHED,
            form_key=uuid4(),
        )
    with clock.set_to(now - timedelta(hours=18)):
        deciding.propose_answer(
            session,
            request,
            daniel,
            text="We weighed your objection, and change how long we keep the list.",
            approver_id=helen.id,
            form_key=uuid4(),
        )


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
