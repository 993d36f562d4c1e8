"""``/api/v1/restrictions``: what of a source's own data must not be used while it is checked."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from app.core.web.session import SessionDep
from app.identity.audiences import Source
from app.subject_requests.restrictions import queries
from app.subject_requests.restrictions.queries import Changed
from app.subject_requests.restrictions.schemas import RestrictionOut, RestrictionsOut

AT_ONCE = 1000

router = APIRouter(prefix="/api/v1/restrictions", tags=["restrictions"])


@router.get("", name="restrictions:index")
def index(
    session: SessionDep,
    source: Source,
    changed_since: AwareDatetime | None = None,
    after: Annotated[UUID | None, Query()] = None,
) -> RestrictionsOut:
    """Whose data of your own practices must not be used, though it is kept (GDPR Art 18)."""
    found = queries.changed(session, source, since=changed_since, after=after, limit=AT_ONCE)
    full = len(found) == AT_ONCE
    return RestrictionsOut(
        restrictions=[_out(each) for each in found], next=_next(found[-1]) if full else None
    )


def _out(found: Changed) -> RestrictionOut:
    step, person, restricted = found
    return RestrictionOut(
        id=str(step.id),
        subject=person.employee_id,
        practice=step.practice_id,
        restricted=restricted,
        changed_at=step.at,
    )


def _next(last: Changed) -> str:
    query = {"changed_since": last.step.at.isoformat(), "after": str(last.step.id)}
    return "/api/v1/restrictions?" + urlencode(query)
