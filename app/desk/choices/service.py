"""Asking a second officer to approve exactly the words of a choice."""

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.consent.notices import rules as notices
from app.desk.choices.forms import AskApproval
from app.identity.people.models import Person
from app.register.in_force.rules import Practice


def ask(session: Session, officer: Person, practice: Practice, form: AskApproval) -> Approval:
    """Raises what ``approvals.service.ask`` raises."""
    return approvals.ask(
        session,
        officer,
        form.approver,
        kind=Kind.CHOICE,
        about=practice.id,
        digest=notices.digest(practice.document) or "",
        reason=form.reason,
        form_key=form.form_key,
    )
