"""What can be done about approvals: ask for one, decide it, let it go."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.approvals import queries, rules
from app.approvals.models import Approval, ApprovalAttempt, Decision, Kind
from app.core import clock, references
from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.identity.establishments import queries as establishments
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role


class NoSecondPersonError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _("This needs a second person who has held the role long enough, and there is none.")
        )


class NotAnApproverError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("This person cannot decide your request. Choose someone from the list."))


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other answers."))


class AskedAlreadyError(ConflictError):
    def __init__(self, approval: Approval) -> None:
        super().__init__(
            _("A decision on this is already asked for: %(reference)s.")
            % {"reference": approval.reference}
        )


class NotOpenError(ConflictError):
    def __init__(self, approval: Approval) -> None:
        super().__init__(_("%(reference)s is no longer open.") % {"reference": approval.reference})


class ChangedError(ConflictError):
    def __init__(self, approval: Approval) -> None:
        super().__init__(
            _("What %(reference)s asks about was changed since. Nothing was approved.")
            % {"reference": approval.reference}
        )


def ask(
    session: Session,
    requester: Person,
    approver_id: UUID,
    *,
    kind: Kind,
    about: str,
    digest: str,
    reason: str,
    form_key: UUID,
    role: Role = Role.OFFICER,
    subject_id: UUID | None = None,
) -> Approval:
    """Ask somebody to decide about the exact object that has this digest.

    The same form sent again gives the same request. Raises NoSecondPersonError,
    NotAnApproverError, AnotherFormError, AskedAlreadyError.
    """
    if sent := queries.by_form(session, requester.id, form_key):
        return _same(sent, kind, about, digest)
    candidates = queries.may_be_asked(session, requester.id, role, subject_id=subject_id)
    if not candidates:
        raise NoSecondPersonError
    approver = next((person for person in candidates if person.id == approver_id), None)
    if approver is None:
        raise NotAnApproverError
    waiting = queries.open_about(session, kind, about)
    if waiting is not None:
        if queries.state(waiting) is None:
            raise AskedAlreadyError(waiting)
        _decide(session, waiting, Decision.EXPIRED, by=None)
    now = clock.now()
    approval = Approval(
        reference=references.new("OK"),
        kind=kind,
        about=about,
        digest=digest,
        role=role,
        requester_id=requester.id,
        approver_id=approver_id,
        subject_id=subject_id,
        form_key=form_key,
        reason=reason,
        requested_at=now,
        expires_at=rules.expiry(now, _jurisdiction(session, approver)),
    )
    session.add(approval)
    session.flush()
    return approval


def _jurisdiction(session: Session, person: Person) -> str:
    place = establishments.by_code(session, person.establishment)
    return place.jurisdiction if place else ""


def approve(session: Session, approval: Approval, approver: Person, digest: str) -> None:
    """Approve, once, exactly what was asked about; ``digest`` is that of the object as it is now.

    Whoever carries it out does so in the same transaction. Raises ForbiddenError if it is not
    this person's to decide, NotOpenError, ChangedError.
    """
    _check_approver(session, approval, approver)
    if digest != approval.digest:
        raise ChangedError(approval)
    _decide(session, approval, Decision.APPROVED, by=approver)


def send_back(session: Session, approval: Approval, approver: Person, note: str) -> None:
    """Decline, with a note of what has to change first."""
    _check_approver(session, approval, approver)
    _decide(session, approval, Decision.SENT_BACK, by=approver, note=note)


def withdraw(session: Session, approval: Approval, requester: Person) -> None:
    """Take one's own request back."""
    if approval.requester_id != requester.id:
        raise ForbiddenError(_("Only the person who asked can take this back."))
    _decide(session, approval, Decision.WITHDRAWN, by=requester)


def void(session: Session, kind: Kind, about: str, *, by: Person | None) -> None:
    """What was asked about was changed: a request that waits can no longer be approved.

    ``by`` is None where nobody may read who changed it.
    """
    if waiting := queries.open_about(session, kind, about):
        _decide(session, waiting, Decision.VOIDED, by=by)


def is_for(approval: Approval, person: Person) -> bool:
    """Whether this person is the one who was asked."""
    return approval.approver_id == person.id


def note_attempt(session: Session, approval: Approval, person: Person) -> None:
    """Write down that somebody tried to decide what another person was asked to."""
    session.add(ApprovalAttempt(approval_id=approval.id, person_id=person.id, at=clock.now()))
    session.flush()


def expire(session: Session) -> None:
    """Close the requests that waited too long."""
    now = clock.now()
    waited = queries.is_open(), col(Approval.expires_at) <= now
    session.exec(update(Approval).where(*waited).values(decision=Decision.EXPIRED, decided_at=now))


def _check_approver(session: Session, approval: Approval, approver: Person) -> None:
    held = roles.roles_of(session, approver.id)
    if not is_for(approval, approver) or approval.role not in held:
        raise ForbiddenError(_("Another person was asked to decide this."))


def _decide(
    session: Session,
    approval: Approval,
    decision: Decision,
    *,
    by: Person | None,
    note: str = "",
) -> None:
    """The one place where a request ends: whoever comes second finds it closed."""
    now = clock.now()
    in_time = None if decision in {Decision.EXPIRED, Decision.VOIDED} else now
    still_open = queries.is_open(in_time)
    decided = session.exec(
        update(Approval)
        .where(col(Approval.id) == approval.id, still_open)
        .values(
            decision=decision, decided_at=now, decided_by=by.id if by else None, note=note.strip()
        )
    )
    if decided.rowcount != 1:
        raise NotOpenError(approval)
    session.refresh(approval)


def _same(sent: Approval, kind: Kind, about: str, digest: str) -> Approval:
    if (sent.kind, sent.about, sent.digest) != (kind, about, digest):
        raise AnotherFormError
    return sent
