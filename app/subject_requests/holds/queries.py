"""The one question that whatever deletes by age asks first."""

from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.subject_requests.holds.rules import HOLDING
from app.subject_requests.models import SubjectRequest
from app.subject_requests.queries import is_open


def held_people() -> SelectOfScalar[UUID]:
    """Whose data stays, to be put into the statement that deletes: no moment lies between.

    It says the same in a statement that looks at requests itself.
    """
    open_ones = select(col(SubjectRequest.person_id)).where(is_open())
    return open_ones.where(col(SubjectRequest.kind).in_(HOLDING)).correlate(None)


def held(session: Session) -> set[UUID]:
    """The same people, for what lies where no statement reaches both: the log and its keys."""
    return set(session.exec(held_people()))
