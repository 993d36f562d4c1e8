"""What can be done to a session: start it, keep it alive, end it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from app.core import clock
from app.core.config import settings
from app.core.db.session import writing
from app.core.errors import NotFoundError
from app.core.logs import log
from app.identity.people.models import Person
from app.identity.sessions import queries, rules
from app.identity.sessions.models import EndReason, PortalSession

TOKEN_BYTES = 32


class Asking(Protocol):
    """What is needed of a request: its method, headers and cookies."""

    @property
    def method(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def cookies(self) -> Mapping[str, str]: ...


def cookie() -> str:
    """The name of the session cookie in this installation."""
    return rules.cookie_name("daylight", secure=settings().secure, host=settings().host)


def start(
    session: Session,
    person: Person,
    *,
    issuer: str,
    subject: str,
    sid: str | None = None,
    auth_time: datetime | None = None,
    claimed_roles: Sequence[str] | None = None,
    user_agent: str = "",
    previous_visit_on: date | None = None,
) -> tuple[PortalSession, str]:
    """A fresh session and the value of its cookie, which is known to nobody afterwards."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock.now()
    started = PortalSession(
        token_hash=queries.token_hash(token),
        person_id=person.id,
        issuer=issuer,
        subject=subject,
        sid=sid,
        claimed_roles=None if claimed_roles is None else list(claimed_roles),
        started_at=now,
        seen_at=now,
        auth_time=auth_time,
        user_agent_family=rules.user_agent_family(user_agent),
        previous_visit_on=previous_visit_on,
    )
    session.add(started)
    session.flush()
    return started, token


def current(session: Session, request: Asking) -> PortalSession | None:
    """The living session behind the request's cookie, or None.

    A navigation keeps it alive, at most once a minute: a reading request in a short
    transaction of its own, a writing one in the caller's. That this could not be
    written never stands between a person and her page.
    """
    token = request.cookies.get(cookie(), "")
    found = queries.by_token(session, token) if token else None
    if found is None or found[0].ended_at is not None:
        return None
    signed_in, person = found
    now = clock.now()
    over = rules.why_over(signed_in, officer=True, now=now)
    if over is not None:  # perhaps only for an officer: then it matters whether she is one
        officer = queries.is_officer(session, person.id)
        over = rules.why_over(signed_in, officer=officer, now=now)
    if not person.active:
        over = EndReason.NO_LONGER_EMPLOYED
    reading = rules.is_reading(request.method)
    if over is not None:
        _note(session, signed_in, reading, ended_at=now, end_reason=over)
        return None
    if rules.is_navigation(request.headers) and rules.due_for_touch(signed_in, now):
        _note(session, signed_in, reading, seen_at=now)
    return signed_in


def end(session: Session, person: Person, session_id: UUID) -> None:
    """End one of one's own sessions. Somebody else's is not found."""
    ended = _end(
        session,
        EndReason.ENDED_ELSEWHERE,
        col(PortalSession.id) == session_id,
        col(PortalSession.person_id) == person.id,
    )
    if ended != 1:
        raise NotFoundError


def sign_out(session: Session, signed_in: PortalSession) -> None:
    """End this very session; a second time is no fault."""
    _end(session, EndReason.SIGNED_OUT, col(PortalSession.id) == signed_in.id)


def renew(session: Session, token: str) -> None:
    """End the session behind a cookie because the same browser signs in again."""
    _end(session, EndReason.RENEWED, col(PortalSession.token_hash) == queries.token_hash(token))


def end_all_of(session: Session, person: Person, reason: EndReason) -> int:
    """End every session of a person; how many there were."""
    return _end(session, reason, col(PortalSession.person_id) == person.id)


def end_all(session: Session) -> int:
    """End everybody's, since what was ended after a backup would live again; how many."""
    return _end(session, EndReason.RESTORED)


def end_by_sid(session: Session, issuer: str, sid: str, subject: str | None = None) -> int:
    """End the sessions that belong to one sign-in at the provider; how many there were."""
    also = () if subject is None else (col(PortalSession.subject) == subject,)
    return _end(
        session,
        EndReason.PROVIDER_SIGNED_OUT,
        col(PortalSession.issuer) == issuer,
        col(PortalSession.sid) == sid,
        *also,
    )


def end_by_subject(session: Session, issuer: str, subject: str) -> int:
    """End every session of one identity at the provider; how many there were."""
    return _end(
        session,
        EndReason.PROVIDER_SIGNED_OUT,
        col(PortalSession.issuer) == issuer,
        col(PortalSession.subject) == subject,
    )


def _end(session: Session, reason: EndReason, *which: ColumnElement[bool]) -> int:
    ended = session.exec(
        update(PortalSession)
        .where(*which, col(PortalSession.ended_at).is_(None))
        .values(ended_at=clock.now(), end_reason=reason)
    )
    return int(ended.rowcount)


def _note(session: Session, signed_in: PortalSession, reading: bool, **values: Any) -> None:
    if reading and _last_failure() and abs(clock.now() - _last_failure()[-1]) < rules.REST:
        return
    try:
        if reading:
            with writing(hurried=True) as own:
                _change(own, signed_in, values)
        else:
            _change(session, signed_in, values)
    except SQLAlchemyError as failed:
        if not reading:
            raise
        log.warning("session not touched", kind=type(failed).__name__)
        _last_failure()[:] = [clock.now()]


@lru_cache
def _last_failure() -> list[datetime]:
    """When this process last could not touch a session: pages need not wait for the next try."""
    return []


def _change(session: Session, signed_in: PortalSession, values: Mapping[str, Any]) -> None:
    session.exec(
        update(PortalSession)
        .where(col(PortalSession.id) == signed_in.id, col(PortalSession.ended_at).is_(None))
        .values(**values)
    )
