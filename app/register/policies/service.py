"""What can be done with a policy: draft it, publish it, say that one has read it."""

from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import clock
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.errors import ConflictError, NotFoundError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.register.policies import queries, rules
from app.register.policies.campaigns import service as campaigns
from app.register.policies.models import (
    Policy,
    PolicyAcknowledgement,
    PolicyDraft,
    PolicyVersion,
)
from app.register.policies.queries import Version
from app.register.policies.schemas import PolicyDocument
from app.register.schemas import canonical, digest


class NameTakenError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("There is a policy of that name already. Choose another title."))


class DraftChangedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This draft was changed or published meanwhile. Open it again."))


class NothingChangedError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("This is word for word the version before it. Change the draft first."))


class UnexplainedError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Say what changed since the version before, in 1 to 3 sentences."))


class TooEarlyError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("The day it takes effect is over, or before the version it follows."))


class NotForYouError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("This policy does not apply to you. There is nothing to record."))


class ChangedWhileReadingError(ConflictError):
    """The words she read are no longer the ones in force. Nothing was recorded."""

    def __init__(self, read: Version, now: Version) -> None:
        super().__init__(_("This policy changed while you were reading."))
        self.read = read
        self.now = now


def create(session: Session, title: str) -> str:
    """A new policy without words yet; gives its name. Raises NameTakenError."""
    name = rules.slug(title)
    if not name or not dialects.insert_if_new(session, Policy, id=name, created_at=clock.now()):
        raise NameTakenError
    return name


def draft(
    session: Session,
    officer: Person,
    policy_id: str,
    document: PolicyDocument,
    *,
    what_changed: tuple[str, ...] = (),
    in_force_from: date | None = None,
    instead_of: UUID | None = None,
) -> PolicyDraft:
    """Keep words as the open draft, in place of the one the officer had before her.

    Raises DraftChangedError if that is not the open one any more. What is overtaken is closed,
    not taken away.
    """
    now = clock.now()
    if instead_of is not None:
        _close(session, policy_id, instead_of)
    elif queries.open_draft(session, policy_id) is not None:
        raise DraftChangedError
    kept = PolicyDraft(
        policy_id=policy_id,
        document=canonical(document),
        what_changed=list(what_changed),
        in_force_from=in_force_from,
        drafted_by=officer.id,
        made_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def publish(session: Session, officer: Person, policy_id: str, draft_id: UUID) -> PolicyVersion:
    """Publish exactly the draft the officer has read, as the next version.

    Raises DraftChangedError if it is no longer the open one, NothingChangedError,
    UnexplainedError, TooEarlyError.
    """
    dialects.serialise(session, f"versions of {policy_id}")
    kept = queries.open_draft(session, policy_id)
    if kept is None or kept.id != draft_id:
        raise DraftChangedError
    every, day = queries.versions(session, policy_id), queries.today(session)
    starts = kept.in_force_from or day
    _check_next(every, kept, starts, day)
    _close(session, policy_id, draft_id)
    version = PolicyVersion(
        policy_id=policy_id,
        number=len(every) + 1,
        in_force_from=starts,
        document=kept.document,
        digest=digest(kept.document),
        what_changed=kept.what_changed,
        drafted_by=kept.drafted_by,
        published_by=officer.id,
        published_at=clock.now(),
    )
    session.add(version)
    session.flush()
    return version


def acknowledge(session: Session, person: Person, policy_id: str, words: str) -> bool:
    """Record that the person says she has read the words with this digest; True if it is new.

    It records a reading and nothing else: no processing depends on it, and it is no consent.
    Raises NotFoundError, NotForYouError, and ChangedWhileReadingError if other words are in
    force by now: then nothing is recorded.
    """
    now = queries.standing(session, person, policy_id)
    if words != now.version.digest:
        read = [v for v in queries.versions(session, policy_id) if v.digest == words]
        if not read or read[0].number > now.version.number:
            raise NotFoundError
        raise ChangedWhileReadingError(read[0], now.version)
    if now.why is None:
        raise NotForYouError
    if queries.has_read(session, now.version.id, [person.id]):
        return False
    recorded = dialects.insert_if_new(
        session,
        PolicyAcknowledgement,
        id=new_id(),
        person_id=person.id,
        version_id=now.version.id,
        digest=words,
        at=clock.now(),
    )
    campaigns.settle(session, person.id, now.version.id)
    return recorded


def _check_next(every: list[Version], kept: PolicyDraft, starts: date, day: date) -> None:
    if starts < day or (every and starts < every[0].in_force_from):
        raise TooEarlyError
    if every and digest(kept.document) == every[0].digest:
        raise NothingChangedError
    if every and not kept.what_changed:
        raise UnexplainedError


def _close(session: Session, policy_id: str, draft_id: UUID) -> None:
    """Close the draft, unless somebody else did."""
    still_open = (
        col(PolicyDraft.id) == draft_id,
        col(PolicyDraft.policy_id) == policy_id,
        col(PolicyDraft.closed_at).is_(None),
    )
    closed = update(PolicyDraft).where(*still_open).values(closed_at=clock.now())
    if session.exec(closed).rowcount != 1:
        raise DraftChangedError
