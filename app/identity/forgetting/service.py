"""What is deleted, and after how long (said on the page “What this site records about you”)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.identity.people.models import VisitMark
from app.identity.sessions.models import PortalSession
from app.identity.sign_in.models import SignInEvent

KEPT = timedelta(days=396)  # thirteen months


def forget_old(session: Session, spared: SelectOfScalar[UUID]) -> None:
    """Delete visits, ended sessions and refused sign-ins after 13 months.

    Nothing of the ``spared`` people.
    """
    before = clock.now() - KEPT
    for row, is_old in (
        (VisitMark, col(VisitMark.last_day) < before.date()),
        (PortalSession, col(PortalSession.seen_at) < before),
        (SignInEvent, col(SignInEvent.at) < before),
    ):
        whose = col(row.person_id)
        of_others = or_(whose.is_(None), whose.not_in(spared))
        session.exec(delete(row).where(is_old, of_others))
