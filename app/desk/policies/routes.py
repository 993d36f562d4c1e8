"""The workbench's pages of policies: write, publish, ask people to read, count."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.session import SessionDep
from app.desk.pages import workbench
from app.desk.policies import queries, service
from app.desk.policies.forms import DraftPolicy, NewCampaign, Publication
from app.identity.audiences import Officer
from app.identity.establishments import queries as establishments
from app.identity.viewer import Viewer
from app.register.comparison.rules import compare
from app.register.policies import queries as policies
from app.register.policies import rules
from app.register.policies import service as policy_service
from app.register.policies.notation.rules import read
from app.register.policies.service import DraftChangedError

router = APIRouter(prefix="/desk/policies", tags=["desk"])


@router.get("", name="desk.policies:index")
def index(request: Request, session: SessionDep, officer: Officer) -> Response:
    rows = queries.rows(session)
    return _page(request, session, officer, "desk/policies/index.html", rows=rows)


@router.get("/new", name="desk.policies:new")
def new(request: Request, session: SessionDep, officer: Officer) -> Response:
    return _form(request, session, officer, Filled[DraftPolicy]())


@router.post("", name="desk.policies:create")
def create(
    request: Request, session: SessionDep, officer: Officer, submitted: Submitted
) -> Response:
    form = parse(DraftPolicy, submitted)
    if form.value is None:
        return _form(request, session, officer, form)
    try:
        name = service.write_new(session, officer, form.value)
    except RejectedError as refused:
        return _form(request, session, officer, Filled(submitted, {"title": refused.message}))
    return see_other(request.url_for("desk.policies:show", slug=name), "policy-draft")


@router.get("/{slug}", name="desk.policies:show")
def show(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    return _show(request, session, officer, slug, Filled[NewCampaign]())


@router.get("/{slug}/draft", name="desk.policies:edit")
def edit(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    typed = queries.as_typed(session, slug)
    return _form(request, session, officer, Filled[DraftPolicy](typed), slug)


@router.post("/{slug}/draft", name="desk.policies:update")
def update(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    service.require(session, slug)
    form = parse(DraftPolicy, submitted)
    if form.value is None:
        return _form(request, session, officer, form, slug)
    try:
        service.rewrite(session, officer, slug, form.value)
    except DraftChangedError:
        return _form(request, session, officer, form, slug, status_code=409)
    return see_other(request.url_for("desk.policies:show", slug=slug), "policy-draft")


@router.get("/{slug}/publication", name="desk.policies:new_publication")
def new_publication(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    return _confirm(request, session, officer, slug, {})


@router.post("/{slug}/publication", name="desk.policies:create_publication")
def create_publication(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    service.require(session, slug)
    form = parse(Publication, submitted)
    if form.value is None:
        raise DraftChangedError
    try:
        policy_service.publish(session, officer.person, slug, form.value.draft)
    except RejectedError as refused:
        return _confirm(request, session, officer, slug, {"": refused.message})
    return see_other(request.url_for("desk.policies:show", slug=slug), "policy-published")


@router.post("/{slug}/campaigns", name="desk.policies:create_campaign")
def create_campaign(
    request: Request, session: SessionDep, officer: Officer, slug: str, submitted: Submitted
) -> Response:
    form = parse(NewCampaign, submitted)
    if form.value is None:
        return _show(request, session, officer, slug, form)
    try:
        service.ask(session, officer, slug, form.value)
    except RejectedError as refused:
        wrong = Filled[NewCampaign](submitted, {"due_on": refused.message})
        return _show(request, session, officer, slug, wrong)
    return see_other(request.url_for("desk.policies:show", slug=slug), "policy-campaign")


@router.post("/{slug}/campaigns/ending", name="desk.policies:create_ending")
def create_ending(request: Request, session: SessionDep, officer: Officer, slug: str) -> Response:
    service.stop_asking(session, officer, slug)
    return see_other(request.url_for("desk.policies:show", slug=slug), "policy-campaign-ended")


def _form(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    form: Filled[DraftPolicy],
    slug: str = "",
    *,
    status_code: int = 200,
) -> Response:
    """The form, with what is wrong with it; 409: somebody else changed the draft meanwhile."""
    return _page(
        request,
        session,
        officer,
        "desk/policies/draft.html",
        status_code=422 if form.errors else status_code,
        form=form,
        slug=slug,
        overtaken=status_code == 409,
    )


def _show(
    request: Request, session: SessionDep, officer: Viewer, slug: str, form: Filled[NewCampaign]
) -> Response:
    return _page(
        request,
        session,
        officer,
        "desk/policies/show.html",
        status_code=422 if form.errors else 200,
        form=form,
        **vars(queries.shown(session, slug)),
    )


def _confirm(
    request: Request, session: SessionDep, officer: Viewer, slug: str, errors: dict[str, str]
) -> Response:
    found = queries.confirming(session, slug)
    return _page(
        request,
        session,
        officer,
        "desk/policies/publication.html",
        status_code=422 if errors else 200,
        form=Filled[Publication](errors=errors),
        slug=slug,
        sections=read(found.document.text),
        **vars(found),
    )


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    template: str,
    *,
    status_code: int = 200,
    **context: Any,
) -> Response:
    return workbench(
        request,
        session,
        officer,
        template,
        status_code=status_code,
        today=policies.today(session),
        places=establishments.by_codes(session),
        compare=compare,
        differences=rules.differences,
        **context,
    )
