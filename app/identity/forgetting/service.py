"""What is deleted, and after how long (said on the page “What this site records about you”)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.identity.kept_forms.models import KeptForm
from app.identity.kept_forms.rules import KEPT_FOR
from app.identity.people.models import VisitMark
from app.identity.sessions.models import PortalSession
from app.identity.sign_in.models import SignInEvent

KEPT = timedelta(days=396)  # thirteen months


def forget_old(session: Session, spared: SelectOfScalar[UUID]) -> None:
    """Delete visits, ended sessions and refused sign-ins after 13 months, kept forms earlier.

    Nothing of the ``spared`` people but forms they had typed into, which are theirs alone for
    half an hour and never part of what is held on them.
    """
    now = clock.now()
    before = now - KEPT
    for row, is_old in (
        (VisitMark, col(VisitMark.last_day) < before.date()),
        (PortalSession, col(PortalSession.seen_at) < before),
        (SignInEvent, col(SignInEvent.at) < before),
    ):
        whose = col(row.person_id)
        of_others = or_(whose.is_(None), whose.not_in(spared))
        session.exec(delete(row).where(is_old, of_others))
    session.exec(delete(KeptForm).where(col(KeptForm.kept_at) <= now - KEPT_FOR))
