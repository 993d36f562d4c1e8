"""What can be done to a source: add it, give it a new key, revoke it."""

import secrets
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import Session, col

from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.identity.sources import queries, rules
from app.identity.sources.models import SourceSystem


class NameTakenError(ConflictError):
    def __init__(self, name: str) -> None:
        super().__init__(f"There is a source called {name} already. Choose another name.")


class RevokedError(ConflictError):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was revoked. Add a new source under another name.")


class OwnSourceError(ConflictError):
    def __init__(self) -> None:
        super().__init__(f"{rules.PORTAL} is the portal itself. It has no key.")


def add(
    session: Session,
    name: str,
    *,
    system: str,
    every: timedelta | None = timedelta(hours=24),
    webhook: str | None = None,
) -> tuple[SourceSystem, str]:
    """A new source and its key, which is known to nobody afterwards."""
    _check(name, system, webhook)
    if name == rules.PORTAL:
        raise OwnSourceError
    dialects.serialise(session, "sources")
    if queries.by_name(session, name) is not None:
        raise NameTakenError(name)
    key, hashed = _new_key()
    source = SourceSystem(
        name=name,
        system=system,
        key_hash=hashed,
        key_made_at=clock.now(),
        every_seconds=None if every is None else int(every.total_seconds()),
        webhook_url=webhook,
        created_at=clock.now(),
    )
    session.add(source)
    session.flush()
    return source, key


def rotate(session: Session, source: SourceSystem) -> str:
    """A new key; the old one opens nothing from this transaction's commit on."""
    _refuse_own_and_revoked(source)
    key, hashed = _new_key()
    source.key_hash = hashed
    source.key_made_at = clock.now()
    session.add(source)
    session.flush()
    return key


def revoke(session: Session, source: SourceSystem) -> None:
    """Take a source's key away for good. What it reported stays."""
    _refuse_own_and_revoked(source)
    source.key_hash = None
    source.revoked_at = clock.now()
    session.add(source)
    session.flush()


def hear(session: Session, source_id: UUID) -> None:
    """Note that a batch of a source came now. A clock that was set back takes nothing away."""
    now = clock.now()
    before = or_(col(SourceSystem.heard_at).is_(None), col(SourceSystem.heard_at) < now)
    session.exec(
        update(SourceSystem).where(col(SourceSystem.id) == source_id, before).values(heard_at=now)
    )


def portal(session: Session) -> SourceSystem:
    """The portal's own source, made when it is first needed. Needs a writing session."""
    found = queries.portal(session)
    if found is not None:
        return found
    dialects.serialise(session, "sources")
    found = queries.portal(session)
    if found is None:
        found = SourceSystem(name=rules.PORTAL, system=rules.PORTAL, created_at=clock.now())
        session.add(found)
        session.flush()
    return found


def _check(name: str, system: str, webhook: str | None) -> None:
    if not rules.NAME.fullmatch(name):
        raise RejectedError("A source's name is 1 to 64 letters, digits, dots and hyphens.")
    if not system.strip() or len(system) > 120 or not system.isprintable():
        raise RejectedError("The system needs a name of 1 to 120 characters.")
    if webhook is not None and not rules.is_webhook(webhook):
        raise RejectedError("A webhook is an https address, or one on this machine.")


def _refuse_own_and_revoked(source: SourceSystem) -> None:
    if source.name == rules.PORTAL:
        raise OwnSourceError
    if source.revoked_at is not None:
        raise RevokedError(source.name)


def _new_key() -> tuple[str, str]:
    key = rules.PREFIX + secrets.token_urlsafe(rules.KEY_BYTES)
    return key, sha256(key.encode()).hexdigest()
