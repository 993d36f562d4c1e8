"""``/desk/concerns/{reference}/answer``, ``/assignment`` and ``/name``: one form each."""

from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.concerns import queries as concerns
from app.concerns.handling import service as handling
from app.concerns.models import Act
from app.concerns.opening import service as opening
from app.concerns.progress import service as progress
from app.concerns.queries import Story
from app.core.db.base import new_id
from app.core.errors import NotFoundError, PortalError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.concerns import forms, queries, rules, service
from app.desk.concerns.pages import part
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.people import queries as people
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer

router = APIRouter(prefix="/desk/concerns/{reference}", tags=["desk"])


@router.get("/answer", name="desk.concerns.answer:new")
def new_answer(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    told = concerns.owned(session, officer.person, reference)
    progress.may(session, told, Act.ANSWERED, officer.person)
    service.record(officer, told)
    return part(request, session, officer, told, "desk/concerns/answer.html", form=Filled({}))


@router.post("/answer", name="desk.concerns.answer:create")
def create_answer(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    told = concerns.owned(session, officer.person, reference)
    form = parse(forms.Answering, submitted)
    if form.value is None:
        progress.may(session, told, Act.ANSWERED, officer.person)
        service.record_in(session, officer, told)
        return part(request, session, officer, told, "desk/concerns/answer.html", form=form)
    handling.answer(
        session,
        told.concern,
        officer.person,
        outcome=form.value.outcome,
        text=form.value.text,
        does=form.value.does,
        form_key=form.value.form_key,
    )
    return _back(request, reference, "concern-answered")


@router.get("/assignment", name="desk.concerns.assignment:new")
def new_assignment(
    request: Request, session: SessionDep, officer: Officer, reference: str
) -> Response:
    return _giving(request, session, officer, _to_give(session, officer, reference), Filled({}))


@router.post("/assignment", name="desk.concerns.assignment:create")
def create_assignment(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    told = concerns.at_the_desk(session, officer.person, reference)
    form = parse(forms.Giving, submitted)
    if form.value is None:
        return _giving(request, session, officer, _to_give(session, officer, reference), form)
    to = people.by_id(session, form.value.to)
    if to is None:
        raise handling.NotForThisOfficerError
    reason, key = form.value.reason, form.value.form_key
    handling.assign(session, told.concern, officer.person, to, reason=reason, form_key=key)
    return _back(request, reference, "step-done")


@router.get("/name", name="desk.concerns.opening:new")
def new_opening(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, reference: str
) -> Response:
    told = _to_open(session, officer, reference)
    service.record(officer, told)
    return _opening(request, session, officer, told, Filled({}))


@router.post("/name", name="desk.concerns.opening:create")
def create_opening(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    reference: str,
    submitted: Submitted,
) -> Response:
    told = _to_open(session, officer, reference)
    form = parse(forms.Opening, submitted)
    if form.value is None:
        service.record_in(session, officer, told)
        return _opening(request, session, officer, told, form)
    approval = opening.ask(
        session,
        told.concern,
        officer.person,
        reason=form.value.reason,
        approver_id=form.value.approver,
        form_key=form.value.form_key,
    )
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _opening(
    request: Request, session: Session, officer: Viewer, told: Story, form: Filled[Any]
) -> Response:
    refused = ""
    try:
        opening.check(told, officer.person)
    except PortalError as why:
        refused = why.message
    approvers = opening.approvers_for(session, told, officer.person)
    page = "desk/concerns/opening.html"
    return part(
        request, session, officer, told, page, form=form, refused=refused, approvers=approvers
    )


def _to_open(session: Session, officer: Viewer, reference: str) -> Story:
    """A concern that she has and reads, or NotFoundError."""
    told = concerns.owned(session, officer.person, reference)
    if not rules.is_open_to(told.standing, officer.id):
        raise NotFoundError
    return told


def _to_give(session: Session, officer: Viewer, reference: str) -> Story:
    """A concern she may give to another officer, or NotFoundError."""
    told = concerns.at_the_desk(session, officer.person, reference)
    has_it = told.standing.owner_id == officer.id and told.standing.is_open
    if not has_it and not queries.may_assign(session, told):
        raise NotFoundError
    return told


def _giving(
    request: Request, session: Session, officer: Viewer, told: Story, form: Filled[Any]
) -> Response:
    """Without what it says: nothing for the log to say."""
    others = concerns.officers_for(session, told)
    return workbench(
        request,
        session,
        officer,
        "desk/concerns/assignment.html",
        status_code=422 if form.errors else 200,
        row=queries.rows(session, [told], officer)[0],
        officers=[each for each in others if each.id != told.standing.owner_id],
        form=form,
        form_key=form.typed.get("form_key") or str(new_id()),
    )


def _back(request: Request, reference: str, say: str) -> Response:
    return see_other(request.url_for("desk.concerns:show", reference=reference), say)
