"""Asking for something: one question a page, each saved, until it is sent."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.subject_requests import queries as requests
from app.subject_requests import service as filing
from app.subject_requests.asking import forms, queries, rules, service
from app.subject_requests.asking.forms import NewDraft, Sending
from app.subject_requests.asking.rules import Question
from app.subject_requests.models import Kind, SubjectRequestDraft

router = APIRouter(prefix="/requests", tags=["requests"])
PAGES = {
    Question.TYPE: "subject_requests/type.html",
    Question.DATA: "subject_requests/data.html",
    Question.DATES: "subject_requests/dates.html",
    Question.FORMAT: "subject_requests/format.html",
    Question.MORE: "subject_requests/more.html",
}


@dataclass(frozen=True)
class Writing:
    """A draft as far as it has come: what each page's answer comes to, and what is offered."""

    draft: SubjectRequestDraft
    kind: Kind | None
    offered: Any
    pages: dict[Question, Filled[Any]]

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(practice.id for practice in self.offered)

    @property
    def next(self) -> Question:
        """The first page without an answer that holds."""
        todo = (q for q, filled in self.pages.items() if filled.value is None)
        return next(todo, Question.CHECK)

    def before(self, question: Question) -> Question | None:
        """The page one step back."""
        asked = rules.questions(self.kind)
        at = asked.index(question)
        return asked[at - 1] if at else None


def writing(session: Session, viewer: Viewer) -> Writing | None:
    """The viewer's draft, read with the rules of the right she chose; None if there is none."""
    draft = queries.draft_of(session, viewer.person)
    if draft is None:
        return None
    chosen = forms.answered(Question.TYPE, None, draft.answers.get(Question.TYPE, {}), ())
    kind = chosen.value.type if chosen.value else None
    offered = queries.offered(session, viewer.person, kind)
    ids = [practice.id for practice in offered]
    pages: dict[Question, Filled[Any]] = {
        question: forms.answered(question, kind, draft.answers[question], ids)
        if question in draft.answers
        else Filled[Any]()
        for question in rules.questions(kind)
        if question is not Question.CHECK
    }
    return Writing(draft, kind, offered, pages)


@router.get("/new", name="requests:new")
def new(request: Request, session: SessionDep, viewer: Employee) -> Response:
    known = parse(NewDraft, dict(request.query_params)).value or NewDraft()
    begun = writing(session, viewer)
    page = "subject_requests/new.html"
    return render(request, page, viewer=viewer, known=known, begun=begun, kinds=list(Kind))


@router.post("/new", name="requests.draft:create")
def create_draft(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    known = parse(NewDraft, submitted).value or NewDraft()
    answers: dict[Question, dict[str, str]] = {}
    if known.type in set(Kind):
        answers[Question.TYPE] = {"type": known.type}
    if known.practice:
        answers[Question.DATA] = {"what": "chosen", f"{forms.DATA}{known.practice}": "true"}
    service.begin(session, viewer.person, answers)
    begun = writing(session, viewer)
    assert begun is not None
    return see_other(request.url_for("requests.draft:edit", question=begun.next.value))


@router.post("/new/discarding", name="requests.draft:destroy")
def destroy_draft(request: Request, session: SessionDep, viewer: Employee) -> Response:
    service.discard(session, viewer.person)
    return see_other(request.url_for("requests:index"), "draft-discarded")


@router.get("/new/check", name="requests.check:show")
def check(request: Request, session: SessionDep, viewer: Employee) -> Response:
    begun = writing(session, viewer)
    if begun is None or begun.next is not Question.CHECK or begun.kind is None:
        return _onward(request, begun)
    asked = _asked(session, viewer, begun)
    return render(
        request,
        "subject_requests/check.html",
        viewer=viewer,
        begun=begun,
        kind=begun.kind,
        asked=asked,
        same=queries.same_as(session, viewer.person, begun.kind, asked),
        titles={practice.id: practice.title for practice in begun.offered},
    )


@router.post("", name="requests:create")
def create(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    sending = parse(Sending, submitted).value
    if sending and (sent := service.sent_already(session, viewer.person, sending.form_key)):
        return see_other(request.url_for("requests:show", reference=sent.reference))
    begun = writing(session, viewer)
    of_this = begun and sending and begun.draft.form_key == sending.form_key
    if begun is None or not of_this or begun.kind is None or begun.next is not Question.CHECK:
        return _onward(request, begun)
    asked, key = _asked(session, viewer, begun), begun.draft.form_key
    made = service.send(session, viewer.person, begun.kind, asked, form_key=key)
    shown = request.url_for("requests:show", reference=made.reference)
    return see_other(shown, "request-filed")


@router.get("/new/{question}", name="requests.draft:edit")
def edit(request: Request, session: SessionDep, viewer: Employee, question: str) -> Response:
    begun, page = writing(session, viewer), _page(question)
    if begun is None or page not in begun.pages:
        return _onward(request, begun)
    stored = Filled[Any](begun.draft.answers.get(page, {}))
    return _question(request, viewer, begun, page, stored)


@router.post("/new/{question}", name="requests.draft:update")
def update(
    request: Request, session: SessionDep, viewer: Employee, question: str, submitted: Submitted
) -> Response:
    begun, page = writing(session, viewer), _page(question)
    if begun is None or page not in begun.pages:
        return _onward(request, begun)
    typed = {name: text for name, text in submitted.items() if name != "later"}
    form = forms.answered(page, begun.kind, typed, begun.ids)
    later = "later" in submitted and forms.may_be_kept(typed)
    if form.value is None and not later:
        return _question(request, viewer, begun, page, form)
    service.save(session, begun.draft, page, typed)
    if later:
        return see_other(request.url_for("requests:index"), "draft-saved")
    return _onward(request, writing(session, viewer))


def _page(name: str) -> Question:
    try:
        return Question(name)
    except ValueError:
        raise NotFoundError from None


def _onward(request: Request, begun: Writing | None) -> Response:
    """To the first page without an answer; to the start, if nothing is begun."""
    if begun is None:
        return see_other(request.url_for("requests:new"))
    if begun.next is Question.CHECK:
        return see_other(request.url_for("requests.check:show"))
    return see_other(request.url_for("requests.draft:edit", question=begun.next.value))


def _asked(session: Session, viewer: Viewer, begun: Writing) -> rules.Asked:
    today = requests.today(filing.jurisdiction_of(session, viewer.person))
    return forms.asked({page: filled.value for page, filled in begun.pages.items()}, today)


def _question(
    request: Request, viewer: Viewer, begun: Writing, page: Question, form: Filled[Any]
) -> Response:
    return render(
        request,
        PAGES[page],
        status_code=422 if form.errors else 200,
        viewer=viewer,
        begun=begun,
        back=begun.before(page),
        kind=begun.kind,
        form=form,
        kinds=list(Kind),
        everything=begun.kind not in rules.NOT_EVERYTHING,
        offered=begun.offered,
        needs_words=begun.kind in rules.NEEDS_WORDS,
    )
