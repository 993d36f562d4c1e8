"""Each audience lets in whom it names, and knows it anew with every request."""

from collections.abc import Iterator

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.responses import JSONResponse

from app.core.config import settings
from app.core.errors import ForbiddenError
from app.identity import audiences
from app.identity.audiences import (
    Administrator,
    Anyone,
    Auditor,
    Employee,
    Officer,
    Representative,
    Source,
)
from app.identity.errors import NotSignedInError
from app.identity.matrix import Audience
from app.identity.people import service as people
from app.identity.people.models import Person, TextSize, Theme
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from app.identity.sources import service as sources
from app.identity.viewer import Viewer
from tests.support.cast import Cast
from tests.support.make import a_person, an_establishment
from tests.support.sign_in import a_session

DOORS = ("employee", "representative", "officer", "auditor", "administrator", "either")


def make_probe() -> FastAPI:
    """One door for each audience, telling who came in."""
    probe = FastAPI()
    either = audiences.one_of(Audience.OFFICER, Audience.AUDITOR)

    @probe.get("/employee")
    def employee(request: Request, viewer: Employee) -> dict[str, object]:
        assert request.state.viewer is viewer
        shown = ("employee_id", "name", "initials", "zone", "theme", "text_size", "language")
        return {field: getattr(viewer, field) for field in shown} | {"roles": sorted(viewer.roles)}

    @probe.get("/representative")
    def representative(viewer: Representative) -> bool:
        return viewer.is_representative

    @probe.get("/officer")
    def officer(viewer: Officer) -> bool:
        return viewer.is_officer

    @probe.get("/auditor")
    def auditor(viewer: Auditor) -> bool:
        return viewer.is_auditor

    @probe.get("/administrator")
    def administrator(viewer: Administrator) -> bool:
        return viewer.is_administrator

    @probe.get("/either")
    def officer_or_auditor(viewer: Viewer = Depends(either)) -> bool:
        return viewer.is_officer or viewer.is_auditor

    @probe.get("/anyone")
    @probe.post("/anyone")
    def anyone(viewer: Anyone) -> str | None:
        return viewer and viewer.employee_id

    @probe.post("/source")
    def source(reporting: Source) -> str:
        return reporting.name

    @probe.exception_handler(NotSignedInError)
    @probe.exception_handler(ForbiddenError)
    def refuse(_request: Request, refusal: Exception) -> JSONResponse:
        return JSONResponse(str(refusal), 401 if isinstance(refusal, NotSignedInError) else 403)

    return probe


@pytest.fixture
def visitor(database_url: str) -> Iterator[TestClient]:
    with TestClient(make_probe(), base_url=settings().base_url) as opened:
        yield opened


def sign_in(visitor: TestClient, person: Person, **how: object) -> None:
    visitor.cookies.clear()
    visitor.cookies.set(*a_session(person, **how))


def let_in(visitor: TestClient) -> set[str]:
    """The doors this visitor gets through; every other must be shut for the right reason."""
    answers = {door: visitor.get(f"/{door}").status_code for door in DOORS}
    assert set(answers.values()) <= {200, 403}
    return {door for door, status in answers.items() if status == 200}


def test_everybody_gets_through_her_own_doors_only(visitor: TestClient, cast: Cast) -> None:
    for person, doors in (
        (cast.amara, {"employee"}),
        (cast.tom, {"employee"}),
        (cast.ewan, {"employee", "representative"}),
        (cast.helen, {"employee", "officer", "either"}),
        (cast.ines, {"employee", "auditor", "either"}),
        (cast.viktor, {"employee", "administrator"}),
    ):
        sign_in(visitor, person)
        assert let_in(visitor) == doors


def test_a_refusal_says_for_whom_the_page_is(visitor: TestClient, amara: Person) -> None:
    sign_in(visitor, amara)

    assert visitor.get("/officer").json() == "This page is for privacy officers."
    assert visitor.get("/either").json() == "This page is for auditors and privacy officers."


def test_signed_out_only_the_door_for_anyone_opens(visitor: TestClient, amara: Person) -> None:
    assert {visitor.get(f"/{door}").status_code for door in DOORS} == {401}
    assert visitor.get("/anyone").json() is None

    visitor.cookies.set(a_session(amara)[0], "guessed")
    assert {visitor.get(f"/{door}").status_code for door in DOORS} == {401}

    sign_in(visitor, amara)
    assert visitor.get("/employee").status_code == 200
    assert visitor.get("/anyone").json() == "E1001"
    assert visitor.post("/anyone").json() == "E1001"


def test_a_role_counts_from_the_next_request_and_not_after_it_is_revoked(
    visitor: TestClient, session: Session, amara: Person
) -> None:
    sign_in(visitor, amara)
    assert visitor.get("/officer").status_code == 403

    roles.grant(session, amara, Role.OFFICER)
    session.commit()
    assert visitor.get("/officer").status_code == 200

    roles.revoke(session, amara, Role.OFFICER)
    session.commit()
    assert visitor.get("/officer").status_code == 403
    assert visitor.get("/employee").status_code == 200


def test_who_is_ended_is_out_with_the_next_request(
    visitor: TestClient, session: Session, amara: Person
) -> None:
    sign_in(visitor, amara)
    assert visitor.get("/employee").status_code == 200

    amara.active = False
    session.add(amara)
    session.commit()

    assert visitor.get("/employee").status_code == 401
    assert visitor.get("/anyone").json() is None


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [(None, ["officer"]), ([], []), (["officer"], ["officer"]), (["administrator"], [])],
)
def test_a_claim_only_takes_away(
    visitor: TestClient, helen: Person, claimed: list[str] | None, expected: list[str]
) -> None:
    sign_in(visitor, helen, claimed_roles=claimed)

    assert visitor.get("/employee").json()["roles"] == expected


def test_the_viewer_is_shown_as_she_likes_it(visitor: TestClient, session: Session) -> None:
    an_establishment(session, "cork", jurisdiction="EU-IE", time_zone="Europe/Dublin")
    amara = a_person(session, "E1", "Amara Ngozi Okafor", establishment="cork")
    nowhere = a_person(session, "E2", "Tom", establishment="unknown")
    sign_in(visitor, amara)
    plain = {"theme": "device", "text_size": "normal", "language": "en", "roles": []}
    assert (
        visitor.get("/employee").json()
        == {
            "employee_id": "E1",
            "name": "Amara Ngozi Okafor",
            "initials": "AO",
            "zone": "Europe/Dublin",
        }
        | plain
    )

    chosen = {"theme": Theme.DARK, "text_size": TextSize.LARGE, "time_zone": "Europe/Berlin"}
    people.prefer(session, amara.id, **chosen)  # type: ignore[arg-type]
    session.commit()

    seen = visitor.get("/employee").json()
    assert (seen["zone"], seen["theme"], seen["text_size"]) == ("Europe/Berlin", "dark", "large")
    sign_in(visitor, nowhere)
    seen = visitor.get("/employee").json()
    assert (seen["zone"], seen["initials"]) == ("Europe/London", "T")


def test_a_source_comes_in_by_its_key(visitor: TestClient, session: Session) -> None:
    source, key = sources.add(session, "hr-core", system="HR Core")
    session.commit()

    def report(authorization: str) -> int:
        return visitor.post("/source", headers={"authorization": authorization}).status_code

    wrong = ["", "Bearer", "Bearer ", f"Basic {key}", key, f"Bearer {key}x", f"Bearer x {key}"]
    assert {report(value) for value in wrong} == {401}
    assert report(f"Bearer {key}") == 200
    assert report(f"bearer {key}") == 200

    sources.revoke(session, source)
    session.commit()
    assert report(f"Bearer {key}") == 401


def test_a_session_opens_no_door_of_sources(visitor: TestClient, amara: Person) -> None:
    sign_in(visitor, amara)

    assert visitor.post("/source").status_code == 401


def test_who_shows_no_cookie_of_ours_takes_no_transaction(
    visitor: TestClient, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    for name in ("reading", "writing"):
        real = getattr(audiences, name)
        noted = lambda real=real, name=name: taken.append(name) or real()  # noqa: E731
        monkeypatch.setattr(audiences, name, noted)
    visitor.cookies.set("theirs", "1")

    assert visitor.get("/anyone").json() is None
    assert visitor.post("/anyone").json() is None
    assert taken == []
    sign_in(visitor, amara)
    assert visitor.get("/anyone").json() == "E1001"
    assert visitor.post("/anyone").json() == "E1001"
    assert taken == ["reading", "writing"]


def test_pages_for_anyone_stay_up_without_a_database(
    visitor: TestClient, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("BEGIN", None, ConnectionError())

    sign_in(visitor, amara)
    with monkeypatch.context() as broken:
        broken.setattr(audiences, "reading", away)
        assert visitor.get("/anyone").json() is None

    assert visitor.get("/anyone").json() == "E1001"
