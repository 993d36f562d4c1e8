"""``/desk/requests/{reference}/code``: give a code, print its letter, end it."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import ConflictError, NotFoundError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.papers import paper
from app.core.web.session import SessionDep
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.codes.forms import NewCode, Printed
from app.identity.audiences import Officer
from app.identity.people import queries as people
from app.identity.viewer import Viewer
from app.subject_requests.by_code import queries, rules, service
from app.subject_requests.queries import Story

router = APIRouter(prefix="/desk/requests/{reference}/code", tags=["desk"])


@router.get("", name="desk.requests.code:new")
def new(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = requests.owned(session, officer, reference)
    requests.record(officer, story)
    return _page(request, session, officer, story, Filled({}))


@router.post("", name="desk.requests.code:create")
def create(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    """The answer is the only page that ever shows the code."""
    story, form = requests.owned(session, officer, reference), parse(NewCode, submitted)
    requests.record_in(session, officer, story.request)
    if form.value is None:
        return _page(request, session, officer, story, form)
    why, key = form.value.why, form.value.form_key
    try:
        code = service.give(session, story.request, officer.person, why=why, form_key=key)
    except (ConflictError, RejectedError) as refused:
        again = Filled[Any]({"why": why}, {"why": refused.message})
        status_code = 409 if isinstance(refused, ConflictError) else 422
        return _page(request, session, officer, story, again, status_code=status_code)
    return _page(request, session, officer, story, Filled({}), code=code)


@router.post("/letter", name="desk.requests.code.letter:create")
def create_letter(
    request: Request, session: SessionDep, officer: Officer, reference: str, submitted: Submitted
) -> Response:
    story, form = requests.owned(session, officer, reference), parse(Printed, submitted)
    requests.record_in(session, officer, story.request)
    if form.value is None:
        return _page(request, session, officer, story, Filled({}, {"why": form.errors["code"]}))
    code, given = form.value.code, queries.current(session, story.request)
    if given is None or given.code_hash != rules.digest(code):
        raise NotFoundError
    person = people.by_id(session, story.request.person_id)
    assert person is not None
    return paper(
        request,
        "desk/requests/code_letter.html",
        name=f"code-{story.request.reference}",
        to=[person.name],
        reference=story.request.reference,
        viewer=officer,
        story=story,
        code=rules.grouped(rules.plain(code)),
        lasts=rules.OPENS_FOR.days,
    )


@router.post("/ending", name="desk.requests.code:destroy")
def destroy(request: Request, session: SessionDep, officer: Officer, reference: str) -> Response:
    story = requests.owned(session, officer, reference)
    service.end(session, story.request, officer.person)
    return see_other(request.url_for("desk.requests.code:new", reference=reference), "code-ended")


def _page(
    request: Request,
    session: SessionDep,
    officer: Viewer,
    story: Story,
    form: Filled[Any],
    *,
    code: str = "",
    status_code: int = 0,
) -> Response:
    given = queries.current(session, story.request)
    return part(
        request,
        session,
        officer,
        story,
        "desk/requests/code.html",
        here="overview",
        status_code=status_code or (422 if form.errors else 200),
        form=form,
        code=code,
        given=given,
        can_sign_in=queries.can_sign_in(session, story.request),
    )
