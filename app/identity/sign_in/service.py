"""What a sign-in does: remember the attempt, admit or refuse who comes back, end sessions."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core import clock, references, secrets
from app.core.config import names, settings
from app.core.crypto import aead
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.logs import log
from app.identity.openid import rules as openid
from app.identity.openid.errors import AttemptError, RefusedError
from app.identity.openid.schemas import Attempt, Client, Identity, SignedOut
from app.identity.openid.service import RelyingParty
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.sessions import rules as sessions_rules
from app.identity.sessions import service as sessions
from app.identity.sessions.models import PortalSession
from app.identity.sign_in import queries, rules
from app.identity.sign_in.models import Binding, SignInEvent, SpentToken
from app.identity.visits import service as visits

CALLBACK = "/sign-in/callback"
STRAY_ANSWERS = parse("60/minute")
SAME_ANSWER = parse("5/minute")
OWN_ANSWERS = parse("1200/minute")  # of one address, which a whole site may share
REFUSALS = parse("60/minute")  # of one address, written down; more are in the log and the metrics
REFUSALS_OF_ALL = parse("600/minute")
SPENT_FOR = timedelta(hours=1)
_PURPOSE = "sign-in attempts"
_HAND_OVER = "sign-out hand-over"


class NobodyError(RefusedError):
    """The identity is good, but it is no employee's."""

    status = 403
    kind = "nobody"


class EndedError(RefusedError):
    """The identity is of somebody who no longer works here."""

    status = 403
    kind = "ended"

    def __init__(self, person: Person) -> None:
        super().__init__("employee_ended")
        self.person_id = person.id


class OtherIdentityError(RefusedError):
    """The employee already has another identity. Officers hear of it."""

    status = 403
    kind = "other_identity"

    def __init__(self, person: Person) -> None:
        super().__init__(queries.SECOND_IDENTITY)
        self.person_id = person.id


@lru_cache
def relying_party() -> RelyingParty:
    """This portal as its provider knows it, from the settings."""
    chosen = settings()
    return RelyingParty(
        Client(
            issuer=chosen.oidc_issuer,
            client_id=chosen.oidc_client_id,
            client_secret=chosen.oidc_client_secret.get_secret_value(),
            redirect_uri=chosen.base_url.rstrip("/") + CALLBACK,
            algorithms=openid.algorithms(chosen.oidc_algorithms),
            employee_claim=chosen.oidc_employee_claim,
            roles_claim=chosen.oidc_roles_claim,
            hosts=frozenset(names(chosen.oidc_hosts.lower())),
        )
    )


def attempt_cookie(state: str) -> str:
    """The cookie of one attempt: each tab has its own."""
    return sessions_rules.cookie_name(
        f"daylight-sign-in-{state[:12]}", secure=settings().secure, host=settings().host
    )


def sealed(attempt: Attempt) -> str:
    """What a browser keeps of its attempt, so that only the portal can read or change it."""
    plain = json.dumps(asdict(attempt)).encode()
    name = attempt_cookie(attempt.state).encode()
    return urlsafe_b64encode(aead.seal(secrets.derive(_PURPOSE), plain, name)).decode()


def attempt_of(state: str, cookies: Mapping[str, str]) -> Attempt:
    """The attempt this browser began under a state. Raises AttemptError if there is none."""
    name = attempt_cookie(state)
    if name not in cookies:
        raise AttemptError("attempt_unknown")
    try:
        box = urlsafe_b64decode(cookies[name].encode())
        attempt = Attempt(**json.loads(aead.unseal(secrets.derive(_PURPOSE), box, name.encode())))
    except (aead.CannotOpenError, ValueError, TypeError) as changed:
        raise AttemptError("attempt_changed") from changed
    if not openid.same(state, attempt.state):
        raise AttemptError("attempt_state")
    age = clock.now().timestamp() - attempt.started
    if not -rules.CLOCK_SLACK <= age <= rules.ATTEMPT_SECONDS:
        raise AttemptError("attempt_old")
    return attempt


def sealed_sid(sid: str | None) -> str:
    """The provider's session id, for the one page after the sign-out."""
    box = aead.seal(secrets.derive(_HAND_OVER), (sid or "").encode())
    return urlsafe_b64encode(box).decode()


def sid_of(box: str) -> str | None:
    """What ``sealed_sid`` sealed; None if nothing, or if it was changed."""
    try:
        opened = aead.unseal(secrets.derive(_HAND_OVER), urlsafe_b64decode(box.encode()))
    except (aead.CannotOpenError, ValueError):
        return None
    return opened.decode() or None


def surplus_attempts(cookies: Mapping[str, str]) -> list[str]:
    """Cookies of attempts to let go of before another begins, so that they never fill up."""
    names = _attempts(cookies)
    return names[: max(0, len(names) - rules.ATTEMPTS_AT_ONCE + 1)]


def _attempts(cookies: Mapping[str, str]) -> list[str]:
    prefix = attempt_cookie("").removesuffix(attempt_cookie("").rpartition("daylight-sign-in-")[2])
    return [name for name in cookies if name.startswith(prefix)]


def admit(
    session: Session, identity: Identity, *, user_agent: str = "", instead_of: str = ""
) -> tuple[PortalSession, str]:
    """Sign the employee behind an identity in; the session and its cookie's value.

    ``instead_of`` is the cookie of a session in the same browser, which ends with this.
    Raises NobodyError, EndedError or OtherIdentityError.
    """
    person = queries.person_of(session, identity.issuer, identity.subject)
    person = person or _bound(session, identity)
    if not person.active:
        raise EndedError(person)
    if instead_of:
        sessions.renew(session, instead_of)
    at = identity.auth_time
    return sessions.start(
        session,
        person,
        issuer=identity.issuer,
        subject=identity.subject,
        sid=identity.sid,
        auth_time=None if at is None else datetime.fromtimestamp(at, UTC),
        claimed_roles=identity.roles,
        user_agent=user_agent,
        previous_visit_on=visits.note(session, person),
    )


def incident_of(refusal: RefusedError) -> str:
    """Log a refusal; the incident it is known by."""
    incident = references.new("SIGN")
    log.warning("sign-in refused", reason=refusal.reason, incident=incident)
    return incident


def may_be_recorded(refusal: RefusedError, address: str) -> bool:
    """Count a refusal; whether it is written down, or there are too many of them already.

    Anybody may cause refusals, and as many as she likes. Only the provider can cause those that
    say of whom they are: no flood of others hides one.
    """
    if _person_of(refusal) is not None:
        return True
    here = _limiter().hit(REFUSALS, "refused", address)
    return here and _limiter().hit(REFUSALS_OF_ALL, "refused")


def record(session: Session, refusal: RefusedError, incident: str) -> None:
    """Write a refusal down under its incident."""
    session.add(
        SignInEvent(
            at=clock.now(),
            reason_code=refusal.reason,
            status=refusal.status,
            incident=incident,
            detail=refusal.detail[:200],
            person_id=_person_of(refusal),
        )
    )
    session.flush()


def _person_of(refusal: RefusedError) -> UUID | None:
    person_id: UUID | None = getattr(refusal, "person_id", None)
    return person_id


def end_as_told(session: Session, told: SignedOut) -> int:
    """End what the provider says is over; how many sessions. A token counts once."""
    session.exec(delete(SpentToken).where(col(SpentToken.spent_at) < clock.now() - SPENT_FOR))
    token_hash = sha256(f"{told.issuer}\0{told.token_id}".encode()).hexdigest()
    if session.exec(select(SpentToken).where(SpentToken.token_hash == token_hash)).first():
        raise RefusedError("logout_token_replayed")
    session.add(SpentToken(token_hash=token_hash, spent_at=clock.now()))
    session.flush()
    if told.sid is not None:
        return sessions.end_by_sid(session, told.issuer, told.sid, told.subject)
    assert told.subject is not None
    return sessions.end_by_subject(session, told.issuer, told.subject)


@lru_cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def too_many(address: str, state: str, cookies: Mapping[str, str]) -> bool:
    """Count an answer; whether there were so many that none is listened to for a while.

    Many may share an address, and what belongs to no attempt of this browser is refused anyway:
    only such answers count for the address. An attempt begun here has a count of its own, and
    everybody may begin some: those of one address have a high one together.
    """
    if _is_ours(state, cookies):
        own = _limiter().hit(SAME_ANSWER, state)
        return not (own and _limiter().hit(OWN_ANSWERS, "own", address))
    return not _limiter().hit(STRAY_ANSWERS, address)


def _is_ours(state: str, cookies: Mapping[str, str]) -> bool:
    try:
        return bool(attempt_of(state, cookies))
    except AttemptError:
        return False


def _bound(session: Session, identity: Identity) -> Person:
    """The employee this identity is from now on."""
    if identity.employee is None:
        raise NobodyError("employee_claim_missing")
    person = people.by_employee_id(session, identity.employee)
    if person is None:
        raise NobodyError("employee_unknown")
    if not person.active:
        raise EndedError(person)
    if queries.is_bound(session, identity.issuer, person.id):
        raise OtherIdentityError(person)
    if not dialects.insert_if_new(
        session,
        Binding,
        id=new_id(),
        issuer=identity.issuer,
        subject=identity.subject,
        person_id=person.id,
        bound_at=clock.now(),
    ):  # another tab was faster: it bound the same identity, or another one
        bound = queries.person_of(session, identity.issuer, identity.subject)
        if bound is None:
            raise OtherIdentityError(person)
        return bound
    return person
