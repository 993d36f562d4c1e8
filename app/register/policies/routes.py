"""“Policies”: what there is to read, what changed, and “I have read this”."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.core.web import flash
from app.core.web.forms import Filled, Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.establishments import queries as establishments
from app.identity.people import queries as people
from app.identity.viewer import Viewer
from app.register.comparison.rules import compare
from app.register.policies import queries, rules, service
from app.register.policies.forms import Comparison, Reading
from app.register.policies.service import ChangedWhileReadingError

router = APIRouter(prefix="/policies", tags=["policies"])


@router.get("", name="register.policies:index")
def index(request: Request, session: SessionDep, viewer: Employee) -> Response:
    found = queries.standings(session, viewer.person)
    return _page(request, session, viewer, "register/policies/index.html", standings=found)


@router.get("/{slug}", name="register.policies:show")
def show(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    standing, every = (
        queries.standing(session, viewer.person, slug),
        queries.versions(session, slug),
    )
    coming = [v for v in every if v.number > standing.version.number]
    return _page(
        request,
        session,
        viewer,
        "register/policies/show.html",
        standing=standing,
        coming=coming[-1] if coming else None,
        publisher=people.by_id(session, standing.version.published_by),
    )


@router.get("/{slug}/compare", name="register.policies:compare")
def comparison(request: Request, session: SessionDep, viewer: Employee, slug: str) -> Response:
    standing = queries.standing(session, viewer.person, slug)
    asked = parse(Comparison, dict(request.query_params)).value
    if asked is None:
        raise NotFoundError
    every = queries.versions(session, slug)
    pair = queries.pair(every, asked.before, asked.after or standing.version.number)
    return _page(
        request,
        session,
        viewer,
        "register/policies/compare.html",
        version=standing.version,
        versions=every,
        pair=pair,
        asked=asked,
    )


@router.post("/{slug}/readings", name="register.policies:create_reading")
def create_reading(
    request: Request, session: SessionDep, viewer: Employee, slug: str, submitted: Submitted
) -> Response:
    form = parse(Reading, submitted)
    if form.value is None:
        raise NotFoundError
    try:
        service.acknowledge(session, viewer.person, slug, form.value.digest)
    except ChangedWhileReadingError as changed:
        page = "register/policies/changed.html"
        new = {"before": changed.read, "version": changed.now}
        return _page(request, session, viewer, page, status_code=409, **new)
    return flash.see_other(request.url_for("register.policies:show", slug=slug), "policy-read")


def _page(
    request: Request,
    session: SessionDep,
    viewer: Viewer,
    template: str,
    *,
    status_code: int = 200,
    **context: Any,
) -> Response:
    return render(
        request,
        template,
        status_code=status_code,
        viewer=viewer,
        places=establishments.by_codes(session),
        today=queries.today(session),
        compare=compare,
        differences=rules.differences,
        form=Filled[Comparison](),
        **context,
    )
