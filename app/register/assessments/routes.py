"""“Impact assessments”: what everyone may read, and the author's own pages."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.assessments import queries, rules, service
from app.register.assessments.forms import NewRisk, ReadOnly, Written
from app.register.assessments.models import Assessment
from app.register.assessments.schemas import MOST_RISKS, Risk, Words

router = APIRouter(prefix="/assessments", tags=["assessments"])


@router.get("", name="assessments:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return render(
        request,
        "register/assessments/index.html",
        viewer=viewer,
        published=queries.published(session),
        mine=queries.written_by(session, viewer.id),
        words=queries.words,
    )


@router.get("/{reference}", name="assessments:show")
def show(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    shown = queries.read(session, reference)
    return render(
        request,
        "register/assessments/show.html",
        viewer=viewer,
        shown=shown,
        document=shown.document,
        versions=queries.versions(session, shown.row.practice_id),
        practice=register.in_force_now(session).practice(shown.row.practice_id),
    )


@router.get("/{reference}/edit", name="assessments:edit")
def edit(request: Request, session: SessionDep, viewer: Employee, reference: str) -> Response:
    assessment = queries.own(session, viewer.id, reference)
    return _edit(request, session, viewer, assessment, Filled[Any]())


@router.post("/{reference}", name="assessments:update")
def update(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.own(session, viewer.id, reference)
    form = parse(Written, submitted)
    if form.value is None:
        return _edit(request, session, viewer, assessment, form)
    before = queries.words(assessment)
    words = before.model_copy(update=_parts(form.value))
    service.write(session, assessment, viewer.person, words, form.value.read)
    return _back(request, assessment)


@router.post("/{reference}/risks", name="assessments.risks:create")
def create_risk(
    request: Request, session: SessionDep, viewer: Employee, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.own(session, viewer.id, reference)
    form = parse(NewRisk, submitted)
    words = queries.words(assessment)
    if form.value is None or len(words.risks) >= MOST_RISKS:
        return _edit(request, session, viewer, assessment, form)
    risk = Risk(**form.value.model_dump(exclude={"read"}))
    _keep(session, viewer, assessment, (*words.risks, risk), form.value.read)
    return _back(request, assessment, "#risks")


@router.post("/{reference}/risks/{number}/removal", name="assessments.risks:destroy")
def destroy_risk(
    request: Request,
    session: SessionDep,
    viewer: Employee,
    reference: str,
    *,
    number: int,
    submitted: Submitted,
) -> Response:
    assessment = queries.own(session, viewer.id, reference)
    form = parse(ReadOnly, submitted)
    if form.value is not None:
        risks = queries.words(assessment).risks
        left = tuple(risk for place, risk in enumerate(risks, 1) if place != number)
        _keep(session, viewer, assessment, left, form.value.read)
    return _back(request, assessment, "#risks")


@router.post("/{reference}/submission", name="assessments:create_submission")
def create_submission(
    request: Request, session: SessionDep, viewer: Employee, reference: str
) -> Response:
    assessment = queries.own(session, viewer.id, reference)
    try:
        service.submit(session, assessment, viewer.person)
    except service.IncompleteError:
        return _edit(request, session, viewer, assessment, Filled[Any](), refused=True)
    return see_other(request.url_for("assessments:index"), "assessment-submitted")


def _parts(form: Written) -> dict[str, Any]:
    """What was typed, as fields of the words."""
    asked = {"yes": True, "no": False}.get(form.asked)
    return form.model_dump(exclude={"read"}) | {"asked": asked}


def _keep(
    session: SessionDep,
    viewer: Viewer,
    assessment: Assessment,
    risks: tuple[Risk, ...],
    read: str,
) -> None:
    words: Words = queries.words(assessment).model_copy(update={"risks": risks})
    service.write(session, assessment, viewer.person, words, read)


def _back(request: Request, assessment: Assessment, part: str = "") -> Response:
    url = request.url_for("assessments:edit", reference=assessment.reference)
    return see_other(f"{url}{part}", "saved")


def _edit(
    request: Request,
    session: SessionDep,
    viewer: Viewer,
    assessment: Assessment,
    form: Filled[Any],
    *,
    refused: bool = False,
) -> Response:
    words = queries.words(assessment)
    return render(
        request,
        "register/assessments/edit.html",
        status_code=422 if form.errors or refused else 200,
        viewer=viewer,
        assessment=assessment,
        words=words,
        missing=rules.what_is_missing(words),
        refused=refused,
        steps=queries.steps(session, assessment),
        form=form,
    )
