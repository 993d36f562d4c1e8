"""``/audit/emergencies/{reference}``: one emergency look, its review, and its price."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.cases.emergencies import queries, rules, service
from app.cases.emergencies.forms import Review
from app.cases.emergencies.models import Outcome
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Auditor
from app.identity.viewer import Viewer

router = APIRouter(prefix="/audit/emergencies/{reference}", tags=["audit"])


@router.get("", name="audit.emergencies:show")
def show(request: Request, session: SessionDep, auditor: Auditor, reference: str) -> Response:
    return _show(request, session, auditor, reference, Filled[Review]())


@router.post("/review", name="audit.emergencies:create_review")
def create_review(
    request: Request, session: SessionDep, auditor: Auditor, reference: str, submitted: Submitted
) -> Response:
    found, form = queries.for_review(session, reference), parse(Review, submitted)
    if form.value is None:
        return _show(request, session, auditor, reference, form)
    service.review(session, found, auditor.person, **form.value.model_dump())
    return see_other(
        request.url_for("audit.emergencies:show", reference=reference), "emergency-reviewed"
    )


@router.post("/lifting", name="audit.emergencies:create_lifting")
def create_lifting(
    request: Request, session: SessionDep, auditor: Auditor, reference: str
) -> Response:
    service.lift(session, queries.for_review(session, reference), auditor.person)
    return see_other(request.url_for("audit.emergencies:show", reference=reference), "role-lifted")


def _show(
    request: Request, session: SessionDep, auditor: Viewer, reference: str, form: Filled[Review]
) -> Response:
    look = queries.for_review(session, reference)
    ids = {"officer_id": look.officer_id, "subject_id": look.person_id}
    return render(
        request,
        "audit/emergency.html",
        viewer=auditor,
        status_code=422 if form.errors else 200,
        known=queries.known(session, [look])[0],
        may_review=rules.may_review(auditor.id, auditor.roles, **ids),
        may_lift=rules.may_lift(auditor.id, auditor.roles, **ids),
        outcomes=Outcome,
        form=form,
    )
