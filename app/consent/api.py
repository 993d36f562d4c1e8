"""``/api/v1/consents``: what a source may do with whose data, and that it stopped."""

from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from app.consent import reporting
from app.consent.schemas import ConsentOut, ConsentsOut
from app.core.errors import NotFoundError
from app.core.web.session import SessionDep
from app.identity.audiences import Source

AT_ONCE = 1000

router = APIRouter(prefix="/api/v1/consents", tags=["consents"])


@router.get("", name="consents:index")
def index(
    session: SessionDep,
    source: Source,
    purpose: Annotated[str, Query(max_length=60)] = "",
    changed_since: AwareDatetime | None = None,
    after: UUID | None = None,
) -> ConsentsOut:
    """Whose data may be used, for the purposes of your own system that rest on consent."""
    found = reporting.consents(
        session, source, purpose=purpose, since=changed_since, after=after, limit=AT_ONCE
    )
    full = len(found) == AT_ONCE
    return ConsentsOut(consents=found, next=_next(found[-1], purpose) if full else None)


@router.put("/{consent_id}/applied", name="consents.applied:update")
def update_applied(session: SessionDep, source: Source, consent_id: str) -> ConsentOut:
    """Say that you have stopped. Said twice it is as if said once."""
    try:
        known = UUID(consent_id)
    except ValueError:
        raise NotFoundError from None
    return reporting.confirm(session, source, known)


def _next(last: ConsentOut, purpose: str) -> str:
    since: datetime = last.changed_at
    query = {"changed_since": since.isoformat(), "after": last.id}
    return "/api/v1/consents?" + urlencode(query | ({"purpose": purpose} if purpose else {}))
