"""The officers' pages of consultations."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.establishments import queries as establishments
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.consultations import queries, rules, service
from app.register.consultations.comments import service as comments
from app.register.consultations.forms import (
    Deciding,
    Description,
    NewConsultation,
    NewDocument,
    Opening,
    Tagging,
    WithoutConsultation,
)
from app.register.consultations.models import Consultation, Theme
from app.register.consultations.opened import queries as opened
from app.register.consultations.queries import Listed
from app.register.consultations.unconsulted import service as unconsulted

router = APIRouter(prefix="/desk/consultations", tags=["desk"])


@router.get("", name="desk.consultations:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    listed = queries.for_desk(session)
    return workbench(
        request, session, officer, "desk/consultations/index.html", consultations=listed
    )


@router.get("/new", name="desk.consultations:new")
def new(request: Request, session: SessionDep, officer: Officer) -> Response:
    return _new(request, session, officer, Filled[Any](dict(request.query_params)))


@router.post("", name="desk.consultations:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(NewConsultation, submitted)
    if form.value is None or form.value.practice not in register.titles(session):
        return _new(request, session, officer, form)
    said = form.value
    consultation = service.prepare(session, officer.person, said.practice, said.title)
    return _to(request, consultation)


@router.post("/unconsulted", name="desk.consultations.unconsulted:create")
def create_unconsulted(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(WithoutConsultation, submitted)
    if form.value is None or form.value.practice not in register.titles(session):
        return _new(request, session, officer, form)
    said = form.value
    unconsulted.start_without(session, officer.person, said.practice, said.reason)
    return see_other(request.url_for("desk.consultations:index"), "saved")


@router.get("/{slug}", name="desk.consultations:show")
def show(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    return _show(request, session, officer, queries.for_officers(session, slug), Filled[Any]())


@router.post("/{slug}", name="desk.consultations:update")
def update(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    listed = queries.for_officers(session, slug)

    def act(form: Description) -> None:
        said = {"proposal": form.proposal, "options": form.options}
        service.describe(session, listed.row, questions=form.each_question, **said)

    return _do(request, session, officer, listed, form=parse(Description, submitted), act=act)


@router.post("/{slug}/documents", name="desk.consultations.documents:create")
def create_document(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    listed = queries.for_officers(session, slug)

    def act(form: NewDocument) -> None:
        service.add_document(session, listed.row, form.title, form.text)

    return _do(request, session, officer, listed, form=parse(NewDocument, submitted), act=act)


@router.post("/{slug}/documents/{position}/removal", name="desk.consultations.documents:destroy")
def destroy_document(
    request: Request, session: SessionDep, _officer: Officer, slug: str, position: int
) -> Response:
    listed = queries.for_officers(session, slug)
    service.remove_document(session, listed.row, position)
    return _to(request, listed.row)


@router.post("/{slug}/opening", name="desk.consultations:create_opening")
def create_opening(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    listed = queries.for_officers(session, slug)

    def act(form: Opening) -> None:
        service.open_it(session, listed.row, **form.model_dump())

    return _do(request, session, officer, listed, form=parse(Opening, submitted), act=act)


@router.post("/{slug}/comments/{comment}/theme", name="desk.consultations.comments:update")
def update_comment(
    request: Request,
    session: SessionDep,
    _officer: Officer,
    slug: str,
    *,
    comment: UUID,
    submitted: Submitted,
) -> Response:
    listed, form = queries.for_officers(session, slug), parse(Tagging, submitted)
    found = queries.comment(session, listed.row, comment)
    chosen = form.value.theme if form.value else ""
    comments.tag(session, found, Theme(chosen) if chosen in list(Theme) else None)
    return _to(request, listed.row, "#comments")


@router.post("/{slug}/decision", name="desk.consultations:create_decision")
def create_decision(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    listed = queries.for_officers(session, slug)

    def act(form: Deciding) -> None:
        service.decide(session, listed.row, officer.person, **form.model_dump())

    return _do(request, session, officer, listed, form=parse(Deciding, submitted), act=act)


def _do(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    listed: Listed,
    *,
    form: Filled[Any],
    act: Callable[[Any], None],
) -> Response:
    """One step with what was typed: done, or the page again with what is missing."""
    wrong = dict(form.errors)
    if form.value is not None:
        try:
            act(form.value)
        except RejectedError as refused:
            wrong["result" if "result" in form.typed else "closes_on"] = refused.message
    if wrong:
        return _show(request, session, officer, listed, Filled[Any](form.typed, wrong))
    return _to(request, listed.row)


def _to(request: Request, consultation: Consultation, part: str = "") -> Response:
    url = request.url_for("desk.consultations:show", slug=consultation.slug)
    return see_other(f"{url}{part}", "saved")


def _new(request: Request, session: SessionDep, officer: Viewer, form: Filled[Any]) -> Response:
    wrong = dict(form.errors)
    if form.value is not None:
        wrong["practice"] = "Choose a practice from the list."
    return workbench(
        request,
        session,
        officer,
        "desk/consultations/new.html",
        status_code=422 if wrong else 200,
        form=Filled[Any](form.typed, wrong),
        titles=register.titles(session),
    )


def _show(
    request: Request, session: SessionDep, officer: Viewer, listed: Listed, form: Filled[Any]
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/consultations/show.html",
        status_code=422 if form.errors else 200,
        listed=listed,
        consultation=listed.row,
        documents=queries.documents(session, listed.row),
        comments=queries.comments(session, listed.row),
        complete=queries.proposed(session, listed.row) is not None,
        themes=list(Theme),
        results=rules.results(listed.row.response),
        changed=opened.changed_since(session, listed),
        places=establishments.by_codes(session),
        form=form,
    )
