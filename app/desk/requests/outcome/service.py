"""Doing what was submitted about an outcome."""

from sqlmodel import Session

from app.desk.requests.outcome import queries
from app.desk.requests.outcome.forms import Deciding, How, Lifting, Noting, Telling
from app.identity.people.models import Person
from app.subject_requests.models import SubjectRequest
from app.subject_requests.outcomes import service as outcomes
from app.subject_requests.restrictions import service as restrictions


def write(session: Session, request: SubjectRequest, officer: Person, form: Deciding) -> None:
    """Write down what is decided so far. Raises what ``outcomes.service.write`` raises."""
    outcomes.write(
        session,
        request,
        officer,
        result=form.result,
        practices=form.practices,
        words=form.words,
        reviewer=queries.person_numbered(session, form.reviewer),
        decided_by=queries.person_numbered(session, form.decided_by),
        form_key=form.form_key,
    )


def note(session: Session, request: SubjectRequest, officer: Person, form: Noting) -> None:
    """Write down that a recipient was told, or why not."""
    told = form.told is How.TOLD
    outcomes.note(
        session,
        request,
        officer,
        recipient=form.recipient,
        told_on=form.on if told else None,
        how=form.say if told else "",
        why_not="" if told else form.say,
        form_key=form.form_key,
    )


def tell(session: Session, request: SubjectRequest, officer: Person, form: Telling) -> None:
    """Tell the person from when on something is used again."""
    restrictions.tell(
        session, request, officer, lifts_on=form.lifts_on, text=form.text, form_key=form.form_key
    )


def lift(session: Session, request: SubjectRequest, officer: Person, form: Lifting) -> None:
    """Let it be used again."""
    restrictions.lift(session, request, officer, form_key=form.form_key)
