"""``/api/v1/access-events`` and ``/api/v1/heartbeats``: where source systems report."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.openapi.utils import get_openapi
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from app.core.errors import ConflictError
from app.identity.audiences import Anyone, Source
from app.ingest import service
from app.ingest.errors import RefusedBatchError, too_large
from app.ingest.schemas import (
    Accepted,
    AccessEvents,
    HeartbeatIn,
    HeartbeatOut,
    Problem,
)

LARGEST = 8 << 20
TAKEN = (service.JSON, service.NDJSON, service.CLOUDEVENTS)
CALLS = parse("20000/10 seconds")  # of one source, in one process: a stop for runaway loops
REFUSALS = parse("600/minute")  # how many refusals of one source are written down

router = APIRouter(prefix="/api/v1")
_limiter = FixedWindowRateLimiter(MemoryStorage())


class Sent:
    """A body that is let go when it is taken: it may be as large as all that is made of it."""

    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks = chunks

    def take(self) -> bytes:
        body, self._chunks = b"".join(self._chunks), []
        return body


async def _body(request: Request) -> Sent | RefusedBatchError:
    """The body, read no further than its limit, whatever its length is said to be."""
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        return RefusedBatchError(415, "Send the body without a content encoding.")
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared[:20]) > LARGEST:
        return too_large("A call may carry 8 MiB.")
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LARGEST:
                return too_large("A call may carry 8 MiB.")
            chunks.append(chunk)
    except ClientDisconnect:
        return RefusedBatchError(400, "The body ended early.")
    return Sent(chunks)


Body = Annotated[Sent | RefusedBatchError, Depends(_body)]
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 403, 409, 413, 415, 422, 429, 503)
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
        kind = _content_type(request, TAKEN)
        receipt = service.report(source, kind, _readable(body))
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
        _content_type(request, (service.JSON,))
        received, missing = service.heartbeat(source, _readable(body))
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
    for model in (AccessEvents, HeartbeatIn):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    described["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"key": []}]
    return JSONResponse(described)


def _content_type(request: Request, taken: tuple[str, ...]) -> str:
    sent = request.headers.get("content-type", "")
    kind, *parameters = (part.strip().lower() for part in sent.split(";"))
    if kind not in taken or any(
        p not in {"charset=utf-8", 'charset="utf-8"', ""} for p in parameters
    ):
        raise RefusedBatchError(415, f"Send {' or '.join(taken)}, in UTF-8.")
    return kind


def _readable(body: Sent | RefusedBatchError) -> bytes:
    if isinstance(body, RefusedBatchError):
        raise body
    return body.take()


def _refused(source: Source, refusal: RefusedBatchError) -> Response:
    if _limiter.hit(REFUSALS, "refused", str(source.id)):
        service.record_refusal(source, refusal)
    return _problem(refusal)


def _problem(refusal: RefusedBatchError, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(refusal.problem(), refusal.status, headers, "application/problem+json")
