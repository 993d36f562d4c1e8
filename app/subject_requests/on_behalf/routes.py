"""What somebody asked in one's name: stop it with one press, or let her read the answer."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.flash import see_other
from app.core.web.forms import Submitted, parse
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.subject_requests import queries
from app.subject_requests.forms import Press
from app.subject_requests.on_behalf import service

router = APIRouter(prefix="/requests", tags=["requests"])


@router.post("/{reference}/stopping", name="requests.stopping:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is not None:
        service.stop(session, story.request, viewer.person, form_key=form.value.form_key)
    return see_other(request.url_for("requests:show", reference=reference), "request-withdrawn")


@router.post("/{reference}/sharing", name="requests.sharing:create")
def create_sharing(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is not None:
        service.share(session, story.request, viewer.person, form_key=form.value.form_key)
    return see_other(request.url_for("requests:show", reference=reference), "answer-shared")


@router.post("/{reference}/sharing/ending", name="requests.sharing:destroy")
def destroy_sharing(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is not None:
        service.unshare(session, story.request, viewer.person, form_key=form.value.form_key)
    return see_other(request.url_for("requests:show", reference=reference), "answer-unshared")
