"""What people of Northfold Energy asked for about their own data, each at another stage."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from app.answers.gathering import queries as gathered
from app.answers.gathering import service as gathering
from app.answers.gathering.service import Search
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity import queries as identity
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests import service
from app.subject_requests.asking.rules import Asked, Scope, What, scope_of
from app.subject_requests.conditions.rules import PauseGround
from app.subject_requests.deciding import service as deciding
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Delivery, Format, Kind, SubjectRequest
from app.subject_requests.outcomes import service as outcomes
from app.subject_requests.outcomes.models import Result

HR_RECORD = "contact-and-job-details"
CORRECTED = {
    "old": "Start date: 4 March 2020.",
    "new": "Start date: 4 March 2019.",
    "where": "HR Core, on the day before this answer.",
}
HELEN, DANIEL, MEI = cast.OFFICERS[:3]
COPY = Asked(
    Scope(What.CHOSEN, ("absence-record", "location-in-the-field-app", "sign-in-and-device-log")),
    format=Format.BOTH,
    delivery=Delivery.PORTAL,
)


class Days:
    """Days before now, each at the hour of a story."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def ago(self, days: int, hour: int = 10, minute: int = 5) -> AbstractContextManager[None]:
        at = self.now - timedelta(days=days)
        return clock.set_to(at.replace(hour=hour, minute=minute, second=0, microsecond=0))


def at_each_stage(now: datetime) -> None:
    """In one transaction: a request running, one paused, one answered, one late, one new."""
    days = Days(now)
    with writing() as session:
        _running(session, days)
        _paused(session, days)
        _answered(session, days)
        _late(session, days)
        with days.ago(1, 8, 50):
            said = "My manager knew that I had asked for my file. Who told him?"
            _file(session, "E1018", Kind.COMPLAINT, Asked(details=said))


def _running(session: Session, days: Days) -> None:
    """Amara's: a question stopped the clock for two days."""
    amara, helen = _person(session, "E1001"), _person(session, HELEN)
    with days.ago(18, 8, 15):
        request = _file(session, "E1001", Kind.ACCESS, COPY)
    with days.ago(18, 9, 30):
        handling.take(session, request, helen)
    with days.ago(15, 11, 40):
        _ask(
            session,
            request,
            helen,
            question="Do you mean your own tablet, or the shared one too?",
            reason="We hold both, and you may want only one.",
        )
    with days.ago(13, 9, 2):
        service.write(session, request, amara, "My own, not the shared one.", form_key=uuid4())
    with days.ago(4, 16, 10):
        said = "We ask every system now. I expect to finish a week early."
        service.write(session, request, helen, said, form_key=uuid4())
    with days.ago(3, 14, 20):
        _ask_the_sources(session, request, helen, amara)


def _ask_the_sources(
    session: Session, request: SubjectRequest, officer: Person, person: Person
) -> None:
    """What the worker gathers as soon as it runs."""
    terms = [person.name, person.email]
    search = Search(person.employee_id, terms, None, None, identity.zone_of(session, person))
    candidates = gathered.candidates(session, scope_of(request.scope), request.kind)
    gathering.begin(session, request, officer, search, candidates, left_out={}, form_key=uuid4())


def _paused(session: Session, days: Days) -> None:
    helen = _person(session, HELEN)
    with days.ago(9, 13, 20):
        everything = Asked(format=Format.READ, delivery=Delivery.PAPER)
        request = _file(session, "E1017", Kind.ACCESS, everything)
    with days.ago(8):
        handling.take(session, request, helen)
    with days.ago(6, 15, 45):
        _ask(
            session,
            request,
            helen,
            question="You took 2,400 calls. Which years do you mean, or all of them?",
            reason="Each recording holds another person's voice, which we cover by hand.",
        )


def _answered(session: Session, days: Days) -> None:
    daniel, mei = _person(session, DANIEL), _person(session, MEI)
    with days.ago(25, 9, 10):
        unsure = Scope(What.UNSURE)
        wrong = Asked(unsure, details="My start date is a year too late: it was March 2019.")
        request = _file(session, "E1014", Kind.RECTIFICATION, wrong)
    with days.ago(24):
        handling.take(session, request, daniel)
    with days.ago(13, 15, 20):
        outcomes.write(
            session,
            request,
            daniel,
            result=Result.CORRECTED,
            practices=(HR_RECORD,),
            words=CORRECTED,
            form_key=uuid4(),
        )
    with days.ago(12, 11, 30):
        approval = deciding.propose_answer(
            session,
            request,
            daniel,
            text="You are right. Your start date is 4 March 2019 in every system now.",
            approver_id=mei.id,
            form_key=uuid4(),
        )
    with days.ago(11, 9, 40):
        found = desk.matter(session, approval)
        assert found is not None
        exactly_this = NewDecision(decision="approve", digest=found.digest)
        desk.decide(session, approval, mei, exactly_this)
    _told(session, days, request, daniel)


def _told(session: Session, days: Days, request: SubjectRequest, officer: Person) -> None:
    """Who runs the system outside, and would else go on with the old day."""
    with days.ago(10, 14, 5):
        outcomes.note(
            session,
            request,
            officer,
            recipient="Peoplestack GmbH",
            told_on=(days.now - timedelta(days=10)).date(),
            how="By their support desk, which confirmed it.",
            form_key=uuid4(),
        )


def _late(session: Session, days: Days) -> None:
    with days.ago(41, 17, 25):
        photos = Asked(Scope(What.UNSURE), details="The photos of the summer party of 2022.")
        request = _file(session, "E1015", Kind.ERASURE, photos)
    with days.ago(39):
        handling.take(session, request, _person(session, HELEN))


def _ask(
    session: Session, request: SubjectRequest, officer: Person, *, question: str, reason: str
) -> None:
    handling.pause(
        session,
        request,
        officer,
        ground=PauseGround.UNCLEAR,
        question=question,
        reason=reason,
    )


def _file(session: Session, employee_id: str, kind: Kind, asked: Asked) -> SubjectRequest:
    return service.file(session, _person(session, employee_id), kind, asked, form_key=uuid4())


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
