"""“Who looked at your data”: the employee's own pages of the access log."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.access_log.checking import queries as checking
from app.access_log.errors import AWAY
from app.access_log.looks import queries, service
from app.access_log.looks.forms import Filters, Taken
from app.access_log.looks.views import PATH
from app.access_log.promises import words as promises
from app.access_log.unusual import words
from app.core.config import settings
from app.core.web.elsewhere import FromHere
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.core.web.streams import Streamed
from app.identity.audiences import Employee
from app.identity.viewer import Viewer

router = APIRouter(prefix=PATH, tags=["who looked"])

Asked = Annotated[Filters, Query()]
Reference = Annotated[str, Query(max_length=20)]


@router.get("", name="looked:index")
def index(request: Request, session: SessionDep, viewer: Employee, filters: Asked) -> Response:
    page = queries.page(session, viewer, filters)
    checked = checking.checked(session)
    return render(
        request,
        "access_log/index.html",
        viewer=viewer,
        page=page,
        filters=filters,
        checked=checked,
        kept=settings().log_retention,
    )


@router.get("/unusual", name="looked:unusual")
def unusual(request: Request, viewer: Employee) -> Response:
    return render(request, "access_log/unusual.html", viewer=viewer, rules=_rules())


@router.get("/automatic", name="looked:automatic")
def automatic(request: Request, session: SessionDep, viewer: Employee, filters: Asked) -> Response:
    page = queries.page(session, viewer, filters)
    return render(request, "access_log/automatic.html", viewer=viewer, page=page)


@router.get("/download", name="looked:download")
def download(
    request: Request, viewer: Employee, _here: FromHere, asked: Annotated[Taken, Query()]
) -> Response:
    if asked.format is None:
        return render(request, "access_log/download.html", viewer=viewer)
    file = service.download(viewer, asked.format)
    return Streamed(file.parts, media_type=file.media_type, headers=file.headers)


@router.get("/people/{person}", name="looked:person")
def person(
    request: Request, session: SessionDep, viewer: Employee, person: str, before: Reference = ""
) -> Response:
    try:
        page = queries.person_page(session, viewer, person, before)
    except AWAY:
        return _away(request, viewer)
    return render(request, "access_log/person.html", viewer=viewer, page=page)


@router.get("/{entry}", name="looked:show")
def show(request: Request, session: SessionDep, viewer: Employee, entry: str) -> Response:
    try:
        page = queries.entry_page(session, viewer, entry)
    except AWAY:
        return _away(request, viewer)
    template = "access_log/deleted.html" if page.is_deleted else "access_log/show.html"
    return render(request, template, viewer=viewer, page=page)


def _away(request: Request, viewer: Viewer) -> Response:
    """In the place of what cannot be read or opened at the moment, or may not be there at all."""
    return render(request, "access_log/away.html", viewer=viewer)


def _rules() -> list[tuple[str, str]]:
    """What makes an entry amber, what the register does not say before the first time."""
    *rules, first_time = words.rules()
    return [*rules, *promises.rules(), first_time]
