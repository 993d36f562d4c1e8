"""The page on which a person objects to a practice."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.consent.objections import service
from app.consent.objections.forms import NewObjection
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee

router = APIRouter(prefix="/collected/{slug}/objection", tags=["consent"])


@router.get("", name="objections:new")
def new(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    practice = service.objectable(session, viewer.person, slug)
    form = Filled[NewObjection]({"form_key": str(new_id())})
    return render(request, "consent/objection.html", viewer=viewer, practice=practice, form=form)


@router.post("", name="objections:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    practice, form = (
        service.objectable(session, viewer.person, slug),
        parse(NewObjection, submitted),
    )
    if form.value is None:
        return render(
            request,
            "consent/objection.html",
            status_code=422,
            viewer=viewer,
            practice=practice,
            form=Filled[NewObjection]({"form_key": str(new_id())} | dict(form.typed), form.errors),
        )
    key, text = form.value.form_key, form.value.text
    service.file(session, viewer.person, practice, text=text, form_key=key)
    return see_other(request.url_for("register:show", slug=slug), "objection-filed")
