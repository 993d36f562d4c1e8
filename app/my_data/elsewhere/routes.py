"""Having a person's own records looked up in other systems, and reading all of a table."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import URL
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.core.web.flash import see_other
from app.core.web.forms import Submitted, parse
from app.core.web.render import render
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.my_data import queries
from app.my_data.elsewhere import service
from app.my_data.elsewhere.forms import NewSearch

router = APIRouter(prefix="/my-data", tags=["my data"])

Place = Annotated[str | None, Query(max_length=40)]


@router.post("/searches", name="my_data.searches:create")
def create_search(
    request: Request, session: SessionDep, viewer: Employee, submitted: Submitted
) -> Response:
    asked = parse(NewSearch, submitted).value
    if asked is None:
        raise NotFoundError
    if asked.source:
        begun = service.ask(session, viewer, asked.source)
    else:
        begun = service.ask_all(session, viewer)
    return see_other(_back(request, asked), "own-search-begun" if begun else "own-search-lately")


@router.get("/sources/{part}", name="my_data.sources:show")
def show(
    request: Request, session: SessionDep, viewer: Employee, part: str, after: Place = None
) -> Response:
    found = queries.page_of_table(session, viewer, part, after)
    return render(request, "my_data/elsewhere/show.html", viewer=viewer, found=found)


def _back(request: Request, asked: NewSearch) -> URL:
    if asked.practice:
        return request.url_for("register:show", slug=asked.practice).replace(fragment="records")
    if asked.back:
        return request.url_for("my_data.downloads:new")
    return request.url_for("my_data:index").replace(fragment="elsewhere")
