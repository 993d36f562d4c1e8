"""What was kept for somebody."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.core import clock
from app.identity.kept_forms.models import KeptForm
from app.identity.kept_forms.rules import KEPT_FOR
from app.identity.sessions.models import PortalSession


def newest_unoffered(session: Session, issuer: str, subject: str) -> KeptForm | None:
    """The last form kept for this identity that it has not been shown yet."""
    kept = select(KeptForm).where(
        KeptForm.issuer == issuer,
        KeptForm.subject == subject,
        col(KeptForm.offered_at).is_(None),
        col(KeptForm.kept_at) > clock.now() - KEPT_FOR,
    )
    return session.exec(kept.order_by(col(KeptForm.kept_at).desc()).limit(1)).first()


def of(session: Session, signed_in: PortalSession, form_id: UUID) -> KeptForm | None:
    """One form kept for whoever is signed in; somebody else's is not there."""
    return session.exec(
        select(KeptForm).where(
            KeptForm.id == form_id,
            KeptForm.issuer == signed_in.issuer,
            KeptForm.subject == signed_in.subject,
            col(KeptForm.kept_at) > clock.now() - KEPT_FOR,
        )
    ).one_or_none()
