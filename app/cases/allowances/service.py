"""Asking a second officer to allow looks at more people than a day's."""

from uuid import UUID

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.cases.allowances import rules
from app.identity.people.models import Person


def ask(
    session: Session,
    officer: Person,
    *,
    more: int,
    reason: str,
    approver_id: UUID,
    form_key: UUID,
) -> Approval:
    """Raises what ``approvals.service.ask`` raises."""
    return approvals.ask(
        session,
        officer,
        approver_id,
        kind=Kind.MORE_PEOPLE,
        about=rules.about(officer.id, more),
        digest=rules.digest(officer.id, more),
        reason=reason,
        form_key=form_key,
    )
