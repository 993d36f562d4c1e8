"""The officers' pages of impact assessments."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFoundError, PortalError
from app.core.language import gettext as _
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk import service as desk_service
from app.desk.assessments.forms import HandingOver, NewAssessment
from app.desk.pages import workbench
from app.identity.audiences import Officer
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.assessments import queries, service
from app.register.assessments.forms import Evaluation, NewRemoval, ReadOnly, SendingBack, Validation
from app.register.assessments.handing_over import service as handing_over
from app.register.assessments.models import Assessment
from app.register.assessments.publishing import service as publishing
from app.register.assessments.schemas import Removal

router = APIRouter(prefix="/desk/assessments", tags=["desk"])


@router.get("", name="desk.assessments:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/assessments/index.html",
        under_way=queries.under_way(session),
        published=queries.published(session),
        words=queries.words,
    )


@router.get("/new", name="desk.assessments:new")
def new(request: Request, session: SessionDep, officer: Officer) -> Response:
    return _new(request, session, officer, Filled[Any](dict(request.query_params)))


@router.post("", name="desk.assessments:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(NewAssessment, submitted)
    if form.value is None:
        return _new(request, session, officer, form)
    try:
        assessment = _asked(session, officer, form.value)
    except PortalError as refused:
        wrong = {"author": refused.message}
        return _new(request, session, officer, Filled[Any](form.typed, wrong))
    return _to(request, assessment, "assessment-asked")


@router.get("/{reference}", name="desk.assessments:show")
def show(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    assessment = queries.for_officers(session, reference)
    return _show(request, session, officer, assessment, Filled[Any]())


@router.post("/{reference}/evaluation", name="desk.assessments:create_evaluation")
def create_evaluation(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: Evaluation) -> None:
        service.evaluate(session, assessment, officer.person, **form.model_dump())

    return _do(request, session, officer, assessment, form=parse(Evaluation, submitted), act=act)


@router.post("/{reference}/validation", name="desk.assessments:create_validation")
def create_validation(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: Validation) -> None:
        service.validate(session, assessment, officer.person, **form.model_dump())

    return _do(request, session, officer, assessment, form=parse(Validation, submitted), act=act)


@router.post("/{reference}/sending-back", name="desk.assessments:create_sending_back")
def create_sending_back(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: SendingBack) -> None:
        service.send_back(session, assessment, officer.person, **form.model_dump())

    return _do(request, session, officer, assessment, form=parse(SendingBack, submitted), act=act)


@router.post("/{reference}/handing-over", name="desk.assessments:create_handing_over")
def create_handing_over(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: HandingOver) -> None:
        author = desk_service.subject(session, form.author)
        handing_over.hand_over(session, assessment, officer.person, author=author, note=form.why)

    return _do(request, session, officer, assessment, form=parse(HandingOver, submitted), act=act)


@router.post("/{reference}/removals", name="desk.assessments.removals:create")
def create_removal(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: NewRemoval) -> None:
        removal = Removal(part=form.part, passage=form.passage, reason=form.why_removed)
        publishing.remove_passage(session, assessment, officer.person, removal)

    return _do(request, session, officer, assessment, form=parse(NewRemoval, submitted), act=act)


@router.post("/{reference}/removals/{number}/undoing", name="desk.assessments.removals:destroy")
def destroy_removal(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    *,
    number: int,
    submitted: Submitted,
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: ReadOnly) -> None:
        publishing.put_back(session, assessment, officer.person, number, read=form.read)

    return _do(request, session, officer, assessment, form=parse(ReadOnly, submitted), act=act)


@router.post("/{reference}/publication", name="desk.assessments:create_publication")
def create_publication(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    assessment = queries.for_officers(session, reference)

    def act(form: ReadOnly) -> None:
        publishing.publish(session, assessment, officer.person, read=form.read)

    return _do(request, session, officer, assessment, form=parse(ReadOnly, submitted), act=act)


def _asked(session: SessionDep, officer: Viewer, form: NewAssessment) -> Assessment:
    title = register.titles(session).get(form.practice)
    if title is None:
        raise PortalError(_("Choose a practice from the list."))
    author = desk_service.subject(session, form.author)
    return service.ask(session, officer.person, form.practice, title=title, author=author)


def _do(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    assessment: Assessment,
    *,
    form: Filled[Any],
    act: Callable[[Any], None],
) -> Response:
    """One step with what was typed: done, or the page again with what is missing."""
    wrong = dict(form.errors)
    if form.value is not None:
        try:
            act(form.value)
        except service.NoReasonError as refused:
            wrong["overruled"] = refused.message
        except service.ReviewDayError as refused:
            wrong["review_on"] = refused.message
        except publishing.NoSuchPassageError as refused:
            wrong["passage"] = refused.message
        except (handing_over.SameAuthorError, NotFoundError) as refused:
            wrong["author"] = refused.message
    if wrong:
        return _show(request, session, officer, assessment, Filled[Any](form.typed, wrong))
    return _to(request, assessment, "saved")


def _to(request: Request, assessment: Assessment, say: str) -> Response:
    url = request.url_for("desk.assessments:show", reference=assessment.reference)
    return see_other(url, say)


def _new(request: Request, session: SessionDep, officer: Viewer, form: Filled[Any]) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/assessments/new.html",
        status_code=422 if form.errors else 200,
        form=form,
        titles=register.titles(session),
    )


def _show(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    assessment: Assessment,
    form: Filled[Any],
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/assessments/show.html",
        status_code=422 if form.errors else 200,
        assessment=assessment,
        words=queries.words(assessment),
        signers=queries.signers(session, assessment),
        steps=queries.steps(session, assessment),
        texts=queries.texts(assessment),
        removals=queries.removals(assessment),
        read=queries.digest_of_shown(session, assessment),
        form=form,
    )
