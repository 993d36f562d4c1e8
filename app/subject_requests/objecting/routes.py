"""The page on which a person objects to a practice: a request like any other, filed from there."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.subject_requests import service
from app.subject_requests.asking.rules import Asked, Scope, What
from app.subject_requests.models import Kind
from app.subject_requests.objecting import queries
from app.subject_requests.objecting.forms import NewObjection

router = APIRouter(prefix="/collected/{slug}/objection", tags=["requests"])


@router.get("", name="objections:new")
def new(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    return _page(request, session, viewer, slug, Filled({"form_key": str(new_id())}))


@router.post("", name="objections:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    practice = queries.objectable(session, viewer.person, slug)
    form = parse(NewObjection, submitted)
    if form.value is None:
        typed = {"form_key": str(new_id())} | dict(form.typed)
        return _page(request, session, viewer, slug, Filled(typed, form.errors))
    asked = Asked(Scope(What.CHOSEN, (practice.id,)), details=form.value.text)
    key = form.value.form_key
    made = service.file(session, viewer.person, Kind.OBJECTION, asked, form_key=key)
    shown = request.url_for("requests:show", reference=made.reference)
    return see_other(shown, "objection-filed")


def _page(
    request: Request, session: SessionDep, viewer: Viewer, slug: str, form: Filled[Any]
) -> Response:
    earlier = queries.about(session, viewer.person, slug)
    return render(
        request,
        "subject_requests/objection.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        practice=queries.objectable(session, viewer.person, slug),
        same=[story for story in earlier if story.standing.is_open],
        form=form,
    )
