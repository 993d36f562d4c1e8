"""What can be done with a comment: write it, say what it is about."""

import hashlib
import hmac
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import secrets
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register.consultations import queries, rules
from app.register.consultations.models import (
    CommentTally,
    Consultation,
    ConsultationComment,
    Theme,
)
from app.register.consultations.service import NotNowError, check_open


class TooManyCommentsError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("You have written %(comments_a_day)s comments today. Write again tomorrow.")
            % {"comments_a_day": rules.COMMENTS_A_DAY}
        )


class NotAskedError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _("This does not apply to you. Comments are asked of those it applies to.")
        )


def write(
    session: Session, consultation: Consultation, person: Person, text: str, *, named: bool
) -> ConsultationComment:
    """Keep a comment. Without a name nothing that leads to the person is kept with it.

    Raises NotOpenError, NotAskedError, TooManyCommentsError.
    """
    today = check_open(session, consultation)
    if not queries.is_asked(consultation, person):
        raise NotAskedError
    _tally(session, consultation, person, today)
    is_first = _is_first(session, consultation, person)
    kept = ConsultationComment(
        consultation_id=consultation.id,
        person_id=person.id if named else None,
        written_on=today,
        text=text,
        counted=is_first,
    )
    session.add(kept)
    session.flush()
    return kept


def tag(session: Session, comment: ConsultationComment, theme: Theme | None) -> None:
    """Say what a comment is mainly about, until the consultation ends and is counted.

    Raises NotNowError.
    """
    undecided = (
        col(Consultation.id) == comment.consultation_id,
        col(Consultation.decided_at).is_(None),
        col(Consultation.dropped_at).is_(None),
    )
    stays_so = update(Consultation).where(*undecided).values(title=Consultation.title)
    if session.exec(stays_so).rowcount != 1:
        raise NotNowError
    comment.theme = theme
    session.add(comment)
    session.flush()


def _tally(session: Session, consultation: Consultation, person: Person, today: date) -> None:
    """Count what she writes in a day, so that nobody can flood the page."""
    mark = _mark(consultation, person, today.isoformat())
    dialects.insert_if_new(session, CommentTally, mark=mark, counted_on=today, number=0)
    under = col(CommentTally.mark) == mark, col(CommentTally.number) < rules.COMMENTS_A_DAY
    counted = update(CommentTally).where(*under).values(number=CommentTally.number + 1)
    if session.exec(counted).rowcount != 1:
        raise TooManyCommentsError


def _is_first(session: Session, consultation: Consultation, person: Person) -> bool:
    """Whether she wrote nothing here before: figures are of people, not of comments.

    Her mark stays until the consultation's last day is over, and goes with those of that day.
    """
    mark, last = _mark(consultation, person, "first"), consultation.closes_on
    return dialects.insert_if_new(session, CommentTally, mark=mark, counted_on=last, number=1)


def _mark(consultation: Consultation, person: Person, what: str) -> str:
    """A mark that says nothing without the installation's secret."""
    said = f"{consultation.id} {person.id} {what}".encode()
    return hmac.new(secrets.derive("comments"), said, hashlib.sha256).hexdigest()
