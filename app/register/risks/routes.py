"""The page on which an officer, or its owner, says that the risk of a practice changed."""

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
from app.register.risks import queries, service
from app.register.risks.forms import ChangedRisk

router = APIRouter(prefix="/collected/{slug}/risk", tags=["register"])


@router.get("", name="register.risks:new")
def new(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    return _form(request, session, viewer, slug, Filled[ChangedRisk](_key()))


@router.post("", name="register.risks:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    form = parse(ChangedRisk, submitted)
    if form.value is None:
        typed = Filled[ChangedRisk](_key() | dict(form.typed), form.errors)
        return _form(request, session, viewer, slug, typed)
    key, reason = form.value.form_key, form.value.reason
    practice = queries.open_to(session, viewer, slug)
    service.record(session, viewer.person, practice.id, reason=reason, form_key=key)
    return see_other(request.url_for("register:show", slug=slug), "risk-recorded")


def _key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def _form(
    request: Request, session: SessionDep, viewer: Viewer, slug: str, form: Filled[Any]
) -> Response:
    return render(
        request,
        "register/risks/new.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        practice=queries.open_to(session, viewer, slug),
        form=form,
    )
