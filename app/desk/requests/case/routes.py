"""``/desk/requests/{reference}``: one request, its messages and its history."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.requests import queries, service
from app.desk.requests.case import rules
from app.desk.requests.case.forms import NewReply, Taking
from app.desk.requests.case.pages import part
from app.desk.requests.outcome import queries as outcomes
from app.desk.requests.sources import queries as sources
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.subject_requests import queries as requests
from app.subject_requests import service as writing
from app.subject_requests.handling import service as handling
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import COPIED, Part
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}", tags=["desk"])


@router.get("", name="desk.requests:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = requests.at_the_desk(session, officer.person, reference)
    if story.standing.owner_id != officer.id:
        return _folder(request, session, officer, story)
    service.record(officer, story)
    found = sources.sources(session, story) if story.request.kind in COPIED else None
    page = "desk/requests/show.html"
    return part(request, session, officer, story, page, here="overview", found=found)


@router.post("/taking", name="desk.requests:create_taking")
def create_taking(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story = requests.at_the_desk(session, officer.person, reference)
    form = parse(Taking, submitted)
    if form.value is None or _is_anothers(story, officer):
        return _folder(request, session, officer, story, status_code=409)
    if not progress.repeated(story, form.value.form_key):
        key = form.value.form_key
        handling.take(session, story.request, officer.person, form_key=key)
    return see_other(request.url_for("desk.requests:show", reference=reference), "request-taken")


@router.get("/messages", name="desk.requests.messages:index")
def messages(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = service.owned(session, officer, reference)
    service.record(officer, story)
    return _messages(request, session, officer, story, Filled[NewReply]())


@router.post("/messages", name="desk.requests.messages:create")
def create_message(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story = service.owned(session, officer, reference)
    form = parse(NewReply, submitted)
    if form.value is None:
        service.record_in(session, officer, story.request)
        return _messages(request, session, officer, story, form)
    text, key = form.value.text, form.value.form_key
    writing.write(session, story.request, officer.person, text, form_key=key)
    url = request.url_for("desk.requests.messages:index", reference=reference)
    return see_other(url, "reply-sent")


@router.get("/history", name="desk.requests.history:show")
def history(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = service.owned(session, officer, reference)
    service.record(officer, story)
    return part(request, session, officer, story, "desk/requests/history.html", here="history")


def _is_anothers(story: Story, officer: Viewer) -> bool:
    return story.standing.owner_id not in {None, officer.id}


def _messages(
    request: Request, session: SessionDep, officer: Viewer, story: Story, form: Filled[Any]
) -> Response:
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/messages.html",
        here="messages",
        status_code=422 if form.errors else 200,
        form=form,
    )


def _folder(
    request: Request, session: SessionDep, officer: Viewer, story: Story, *, status_code: int = 200
) -> Response:
    """The request without whose it is and what was said: nothing for the log to say."""
    return workbench(
        request,
        session,
        officer,
        "desk/requests/folder.html",
        status_code=status_code,
        row=queries.row(session, officer, story),
        may=rules.allowed(Part.OFFICER, story.request.kind, story.standing),
        can_end=outcomes.may_end(session, officer, story),
        stale=status_code == 409 and story.standing.owner_id is not None,
        form_key=str(new_id()),
    )
