"""What a code, or the page that it opened, leads to: one request, and nothing else."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from app.core import clock
from app.identity.people.models import Person
from app.identity.sign_in import queries as sign_in
from app.subject_requests import queries
from app.subject_requests.by_code import rules
from app.subject_requests.by_code.models import SubjectRequestCode
from app.subject_requests.models import SubjectRequest


def current(session: Session, request: SubjectRequest) -> SubjectRequestCode | None:
    """The code that opens this request now."""
    return session.exec(
        select(SubjectRequestCode).where(
            SubjectRequestCode.request_id == request.id, col(SubjectRequestCode.ended_at).is_(None)
        )
    ).one_or_none()


def can_sign_in(session: Session, request: SubjectRequest) -> bool:
    """Whether the person works here and has signed in before."""
    person = session.get_one(Person, request.person_id)
    return person.active and sign_in.has_signed_in(session, person.id)


def by_code(session: Session, typed: str) -> SubjectRequestCode | None:
    """What this code opens. One that is unknown and one that was ended are the same: None."""
    found = session.exec(
        select(SubjectRequestCode).where(
            SubjectRequestCode.code_hash == rules.digest(typed),
            col(SubjectRequestCode.ended_at).is_(None),
        )
    ).one_or_none()
    return found if found and _still_opens(session, found) else None


def by_form(session: Session, officer: Person, form_key: UUID) -> SubjectRequestCode | None:
    given = select(SubjectRequestCode).where(
        SubjectRequestCode.given_by == officer.id, SubjectRequestCode.form_key == form_key
    )
    return session.exec(given).one_or_none()


def opened(
    session: Session, code_id: UUID, typed_at: datetime
) -> tuple[SubjectRequest, Person] | None:
    """The request that a page opened then still shows, and whose it is."""
    code = session.get(SubjectRequestCode, code_id)
    if code is None or code.ended_at or not rules.is_open(typed_at, clock.now()):
        return None
    return subject(session, code) if _still_opens(session, code) else None


def subject(session: Session, code: SubjectRequestCode) -> tuple[SubjectRequest, Person]:
    """The request of a code, and the person whose request it is."""
    request = session.get_one(SubjectRequest, code.request_id)
    return request, session.get_one(Person, request.person_id)


def _still_opens(session: Session, code: SubjectRequestCode) -> bool:
    story = queries.story(session, session.get_one(SubjectRequest, code.request_id))
    return rules.still_opens(story.standing.ended_on, story.today)
