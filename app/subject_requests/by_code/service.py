"""Giving a code out, ending it, and opening the one request that it opens."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlmodel import Session

from app.access_log import portal
from app.access_log.rules import Act as Look
from app.core import clock, references, secrets
from app.core.crypto import aead
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.subject_requests.by_code import queries, rules
from app.subject_requests.by_code.models import SubjectRequestCode
from app.subject_requests.conditions.rules import NotYoursToDoError
from app.subject_requests.models import Act, SubjectRequest
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Part

FROM_ONE_ADDRESS = parse("10/minute")
ALTOGETHER = parse("300/minute")
OPENS = "own-request-by-code"
_PURPOSE = "one request by code"


class NoSuchCodeError(RejectedError):
    """The code is unknown, or was ended, or its request ended long ago: nobody learns which."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code opens nothing. Check each letter with your letter from us. If it was"
                " replaced, the newest letter counts."
            )
        )


class CanSignInError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "They have signed in here before. If something keeps them from it now, write down"
                " what, in 10 letters or more. They read it."
            )
        )


class ShownOnceError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("This code was shown already, and we keep no copy. You can replace it with another.")
        )


def give(
    session: Session, request: SubjectRequest, officer: Person, *, why: str, form_key: UUID
) -> str:
    """Give a code out, instead of the one before: the only time that it is known.

    ``why``: why somebody who signed in before cannot do so now. It stays in the history of the
    request, where she reads it; of whoever never signed in, or has left, it is not kept. Raises
    NotYoursToDoError, CanSignInError, ShownOnceError.
    """
    needs_why = queries.can_sign_in(session, request)
    if needs_why and len(why.strip()) < rules.SHORTEST:
        raise CanSignInError
    if needs_why:
        story = progress.begin(session, request, officer, form_key)
    else:
        story = progress.locked(session, request)
    progress.may(session, story, Act.CODE_GIVEN, officer)
    if queries.by_form(session, officer, form_key):
        raise ShownOnceError
    if needs_why:
        progress.append(session, story, Act.CODE_GIVEN, officer, reason=why, form_key=form_key)
    _end(session, request, officer)
    code = references.code(rules.GROUPS * rules.LETTERS)
    given = SubjectRequestCode(
        request_id=request.id,
        code_hash=rules.digest(code),
        given_at=clock.now(),
        given_by=officer.id,
        form_key=form_key,
    )
    session.add(given)
    session.flush()
    progress.tell(session, request, "code-given", given.id)
    return rules.grouped(code)


def end(session: Session, request: SubjectRequest, officer: Person) -> None:
    """Nothing opens this request any more, no open page either. Raises NotYoursToDoError."""
    _check(session, request, officer)
    _end(session, request, officer)


def redeem(session: Session, typed: str) -> str:
    """What the browser keeps for half an hour; the opening is in the log, as the person's own.

    Raises NoSuchCodeError, LogUnavailableError.
    """
    code = queries.by_code(session, typed)
    if code is None:
        raise NoSuchCodeError
    request, person = queries.subject(session, code)
    look = Look(OPENS, ("rights-request",), case=request.reference)
    portal.record_in(session, person, [person], look)
    plain = json.dumps([str(code.id), clock.now().isoformat()]).encode()
    return urlsafe_b64encode(aead.seal(secrets.derive(_PURPOSE), plain)).decode()


def opened(session: Session, kept: str) -> tuple[SubjectRequest, Person] | None:
    """The request that this browser opened, and whose it is, while it still may be read."""
    try:
        plain = aead.unseal(secrets.derive(_PURPOSE), urlsafe_b64decode(kept.encode()))
    except (aead.CannotOpenError, ValueError):
        return None
    code_id, typed_at = json.loads(plain)
    return queries.opened(session, UUID(code_id), datetime.fromisoformat(typed_at))


@lru_cache
def limiter() -> MovingWindowRateLimiter:
    """How often codes were typed lately; each process counts for itself."""
    return MovingWindowRateLimiter(MemoryStorage())


def too_many(address: str) -> bool:
    """Count a code that was typed; whether none is listened to for a while.

    Whoever is over her own limit does not use up everybody's.
    """
    return not limiter().hit(FROM_ONE_ADDRESS, _PURPOSE, rules.whose(address)) or not limiter().hit(
        ALTOGETHER, _PURPOSE
    )


def _check(session: Session, request: SubjectRequest, officer: Person) -> None:
    story = progress.locked(session, request)
    if progress.part_of(session, story, officer) is not Part.OWNER:
        raise NotYoursToDoError(_("Only the officer who has this request can do this."))


def _end(session: Session, request: SubjectRequest, officer: Person) -> None:
    if code := queries.current(session, request):
        code.ended_at, code.ended_by = clock.now(), officer.id
        session.add(code)
        session.flush()
