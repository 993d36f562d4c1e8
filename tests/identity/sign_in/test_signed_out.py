"""What a request without a session gets, and that typed text survives."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select
from starlette.responses import PlainTextResponse, Response

from app.core import clock
from app.core.db.session import reading, writing
from app.core.web.forms import Submitted
from app.core.web.session import SessionDep
from app.identity.audiences import Employee
from app.identity.kept_forms.models import KeptForm
from app.identity.people.models import Person
from app.identity.sessions import queries as sessions_queries
from app.identity.sessions import service as sessions
from app.identity.sessions.models import EndReason
from app.identity.sign_in.step_up import StepUp
from app.main import create_app
from tests.support.browser import Browser
from tests.support.providers.journey import sign_in
from tests.support.providers.scripted import ISSUER, ScriptedProvider
from tests.support.sign_in import a_session

router = APIRouter()
HOME = "http://127.0.0.1:8000"


@router.get("/diary", name="diary:show")
def show(viewer: Employee) -> Response:
    return PlainTextResponse(viewer.employee_id)


@router.post("/diary", name="diary:create")
def create(viewer: Employee, submitted: Submitted) -> Response:
    return PlainTextResponse(f"{viewer.employee_id} wrote {submitted['text']}")


@router.get("/release", name="release:new")
def new_release(viewer: Employee, _fresh: StepUp) -> Response:
    return PlainTextResponse(viewer.employee_id)


@router.post("/release", name="release:create")
def create_release(viewer: Employee, _fresh: StepUp, _session: SessionDep) -> Response:
    return PlainTextResponse("released")


@router.get("/api/v1/diary", name="diary_api:show")
def show_api(viewer: Employee) -> Response:
    return PlainTextResponse(viewer.employee_id)


@pytest.fixture
def portal(database_url: str) -> FastAPI:
    """The portal with a few pages more."""
    made = create_app()
    made.include_router(router)
    return made


@pytest.fixture
def amara(session: Session, provider: ScriptedProvider) -> Person:
    person = session.exec(select(Person).where(Person.employee_id == "E1001")).one()
    session.expunge(person)
    session.commit()
    return person


@pytest.fixture
def phone(portal: FastAPI) -> Iterator[TestClient]:
    with TestClient(portal, base_url=HOME, follow_redirects=False) as opened:
        yield opened


def _sign_in_at(client: TestClient, person: Person, **how: object) -> None:
    """A session of the identity the scripted provider vouches for."""
    name, value = a_session(person, **{"issuer": ISSUER, "subject": "u-1001"} | how)
    client.cookies.set(name, value, domain="127.0.0.1", path="/")


def _end(client: TestClient) -> None:
    with writing() as session:
        found = sessions_queries.by_token(session, client.cookies[sessions.cookie()])
        assert found is not None
        sessions.sign_out(session, found[0])


@pytest.mark.parametrize(
    ("url", "headers", "status", "location"),
    [
        ("/diary", {}, 303, "/sign-in?next=/diary"),
        ("/diary?day=1&page=2", {}, 303, "/sign-in?next=/diary%3Fday%3D1%26page%3D2"),
        ("/diary", {"sec-fetch-mode": "navigate"}, 303, "/sign-in?next=/diary"),
        ("/diary", {"sec-fetch-mode": "cors"}, 401, ""),
        ("/api/v1/diary", {}, 401, ""),
        ("/api/v1/diary", {"sec-fetch-mode": "navigate"}, 401, ""),
    ],
)
def test_a_signed_out_request_is_led_to_sign_in(
    phone: TestClient, amara: Person, url: str, headers: dict[str, str], status: int, location: str
) -> None:
    answer = phone.get(url, headers=headers)

    assert answer.status_code == status
    assert answer.headers.get("location", "").replace("%2F", "/") == location
    _sign_in_at(phone, amara)
    assert phone.get(url, headers=headers).text == "E1001"


def test_the_first_page_leads_to_the_welcome(portal: FastAPI, phone: TestClient) -> None:
    if not any(getattr(route, "path", "") == "/" for route in portal.routes):
        portal.add_api_route("/", show, name="home:index")

    assert phone.get("/").headers["location"] == "/welcome"


def test_htmx_is_told_where_to_go(phone: TestClient, amara: Person) -> None:
    headers = {"sec-fetch-mode": "cors", "referer": f"{HOME}/diary?day=1"}
    answer = phone.get("/diary", headers=headers)

    assert answer.headers["hx-redirect"].replace("%2F", "/") == "/sign-in?next=/diary%3Fday%3D1"
    assert 'href="/sign-in?next=' in answer.text
    foreign = headers | {"referer": "https://elsewhere.example.com/diary"}
    told = phone.get("/diary", headers=foreign).headers["hx-redirect"]
    assert told.replace("%2F", "/") == "/sign-in?next=/"


def test_machines_are_told_in_their_own_words(phone: TestClient) -> None:
    answer = phone.get("/api/v1/diary")

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["status"] == 401


def test_a_post_under_a_session_that_is_over_ends_it_for_good(
    phone: TestClient, amara: Person
) -> None:
    _sign_in_at(phone, amara)
    with clock.set_to(clock.now() + timedelta(minutes=31)):
        sent = phone.post("/diary", data={"text": "late"}, headers=_SAME_ORIGIN)
        assert sent.status_code == 303

    # now the clock is set back
    again = phone.post("/diary", data={"text": "early"}, headers=_SAME_ORIGIN)
    assert again.status_code == 303
    with reading() as session:
        found = sessions_queries.by_token(session, phone.cookies[sessions.cookie()])
    assert found is not None
    assert found[0].end_reason is EndReason.IDLE
    _sign_in_at(phone, amara)
    assert phone.post("/diary", data={"text": "a"}, headers=_SAME_ORIGIN).status_code == 200


def test_typed_text_survives_the_end_of_a_session(
    browser: Browser, amara: Person, provider: ScriptedProvider
) -> None:
    _sign_in_at(browser.client, amara)
    _end(browser.client)
    text = "Dear diary,\n<b>nobody</b> but me"

    sent = browser.post("/diary", {"text": text, "mood": ""}, Referer=f"{HOME}/diary")
    assert sent.location.replace("%2F", "/") == "/sign-in/again?next=/diary"
    page = browser.follow(sent)
    assert page.response.headers["refresh"].startswith("0; url=/sign-in?next=")
    with reading() as session:
        [kept] = session.exec(select(KeptForm)).all()
        assert b"diary" not in kept.sealed

    back = sign_in(browser, provider, "/sign-in?next=/diary")
    page = browser.visit(back.response.headers["location"])
    assert page.heading == "We kept what you typed"
    assert "<b>nobody</b> but me" in page.main
    answer = browser.client.post(
        "/diary", data={"text": page.one("input[name=text]")["value"]}, headers=_SAME_ORIGIN
    )
    assert answer.text == f"E1001 wrote {text}"
    assert sign_in(browser, provider).response.headers["location"] == f"{HOME}/", "once"


_SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def test_kept_text_is_shown_to_nobody_else(
    browser: Browser, another_browser: Browser, amara: Person, provider: ScriptedProvider
) -> None:
    _sign_in_at(browser.client, amara)
    _end(browser.client)
    browser.post("/diary", {"text": "mine"})
    with reading() as session:
        kept = session.exec(select(KeptForm)).one()
    provider.subject, provider.claims = "u-1002", lambda claims: claims | {"employee": "E1002"}

    other = sign_in(another_browser, provider)
    assert other.response.headers["location"] == f"{HOME}/"
    another_browser.get(f"/sign-in/kept/{kept.id}", status=404)
    another_browser.post(f"/sign-in/kept/{kept.id}")

    provider.behave()
    back = sign_in(browser, provider)
    assert "mine" in browser.visit(back.response.headers["location"]).main


def test_kept_text_is_gone_when_thrown_away_or_after_half_an_hour(
    browser: Browser, amara: Person, provider: ScriptedProvider
) -> None:
    _sign_in_at(browser.client, amara)
    _end(browser.client)
    browser.post("/diary", {"text": "mine"})
    back = sign_in(browser, provider)
    page = browser.visit(back.response.headers["location"])
    url = page.url
    with writing() as session:
        kept = session.exec(select(KeptForm)).one()
        kept.kept_at = clock.now() - timedelta(minutes=30)
        session.add(kept)
    browser.get(url, status=404)
    with writing() as session:
        session.merge(kept).kept_at = clock.now()
    assert browser.get(url).heading == "We kept what you typed"

    browser.submit(page, "Throw it away", then=False, status=303)

    browser.get(url, status=404)


@pytest.mark.parametrize("size", [65_536 - 5, 65_536 - 4, 1_000_000])
def test_at_most_64_kibibytes_are_kept(phone: TestClient, amara: Person, size: int) -> None:
    _sign_in_at(phone, amara)
    _end(phone)
    answer = phone.post("/diary", data={"text": "a" * size}, headers=_SAME_ORIGIN)

    assert answer.status_code == 303
    with reading() as session:
        assert len(session.exec(select(KeptForm)).all()) == (size <= 65_536 - 5)


def test_the_newest_five_forms_of_somebody_are_kept(
    browser: Browser, amara: Person, provider: ScriptedProvider
) -> None:
    _sign_in_at(browser.client, amara)
    _end(browser.client)
    for number in range(8):
        browser.post("/diary", {"text": f"number {number}"})

    with reading() as session:
        assert len(session.exec(select(KeptForm)).all()) == 5
    back = sign_in(browser, provider)
    assert "number 7" in browser.visit(back.response.headers["location"]).main


def test_nothing_is_kept_for_whoever_never_signed_in(phone: TestClient, amara: Person) -> None:
    for cookie in ("", "made-up"):
        phone.cookies.set(sessions.cookie(), cookie, domain="127.0.0.1", path="/")
        assert phone.post("/diary", data={"text": "a"}, headers=_SAME_ORIGIN).status_code == 303
    with reading() as session:
        assert not session.exec(select(KeptForm)).all()


@pytest.mark.parametrize(
    ("minutes", "opens", "accepts"),
    [
        (0, True, True),
        (4.9, True, True),
        (5.1, False, True),
        (14.9, False, True),
        (15.1, False, False),
        (None, False, False),
    ],
)
def test_step_up_wants_a_proof_that_is_fresh(
    phone: TestClient, amara: Person, minutes: float | None, opens: bool, accepts: bool
) -> None:
    at = None if minutes is None else clock.now() - timedelta(minutes=minutes)
    _sign_in_at(phone, amara, auth_time=at)

    opened = phone.get("/release")
    assert (opened.status_code, opened.status_code == 200) == (200 if opens else 303, opens)
    if not opens:
        asked = opened.headers["location"].replace("%2F", "/")
        assert asked == "/sign-in?next=/release&max_age=0"
    headers = _SAME_ORIGIN | {"referer": f"{HOME}/release"}
    posted = phone.post("/release", data={"reason": "because"}, headers=headers)
    assert posted.status_code == (200 if accepts else 303)
    if not accepts:
        again = posted.headers["location"].replace("%2F", "/")
        assert again == "/sign-in/again?next=/release&max_age=0"
        with reading() as session:
            assert len(session.exec(select(KeptForm)).all()) == 1


@pytest.mark.parametrize("field", ["code", "text"])
def test_a_code_is_kept_nowhere_and_the_way_back_is_a_page(
    phone: TestClient, amara: Person, field: str
) -> None:
    _sign_in_at(phone, amara, auth_time=clock.now() - timedelta(minutes=20))
    headers = _SAME_ORIGIN | {"referer": f"{HOME}/release/made"}  # what only a form gives
    answer = phone.post("/release", data={field: "K7M2-X9QR"}, headers=headers)
    assert "next=/release&" in answer.headers["location"].replace("%2F", "/")
    with reading() as session:
        kept = session.exec(select(KeptForm)).all()
    assert len(kept) == (field == "text")


def test_a_step_up_that_worked_shows_what_was_typed(
    browser: Browser, amara: Person, provider: ScriptedProvider
) -> None:
    _sign_in_at(browser.client, amara, auth_time=clock.now() - timedelta(hours=1))
    again = browser.post("/release", {"reason": "because"}, Referer=f"{HOME}/release")
    url = browser.follow(again).response.headers["refresh"].partition("url=")[2]

    back = sign_in(browser, provider, url)

    assert "because" in browser.visit(back.response.headers["location"]).main
    assert browser.client.get("/release").text == "E1001"


def test_posts_from_elsewhere_are_refused(phone: TestClient, amara: Person) -> None:
    _sign_in_at(phone, amara)
    foreign = (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example.com"},
        {"origin": "null"},
        {},
    )
    for headers in foreign:
        for url in ("/diary", "/sign-out"):
            assert phone.post(url, data={"text": "a"}, headers=headers).status_code == 403, headers
    assert phone.post("/diary", data={"text": "a"}, headers=_SAME_ORIGIN).status_code == 200
    assert phone.post("/sign-out", headers=_SAME_ORIGIN).status_code == 303
