"""How sign-in answers a browser: cookies set and taken, refusals written down and shown."""

from http import HTTPStatus

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.core.config import settings
from app.core.db.session import writing
from app.core.language import gettext as _
from app.core.web import errors
from app.core.web.render import render
from app.identity.kept_forms import queries as kept_queries
from app.identity.kept_forms import service as kept_forms
from app.identity.openid.errors import RefusedError
from app.identity.openid.schemas import Attempt, Identity
from app.identity.sessions import rules as sessions_rules
from app.identity.sessions import service as sessions
from app.identity.sign_in import rules, service


def at_home(path: str) -> str:
    """A local path with our own origin in front, so that it cannot be read as another one."""
    return settings().base_url.rstrip("/") + path


def to_provider(request: Request, url: str, attempt: Attempt) -> Response:
    """Off to the provider, with the attempt in a cookie for ten minutes."""
    response = RedirectResponse(url, HTTPStatus.SEE_OTHER)
    for name in service.surplus_attempts(request.cookies):
        forget_cookie(response, name)
    name = service.attempt_cookie(attempt.state)
    set_cookie(response, name, service.sealed(attempt), rules.ATTEMPT_SECONDS)
    return response


def signed_in(request: Request, identity: Identity, attempt: Attempt) -> Response:
    """Start the session and go where the person wanted to go, or to what was kept for her."""
    with writing() as session:
        started, token = service.admit(
            session,
            identity,
            user_agent=request.headers.get("user-agent", ""),
            instead_of=request.cookies.get(sessions.cookie(), ""),
        )
        kept = kept_queries.newest_unoffered(session, started.issuer, started.subject)
        if kept is not None:
            kept_forms.offer(session, kept)
    where = rules.local_path(attempt.next) if kept is None else f"/sign-in/kept/{kept.id}"
    response = RedirectResponse(at_home(where), HTTPStatus.SEE_OTHER)
    set_cookie(response, sessions.cookie(), token)
    return response


async def refused(request: Request, refusal: RefusedError) -> Response:
    """The refusal, written down, as a plain page with its incident."""
    incident = await run_in_threadpool(_noted, refusal, address_of(request))
    response = render(
        request,
        "identity/sign_in/refused.html",
        status_code=refusal.status,
        kind=refusal.kind,
        incident=incident,
    )
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.update(errors.RETRY_AFTER)
    return response


async def refused_provider(request: Request, refusal: RefusedError) -> Response:
    """What a provider hears whose logout token is refused (Back-Channel Logout 1.0 §2.8)."""
    incident = await run_in_threadpool(_noted, refusal, address_of(request))
    said = {"error": "invalid_request", "error_description": f"Refused: {incident}"}
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return JSONResponse(said, refusal.status, errors.RETRY_AFTER)
    return JSONResponse(said, HTTPStatus.BAD_REQUEST)


def too_many(request: Request) -> Response:
    return errors.answer(
        request,
        HTTPStatus.TOO_MANY_REQUESTS,
        _("There were many attempts to sign in from here that failed. Wait for a minute."),
        Retry_After="60",
    )


def going_on(request: Request, template: str, url: str | None) -> Response:
    """A page that goes on to another origin by itself, and by a link.

    A form post may not end there: browsers apply ``form-action`` to the whole chain.
    """
    response = render(request, template, url=url)
    if url is not None:
        response.headers["Refresh"] = f"0; url={url}"
    return response


def sign_in_url(request: Request, path: str, **more: str) -> URL:
    """``/sign-in`` with what to come back to."""
    return URL(str(request.url_for("sign_in:new").path)).include_query_params(next=path, **more)


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def set_cookie(response: Response, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(
        name, value, seconds, secure=settings().secure, httponly=True, samesite="lax"
    )


def forget_cookie(response: Response, name: str) -> None:
    response.delete_cookie(name, secure=settings().secure, httponly=True, samesite="lax")


def hand_over_cookie() -> str:
    """The cookie that takes a provider's session id from the sign-out to the page after it."""
    return sessions_rules.cookie_name(
        "daylight-signed-out", secure=settings().secure, host=settings().host
    )


def _noted(refusal: RefusedError, address: str) -> str:
    incident = service.incident_of(refusal)
    if service.may_be_recorded(refusal, address):
        with writing() as session:
            service.record(session, refusal, incident)
    return incident
