"""“Requests”: what a person asked for, how far each is, and what she can still do about it."""

from typing import Any, TypeVar

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Form, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.questions import queries as questions
from app.questions.tracker import queries as question
from app.subject_requests import queries, service
from app.subject_requests.asking import queries as asking
from app.subject_requests.asking.rules import Asked
from app.subject_requests.forms import NewChange, NewComplaint, NewMessage, Press
from app.subject_requests.models import Act, Kind
from app.subject_requests.progress import service as progress
from app.subject_requests.queries import Story
from app.subject_requests.tracker import queries as tracker

router = APIRouter(prefix="/requests", tags=["requests"])
F = TypeVar("F", bound=Form)
QUESTION = "Q-"  # how the reference of a question about a look begins


@router.get("", name="requests:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return render(
        request,
        "subject_requests/index.html",
        viewer=viewer,
        stories=queries.all_own(session, viewer.person),
        questions=questions.all_own(session, viewer.person),
        draft=asking.draft_of(session, viewer.person),
        kinds=list(Kind),
    )


@router.get("/{reference}", name="requests:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    if reference.startswith(QUESTION):
        asked, key = question.tracked(session, viewer, reference), new_id()
        return render(request, "questions/show.html", viewer=viewer, tracked=asked, form_key=key)
    return _tracker(request, session, viewer, reference, _fresh())


@router.post("/{reference}/messages", name="requests.messages:create")
def create_message(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(NewMessage, submitted)
    if form.value is None:
        return _tracker(request, session, viewer, reference, _again(form))
    text, key = form.value.text, form.value.form_key
    service.write(session, story.request, viewer.person, text, form_key=key)
    return _back(request, reference, "message-sent")


@router.get("/{reference}/change", name="requests.change:new")
def new_change(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    story = _may(session, viewer, reference, Act.CHANGED)
    page = "subject_requests/change.html"
    return render(request, page, viewer=viewer, story=story, form=_fresh())


@router.post("/{reference}/change", name="requests.change:create")
def create_change(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(NewChange, submitted)
    if form.value is None:
        page, form = "subject_requests/change.html", _again(form)
        return render(request, page, status_code=422, viewer=viewer, story=story, form=form)
    text, key = form.value.text, form.value.form_key
    service.change(session, story.request, viewer.person, text=text, form_key=key)
    return _back(request, reference, "request-changed")


@router.get("/{reference}/withdraw", name="requests.withdrawal:new")
def new_withdrawal(
    request: Request, session: SessionDep, viewer: Employee, reference: str
) -> Response:
    story = _may(session, viewer, reference, Act.WITHDRAWN)
    page = "subject_requests/withdraw.html"
    return render(request, page, viewer=viewer, story=story, form_key=new_id())


@router.post("/{reference}/withdraw", name="requests.withdrawal:create")
def create_withdrawal(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is None:
        return see_other(request.url_for("requests.withdrawal:new", reference=reference))
    key = form.value.form_key
    service.withdraw(session, story.request, viewer.person, form_key=key)
    return _back(request, reference, "request-withdrawn")


@router.post("/{reference}/reopen", name="requests.reopening:create")
def create_reopening(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is None:
        return _back(request, reference)
    service.reopen(session, story.request, viewer.person, form_key=form.value.form_key)
    return _back(request, reference, "request-reopened")


@router.get("/{reference}/complain", name="requests.complaint:new")
def new_complaint(
    request: Request, session: SessionDep, viewer: Employee, reference: str
) -> Response:
    story, form = queries.own(session, viewer.person, reference), _fresh()
    page = "subject_requests/complain.html"
    return render(request, page, viewer=viewer, story=story, form=form)


@router.post("/{reference}/complain", name="requests.complaint:create")
def create_complaint(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    story, form = queries.own(session, viewer.person, reference), parse(NewComplaint, submitted)
    if form.value is None:
        page, form = "subject_requests/complain.html", _again(form)
        return render(request, page, status_code=422, viewer=viewer, story=story, form=form)
    said, key = Asked(details=form.value.text), form.value.form_key
    made = service.file(
        session, viewer.person, Kind.COMPLAINT, said, form_key=key, about=story.request
    )
    return _back(request, made.reference, "request-filed")


def _tracker(
    request: Request, session: Session, viewer: Viewer, reference: str, form: Filled[Any]
) -> Response:
    tracked = tracker.tracked(session, viewer.person, reference)
    return render(
        request,
        "subject_requests/show.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        tracked=tracked,
        counts=request.app.state.counts_of(request, tracked.story),
        form=form,
        form_key=new_id(),
    )


def _may(session: Session, viewer: Viewer, reference: str, act: Act) -> Story:
    """The viewer's own request, if she may do this to it now."""
    story = queries.own(session, viewer.person, reference)
    progress.may(session, story, act, viewer.person)
    return story


def _fresh() -> Filled[Any]:
    return Filled({"form_key": str(new_id())})


def _again(form: Filled[F]) -> Filled[F]:
    """What was typed, under its own key, or a new one if it came without."""
    return Filled({"form_key": str(new_id())} | dict(form.typed), form.errors)


def _back(request: Request, reference: str, say: str = "") -> Response:
    return see_other(request.url_for("requests:show", reference=reference), say)
