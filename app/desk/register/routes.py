"""``/desk/register``: drafts, row by row; their stages; what a second person is asked."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.approvals import queries as approvals
from app.core import clock
from app.core.db.base import new_id
from app.core.errors import NotFoundError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.register import queries, service
from app.desk.register.forms import NewPractice, NextStage, Publication
from app.identity.audiences import Employee, Officer
from app.identity.establishments import queries as establishments
from app.identity.roles.models import Role
from app.identity.sign_in.step_up import StepUp
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.comparison.rules import compare
from app.register.drafting import queries as drafting
from app.register.drafting import service as drafts
from app.register.drafting.rows import rules as rows
from app.register.drafting.rules import WRITABLE
from app.register.models import Stage

router = APIRouter(prefix="/desk/register", tags=["register drafts"])


@router.get("", name="desk.register:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    found, every = queries.listing(session, viewer)
    return _page(
        request, session, viewer, "desk/register/index.html", drafts=found, practices=every
    )


@router.get("/new", name="desk.register:new")
def new(request: Request, session: SessionDep, officer: Officer) -> Response:
    form = Filled[NewPractice]()
    return _page(request, session, officer, "desk/register/new.html", form=form)


@router.post("", name="desk.register:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(NewPractice, submitted)
    wrong = service.faults(session, form.value) if form.value else form.errors
    if form.value is None or wrong:
        page, form = "desk/register/new.html", Filled(form.typed, wrong)
        return _page(request, session, officer, page, status_code=422, form=form)
    draft = service.begin(session, form.value)
    return see_other(request.url_for("desk.register:show", slug=draft.about), "saved")


@router.get("/{slug}", name="desk.register:show")
def show(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    return _show(request, session, viewer, slug)


@router.post("/{slug}/draft", name="desk.register.draft:create")
def create_draft(request: Request, session: SessionDep, _officer: Officer, slug: str) -> Response:
    practice = register.in_force(session, clock.now()).practice(slug)
    if practice is None:
        raise NotFoundError
    drafts.begin_from(session, practice.document)
    return see_other(request.url_for("desk.register:show", slug=slug), "saved")


@router.get("/{slug}/edit/{row}", name="desk.register.rows:edit")
def edit(request: Request, session: SessionDep, viewer: Employee, slug: str, row: str) -> Response:
    draft = _writable(drafting.draft(session, viewer, slug), row)
    form = Filled[Any](service.to_write(session, draft, row))
    return _row(request, session, viewer, draft, row=row, form=form)


@router.post("/{slug}/edit/{row}", name="desk.register.rows:update")
def update(
    request: Request,
    session: SessionDep,
    viewer: Employee,
    slug: str,
    row: str,
    *,
    submitted: Submitted,
) -> Response:
    draft = _writable(drafting.draft(session, viewer, slug), row)
    values, errors = rows.read(row, submitted)
    form = Filled[Any](dict(submitted), errors)
    if errors or "preview" in submitted or "more" in submitted:
        return _row(request, session, viewer, draft, row=row, form=form, values=values)
    try:
        seen = submitted.get("seen", "")
        drafts.write_row(session, draft, row, values, seen=seen, by=viewer.person)
    except drafts.ChangedMeanwhileError as changed:
        form = Filled[Any](dict(submitted), {"": changed.message})
        return _row(
            request, session, viewer, draft, row=row, form=form, values=values, status_code=409
        )
    return see_other(f"{request.url_for('desk.register:show', slug=slug)}#row-{row}", "saved")


@router.post("/{slug}/stage", name="desk.register.stage:update")
def update_stage(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    draft, form = drafting.draft(session, officer, slug), parse(NextStage, submitted)
    if form.value is None:
        return _show(request, session, officer, slug, status_code=422, wrong=form.errors["to"])
    try:
        drafts.move(session, draft, form.value.to, by=officer.person)
    except drafts.IncompleteDraftError as incomplete:
        return _show(request, session, officer, slug, status_code=422, wrong=incomplete.message)
    return see_other(request.url_for("desk.register:show", slug=slug), "saved")


@router.post("/{slug}/closing", name="desk.register.closing:create")
def create_closing(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    drafts.close(session, drafting.draft(session, officer, slug), by=officer.person)
    return see_other(request.url_for("desk.register:index"), "draft-closed")


@router.get("/{slug}/publish", name="desk.register.publication:new")
def new_publication(
    request: Request, session: SessionDep, officer: Officer, _fresh: StepUp, slug: str
) -> Response:
    draft = _approved(drafting.draft(session, officer, slug))
    form = Filled[Publication](service.proposed(draft))
    return _ask(request, session, officer, "desk/register/publish.html", slug=slug, form=form)


@router.post("/{slug}/publish", name="desk.register.publication:create")
def create_publication(
    request: Request,
    session: SessionDep,
    officer: Officer,
    _fresh: StepUp,
    slug: str,
    submitted: Submitted,
) -> Response:
    draft, form = _approved(drafting.draft(session, officer, slug)), parse(Publication, submitted)
    page = "desk/register/publish.html"
    if form.value is None:
        return _ask(request, session, officer, page, slug=slug, form=form, status_code=422)
    try:
        approval = service.ask_to_publish(session, officer.person, draft, form.value)
    except drafts.ProposalError as unfit:
        form = Filled(form.typed, {unfit.field: unfit.message})
        return _ask(request, session, officer, page, slug=slug, form=form, status_code=422)
    except drafts.IncompleteDraftError as incomplete:
        return _show(request, session, officer, slug, status_code=422, wrong=incomplete.message)
    return see_other(request.url_for("approvals:show", reference=approval.reference), "asked")


def _writable(draft: Any, row: str) -> Any:
    if row not in rows.ROWS or draft.stage is Stage.ENDING:
        raise NotFoundError
    if row not in WRITABLE[draft.stage]:
        raise drafts.NotWritableError
    return draft


def _approved(draft: Any) -> Any:
    if draft.stage is not Stage.APPROVED:
        raise drafts.NotAStepError
    return draft


def _show(
    request: Request,
    session: SessionDep,
    viewer: Viewer,
    slug: str,
    *,
    status_code: int = 200,
    wrong: str = "",
) -> Response:
    draft = drafting.draft(session, viewer, slug)
    template = (
        "desk/register/ending.html" if draft.stage is Stage.ENDING else ("desk/register/show.html")
    )
    found = None if draft.stage is Stage.ENDING else queries.shown(session, draft)
    ending = drafting.ending(draft) if draft.stage is Stage.ENDING else None
    return _page(
        request,
        session,
        viewer,
        template,
        status_code=status_code,
        found=found,
        draft=draft,
        ending=ending,
        practice=register.in_force_now(session).practice(slug),
        wrong=wrong,
        writable=WRITABLE[draft.stage],
    )


def _row(
    request: Request,
    session: SessionDep,
    viewer: Viewer,
    draft: Any,
    *,
    row: str,
    form: Filled[Any],
    values: dict[str, Any] | None = None,
    status_code: int = 0,
) -> Response:
    kept = drafting.words(draft)
    shown = kept if values is None else service.with_row(kept, row, values)
    return _page(
        request,
        session,
        viewer,
        "desk/register/row.html",
        status_code=status_code or (422 if form.errors else 200),
        draft=draft,
        title=drafting.title(draft),
        row=row,
        groups=rows.groups(row, form.typed),
        form=form,
        preview=queries.previewed(shown, row),
        seen=form.typed.get("seen", draft.digest),
    )


def _ask(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    template: str,
    *,
    slug: str,
    form: Filled[Any],
    status_code: int = 200,
) -> Response:
    return _page(
        request,
        session,
        officer,
        template,
        status_code=status_code,
        slug=slug,
        form=form,
        title=service.title(session, slug),
        approvers=approvals.may_be_asked(session, officer.id, Role.OFFICER),
        form_key=str(new_id()),
    )


def _page(
    request: Request, session: SessionDep, viewer: Viewer, template: str, **context: Any
) -> Response:
    return workbench(
        request,
        session,
        viewer,
        template,
        places=establishments.by_codes(session),
        stages=Stage,
        compare=compare,
        **context,
    )
