"""``/desk/register/{practice}/end``: how a practice is to end, and what becomes of its data."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.approvals import queries as approvals
from app.core.db.base import new_id
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.register import service
from app.desk.register.endings import rules
from app.desk.register.forms import Ending
from app.identity.audiences import Officer
from app.identity.roles.models import Role
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.register.drafting.endings import service as endings
from app.register.in_force.rules import Practice

router = APIRouter(prefix="/desk/register", tags=["register drafts"])


@router.get("/{slug}/end", name="desk.register.ending:new")
def new(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, slug: str
) -> Response:
    practice = service.to_end(session, slug)
    return _page(request, session, officer, practice, Filled[Ending]())


@router.post("/{slug}/end", name="desk.register.ending:create")
def create(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    slug: str,
    submitted: Submitted,
) -> Response:
    practice, typed = service.to_end(session, slug), rules.own(submitted)
    form = parse(Ending, {name: submitted[name] for name in submitted if name not in typed})
    receipts = rules.read(typed, [kind.id for kind in practice.document.categories])
    if form.value is None or receipts.errors:
        form = Filled(submitted, {**form.errors, **receipts.errors})
        return _page(request, session, officer, practice, form, status_code=422)
    try:
        approval = service.ask_to_end(session, officer.person, slug, form.value, receipts.fates)
    except endings.EndingDayError as unfit:
        form = Filled(submitted, {"on": unfit.message})
        return _page(request, session, officer, practice, form, status_code=422)
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    practice: Practice,
    form: Filled[Ending],
    *,
    status_code: int = 200,
) -> Response:
    return workbench(
        request,
        session,
        officer,
        "desk/register/end.html",
        status_code=status_code,
        slug=practice.id,
        title=practice.title,
        kinds=practice.document.categories,
        form=form,
        approvers=approvals.may_be_asked(session, officer.id, Role.OFFICER),
        form_key=str(new_id()),
    )
