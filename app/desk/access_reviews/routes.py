"""Access reviews at the workbench: which practice is next, and a decision for each reader."""

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core import clock
from app.core.db.base import new_id
from app.core.errors import NotFoundError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.access_reviews import queries as reviews
from app.register.access_reviews import service
from app.register.access_reviews.forms import form_for
from app.register.in_force.rules import Practice

router = APIRouter(prefix="/desk/access-reviews", tags=["desk"])


@router.get("", name="desk.access_reviews:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    due = reviews.due(session)
    return workbench(request, session, officer, "desk/access_reviews/index.html", due=due)


@router.get("/{slug}", name="desk.access_reviews:show")
def show(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    return _show(request, session, officer, _in_use(session, slug), Filled[Any]())


@router.post("/{slug}", name="desk.access_reviews:create")
def create(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    practice = _in_use(session, slug)
    service.check_words(practice, submitted.get("digest", ""))
    form = parse(form_for(len(practice.document.readers)), submitted)
    if form.value is None:
        return _show(request, session, officer, practice, form)
    try:
        service.review(session, officer.person, practice, form.value)
    except service.NextCheckError as refused:
        wrong = Filled[Any](form.typed, {"next_review_on": refused.message})
        return _show(request, session, officer, practice, wrong)
    return see_other(request.url_for("desk.access_reviews:show", slug=slug), "access-checked")


def _in_use(session: Session, slug: str) -> Practice:
    practice = register.in_force(session, clock.now()).practice(slug)
    if practice is None or not practice.in_use:
        raise NotFoundError
    return practice


def _show(
    request: Request, session: Session, officer: Viewer, practice: Practice, form: Filled[Any]
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/access_reviews/show.html",
        status_code=422 if form.errors else 200,
        practice=practice,
        form=form,
        form_key=form.typed.get("form_key") or str(new_id()),
        how_many=register.how_many_can_look(session, practice.document),
        checks=reviews.history(session, practice.id),
    )
