"""``/api/v1/access-events`` and ``/api/v1/heartbeats``: where source systems report."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.openapi.utils import get_openapi
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.responses import JSONResponse, Response

from app.connectors.push.schemas import AnswerIn, SentLine
from app.core.errors import ConflictError
from app.identity.audiences import Anyone, Source
from app.ingest import service
from app.ingest.bodies import Body, content_type, readable
from app.ingest.errors import RefusedBatchError
from app.ingest.schemas import (
    Accepted,
    AccessEvents,
    HeartbeatIn,
    HeartbeatOut,
    Problem,
)

TAKEN = (service.JSON, service.NDJSON, service.CLOUDEVENTS)
CALLS = parse("20000/10 seconds")  # of one source, in one process: a stop for runaway loops
REFUSALS = parse("60/minute")  # how many refusals of one source are written down

router = APIRouter(prefix="/api/v1")
_limiter = FixedWindowRateLimiter(MemoryStorage())


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 408, 409, 413, 415, 422, 429, 503)
}


def _takes(schema: Any, *types: str) -> dict[str, Any]:
    content = {kind: {"schema": schema} for kind in types}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "/access-events",
    name="ingest.access_events:create",
    status_code=201,
    response_model=Accepted,
    responses={200: {"model": Accepted, "description": "All were known already"}, **_PROBLEMS},
    openapi_extra=_takes({"$ref": "#/components/schemas/AccessEvents"}, *TAKEN),
)
def create_access_events(request: Request, source: Source, body: Body) -> Response:
    """Report accesses; durable, and on the subjects' pages, when this answers."""
    if not _limiter.hit(CALLS, str(source.id)):
        return _problem(RefusedBatchError(429, "Too many calls."), {"Retry-After": "10"})
    try:
        kind = content_type(request, TAKEN)
        receipt = service.report(source, kind, readable(body))
    except RefusedBatchError as refusal:
        return _refused(source, refusal)
    return JSONResponse(receipt.counts(), 201 if receipt.accepted else 200)


@router.post(
    "/heartbeats",
    name="ingest.heartbeats:create",
    response_model=HeartbeatOut,
    responses=_PROBLEMS,
    openapi_extra=_takes({"$ref": "#/components/schemas/HeartbeatIn"}, service.JSON),
)
def create_heartbeat(request: Request, source: Source, body: Body) -> Response:
    """Say how many events were sent up to a moment; answers how many are missing."""
    if not _limiter.hit(CALLS, str(source.id)):
        return _problem(RefusedBatchError(429, "Too many calls."), {"Retry-After": "10"})
    try:
        content_type(request, (service.JSON,))
        received, missing = service.heartbeat(source, readable(body))
    except ConflictError as conflict:
        return _refused(source, RefusedBatchError(409, conflict.message))
    except RefusedBatchError as refusal:
        return _refused(source, refusal)
    return JSONResponse(HeartbeatOut(received=received, missing=missing).model_dump())


@router.get("/openapi.json", name="ingest.openapi:show", include_in_schema=False)
def show_openapi(request: Request, _viewer: Anyone) -> Response:
    """The description of this door for programs."""
    described = get_openapi(title="Daylight", version="1", routes=request.app.state.interface)
    schemas = described["components"]["schemas"]
    for model in (AccessEvents, HeartbeatIn, SentLine, AnswerIn):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    described["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"key": []}]
    return JSONResponse(described)


def _refused(source: Source, refusal: RefusedBatchError) -> Response:
    if _limiter.hit(REFUSALS, "refused", str(source.id)):
        service.record_refusal(source, refusal)
    return _problem(refusal)


def _problem(refusal: RefusedBatchError, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(refusal.problem(), refusal.status, headers, "application/problem+json")
