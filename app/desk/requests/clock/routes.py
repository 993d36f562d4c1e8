"""``/desk/requests/{reference}/clock``: stop, restart, extend; the new day is shown first."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import ConflictError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.requests import queries as queues
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.clock import queries
from app.desk.requests.clock.forms import Extending, Pausing, Restarting, Step, Stepped
from app.identity.audiences import Officer
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.subject_requests.conditions import rules as conditions
from app.subject_requests.conditions.rules import ExtensionGround, PauseGround
from app.subject_requests.deciding import service as deciding
from app.subject_requests.handling import service as handling
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import Standing
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/clock", tags=["desk"])

S = TypeVar("S", bound=Stepped)
CLOCK, EXTENSION = "desk/requests/clock.html", "desk/requests/extension.html"


@router.get("", name="desk.requests.clock:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = requests.owned(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, CLOCK, form=Filled({}))


@router.post("/pause", name="desk.requests.clock:create_pause")
def create_pause(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = requests.owned(session, officer, reference), parse(Pausing, submitted)
    form, after = _foreseen(session, story, officer, form, queries.after_pause)
    asked = form.value
    if asked is None or asked.step is not Step.SAVE:
        return _shown(request, session, officer, story, CLOCK, form=form, after=after, what="pause")
    handling.pause(
        session,
        story.request,
        officer.person,
        ground=asked.ground,
        question=asked.question,
        reason=asked.reason,
        form_key=asked.form_key,
    )
    url = request.url_for("desk.requests.clock:show", reference=reference)
    return see_other(url, "clock-stopped")


@router.post("/restart", name="desk.requests.clock:create_restart")
def create_restart(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = requests.owned(session, officer, reference), parse(Restarting, submitted)
    form, after = _foreseen(session, story, officer, form, queries.after_restart)
    said = form.value
    if said is None or said.step is not Step.SAVE:
        return _shown(
            request, session, officer, story, CLOCK, form=form, after=after, what="restart"
        )
    words = {"text": said.text, "on": said.on, "form_key": said.form_key}
    handling.record_answer(session, story.request, officer.person, **words)  # type: ignore[arg-type]
    return see_other(request.url_for("desk.requests.clock:show", reference=reference), "clock-runs")


@router.get("/extension", name="desk.requests.extension:new")
def new_extension(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, reference: str
) -> Response:
    story = requests.owned(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, EXTENSION, form=Filled({}))


@router.post("/extension", name="desk.requests.extension:create")
def create_extension(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    story, form = requests.owned(session, officer, reference), parse(Extending, submitted)
    form, after = _foreseen(session, story, officer, form, queries.after_extension)
    asked = form.value
    if asked is None or asked.step is not Step.SAVE:
        return _shown(
            request, session, officer, story, EXTENSION, form=form, after=after, what="extension"
        )
    approval = deciding.propose_extension(
        session,
        story.request,
        officer.person,
        ground=asked.ground,
        text=asked.text,
        reason=asked.reason,
        approver_id=asked.approver,
        form_key=asked.form_key,
    )
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _foreseen(
    session: SessionDep,
    story: Story,
    officer: Viewer,
    form: Filled[S],
    after: Callable[[SessionDep, Story, Any, S], Standing],
) -> tuple[Filled[S], Standing | None]:
    """The form with what stands against it, and where the request would stand.

    A form that was sent before is not asked again: what it did stands against it now.
    """
    if form.value is None or progress.repeated(story, form.value.form_key):
        return form, None
    try:
        return form, after(session, story, officer.person, form.value)
    except (RejectedError, ConflictError) as refused:
        return Filled(form.typed, {"": refused.message}), None


def _shown(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    story: Story,
    template: str,
    *,
    form: Filled[Any],
    after: Standing | None,
    what: str,
) -> Response:
    """The page again, with what would follow; it shows the request, so it is written as a look."""
    requests.record_in(session, officer, story.request)
    if form.value is not None and form.value.step is Step.EDIT:
        after = None
    return _page(request, session, officer, story, template, form=form, after=after, what=what)


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    story: Story,
    template: str,
    *,
    form: Filled[Any],
    after: Standing | None = None,
    what: str = "",
) -> Response:
    return part(
        request,
        session,
        officer,
        story,
        template,
        here="clock",
        status_code=422 if form.errors else 200,
        form=form,
        after=after,
        what=what,
        pause_grounds=PauseGround,
        extension_grounds=ExtensionGround,
        closable_on=conditions.closable_on(story.standing),
        approvers=queues.approvers_for(session, officer, story.request),
    )
