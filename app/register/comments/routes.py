"""The page on which a person comments on how her work is measured."""

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
from app.register.comments import queries, service
from app.register.comments.forms import NewComment

router = APIRouter(prefix="/collected/{slug}/comments", tags=["register"])


@router.get("", name="register.comments:new")
def new(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    return _form(request, session, viewer, slug, Filled[NewComment](_key()))


@router.post("", name="register.comments:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    form = parse(NewComment, submitted)
    if form.value is None:
        typed = Filled[NewComment](_key() | dict(form.typed), form.errors)
        return _form(request, session, viewer, slug, typed)
    practice = service.open_to(session, viewer.person, slug)
    key, text = form.value.form_key, form.value.text
    service.write(session, viewer.person, practice, text=text, form_key=key)
    return see_other(request.url_for("register.comments:new", slug=slug), "comment-sent")


def _key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def _form(
    request: Request, session: SessionDep, viewer: Viewer, slug: str, form: Filled[Any]
) -> Response:
    return render(
        request,
        "register/comments/new.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        practice=service.open_to(session, viewer.person, slug),
        written=queries.of(session, viewer.person, slug),
        form=form,
    )
