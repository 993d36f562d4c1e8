"""Writing a request: begun, saved page by page, filed or forgotten."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core import clock
from app.core.db import dialects
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests import service
from app.subject_requests.asking import rules
from app.subject_requests.asking.rules import Asked, Question
from app.subject_requests.holds.queries import held_people
from app.subject_requests.models import Kind, SubjectRequest, SubjectRequestDraft


def begin(session: Session, person: Person, answers: Mapping[Question, Mapping[str, str]]) -> None:
    """Start writing anew, with what is known already. An earlier draft is gone."""
    dialects.serialise(session, f"requests of {person.id}")
    discard(session, person)
    draft = SubjectRequestDraft(
        person_id=person.id,
        form_key=new_id(),
        answers={question.value: dict(typed) for question, typed in answers.items()},
        saved_at=clock.now(),
    )
    session.add(draft)
    session.flush()


def save(
    session: Session, draft: SubjectRequestDraft, question: Question, typed: Mapping[str, str]
) -> None:
    """Keep what was typed on one page, and the whole draft for 30 days more."""
    draft.answers = {**draft.answers, question.value: dict(typed)}
    draft.saved_at = clock.now()
    session.add(draft)
    session.flush()


def send(
    session: Session, person: Person, kind: Kind, asked: Asked, *, form_key: UUID
) -> SubjectRequest:
    """File what the draft asks for; the draft is gone. Sent twice, it is filed once."""
    request = service.file(session, person, kind, asked, form_key=form_key)
    discard(session, person)
    return request


def sent_already(session: Session, person: Person, form_key: UUID) -> SubjectRequest | None:
    """The request this form became, once whoever pressed at the same moment is done."""
    dialects.serialise(session, f"requests of {person.id}")
    return requests.own_by_form(session, person, form_key)


def discard(session: Session, person: Person) -> None:
    """Delete what the person was writing."""
    session.exec(delete(SubjectRequestDraft).where(col(SubjectRequestDraft.person_id) == person.id))


def forget_old(session: Session) -> None:
    """Delete what nobody went on with for 30 days; nothing of whoever waits for a copy."""
    before = clock.now() - rules.KEPT
    of_others = col(SubjectRequestDraft.person_id).not_in(held_people())
    old = col(SubjectRequestDraft.saved_at) <= before
    session.exec(delete(SubjectRequestDraft).where(old, of_others))
