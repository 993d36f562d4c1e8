"""Where the domain's refusals become status codes, pages and problem documents."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import references
from app.core.db import dialects
from app.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PortalError,
    RejectedError,
    UnavailableError,
)
from app.core.language import N_
from app.core.language import gettext as _
from app.core.logs import log
from app.core.web.elsewhere import FromElsewhereError
from app.core.web.render import render

STATUS_OF: dict[type[PortalError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    ConflictError: HTTPStatus.CONFLICT,
    RejectedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}
RETRY_AFTER = {"Retry-After": "5"}


def install(app: FastAPI) -> None:
    """Answer every refusal the portal knows. What it does not know is an incident."""
    app.add_exception_handler(PortalError, refuse)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(FromElsewhereError, _from_elsewhere)
    app.add_exception_handler(IntegrityError, _lost_race)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeoutError, _down)


def answer(
    request: Request, status: HTTPStatus, message: str, *, incident: str = "", **headers: str
) -> Response:
    """One refusal, as a page or, under ``/api/``, as problem+json (RFC 9457)."""
    response: Response
    if request.url.path.startswith("/api/"):
        problem: dict[str, Any] = {
            "title": status.phrase,
            "status": status.value,
            "detail": message,
            "errors": [{"message": message}],
        }
        if incident:
            problem["instance"] = incident
        response = JSONResponse(problem, status, media_type="application/problem+json")
    else:
        request.state.in_trouble = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        page = f"errors/{status.value}.html" if status in _OWN_PAGE else "errors/refusal.html"
        response = render(
            request, page, status_code=status, status=status, message=message, incident=incident
        )
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.update(RETRY_AFTER)
    return response


_OWN_PAGE = {
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus(413),  # its name differs from one Python to the next
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
}


def refuse(request: Request, error: Exception) -> Response:
    """The answer to one of the portal's own refusals."""
    kind = next(kind for kind in type(error).__mro__ if kind in STATUS_OF)
    return _with_header(request, STATUS_OF[kind], str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    if status is HTTPStatus.NOT_FOUND:
        return _with_header(request, status, NotFoundError().message)
    message = _(_PLAIN[status]) if status in _PLAIN else f"{status.phrase}."
    return _with_header(request, status, message, **dict(error.headers or {}))


_PLAIN = {
    HTTPStatus.BAD_REQUEST: N_("We cannot read what was sent."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This address cannot be used in that way."),
}


def _with_header(request: Request, status: HTTPStatus, message: str, **headers: str) -> Response:
    """A refusal with the header of any other page; an address without a route asked nobody yet."""
    recognise = getattr(request.app.state, "recognise", None)
    known = hasattr(request.state, "viewer") or request.url.path.startswith("/api/")
    if recognise is not None and not known and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        recognise(request)
    return answer(request, status, message, **headers)


def _from_elsewhere(request: Request, _error: Exception) -> Response:
    """A page whose link goes on: whoever follows it comes from here."""
    return render(request, "errors/from_elsewhere.html", status_code=HTTPStatus.FORBIDDEN)


def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(fault["loc"][0] == "path" for fault in error.errors()):
        return answer(request, HTTPStatus.NOT_FOUND, NotFoundError().message)
    return answer(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, _("We do not understand part of this address.")
    )


def _lost_race(request: Request, _error: Exception) -> Response:
    return answer(request, HTTPStatus.CONFLICT, _("Someone else changed this just now. Try again."))


def _database(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    away = isinstance(error, OperationalError) or dialects.is_away(error)
    if away or error.connection_invalidated:
        return _down(request, error)
    return incident(request, error)


def _down(request: Request, error: Exception) -> Response:
    log.error("database unavailable", kind=type(error).__name__, path=request.url.path)
    return answer(
        request, HTTPStatus.SERVICE_UNAVAILABLE, _("We cannot reach our records at the moment.")
    )


def incident(request: Request, error: Exception) -> Response:
    """A 500 that names its incident; the log line has the same reference and no personal data."""
    reference = references.code(6)
    where = request.scope.get("route")
    log.error(
        "incident",
        incident=reference,
        kind=type(error).__name__,
        route=getattr(where, "path", ""),
        error=error,
    )
    return answer(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Something went wrong on our side."),
        incident=reference,
    )


class IncidentMiddleware:
    """Turns what nobody foresaw into a page with a reference, inside the fixed headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            response = incident(Request(scope, receive), error)
            if started:
                raise
            await response(scope, receive, send)
