"""Exactly these headers, whatever the route and whatever the answer."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.config import settings
from app.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RejectedError,
    UnavailableError,
)
from app.core.web.assets import asset
from app.identity import doors
from app.identity.sources import service as sources
from app.main import create_app
from tests.support import sign_in
from tests.support.browser import Browser, opened
from tests.support.cast import Cast
from tests.support.database import BASE_URL, changed_schema, on_sqlite
from tests.support.headers import ADDED

ADDRESSES = {"http": BASE_URL, "https": "https://portal.example.com"}

BOOM = {
    "refused": (403, ForbiddenError("This page is for privacy officers.")),
    "missing": (404, NotFoundError()),
    "conflict": (409, ConflictError("This has been decided already.")),
    "rejected": (422, RejectedError("This breaks a rule.")),
    "broken": (500, RuntimeError("canary-of-an-error")),
    "away": (503, UnavailableError("The log cannot be written.")),
    "database": (503, OperationalError("SELECT canary-of-an-error", None, Exception("gone"))),
}
AN_EVENT = {
    "id": "1",
    "occurred_at": "2025-01-06T09:00:00Z",
    "accessor": {"id": "E1042", "kind": "person"},
    "subjects": ["E1001"],
    "action": "view",
    "system": "hr-core",
    "categories": ["absence"],
    "purpose": "return-to-work",
}
ELSEWHERE = {"host": "evil.example.com"}
IN_BACKGROUND = {"sec-fetch-mode": "cors"}
CROSSED = {"sec-fetch-site": "cross-site", "cookie": "some=cookie"}
KEY = {"authorization": "Bearer {key}"}
LARGE = {"content": b"x" * ((1 << 20) + 1)}
LARGER = {"headers": KEY | {"content-type": "application/json"}, "content": b" " * (9 << 20)}
# what is asked, how, and the status of the answer
ANSWERS: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/healthz", {}, 200),
    ("GET", "/welcome", {}, 200),
    ("GET", "/sign-in/again", {}, 200),
    ("GET", asset("daylight.css"), {}, 200),
    ("GET", asset("htmx/htmx.min.js"), {}, 200),
    ("GET", asset("htmx/htmx.min.js"), {"headers": {"if-none-match": "*"}}, 200),
    ("HEAD", "/welcome", {}, 200),
    ("POST", "/api/v1/access-events", {"headers": KEY, "json": [AN_EVENT]}, 201),
    ("GET", "/boom/elsewhere", {}, 303),
    ("GET", "/looked", {}, 303),
    ("GET", "/", {"headers": ELSEWHERE}, 307),
    ("POST", "/", {"headers": ELSEWHERE}, 400),
    ("GET", "/sign-in/callback", {}, 400),
    ("POST", "/sign-in/back-channel-logout", {}, 400),
    ("POST", "/api/v1/access-events", {"headers": KEY, "json": 7}, 400),
    ("GET", "/looked", {"headers": IN_BACKGROUND}, 401),
    ("POST", "/api/v1/access-events", {}, 401),
    ("POST", "/", {"headers": CROSSED}, 403),
    ("GET", "/metrics", {}, 404),
    ("GET", "/no-such-page", {}, 404),
    ("GET", "/boom/number/seven", {}, 404),
    ("GET", "/static/000000000000/daylight.css", {}, 404),
    ("GET", "/static/a/" + "%C3%A9" * 200, {}, 404),
    ("DELETE", "/healthz", {}, 405),
    ("POST", "/api/v1/access-events", {"headers": KEY, "json": [AN_EVENT | {"count": 2}]}, 409),
    ("POST", "/settings", LARGE, 413),
    ("POST", "/api/v1/access-events", LARGER, 413),
    ("POST", "/api/v1/access-events", {"headers": KEY, "content": b"[]"}, 415),
    ("GET", "/boom/number/7?size=large", {}, 422),
    ("POST", "/api/v1/access-events", {"headers": KEY, "json": []}, 422),
    ("GET", "/boom/broken", {}, 500),
    ("GET", "/readyz", {}, 503),
    ("GET", "/sign-in", {}, 503),
]
SLOW = {408}  # tests/core/test_bodies.py
LIMITED = {429}  # tests/ingest/test_limits.py, tests/identity/sign_in/test_ordinary.py


@lru_cache
def _portal_that_breaks(_address: str) -> FastAPI:
    portal = create_app()
    for name, (_, error) in BOOM.items():
        portal.add_api_route(f"/boom/{name}", _raising(error), methods=["GET"])
        portal.add_api_route(f"/api/v1/boom/{name}", _raising(error), methods=["GET"])
    portal.add_api_route("/boom/number/{number}", _number, methods=["GET"])
    portal.add_api_route("/boom/elsewhere", _elsewhere, methods=["GET"])
    return portal


@pytest.fixture(params=ADDRESSES)
def broken(
    database_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[TestClient]:
    """The portal with doors behind which every kind of thing goes wrong; over https too.

    Each of its answers is held to its headers, as every answer of a test is.
    """
    address = ADDRESSES[request.param]
    monkeypatch.setenv("DAYLIGHT_BASE_URL", address)
    settings.cache_clear()
    with opened(_portal_that_breaks(address)) as client:
        yield client


def test_every_route_answers_with_exactly_these_headers(broken: TestClient) -> None:
    asked = 0
    for door in doors.doors(_portal_that_breaks(settings().base_url).routes):
        url = re.sub(r"\{[^}]*\}", "x", door.path)
        for method in sorted(door.methods - {"HEAD"}) or ["GET"]:
            broken.request(method, url)
            asked += 1
    assert asked > 100


@pytest.mark.parametrize("name", BOOM)
@pytest.mark.parametrize("under", ["/boom", "/api/v1/boom"])
def test_every_refusal_has_them_too(broken: TestClient, under: str, name: str) -> None:
    answer = broken.get(f"{under}/{name}")

    assert answer.status_code == BOOM[name][0]
    assert "canary" not in answer.text
    kind = "application/problem+json" if under.startswith("/api/") else "text/html"
    assert answer.headers["content-type"].startswith(kind)
    if answer.status_code == 503:
        assert int(answer.headers["retry-after"]) > 0


def test_so_has_every_other_answer_of_every_status(
    broken: TestClient, session: Session, cast: Cast
) -> None:
    _source, key = sources.add(session, "hr-core", system="hr-core")
    session.commit()
    for method, url, how, status in ANSWERS:
        sent = {name: value.format(key=key) for name, value in how.get("headers", {}).items()}
        answer = broken.request(method, url, **how | {"headers": sent})

        assert answer.status_code == status, f"{method} {url}"
        assert bool(answer.text) == (status not in {303, 307} and method != "HEAD"), url
    assert {status for *_, status in ANSWERS} == set(ADDED) - SLOW - LIMITED


@on_sqlite
def test_so_has_an_answer_that_needs_a_log_which_is_broken(
    broken: TestClient, session: Session, cast: Cast
) -> None:
    _source, key = sources.add(session, "hr-core", system="hr-core")
    session.commit()
    hers = {"cookie": "=".join(sign_in.a_session(cast.amara))}
    asked: list[tuple[str, str, dict[str, Any], int]] = [
        ("GET", "/looked/download?format=csv", {"headers": hers}, 200),
        ("POST", "/api/v1/access-events", {"headers": {"authorization": f"Bearer {key}"}}, 201),
    ]
    asked[1][2]["json"] = [AN_EVENT]
    with changed_schema("ALTER TABLE head RENAME TO away", "ALTER TABLE away RENAME TO head"):
        for method, url, how, _well in asked:
            assert broken.request(method, url, **how).status_code == 503, url
    for method, url, how, well in asked:
        assert broken.request(method, url, **how).status_code == well, url


def test_error_pages_are_well_made(broken: TestClient) -> None:
    browser = Browser(broken)
    for name, (status, _) in BOOM.items():
        browser.get(f"/boom/{name}", status=status)


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def route(request: Request) -> Response:
        raise error

    return route


def _number(number: int, size: int = 1) -> Response:
    return Response(str(number + size))


def _elsewhere() -> Response:
    return RedirectResponse("/healthz", 303)
