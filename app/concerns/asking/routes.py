"""Raising a concern: one question a page, each saved, until it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.concerns.asking import forms, queries, rules, service
from app.concerns.asking.forms import NewConcern, Sending
from app.concerns.asking.rules import Draft, Question
from app.concerns.models import About, ConcernDraft
from app.core.errors import NotFoundError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.subject_requests.asking.forms import may_be_kept

router = APIRouter(prefix="/concerns", tags=["concerns"])
PAGES = {
    Question.NAME: "concerns/name.html",
    Question.ABOUT: "concerns/about.html",
    Question.WHAT: "concerns/what.html",
}


@dataclass(frozen=True)
class Writing:
    """A draft as far as it has come: what each page's answer comes to."""

    row: ConcernDraft
    draft: Draft
    pages: Mapping[Question, Filled[Any]]

    @property
    def next(self) -> Question:
        """The first page without an answer that holds."""
        todo = (q for q in PAGES if q not in self.pages or self.pages[q].value is None)
        return next(todo, Question.CHECK)


def writing(session: Session, viewer: Viewer) -> Writing | None:
    """The viewer's draft; None if there is none."""
    found = queries.draft_of(session, viewer.person)
    if found is None:
        return None
    row, draft = found
    pages = {q: forms.answered(q, typed) for q, typed in draft.answers.items()}
    return Writing(row, draft, pages)


@router.get("/new", name="concerns:new")
def new(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return _question(request, session, viewer, writing(session, viewer), page=Question.NAME)


@router.post("/new/discarding", name="concerns.draft:destroy")
def destroy_draft(request: Request, session: SessionDep, viewer: Employee) -> Response:
    service.discard(session, viewer.person)
    return see_other(request.url_for("concerns:index"), "draft-discarded")


@router.get("/new/check", name="concerns.check:show")
def check(request: Request, session: SessionDep, viewer: Employee) -> Response:
    begun = writing(session, viewer)
    if begun is None or begun.next is not Question.CHECK:
        return _onward(request, begun)
    raised = forms.raised({page: filled.value for page, filled in begun.pages.items()})
    return render(
        request,
        "concerns/check.html",
        viewer=viewer,
        form_key=begun.draft.form_key,
        raised=raised,
        title=queries.title(session, raised),
        entry=queries.entry(session, viewer, raised.entry) if raised.entry else None,
        keeping=service.keeping(session, viewer, raised),
    )


@router.post("", name="concerns:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    sending = parse(Sending, submitted).value
    if sending and (sent := service.sent_already(session, viewer.person, sending.form_key)):
        return see_other(request.url_for("concerns:show", reference=sent.reference))
    begun = writing(session, viewer)
    of_this = begun and sending and begun.draft.form_key == sending.form_key
    if begun is None or not of_this or begun.next is not Question.CHECK:
        return _onward(request, begun)
    raised = forms.raised({page: filled.value for page, filled in begun.pages.items()})
    made = service.send(session, viewer, raised, form_key=begun.draft.form_key)
    return see_other(request.url_for("concerns:show", reference=made.reference), "concern-raised")


@router.get("/new/{question}", name="concerns.draft:edit")
def edit(request: Request, session: SessionDep, viewer: Employee, question: str) -> Response:
    begun, page = writing(session, viewer), _page(question)
    if page is not Question.NAME and (begun is None or page not in {*begun.pages, begun.next}):
        return _onward(request, begun)
    return _question(request, session, viewer, begun, page=page)


@router.post("/new/{question}", name="concerns.draft:update")
def update(
    request: Request, session: SessionDep, viewer: Employee, question: str, submitted: Submitted
) -> Response:
    begun, page = writing(session, viewer), _page(question)
    if page is not Question.NAME and begun is None:
        return _onward(request, begun)
    typed = {name: text for name, text in submitted.items() if name != "later"}
    form = forms.answered(page, typed)
    later = "later" in submitted and may_be_kept(typed)
    if form.value is None and not later:
        return _question(request, session, viewer, begun, page=page, form=form)
    service.save(session, viewer.person, page, typed, _known(request))
    if later:
        return see_other(request.url_for("concerns:index"), "draft-saved")
    return _onward(request, writing(session, viewer))


def _page(name: str) -> Question:
    try:
        page = Question(name)
    except ValueError:
        raise NotFoundError from None
    if page not in PAGES:
        raise NotFoundError
    return page


def _known(request: Request) -> dict[str, str]:
    """What a link says that the concern is about."""
    known = parse(NewConcern, dict(request.query_params)).value
    if known is None or known.about not in set(About):
        return {}
    return {name: text for name, text in known.model_dump().items() if text}


def _onward(request: Request, begun: Writing | None) -> Response:
    """To the first page without an answer; to the start, if nothing is begun."""
    if begun is None:
        return see_other(request.url_for("concerns:new"))
    if begun.next is Question.CHECK:
        return see_other(request.url_for("concerns.check:show"))
    return see_other(request.url_for("concerns.draft:edit", question=begun.next.value))


def _question(
    request: Request,
    session: Session,
    viewer: Viewer,
    begun: Writing | None,
    *,
    page: Question,
    form: Filled[Any] | None = None,
) -> Response:
    typed = begun.draft.answers.get(page, {}) if begun else {}
    form = form or Filled[Any](typed)
    action = request.url_for("concerns.draft:update", question=page.value)
    known = _known(request) if page is Question.NAME else {}
    return render(
        request,
        PAGES[page],
        status_code=422 if form.errors else 200,
        viewer=viewer,
        begun=begun,
        back=rules.before(page),
        action=action.include_query_params(**known) if known else action,
        form=form,
        offered=queries.offered(session, viewer, form.typed.get("entry", ""))
        if page is Question.ABOUT
        else None,
    )
