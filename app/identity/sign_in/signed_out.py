"""What happens to a request whose session is over, or not fresh enough for what it asks.

SECURITY, “Cookies, hosts, headers”: a navigation is led to sign-in and back, anything else
is told where to go, ``/api/`` gets a problem document, and typed text survives.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL, UploadFile
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match

from app.core.config import settings
from app.core.db.session import writing
from app.core.logs import log
from app.core.web import errors
from app.core.web.render import render
from app.core.web.session import SAFE_METHODS
from app.identity.errors import NotSignedInError
from app.identity.kept_forms import rules as kept_rules
from app.identity.kept_forms import service as kept_forms
from app.identity.sessions import queries as sessions_queries
from app.identity.sessions import rules as sessions_rules
from app.identity.sessions import service as sessions
from app.identity.sign_in import answers, bodies, rules
from app.identity.sign_in.step_up import StepUpNeededError

# fields of forms that are kept nowhere: one opens something, one says that nobody may know whose
KEPT_NOWHERE = {"code", "in_confidence"}


def install(app: FastAPI) -> None:
    app.add_exception_handler(NotSignedInError, _not_signed_in)
    app.add_exception_handler(StepUpNeededError, _not_fresh)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        challenge = {"WWW_Authenticate": "Bearer"}
        return errors.answer(request, HTTPStatus.UNAUTHORIZED, str(error), **challenge)
    if request.method not in SAFE_METHODS and sessions.cookie() in request.cookies:
        await run_in_threadpool(_note_the_end, request)
    is_navigation = sessions_rules.is_navigation(request.headers)
    if request.method in SAFE_METHODS and is_navigation and request.url.path == "/":
        return RedirectResponse("/welcome", HTTPStatus.SEE_OTHER)
    return await _led_to_sign_in(request, is_navigation)


def _note_the_end(request: Request) -> None:
    """Write down that a session is over: what the refused request wrote of it was taken back."""
    try:
        with writing() as session:
            sessions.current(session, request)
    except SQLAlchemyError as failed:
        log.warning("end of session not written", kind=type(failed).__name__)


async def _not_fresh(request: Request, _error: Exception) -> Response:
    # A maximum age of zero makes every provider ask again, however its clock goes.
    is_navigation = sessions_rules.is_navigation(request.headers)
    return await _led_to_sign_in(request, is_navigation, max_age="0")


async def _led_to_sign_in(request: Request, is_navigation: bool, **more: str) -> Response:
    reading = request.method in SAFE_METHODS
    if not reading:
        await _keep_what_was_typed(request)
    back_to = _whole_path(request) if reading and is_navigation else _page_of(request)
    url = answers.sign_in_url(request, rules.local_path(back_to), **more)
    if not is_navigation:
        return _told(request, url)
    if reading:
        return RedirectResponse(str(url), HTTPStatus.SEE_OTHER)
    again = URL(request.url_for("sign_in:again").path).replace(query=url.query)
    return RedirectResponse(str(again), HTTPStatus.SEE_OTHER)


def _told(request: Request, url: URL) -> Response:
    response = render(
        request,
        "identity/sign_in/not_signed_in.html",
        status_code=HTTPStatus.UNAUTHORIZED,
        url=str(url),
    )
    response.headers["HX-Redirect"] = str(url)
    return response


def _whole_path(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _page_of(request: Request) -> str:
    """The page a request came from, if it was one of ours."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if f"{parts.scheme}://{parts.netloc}" != settings().base_url.rstrip("/"):
        return "/"
    if not _can_be_read(request, parts.path):
        return _above(request, parts.path)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _can_be_read(request: Request, path: str) -> bool:
    asked = {"type": "http", "method": "GET", "path": path, "headers": []}
    return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)


def _above(request: Request, path: str) -> str:
    """The nearest page above one that only a form could give: that is not to be had again."""
    while path and not _can_be_read(request, path):
        path = path.rpartition("/")[0]
    return path or "/"


async def _keep_what_was_typed(request: Request) -> None:
    """Seal a form sent under a session that is over, for the identity it belonged to."""
    token = request.cookies.get(sessions.cookie(), "")
    typed = await _typed(request) if token else None
    if typed is not None:
        await run_in_threadpool(_keep, token, typed)


async def _typed(request: Request) -> kept_rules.Typed | None:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > kept_rules.LARGEST or not _is_any_form(request):
        return None
    form = getattr(request, "_form", None)  # read already by the route's own dependencies
    if form is not None:
        pairs = [(name, value) for name, value in form.multi_items() if _is_text(value)]
    elif bodies.is_form(request):
        body = await bodies.at_most(request, kept_rules.LARGEST)
        try:
            pairs = list(bodies.fields(body or b""))
        except ValueError:
            return None
    else:
        return None
    if any(name in KEPT_NOWHERE for name, _value in pairs):
        return None
    return kept_rules.Typed(request.url.path, pairs) if pairs else None


def _is_any_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").lower()
    return kind.startswith((bodies.FORM, "multipart/form-data"))


def _is_text(value: str | UploadFile) -> bool:
    return isinstance(value, str)


def _keep(token: str, typed: kept_rules.Typed) -> None:
    with writing() as session:
        found = sessions_queries.by_token(session, token)
        if found is not None:
            kept_forms.keep(session, found[0].issuer, found[0].subject, typed)
