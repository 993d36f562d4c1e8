"""“We kept what you typed”: shown once after signing in again."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.core.web.flash import see_other
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.kept_forms import queries, service

router = APIRouter(prefix="/sign-in/kept", tags=["sign-in"])


@router.get("/{form_id}", name="kept_form:show")
def show(request: Request, session: SessionDep, viewer: Employee, form_id: UUID) -> Response:
    kept = queries.of(session, viewer.signed_in, form_id)
    if kept is None:
        raise NotFoundError
    typed = service.typed_in(kept)
    return render(request, "identity/kept_forms/show.html", viewer=viewer, kept=kept, typed=typed)


@router.post("/{form_id}", name="kept_form:destroy")
def destroy(session: SessionDep, viewer: Employee, form_id: UUID) -> Response:
    kept = queries.of(session, viewer.signed_in, form_id)
    if kept is not None:
        service.discard(session, kept)
    return see_other("/")
