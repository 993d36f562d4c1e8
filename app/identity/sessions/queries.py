"""What may be read of sessions."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.core import clock
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.roles.queries import roles_of
from app.identity.sessions import rules
from app.identity.sessions.models import PortalSession

_BY_TOKEN = (
    select(PortalSession, Person)
    .join(Person, col(Person.id) == col(PortalSession.person_id))
    .where(PortalSession.token_hash == bindparam("token_hash"))
)


def by_token(session: Session, token: str) -> tuple[PortalSession, Person] | None:
    """The session behind a cookie's value and its person, ended ones included."""
    found = session.exec(_BY_TOKEN, params={"token_hash": token_hash(token)}).first()
    return None if found is None else (found[0], found[1])


def of(session: Session, person: Person) -> Sequence[PortalSession]:
    """Where this person is signed in now, the one used last first."""
    open_ones = session.exec(
        select(PortalSession)
        .where(PortalSession.person_id == person.id, col(PortalSession.ended_at).is_(None))
        .order_by(col(PortalSession.seen_at).desc())
    ).all()
    officer = is_officer(session, person.id)
    now = clock.now()
    return [one for one in open_ones if rules.why_over(one, officer=officer, now=now) is None]


def is_officer(session: Session, person_id: UUID) -> bool:
    """Whether the shorter idle time of officers applies."""
    return Role.OFFICER in roles_of(session, person_id)


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
