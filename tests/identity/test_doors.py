"""An application with a door that does not say whom it is for does not start."""

from collections.abc import Callable

import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from app.identity import doors
from app.identity.audiences import Anyone, Employee, Officer
from app.identity.matrix import Audience
from app.main import create_app

MAY = {
    "page:index": frozenset({Audience.EMPLOYEE}),
    "page:show": frozenset({Audience.EMPLOYEE}),
    "files": frozenset({Audience.ANYONE}),
}


def see(_viewer: Employee) -> None: ...


def see_below(_seen: None = Depends(see)) -> None: ...


def see_twice(_viewer: Employee, _again: None = Depends(see)) -> None: ...


def see_as_officer(_viewer: Officer) -> None: ...


def see_as_anyone(_viewer: Anyone) -> None: ...


def see_as_two(_viewer: Employee, _officer: Officer) -> None: ...


def see_unseen() -> None: ...


def an_app(*pages: Callable[..., None], name: str = "page:index") -> FastAPI:
    """An application with one page for each function, in a router in a router."""
    inner, outer, app = APIRouter(prefix="/in"), APIRouter(prefix="/out"), FastAPI(openapi_url=None)
    for number, page in enumerate(pages):
        inner.add_api_route(f"/{number}", page, name=name)
    outer.include_router(inner)
    app.include_router(outer)
    return app


@pytest.mark.parametrize("page", [see, see_below, see_twice])
def test_a_page_that_asks_for_its_audience_is_well(page: Callable[..., None]) -> None:
    assert doors.faults(an_app(page), MAY) == []


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (see_unseen, "names 0 audiences"),
        (see_as_two, "names 2 audiences"),
        (see_as_officer, "asks for officer, the matrix says employee"),
        (see_as_anyone, "asks for anyone, the matrix says employee"),
    ],
)
def test_a_page_that_does_not_is_named(page: Callable[..., None], fault: str) -> None:
    assert doors.faults(an_app(page), MAY) == [f"/out/in/0 (page:index): {fault}"]


def test_a_page_the_matrix_does_not_know_is_named() -> None:
    found = doors.faults(an_app(see, name="page:new"), MAY)

    assert found == ["/out/in/0 (page:new): is not in the matrix"]


def test_two_pages_of_one_name_are_named() -> None:
    assert "another route is called 'page:index' too" in doors.faults(an_app(see, see), MAY)[0]


def test_doors_behind_a_mount_are_seen() -> None:
    app = FastAPI(openapi_url=None)
    app.mount("/below", an_app(see_unseen))

    assert doors.faults(app, MAY) == ["/below/out/in/0 (page:index): names 0 audiences"]


def test_an_application_that_cannot_be_looked_into_must_be_for_anyone() -> None:
    async def files(_scope: Scope, _receive: Receive, _send: Send) -> None: ...

    app = FastAPI(openapi_url=None)
    app.router.routes.append(Mount("/files", files, name="files"))
    assert doors.faults(app, MAY) == []

    app.router.routes.append(Mount("/own", files, name="page:show"))
    assert doors.faults(app, MAY) == ["/own (page:show): cannot ask who is there"]


def test_what_fastapi_adds_by_itself_is_not_overlooked() -> None:
    assert [fault.split(" ")[0] for fault in doors.faults(FastAPI(), MAY)] == [
        "/openapi.json",
        "/docs",
        "/docs/oauth2-redirect",
        "/redoc",
    ]


def test_a_plain_route_cannot_be_for_somebody() -> None:
    app = FastAPI(openapi_url=None)
    answer = PlainTextResponse("hello")
    app.router.routes.append(Route("/plain", lambda _request: answer, name="page:index"))

    assert doors.faults(app, MAY) == ["/plain (page:index): cannot ask who is there"]


def test_the_portal_refuses_to_start_with_an_unguarded_door(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import main

    class Room:
        router = an_app(see_unseen).router

    with monkeypatch.context() as patch:
        patch.setattr(main, "ROOMS", (*main.ROOMS, Room))
        with pytest.raises(doors.UnguardedDoorError, match="page:index"):
            create_app()

    assert create_app().routes
