"""Asking that a confidential reporter's name is opened, and opening it (SECURITY, matrix)."""

from uuid import UUID

from sqlmodel import Session

from app.approvals import queries as approvals_made
from app.approvals import service as approvals
from app.approvals.models import Approval, Kind
from app.concerns import queries
from app.concerns.models import Act, Concern, Naming
from app.concerns.opening import rules
from app.concerns.progress import service as progress
from app.concerns.progress.rules import OPEN, NotNowError, NotYoursToDoError
from app.concerns.queries import Story
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.identity.roles.models import Role


class NothingToOpenError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Who raised this concern is open to you already."))


class NobodyKnowsError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Nobody knows who raised this concern, so there is no name to open."))


def approvers_for(session: Session, told: Story, officer: Person) -> list[Person]:
    """Who can decide on it: another officer, nobody near to whoever is in the concern."""
    may = {each.id for each in queries.officers_for(session, told)}
    asked = approvals_made.may_be_asked(session, officer.id, Role.OFFICER)
    return [each for each in asked if each.id in may]


def ask(
    session: Session,
    concern: Concern,
    officer: Person,
    *,
    reason: str,
    approver_id: UUID,
    form_key: UUID,
) -> Approval:
    """Ask a second officer to open the name to the one who has the concern, and say why.

    Nothing in the request leads to the reporter. Raises NotYoursToDoError, NotNowError,
    NothingToOpenError and what ``approvals.service.ask`` raises.
    """
    told = progress.locked(session, concern)
    if sent := approvals_made.by_form(session, officer.id, form_key):
        return sent
    check(told, officer)
    if approver_id not in {each.id for each in approvers_for(session, told, officer)}:
        raise approvals.NotAnApproverError
    return approvals.ask(
        session,
        officer,
        approver_id,
        kind=Kind.CONCERN_IDENTITY,
        about=concern.reference,
        digest=rules.digest(concern.reference, officer.id, told.standing.given_at, reason),
        reason=reason,
        form_key=form_key,
    )


def open_name(session: Session, approval: Approval, approver: Person) -> None:
    """Open it, and tell the reporter: to whom, why, and who decided. Raises NotNowError."""
    concern = queries.by_reference(session, approval.about)
    assert concern is not None
    told = progress.locked(session, concern)
    if told.standing.owner_id != approval.requester_id:
        raise NotNowError(_("Another officer has this concern now."))
    progress.may(session, told, Act.IDENTITY_OPENED, approver)
    details = {"to_id": str(approval.requester_id), "approval": approval.reference}
    event = progress.append(
        session, told, Act.IDENTITY_OPENED, approver, reason=approval.reason, details=details
    )
    progress.tell_reporter(session, told, "opened", event.number)


def check(told: Story, officer: Person) -> None:
    """That there is a name to open to her. NotYoursToDoError, NotNowError, NothingToOpenError."""
    if told.standing.owner_id != officer.id:
        raise NotYoursToDoError(_("Only the officer who has this concern can do this."))
    if told.standing.status not in OPEN:
        raise NotNowError(_("This concern is at another stage now. Look at it again."))
    if told.concern.naming is Naming.ANONYMOUS:
        raise NobodyKnowsError
    if told.concern.naming is Naming.NAMED or officer.id in told.standing.knows:
        raise NothingToOpenError
