"""“Consultations”: what is planned, one's comment, and the representatives' formal answer."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response as Answer

from app.core.config import settings
from app.core.web.flash import see_other
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee, Representative
from app.identity.establishments import queries as establishments
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.assessments import queries as assessments
from app.register.consultations import queries, rules, service
from app.register.consultations.comments import service as comments
from app.register.consultations.forms import FormalResponse, NewComment
from app.register.consultations.opened import queries as opened
from app.register.consultations.queries import Listed
from app.register.policies.notation import rules as notation

router = APIRouter(prefix="/consultations", tags=["consultations"])


@router.get("", name="consultations:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Answer:
    listed = queries.everything(session)
    return render(request, "register/consultations/index.html", viewer=viewer, consultations=listed)


@router.get("/{slug}", name="consultations:show")
def show(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Answer:
    return _show(request, session, viewer, queries.read(session, slug), Filled[Any]())


@router.post("/{slug}/comments", name="consultations.comments:create")
def create_comment(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Answer:
    listed, form = queries.read(session, slug), parse(NewComment, submitted)
    if form.value is None:
        return _show(request, session, viewer, listed, form)
    named = form.value.name == "with"
    comments.write(session, listed.row, viewer.person, form.value.text, named=named)
    return see_other(request.url_for("consultations:show", slug=slug), "comment-kept")


@router.get("/{slug}/formal-response", name="consultations.response:new")
def new_response(
    request: Request, session: SessionDep, representative: Representative, slug: str
) -> Answer:
    listed = queries.read(session, slug)
    return _response(request, representative, listed, Filled[Any]())


@router.post("/{slug}/formal-response", name="consultations.response:create")
def create_response(
    request: Request,
    session: SessionDep,
    representative: Representative,
    slug: str,
    submitted: Submitted,
) -> Answer:
    listed, form = queries.read(session, slug), parse(FormalResponse, submitted)
    if form.value is None:
        wrong = {name or "text": message for name, message in form.errors.items()}
        answered = Filled[Any](form.typed, wrong)
        return _response(request, representative, listed, answered)
    said = form.value
    service.respond(session, listed.row, representative.person, said.response, said.text)
    return see_other(request.url_for("consultations:show", slug=slug), "response-given")


def _show(
    request: Request, session: SessionDep, viewer: Viewer, listed: Listed, form: Filled[Any]
) -> Answer:
    row, document = listed.row, queries.proposed(session, listed.row)
    return render(
        request,
        "register/consultations/show.html",
        status_code=422 if form.errors else 200,
        viewer=viewer,
        listed=listed,
        consultation=row,
        document=document,
        how_many=register.how_many_can_look(session, document) if document else None,
        places=establishments.by_codes(session),
        is_asked=queries.is_asked(row, viewer.person),
        scope=queries.scope_of(row),
        affected=queries.affected(session, queries.scope_of(row)),
        k_small=settings().k_small,
        a_day=rules.COMMENTS_A_DAY,
        documents=queries.documents(session, row),
        read=notation.sections,
        assessment=assessments.approved_for(session, row.practice_id),
        changed=opened.changed_since(session, listed),
        practice=register.in_force_now(session).practice(row.practice_id),
        themes=queries.themes(session, listed),
        form=form,
    )


def _response(
    request: Request,
    representative: Viewer,
    listed: Listed,
    form: Filled[Any],
) -> Answer:
    return render(
        request,
        "register/consultations/response.html",
        status_code=422 if form.errors else 200,
        viewer=representative,
        listed=listed,
        consultation=listed.row,
        form=form,
    )
