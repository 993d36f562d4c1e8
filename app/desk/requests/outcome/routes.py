"""``/desk/requests/{reference}/outcome``: what is decided, who is told, and what is lifted."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.db.base import new_id
from app.core.errors import ConflictError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Form, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.outcome import queries, service
from app.desk.requests.outcome.forms import PRACTICE, Deciding, Lifting, Noting, Telling
from app.identity.audiences import Officer
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.subject_requests.models import SubjectRequest
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/outcome", tags=["desk"])
F = TypeVar("F", bound=Form)
Doing = Callable[[Session, SubjectRequest, Person, F], None]
FORMS = ("deciding", "noting", "telling", "lifting")


class At(NamedTuple):
    """Where and by whom something is submitted."""

    request: Request
    session: Session
    officer: Viewer
    reference: str


@router.get("", name="desk.requests.outcome:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = queries.reached(session, officer, reference)
    requests.record(officer, story)
    return _page(At(request, session, officer, reference), story, {})


@router.post("", name="desk.requests.outcome:update")
def update(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    form, at = parse(Deciding, submitted), At(request, session, officer, reference)
    return _refused(at, "deciding", form, service.write) or _back(at, "outcome-kept")


@router.post("/notices", name="desk.requests.outcome:create_notice")
def create_notice(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    form, at = parse(Noting, submitted), At(request, session, officer, reference)
    return _refused(at, "noting", form, service.note) or _back(at, "notice-kept")


@router.post("/telling", name="desk.requests.outcome:create_telling")
def create_telling(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    form, at = parse(Telling, submitted), At(request, session, officer, reference)
    return _refused(at, "telling", form, service.tell) or _back(at, "lifting-told")


@router.post("/lifting", name="desk.requests.outcome:create_lifting")
def create_lifting(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    form, at = parse(Lifting, submitted), At(request, session, officer, reference)
    return _refused(at, "lifting", form, service.lift) or _back(at, "lifted")


def _refused(at: At, name: str, form: Filled[F], do: Doing[F]) -> Response | None:
    """Do it; if something stands against it, the page again, which says what."""
    story = queries.reached(at.session, at.officer, at.reference)
    wrong, status_code = dict(form.errors), 422
    if form.value is not None:
        try:
            with at.session.begin_nested():
                do(at.session, story.request, at.officer.person, form.value)
        except (RejectedError, ConflictError) as refused:
            wrong[""] = refused.message
            status_code = 409 if isinstance(refused, ConflictError) else 422
        else:
            return None
    requests.record_in(at.session, at.officer, story.request)
    return _page(at, story, {name: Filled[Any](form.typed, wrong)}, status_code)


def _page(
    at: At, story: Story, filled: Mapping[str, Filled[Any]], status_code: int = 200
) -> Response:
    return part(
        at.request,
        at.session,
        at.officer,
        story,
        "desk/requests/outcome.html",
        here="outcome",
        status_code=status_code,
        shown=queries.shown(at.session, at.officer, story),
        forms={name: filled.get(name, Filled[Any]()) for name in FORMS},
        keys={name: str(new_id()) for name in FORMS},
        prefix=PRACTICE,
    )


def _back(at: At, say: str) -> Response:
    url = at.request.url_for("desk.requests.outcome:show", reference=at.reference)
    return see_other(url, say)
