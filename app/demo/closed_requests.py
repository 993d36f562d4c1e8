"""Requests of the last year that have ended: enough that their numbers show nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import uuid4

from sqlmodel import Session

from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.desk.approvals import service as desk
from app.desk.approvals.forms import NewDecision
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests import service
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.deciding import service as deciding
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind
from app.subject_requests.outcomes import service as outcomes
from app.subject_requests.outcomes.models import Result

MOVED = timedelta(days=150)  # when the days on which people started went wrong
WRONG, FOUND_IT = 6, 5  # people
HR_RECORD = "contact-and-job-details"
CORRECTED = {
    "old": "Start date: the day on which HR Core was moved.",
    "new": "Start date: the day in the contract.",
    "where": "HR Core, on the day before this answer.",
}


def of_last_year(now: datetime) -> None:
    """Start dates that were wrong after a move, put right; copies that nobody needed any more."""
    with writing() as session:
        named = {row.employee_id for row in cast.CAST}
        others = iter(p for p in people.everyone_active(session) if p.employee_id not in named)
        officers = [people.by_employee_id(session, each) for each in cast.OFFICERS[1:3]]
        daniel, mei = (officer for officer in officers if officer is not None)
        month = (now - MOVED).replace(day=4, hour=10, minute=20)
        for number, person in enumerate(islice(others, WRONG)):
            _put_right(session, person, (daniel, mei), month + timedelta(days=2 * number))
        for number, person in enumerate(islice(others, FOUND_IT), start=2):
            _taken_back(session, person, daniel, now - timedelta(days=60 + 40 * number))


def _put_right(
    session: Session, person: Person, officers: Sequence[Person], began: datetime
) -> None:
    first, second = officers
    asked = Asked(Scope(What.UNSURE), details="Since the move my start date is wrong.")
    with clock.set_to(began):
        request = service.file(session, person, Kind.RECTIFICATION, asked, form_key=uuid4())
    with clock.set_to(began + timedelta(hours=4)):
        handling.take(session, request, first)
    with clock.set_to(began + timedelta(days=9)):
        corrected = {"result": Result.CORRECTED, "practices": (HR_RECORD,), "words": CORRECTED}
        outcomes.write(session, request, first, form_key=uuid4(), **corrected)  # type: ignore[arg-type]
    with clock.set_to(began + timedelta(days=9, hours=1)):
        words = "You are right. It is the day in your contract again, in every system."
        approval = deciding.propose_answer(
            session, request, first, text=words, approver_id=second.id, form_key=uuid4()
        )
    with clock.set_to(began + timedelta(days=10)):
        decision = NewDecision(decision="approve", digest=approval.digest)
        desk.decide(session, approval, second, decision)


def _taken_back(session: Session, person: Person, officer: Person, began: datetime) -> None:
    """What they wanted to know stood on “my data”."""
    with clock.set_to(began):
        request = service.file(session, person, Kind.ACCESS, Asked(), form_key=uuid4())
    with clock.set_to(began + timedelta(hours=5)):
        handling.take(session, request, officer)
    with clock.set_to(began + timedelta(days=2)):
        service.withdraw(session, request, person, form_key=uuid4())
