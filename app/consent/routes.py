"""“Your choices”: what a person may say yes or no to, and what she said."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.consent import queries, service
from app.consent.forms import Answer
from app.consent.past import queries as past
from app.consent.past.queries import Past
from app.consent.queries import Choice
from app.consent.receipts import queries as receipts
from app.consent.stops.rules import Standing
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.viewer import Viewer
from app.register.systems import queries as systems

router = APIRouter(prefix="/choices", tags=["consent"])


@router.get("", name="consent:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    return render(
        request,
        "consent/index.html",
        viewer=viewer,
        choices=queries.choices(session, viewer.person, viewer.language),
        others=queries.not_choosable(session, viewer.person),
        history=queries.history(session, viewer.person),
    )


@router.get("/receipts/{reference}", name="consent.receipts:show")
def show_receipt(
    request: Request, session: SessionDep, viewer: Employee, reference: str
) -> Response:
    receipt = receipts.receipt(session, viewer.person, reference)
    if request.query_params.get("format") != "json":
        called = systems.names(session)
        page = "consent/receipt.html"
        return render(request, page, viewer=viewer, receipt=receipt, system_name=called)
    file = f'attachment; filename="consent-{reference.lower()}.json"'
    written = json.dumps(receipt.model_dump(mode="json"), indent=2, ensure_ascii=False)
    return Response(written, media_type="application/json", headers={"Content-Disposition": file})


@router.get("/{slug}", name="consent:show")
def show(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    for choice in queries.choices(session, viewer.person, viewer.language):
        if choice.id == slug:
            return _choice(request, session, viewer, choice, Filled[Answer]())
    return _past(request, session, viewer, past.past(session, viewer.person, slug))


@router.post("/{slug}", name="consent:update")
def update(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    form = parse(Answer, submitted)
    if form.value is not None:
        form = _answered(session, viewer, slug, form)
    if form.value is None:
        choice = queries.choice(session, viewer.person, viewer.language, slug)
        return _choice(request, session, viewer, choice, form)
    back = "register:show" if form.value.back else "consent:show"
    return see_other(request.url_for(back, slug=slug), "choice-saved")


def _answered(
    session: SessionDep, viewer: Viewer, slug: str, form: Filled[Answer]
) -> Filled[Answer]:
    """The form, with what is wrong with it if the words were others."""
    assert form.value is not None
    yes, words = form.value.answer == "yes", form.value.words
    try:
        service.answer(session, viewer.person, viewer.language, slug, yes=yes, digest=words)
    except service.WordsChangedError as changed:
        return Filled(form.typed, {"answer": changed.message})
    return form


def _past(request: Request, session: SessionDep, viewer: Viewer, found: Past) -> Response:
    """What she had answered, and that it is hers no longer."""
    return render(
        request,
        "consent/past.html",
        viewer=viewer,
        past=found,
        stopping=queries.stopping(session, found.record),
        standings=Standing,
        system_name=systems.names(session),
        history=found.history,
    )


def _choice(
    request: Request, session: SessionDep, viewer: Viewer, choice: Choice, form: Filled[Any]
) -> Response:
    return render(
        request,
        "consent/show.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        choice=choice,
        form=form,
        stopping=queries.stopping(session, choice.record),
        standings=Standing,
        system_name=systems.names(session),
        history=queries.history(session, viewer.person, choice.id),
    )
