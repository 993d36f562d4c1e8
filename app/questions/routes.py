"""“Ask about this”, from any entry of one's own, and “who was this?”.

The page of a question stands among one's requests: ``subject_requests.routes``.
"""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.access_log.errors import KeysUnavailableError, LogUnreadableError
from app.access_log.looks.views import Row
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.questions import queries, service
from app.questions.forms import NewQuestion, Press
from app.questions.models import About, First

router = APIRouter(tags=["questions"])
AWAY = (KeysUnavailableError, LogUnreadableError)


@router.get("/looked/{entry}/ask", name="questions:new")
def new(request: Request, session: SessionDep, viewer: Employee, entry: str) -> Response:
    try:
        row = queries.entry_named(session, viewer, entry)
    except AWAY:
        return render(request, "access_log/away.html", viewer=viewer)
    if asked := queries.own_about(session, viewer.person, row.look.seq):
        return _to(request, asked.reference)
    if row.of_concern:
        return see_other(row.url)
    usual = {"about": About.WHY.value, "first": First.ACCESSOR.value}
    return _form(request, session, viewer, row, Filled[NewQuestion](usual))


@router.post("/looked/{entry}/ask", name="questions:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, entry: str, submitted: Submitted
) -> Response:
    row, form = queries.entry_named(session, viewer, entry), parse(NewQuestion, submitted)
    if form.value is None:
        return _form(request, session, viewer, row, form)
    asked = service.ask(session, viewer.person, row, **form.value.model_dump())
    return _to(request, asked.reference, "question-asked")


@router.post("/requests/{reference}/name", name="questions:create_name")
def create_name(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is None:
        return _to(request, story.reference)
    key = form.value.form_key
    service.ask_for_name(session, story.question, viewer.person, form_key=key)
    return _to(request, story.reference, "name-asked")


def _form(
    request: Request, session: SessionDep, viewer: Viewer, row: Row, form: Filled[NewQuestion]
) -> Response:
    return render(
        request,
        "questions/new.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        row=row,
        can_be_asked=queries.can_be_asked(queries.accessor_of(session, row)),
        abouts=list(About),
        form=form,
    )


def _to(request: Request, reference: str, say: str = "") -> Response:
    return see_other(request.url_for("requests:show", reference=reference), say)
