"""``/api/v1/data-requests``: what a source that sends by itself is asked, and its answers."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from app.connectors.push.schemas import AnsweredOut, AnswerIn, DataRequestsOut, SentLine, TakenOut
from app.identity.audiences import Source
from app.ingest.bodies import Body, content_type, readable
from app.ingest.data_requests import service
from app.ingest.errors import RefusedBatchError
from app.ingest.schemas import Problem
from app.ingest.service import JSON, NDJSON

CALLS = parse("2000/10 seconds")  # of one source, in one process

router = APIRouter(prefix="/api/v1/data-requests")
_limiter = FixedWindowRateLimiter(MemoryStorage())
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem} for status in (400, 401, 404, 409, 413, 415, 422, 429, 503)
}


def _takes(schema: type[BaseModel], kind: str) -> dict[str, Any]:
    content = {kind: {"schema": {"$ref": f"#/components/schemas/{schema.__name__}"}}}
    return {"requestBody": {"required": True, "content": content}}


@router.get(
    "",
    name="ingest.data_requests:index",
    response_model=DataRequestsOut,
    responses={401: {"model": Problem}},
)
def index(source: Source) -> DataRequestsOut:
    """Whose data is wanted of your system and was not answered yet, the oldest first."""
    return service.waiting(source)


@router.post(
    "/{request_id}/records",
    name="ingest.data_requests.records:create",
    status_code=201,
    response_model=TakenOut,
    responses=_PROBLEMS,
    openapi_extra=_takes(SentLine, NDJSON),
)
def create_records(request: Request, source: Source, request_id: str, body: Body) -> Response:
    """Send rows and documents, a line each; as often as needed: the same key twice is one."""

    def taken() -> BaseModel:
        content_type(request, (NDJSON,))
        return service.take(source, request_id, readable(body))

    return _answered(source, taken, 201)


@router.put(
    "/{request_id}/answer",
    name="ingest.data_requests.answer:update",
    response_model=AnsweredOut,
    responses=_PROBLEMS,
    openapi_extra=_takes(AnswerIn, JSON),
)
def update_answer(request: Request, source: Source, request_id: str, body: Body) -> Response:
    """Say that this was all, how many it were, and what is missing. Nothing is taken after it."""

    def taken() -> BaseModel:
        content_type(request, (JSON,))
        return service.answer(source, request_id, readable(body))

    return _answered(source, taken, 200)


def _answered(source: Source, taken: Callable[[], BaseModel], status: int) -> Response:
    if not _limiter.hit(CALLS, str(source.id)):
        return _problem(RefusedBatchError(429, "Too many calls."), {"Retry-After": "10"})
    try:
        return JSONResponse(taken().model_dump(mode="json"), status)
    except RefusedBatchError as refusal:
        return _problem(refusal)


def _problem(refusal: RefusedBatchError, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse(refusal.problem(), refusal.status, headers, "application/problem+json")
