"""``…/documents/{number}/others`` and ``/exemption``: a form each, and ending an exemption."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.answers.covering import queries as covering
from app.answers.covering.deciding import service as deciding
from app.answers.covering.deciding.rules import READ
from app.answers.covering.exempting import service as exempting
from app.answers.covering.exempting.rules import TESTS, TITLES
from app.answers.covering.service import may
from app.core.errors import ConflictError, NotFoundError, PortalError, RejectedError
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.desk.requests.documents import service
from app.desk.requests.documents.forms import span_of
from app.desk.requests.documents.pages import At, Here, go_on, refused, render
from app.desk.requests.exempting.forms import AboutOthers, Ending, Exempting

router = APIRouter(prefix="/desk/requests/{reference}/documents/{number}", tags=["desk"])


@router.get("/others", name="desk.requests.documents.others:new")
def others(at: Here) -> Response:
    service.record(at.officer, at.story, at.document)
    return _others(at, Filled({}))


@router.post("/others", name="desk.requests.documents.others:create")
def create_others(at: Here, submitted: Submitted) -> Response:
    form = parse(AboutOthers, submitted)
    if form.value is None:
        return _others(at, *_again(at, form))
    said = form.value.model_dump(include={"seen", "form_key"})
    try:
        exempting.record_others(
            at.session, at.document, at.officer.person, form.value.weighed, **said
        )
    except (ConflictError, RejectedError) as why:
        return _others(at, *_again(at, form, why))
    return go_on(at, "others-recorded")


@router.get("/exemption", name="desk.requests.documents.exemption:new")
def exemption(at: Here, passage: str = "") -> Response:
    if passage and span_of(passage) is None:
        raise NotFoundError
    service.record(at.officer, at.story, at.document)
    return _exemption(at, Filled({}), 200, passage)


@router.post("/exemption", name="desk.requests.documents.exemption:create")
def create_exemption(at: Here, submitted: Submitted) -> Response:
    form, passage = parse(Exempting, submitted), submitted.get("passage", "")
    if form.value is None:
        return _exemption(at, *_again(at, form), passage)
    said = form.value.model_dump(include={"seen", "form_key"})
    try:
        exempting.exempt(at.session, at.document, at.officer.person, form.value.held, **said)
    except (ConflictError, RejectedError) as why:
        return _exemption(at, *_again(at, form, why), passage)
    return go_on(at, "exemption-kept")


@router.post("/exemption/ending", name="desk.requests.documents.exemption:destroy")
def destroy_exemption(at: Here, submitted: Submitted) -> Response:
    form = parse(Ending, submitted)
    if form.value is None:
        return refused(at, form)
    ended, key = form.value.exemption, form.value.form_key
    try:
        exempting.end(at.session, at.document, at.officer.person, ended, form_key=key)
    except (ConflictError, RejectedError) as why:
        return refused(at, form, why)
    if form.value.back == "list":
        return see_other(at.url("desk.requests.redactions:index"), "exemption-ended")
    return go_on(at, "exemption-ended")


def _again(at: At, form: Filled[Any], why: PortalError | None = None) -> tuple[Filled[Any], int]:
    """What is wrong with a form that was not taken, and its status; the look is written."""
    service.record_in(at.session, at.officer, at.story, at.document)
    errors = dict(form.errors) | ({"": why.message} if why else {})
    return Filled(form.typed, errors), 409 if isinstance(why, ConflictError) else 422


def _others(at: At, form: Filled[Any], status_code: int = 200) -> Response:
    return _page(at, "desk/requests/others.html", form, status_code)


def _exemption(at: At, form: Filled[Any], status_code: int, passage: str) -> Response:
    span = span_of(passage)
    words = deciding.text(at.document)[slice(*span)] if span else ""
    context = {"passage": passage if span else "", "words": words}
    return _page(at, "desk/requests/exemption.html", form, status_code, **context)


def _page(at: At, template: str, form: Filled[Any], status_code: int, **context: Any) -> Response:
    """What stands now is in the form, so that sending it again is about that."""
    may(at.story, at.officer.person)
    return render(
        at,
        template,
        status_code=status_code,
        form=form,
        state=covering.state(at.session, at.document),
        grounds=TITLES,
        tests=TESTS,
        read=READ,
        **context,
    )
