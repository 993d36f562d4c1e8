"""“Settings”: one form, and the places where one is signed in."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette import status
from starlette.responses import Response

from app.core.config import settings
from app.core.web import flash
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.home.settings import rules
from app.home.settings.forms import Settings
from app.identity.audiences import Employee
from app.identity.people import service as people
from app.identity.sessions import queries as sessions
from app.identity.sessions import service as ending
from app.identity.viewer import Viewer
from app.notifications import queries as notifications
from app.role_requests import queries as role_requests

router = APIRouter(prefix="/settings", tags=["settings"])


@router.get("", name="settings:show")
def show(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return render(request, "home/settings/show.html", **_page(session, viewer, Filled()))


@router.post("", name="settings:update")
def update(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    form = parse(Settings, submitted)
    if form.value is None:
        page = _page(session, viewer, form)
        return render(
            request,
            "home/settings/show.html",
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
            **page,
        )
    people.prefer(session, viewer.id, **form.value.model_dump())
    return flash.see_other(request.url_for("settings:show"), "saved")


@router.post("/sessions/{session_id}/end", name="settings.session:destroy")
def end_session(
    request: Request, session: SessionDep, viewer: Employee, session_id: UUID
) -> Response:
    ending.end(session, viewer.person, session_id)
    return flash.see_other(request.url_for("settings:show"), "session-ended")


def _page(session: Session, viewer: Viewer, form: Filled[Settings]) -> dict[str, Any]:
    return {
        "viewer": viewer,
        "form": form,
        "zones": rules.zones(),
        "sends_mail": settings().sends_mail,
        "undelivered": notifications.last_undelivered(session, viewer.id),
        "signed_in_places": sessions.of(session, viewer.person),
        "own": role_requests.own(session, viewer.id),
    }
