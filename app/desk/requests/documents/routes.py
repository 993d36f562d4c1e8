"""``/desk/requests/{reference}/documents``: the list, one document, and deciding about it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app.answers.bundles import facts
from app.answers.covering import queries as covering
from app.answers.covering import service as checking
from app.answers.covering.deciding import service as deciding
from app.core.errors import ConflictError, NotFoundError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.headers import INERT
from app.core.web.session import SessionDep
from app.desk.requests import service as requests
from app.desk.requests.case.pages import part
from app.desk.requests.documents import queries, service
from app.desk.requests.documents.forms import Checking, Covering, Deciding, Undoing, span_of
from app.desk.requests.documents.pages import SHOW, Here, go_on, here, reading, refused
from app.desk.requests.documents.queries import Wanted
from app.identity.audiences import Officer, OfficerApart

router = APIRouter(prefix="/desk/requests/{reference}/documents", tags=["desk"])
Place = Annotated[int, Query(ge=0, le=10**9)]


@router.get("", name="desk.requests.documents:index")
def index(
    request: Request,
    session: SessionDep,
    officer: Officer,
    reference: str,
    wanted: Annotated[Wanted, Query()],
) -> Response:
    story = requests.owned(session, officer, reference)
    listed = queries.listed(session, story.request.id, wanted)
    service.record(officer, story, *(each.document for each in (listed.states if listed else ())))
    filters = Filled[Wanted]({"show": wanted.show.value, "source": wanted.source})
    template, context = "desk/requests/documents.html", {"listed": listed, "filters": filters}
    return part(request, session, officer, story, template, here="documents", **context)  # type: ignore[arg-type]


@router.get("/{number}", name=SHOW)
def show(at: Here, passage: str = "", page: Place = 0, after: Place = 0) -> Response:
    span = span_of(passage)
    if passage and span is None:
        raise NotFoundError
    service.record(at.officer, at.story, at.document)
    return reading(at, span=span, page=page, after=after)


@router.get("/{number}/copy", name="desk.requests.documents.copy:show")
def show_copy(at: Here) -> Response:
    service.record(at.officer, at.story, at.document)
    content = facts.copy_of(at.session, at.document)
    return HTMLResponse(content, headers={"content-security-policy": INERT})


@router.post("/{number}/decision", name="desk.requests.documents:create_decision")
def create_decision(at: Here, submitted: Submitted) -> Response:
    form, span = parse(Deciding, submitted), span_of(submitted.get("passage", ""))
    if form.value is None:
        return refused(at, form, span=span)
    said = form.value.model_dump(exclude={"passage", "choice"})
    choice, span = form.value.choice, form.value.passage
    try:
        deciding.decide(at.session, at.document, at.officer.person, span, choice, **said)
    except (ConflictError, RejectedError) as why:
        return refused(at, form, why, span=span)
    return go_on(at, "passage-decided", after=span[1])


@router.post("/{number}/words", name="desk.requests.documents:create_words")
def create_words(
    request: Request, officer: OfficerApart, reference: str, number: int, submitted: Submitted
) -> Response:
    form = parse(Covering, submitted)
    found = service.find(officer, reference, number, form.value) if form.value else None
    with here(request, officer, reference, number) as at:
        if form.value is None or found is None:
            return refused(at, form)
        why, key = form.value.why, form.value.form_key
        whose = (at.session, at.document, at.officer.person)
        try:
            deciding.cover_words(*whose, found, reason=why, form_key=key)
        except (ConflictError, RejectedError) as refusal:
            return refused(at, form, refusal)
        return go_on(at, "words-covered")


@router.post("/{number}/undoing", name="desk.requests.documents:create_undoing")
def create_undoing(at: Here, submitted: Submitted) -> Response:
    form = parse(Undoing, submitted)
    if form.value is None:
        return refused(at, form)
    span, said = form.value.passage, form.value.model_dump(include={"seen", "form_key"})
    try:
        deciding.undo(at.session, at.document, at.officer.person, span, **said)
    except (ConflictError, RejectedError) as why:
        return refused(at, form, why, span=span)
    if form.value.back == "list":
        return see_other(at.url("desk.requests.redactions:index"), "passage-open")
    return go_on(at, "passage-open", after=span[0])


@router.post("/{number}/check", name="desk.requests.documents:create_check")
def create_check(at: Here, submitted: Submitted) -> Response:
    form = parse(Checking, submitted)
    if form.value is None:
        return refused(at, form)
    try:
        checking.check(at.session, at.document, at.officer.person, **form.value.model_dump())
    except (ConflictError, RejectedError) as why:
        return refused(at, form, why)
    following = covering.following(at.session, at.document)
    if following is None:
        return see_other(at.url("desk.requests.documents:index"), "documents-checked")
    names = {"reference": at.story.request.reference, "number": following}
    return see_other(f"{at.request.url_for(SHOW, **names)}#next", "document-checked")
