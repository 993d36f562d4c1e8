"""“Concerns”: what a person raised, how far each is, and what she can still do about it."""

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.concerns import queries, service
from app.concerns.asking import queries as asking
from app.concerns.forms import AskingAgain
from app.concerns.models import Act
from app.concerns.progress import service as progress
from app.concerns.tracker import queries as tracker
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.subject_requests.forms import NewMessage, Press

router = APIRouter(prefix="/concerns", tags=["concerns"])


@router.get("", name="concerns:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    begun = asking.draft_of(session, viewer.person)
    return render(
        request,
        "concerns/index.html",
        viewer=viewer,
        stories=queries.all_own(session, viewer.person),
        draft=begun[0] if begun else None,
    )


@router.get("/{reference}", name="concerns:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    return _page(request, session, viewer, reference, page="concerns/show.html", form=_fresh())


@router.post("/{reference}/messages", name="concerns.messages:create")
def create_message(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    told, form = queries.own(session, viewer.person, reference), parse(NewMessage, submitted)
    if form.value is None:
        return _page(
            request, session, viewer, reference, page="concerns/show.html", form=_again(form)
        )
    text, key = form.value.text, form.value.form_key
    service.write(session, told.concern, viewer.person, text, form_key=key)
    return _back(request, reference, "message-sent")


@router.get("/{reference}/not-happy", name="concerns.review:new")
def new_review(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    return _page(request, session, viewer, reference, page="concerns/not_happy.html", form=_fresh())


@router.post("/{reference}/not-happy", name="concerns.review:create")
def create_review(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    told, form = queries.own(session, viewer.person, reference), parse(AskingAgain, submitted)
    if form.value is None:
        page = "concerns/not_happy.html"
        progress.may(session, told, Act.ESCALATED, viewer.person)
        return _page(request, session, viewer, reference, page=page, form=_again(form))
    text, key = form.value.text, form.value.form_key
    service.escalate(session, told.concern, viewer.person, text=text, form_key=key)
    return _back(request, reference, "concern-again")


@router.post("/{reference}/closing", name="concerns.closing:create")
def create_closing(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    told, form = queries.own(session, viewer.person, reference), parse(Press, submitted)
    if form.value is None:
        return _back(request, reference)
    service.close(session, told.concern, viewer.person, form_key=form.value.form_key)
    return _back(request, reference, "concern-closed")


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    reference: str,
    *,
    page: str,
    form: Filled[Any],
) -> Response:
    return render(
        request,
        page,
        status_code=422 if form.errors else 200,
        viewer=viewer,
        tracked=tracker.tracked(session, viewer.person, reference),
        form=form,
        form_key=new_id(),
    )


def _fresh() -> Filled[Any]:
    return Filled({"form_key": str(new_id())})


def _again(form: Filled[Any]) -> Filled[Any]:
    """What was typed, under its own key, or a new one if it came without."""
    return Filled({"form_key": str(new_id())} | dict(form.typed), form.errors)


def _back(request: Request, reference: str, say: str = "") -> Response:
    return see_other(request.url_for("concerns:show", reference=reference), say)
