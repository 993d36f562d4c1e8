"""“Updates”: what a person was told, and what of it she has read."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.core.web import flash
from app.core.web.forms import Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.notifications import queries, service
from app.notifications.forms import Reading, Show

router = APIRouter(prefix="/updates", tags=["updates"])


@router.get("", name="notifications:index")
def index(
    request: Request,
    session: SessionDep,
    viewer: Employee,
    show: Show = Show.ALL,
    before: UUID | None = None,
) -> Response:
    found = queries.updates_page(
        session, viewer.id, unread=show is Show.UNREAD, kinds=show.kinds, before=before
    )
    unread = queries.unread_count(session, viewer.id)
    return render(
        request,
        "notifications/index.html",
        viewer=viewer,
        show=show,
        shows=list(Show),
        found=found,
        days=queries.by_day(found.updates, viewer.zone),
        unread=unread,
    )


@router.post("/read", name="notifications:create_reading")
def create_reading(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    form = parse(Reading, submitted)
    if form.value is None:
        raise NotFoundError
    if form.value.update is None:
        service.read_all(session, viewer.id)
    else:
        service.read(session, viewer.id, form.value.update)
    return flash.see_other(request.url_for("notifications:index"), "read")
