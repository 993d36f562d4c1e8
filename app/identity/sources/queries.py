"""Which systems report, and which of them a key belongs to."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, select

from app.identity.sources import rules
from app.identity.sources.models import SourceSystem

_ALL = select(SourceSystem).order_by(col(SourceSystem.name))
_IN_USE = _ALL.where(col(SourceSystem.revoked_at).is_(None))


def by_key(session: Session, key: str) -> SourceSystem | None:
    """The source that a bearer key opens. The key itself is nowhere, only its hash."""
    if not rules.KEY.fullmatch(key):
        return None
    hashed = sha256(key.encode()).hexdigest()
    found = select(SourceSystem).where(
        SourceSystem.key_hash == hashed, col(SourceSystem.revoked_at).is_(None)
    )
    return session.exec(found).one_or_none()


def by_name(session: Session, name: str) -> SourceSystem | None:
    return session.exec(select(SourceSystem).where(SourceSystem.name == name)).one_or_none()


def by_id(session: Session, source_id: UUID) -> SourceSystem | None:
    return session.get(SourceSystem, source_id)


def everything(session: Session, *, revoked: bool = True) -> Sequence[SourceSystem]:
    """All sources by name, with or without the revoked ones."""
    return session.exec(_ALL if revoked else _IN_USE).all()


def portal(session: Session) -> SourceSystem | None:
    """The portal's own source, once it has reported anything; ``service.portal`` makes it."""
    return by_name(session, rules.PORTAL)
