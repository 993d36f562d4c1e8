"""``/desk/requests/{reference}/steps/{step}``: one small form each."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.answers.delivery.rules import OF_FILES
from app.core.db.base import new_id
from app.core.errors import ConflictError, PortalError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.requests import queries
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.steps import service
from app.desk.requests.steps.forms import FORMS
from app.desk.requests.steps.rules import WITHOUT_LOOKING, Step
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.subject_requests import queries as stories
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import unsent
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/steps", tags=["desk"])


@router.get("/{step}", name="desk.requests.steps:new")
def new(
    request: Request, session: SessionDep, officer: Officer, reference: str, step: Step
) -> Response:
    story = _story(session, officer, reference, step)
    if _is_hers(story, officer):
        requests.record(officer, story)
    return _form(request, session, officer, story, step, form=Filled({}))


@router.post("/{step}", name="desk.requests.steps:create")
def create(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    *,
    step: Step,
    submitted: Submitted,
) -> Response:
    story = _story(session, officer, reference, step)
    form = parse(FORMS[step], submitted)
    wrong, status_code = dict(form.errors), 422
    if form.value is not None and not progress.repeated(story, form.value.form_key):
        try:
            service.check(session, story, officer.person, step, form.value)
        except (RejectedError, ConflictError) as refused:
            wrong[""] = refused.message
            status_code = 409 if isinstance(refused, ConflictError) else 422
        else:
            service.do(session, story, officer.person, step, form.value)
    if wrong:
        if _is_hers(story, officer):
            requests.record_in(session, officer, story.request)
        filled = Filled[Any](form.typed, wrong)
        return _form(request, session, officer, story, step, form=filled, status_code=status_code)
    return see_other(request.url_for("desk.requests:show", reference=reference), "step-done")


def _story(session: SessionDep, officer: Viewer, reference: str, step: Step) -> Story:
    if step in WITHOUT_LOOKING:
        return stories.at_the_desk(session, officer.person, reference)
    return requests.owned(session, officer, reference)


def _is_hers(story: Story, officer: Viewer) -> bool:
    return story.standing.owner_id == officer.id


def _form(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    story: Story,
    step: Step,
    *,
    form: Filled[Any],
    status_code: int = 200,
) -> Response:
    refused = ""
    try:
        service.check_now(session, story, officer.person, step)
    except PortalError as why:
        refused = why.message
    context = {
        "step": step,
        "fields": FORMS[step].model_fields,
        "unsent": unsent(story.events),
        "ways": OF_FILES,
        "officers": queries.officers_for(session, story.request),
        "form": form,
        "refused": refused,
        "status_code": status_code,
    }
    if _is_hers(story, officer):
        page = "desk/requests/step.html"
        return part(request, session, officer, story, page, here="overview", **context)  # type: ignore[arg-type]
    row = queries.row(session, officer, story)
    key = form.typed.get("form_key") or str(new_id())
    page = "desk/requests/folder_step.html"
    return workbench(request, session, officer, page, row=row, form_key=key, **context)  # type: ignore[arg-type]
