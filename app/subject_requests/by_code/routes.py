"""``/requests/by-code``: one request, for who cannot sign in; with a cookie of its own."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.config import settings
from app.core.db.base import new_id
from app.core.language import gettext as _
from app.core.web import errors
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Anyone
from app.subject_requests import service as requests
from app.subject_requests.by_code import rules, service
from app.subject_requests.by_code.forms import TypedCode
from app.subject_requests.forms import NewMessage
from app.subject_requests.tracker import queries as tracker

PATH = "/requests/by-code"
router = APIRouter(prefix=PATH, tags=["requests"])


@router.get("", name="requests.by_code:show")
def show(request: Request, session: SessionDep, _viewer: Anyone) -> Response:
    return _page(request, session, Filled({"form_key": str(new_id())}))


@router.post("", name="requests.by_code:create")
def create(
    request: Request, session: SessionDep, _viewer: Anyone, submitted: Submitted
) -> Response:
    if service.too_many(request.client.host if request.client else ""):
        said = _("Many codes were typed. Wait for a minute, then type yours again.")
        return errors.answer(request, HTTPStatus.TOO_MANY_REQUESTS, said, Retry_After="60")
    form = parse(TypedCode, submitted)
    if form.value is None:
        return _ask(request, Filled(form.typed, form.errors))
    try:
        kept = service.redeem(session, form.value.code)
    except service.NoSuchCodeError as refused:
        return _ask(request, Filled({}, {"code": refused.message}))
    response = see_other(request.url_for("requests.by_code:show"))
    _keep(response, kept, int(rules.LASTS.total_seconds()))
    return response


@router.post("/messages", name="requests.by_code.messages:create")
def create_message(
    request: Request, session: SessionDep, _viewer: Anyone, submitted: Submitted
) -> Response:
    opened, form = service.opened(session, _kept(request)), parse(NewMessage, submitted)
    if opened is None or form.value is None:
        return _page(request, session, Filled(form.typed, form.errors))
    sar, person = opened
    requests.write(session, sar, person, form.value.text, form_key=form.value.form_key)
    return see_other(request.url_for("requests.by_code:show"), "message-sent")


@router.post("/closing", name="requests.by_code:destroy")
def destroy(request: Request, _viewer: Anyone) -> Response:
    response = see_other(request.url_for("requests.by_code:show"), "request-closed")
    _keep(response, "", 0)
    return response


def _page(request: Request, session: Session, form: Filled[Any]) -> Response:
    """The request that this browser opened; without one, the question for the code."""
    opened = service.opened(session, _kept(request))
    if opened is None:
        return _ask(request, Filled({}))
    sar, person = opened
    return render(
        request,
        "subject_requests/by_code/show.html",
        status_code=422 if form.errors else 200,
        tracked=tracker.tracked(session, person, sar.reference),
        form=form,
        form_key=form.typed.get("form_key") or str(new_id()),
    )


def _ask(request: Request, form: Filled[Any]) -> Response:
    code = 422 if form.errors else 200
    return render(request, "subject_requests/by_code/new.html", status_code=code, form=form)


def _cookie() -> str:
    """It goes to these pages alone, which a name with ``__Host-`` would not allow."""
    if settings().secure:
        return "__Secure-daylight-by-code"
    return f"daylight-by-code-{settings().host.rpartition(':')[2]}"


def _kept(request: Request) -> str:
    return request.cookies.get(_cookie(), "")


def _keep(response: Response, value: str, seconds: int) -> None:
    how = {"secure": settings().secure, "httponly": True, "samesite": "lax"}
    response.set_cookie(_cookie(), value, seconds, path=PATH, **how)  # type: ignore[arg-type]
