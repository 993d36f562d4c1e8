"""``/desk/choices``: the choices in force, and asking for a second officer's approval."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.approvals import queries as approvals
from app.consent.counts import queries as counts
from app.consent.stops import queries as stops
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.choices import queries, service
from app.desk.choices.forms import AskApproval
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.roles.models import Role
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.register.in_force.rules import Practice
from app.register.systems import queries as systems

router = APIRouter(prefix="/desk/choices", tags=["desk"])


@router.get("", name="desk.choices:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/choices/index.html",
        rows=queries.rows(session),
        counted_at=counts.month_began(session),
        behind=stops.unconfirmed_systems(session),
        alarms=queries.alarms(session),
        system_name=systems.names(session),
    )


@router.get("/{slug}/approval", name="desk.choices.approval:new")
def new_approval(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, slug: str
) -> Response:
    practice = queries.choice(session, slug)
    return _asking(request, session, officer, practice, Filled[AskApproval](_key()))


@router.post("/{slug}/approval", name="desk.choices.approval:create")
def create_approval(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    slug: str,
    submitted: Submitted,
) -> Response:
    practice, form = queries.choice(session, slug), parse(AskApproval, submitted)
    if form.value is None:
        form = Filled(_key() | dict(form.typed), form.errors)
        return _asking(request, session, officer, practice, form)
    approval = service.ask(session, officer.person, practice, form.value)
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _key() -> dict[str, str]:
    return {"form_key": str(new_id())}


def _asking(
    request: Request, session: SessionDep, officer: Viewer, practice: Practice, form: Filled[Any]
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/choices/new_approval.html",
        status_code=422 if form.errors else 200,
        practice=practice,
        notices=queries.words(practice),
        approvers=approvals.may_be_asked(session, officer.id, Role.OFFICER),
        form=form,
    )
