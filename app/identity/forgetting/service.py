"""What is deleted, and after how long (said on the page “What this site records about you”)."""

from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core import clock
from app.identity.kept_forms.models import KeptForm
from app.identity.kept_forms.rules import KEPT_FOR
from app.identity.people.models import VisitMark
from app.identity.sessions.models import PortalSession
from app.identity.sign_in.models import SignInEvent

KEPT = timedelta(days=396)  # thirteen months


def forget_old(session: Session) -> None:
    """Delete visits, ended sessions and refused sign-ins after 13 months, kept forms earlier."""
    now = clock.now()
    before = now - KEPT
    session.exec(delete(VisitMark).where(col(VisitMark.last_day) < before.date()))
    session.exec(delete(PortalSession).where(col(PortalSession.seen_at) < before))
    session.exec(delete(SignInEvent).where(col(SignInEvent.at) < before))
    session.exec(delete(KeptForm).where(col(KeptForm.kept_at) <= now - KEPT_FOR))
