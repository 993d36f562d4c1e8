"""``/desk/concerns``: the queue, and one concern with its messages, notes and small steps."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.concerns import queries as concerns
from app.concerns import service as concern_service
from app.concerns.handling import service as handling
from app.concerns.queries import Story
from app.core.errors import RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Form, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.concerns import forms, queries, rules, service
from app.desk.concerns.pages import folder, part
from app.desk.concerns.rules import View
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.viewer import Viewer

router = APIRouter(prefix="/desk/concerns", tags=["desk"])
SHOW = "desk/concerns/show.html"
Do = Callable[[Session, Story, Any], object]


@router.get("", name="desk.concerns:index")
def index(
    request: Request, session: SessionDep, officer: Officer, view: View = View.MINE
) -> Response:
    found = queries.queue(session, officer, view)
    page = "desk/concerns/index.html"
    return workbench(request, session, officer, page, view=view, views=View, queue=found)


@router.get("/{reference}", name="desk.concerns:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    told = concerns.at_the_desk(session, officer.person, reference)
    if not rules.is_open_to(told.standing, officer.id):
        return folder(request, session, officer, told)
    service.record(officer, told)
    return part(request, session, officer, told, SHOW, form=Filled({}))


@router.post("/{reference}/taking", name="desk.concerns:create_taking")
def create_taking(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    told = concerns.at_the_desk(session, officer.person, reference)
    form = parse(forms.Pressed, submitted)
    if form.value is None or told.standing.owner_id not in {None, officer.id}:
        return folder(request, session, officer, told, status_code=409)
    handling.take(session, told.concern, officer.person, form_key=form.value.form_key)
    return _back(request, reference, "concern-taken")


@router.post("/{reference}/messages", name="desk.concerns.messages:create")
def create_message(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    def do(on: Session, told: Story, sent: forms.Writing) -> object:
        key = sent.form_key
        return concern_service.write(on, told.concern, officer.person, sent.text, form_key=key)

    form = parse(forms.Writing, submitted)
    return _done(request, session, officer, reference, form=form, do=do, say="message-sent")


@router.post("/{reference}/notes", name="desk.concerns.notes:create")
def create_note(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    def do(on: Session, told: Story, sent: forms.Noting) -> object:
        key = sent.form_key
        return handling.note(on, told.concern, officer.person, sent.note, form_key=key)

    return _done(
        request,
        session,
        officer,
        reference,
        form=parse(forms.Noting, submitted),
        do=do,
        say="saved",
    )


@router.post("/{reference}/acknowledgement", name="desk.concerns.acknowledgement:create")
def create_acknowledgement(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    def do(on: Session, told: Story, sent: forms.Acknowledging) -> object:
        key = sent.form_key
        return handling.acknowledge(on, told.concern, officer.person, text=sent.text, form_key=key)

    form = parse(forms.Acknowledging, submitted)
    return _done(request, session, officer, reference, form=form, do=do, say="step-done")


@router.post("/{reference}/people", name="desk.concerns.people:create")
def create_person(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    def do(on: Session, told: Story, sent: forms.Concerned) -> object:
        who, key = sent.person, sent.form_key
        return service.name_person(on, officer, told, typed=who, form_key=key)

    form = parse(forms.Concerned, submitted)
    return _done(request, session, officer, reference, form=form, do=do, say="step-done")


@router.post("/{reference}/closing", name="desk.concerns.closing:create")
def create_closing(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    def do(on: Session, told: Story, sent: forms.Pressed) -> object:
        return concern_service.close(on, told.concern, officer.person, form_key=sent.form_key)

    form = parse(forms.Pressed, submitted)
    return _done(request, session, officer, reference, form=form, do=do, say="step-done")


def _done(
    request: Request,
    session: Session,
    officer: Viewer,
    reference: str,
    *,
    form: Filled[Any],
    do: Do,
    say: str,
) -> Response:
    """Do it and go back to the concern; or show it with what is wrong, once the look is written."""
    told = concerns.owned(session, officer.person, reference)
    wrong = dict(form.errors)
    if form.value is not None:
        try:
            do(session, told, form.value)
        except RejectedError as refused:
            wrong["person"] = refused.message
    if wrong and not rules.is_open_to(told.standing, officer.id):
        return folder(request, session, officer, told, status_code=409)
    if wrong:
        service.record_in(session, officer, told)
        return part(request, session, officer, told, SHOW, form=Filled[Form](form.typed, wrong))
    if not concerns.is_for(session, officer.person, concerns.story(session, told.concern)):
        return see_other(request.url_for("desk.concerns:index"), say)
    return _back(request, reference, say)


def _back(request: Request, reference: str, say: str) -> Response:
    return see_other(request.url_for("desk.concerns:show", reference=reference), say)
