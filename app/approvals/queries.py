"""What may be read of approvals: one's own requests and what waits for one's decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from app.approvals import rules
from app.approvals.models import Approval, ApprovalAttempt, Decision, Kind
from app.core import clock
from app.core.config import settings
from app.core.errors import NotFoundError
from app.identity.people.models import Person
from app.identity.roles.models import Role, RoleGrant

AUDITED = timedelta(days=400)


def concerning(session: Session, person_id: UUID, reference: str) -> Approval:
    """A request that somebody made or is asked to decide; anybody else's is not found."""
    hers = or_(col(Approval.requester_id) == person_id, col(Approval.approver_id) == person_id)
    found = session.exec(select(Approval).where(Approval.reference == reference, hers))
    approval = found.one_or_none()
    if approval is None:
        raise NotFoundError
    return approval


def waiting_for(session: Session, approver_id: UUID) -> Sequence[Approval]:
    """What this person is asked to decide, what expires first at the top."""
    mine = select(Approval).where(Approval.approver_id == approver_id, is_open())
    return session.exec(mine.order_by(col(Approval.expires_at), col(Approval.id))).all()


def asked_by(session: Session, requester_id: UUID, limit: int = 50) -> Sequence[Approval]:
    """What this person asked for, the newest first, decided or not."""
    mine = select(Approval).where(Approval.requester_id == requester_id)
    return session.exec(mine.order_by(col(Approval.requested_at).desc()).limit(limit)).all()


def open_about(session: Session, kind: Kind, about: str) -> Approval | None:
    """The request that waits about one object."""
    waiting = select(Approval).where(Approval.kind == kind, Approval.about == about, is_open())
    return session.exec(waiting).one_or_none()


def newest_about(session: Session, kind: Kind, about: str) -> Approval | None:
    """The request made last about one object, however it ended."""
    made = select(Approval).where(Approval.kind == kind, Approval.about == about)
    return session.exec(made.order_by(col(Approval.requested_at).desc()).limit(1)).first()


def newest_of(session: Session, kind: Kind, abouts: Iterable[str]) -> dict[str, Approval]:
    """The request made last about each of these objects, by the object's name."""
    made = select(Approval).where(Approval.kind == kind, col(Approval.about).in_(set(abouts)))
    return {each.about: each for each in session.exec(made.order_by(col(Approval.requested_at)))}


def open_of(session: Session, kind: Kind) -> Sequence[Approval]:
    """What waits of one kind, whoever decides it, and is not past its time."""
    waiting = select(Approval).where(Approval.kind == kind, is_open(clock.now()))
    return session.exec(waiting).all()


def may_be_asked(
    session: Session, requester_id: UUID, role: Role, *, subject_id: UUID | None = None
) -> Sequence[Person]:
    """Who can decide a request of this person: others in the role for long enough, by name."""
    holding = (
        select(Person, RoleGrant)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == role, col(RoleGrant.revoked_at).is_(None))
        .where(col(RoleGrant.suspended_at).is_(None))
        .where(col(Person.active).is_(True), col(Person.id) != requester_id)
        .order_by(col(Person.name))
    )
    now, days = clock.now(), settings().approver_min_days
    return [
        person
        for person, grant in session.exec(holding)
        if person.id != subject_id and rules.is_old_enough(grant, now, days)
    ]


def approved_since(
    session: Session, requester_id: UUID, kind: Kind, since: datetime
) -> Sequence[Approval]:
    """What this person asked for and was approved after a moment."""
    hers = select(Approval).where(Approval.requester_id == requester_id, Approval.kind == kind)
    lately = Approval.decision == Decision.APPROVED, col(Approval.decided_at) > since
    return session.exec(hers.where(*lately)).all()


def approved(session: Session, kind: Kind) -> set[tuple[str, str]]:
    """What was ever approved of a kind: pairs of an object's name and the digest of its words."""
    pairs = select(Approval.about, Approval.digest).where(
        Approval.kind == kind, Approval.decision == Decision.APPROVED
    )
    return set(session.exec(pairs).all())


def by_form(session: Session, requester_id: UUID, form_key: UUID) -> Approval | None:
    sent = select(Approval).where(
        Approval.requester_id == requester_id, Approval.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def lately(session: Session, *, offset: int = 0, limit: int | None = None) -> Sequence[Approval]:
    """The requests of the last thirteen months, the newest first: for the auditor."""
    made = select(Approval).where(col(Approval.requested_at) > clock.now() - AUDITED)
    newest_first = col(Approval.requested_at).desc(), col(Approval.id).desc()
    return session.exec(made.order_by(*newest_first).offset(offset).limit(limit)).all()


def attempts_lately(
    session: Session, *, offset: int = 0, limit: int | None = None
) -> Sequence[tuple[ApprovalAttempt, Approval]]:
    """Attempts to decide what is for somebody else, the newest first: for the auditor."""
    tried = (
        select(ApprovalAttempt, Approval)
        .join(Approval, col(Approval.id) == col(ApprovalAttempt.approval_id))
        .where(col(ApprovalAttempt.at) > clock.now() - AUDITED)
    )
    newest_first = col(ApprovalAttempt.at).desc(), col(ApprovalAttempt.id).desc()
    return session.exec(tried.order_by(*newest_first).offset(offset).limit(limit)).all()


def about_person(session: Session, person_id: UUID, kind: Kind) -> Sequence[Approval]:
    """The requests of a kind in the last thirteen months whose object is about her, newest first.

    As long as the auditor can read them, so can she.
    """
    hers = select(Approval).where(
        Approval.subject_id == person_id,
        Approval.kind == kind,
        col(Approval.requested_at) > clock.now() - AUDITED,
    )
    return session.exec(hers.order_by(col(Approval.requested_at).desc())).all()


def attempts_by(session: Session, person_id: UUID) -> Sequence[tuple[ApprovalAttempt, Approval]]:
    """What this person tried to decide that was for somebody else, as the auditor reads it."""
    return [each for each in attempts_lately(session) if each[0].person_id == person_id]


def is_open(at: datetime | None = None) -> ColumnElement[bool]:
    """Not decided. With a moment: and not expired by then."""
    undecided = col(Approval.decision).is_(None)
    return undecided if at is None else undecided & (col(Approval.expires_at) > at)


def state(approval: Approval) -> Decision | None:
    """How a request stands now: one that waited too long has expired, noted or not."""
    if approval.decision is None and approval.expires_at <= clock.now():
        return Decision.EXPIRED
    return approval.decision
