"""Exactly these headers, whatever the route and whatever the answer."""

import re
from collections.abc import Iterator
from functools import lru_cache

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from starlette.responses import RedirectResponse, Response

from app.core.config import settings
from app.core.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RejectedError,
    UnavailableError,
)
from app.identity import doors
from app.main import create_app
from tests.support.browser import Browser

EXACTLY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
FORBIDDEN = {"server", "x-powered-by", "access-control-allow-origin"}
BOOM = {
    "refused": (403, ForbiddenError("This page is for privacy officers.")),
    "missing": (404, NotFoundError()),
    "conflict": (409, ConflictError("This has been decided already.")),
    "rejected": (422, RejectedError("This breaks a rule.")),
    "broken": (500, RuntimeError("canary-of-an-error")),
    "away": (503, UnavailableError("The log cannot be written.")),
    "database": (503, OperationalError("SELECT canary-of-an-error", None, Exception("gone"))),
}


@lru_cache
def _portal_that_breaks() -> FastAPI:
    portal = create_app()
    for name, (_, error) in BOOM.items():
        portal.add_api_route(f"/boom/{name}", _raising(error), methods=["GET"])
        portal.add_api_route(f"/api/v1/boom/{name}", _raising(error), methods=["GET"])
    portal.add_api_route("/boom/number/{number}", _number, methods=["GET"])
    portal.add_api_route("/boom/elsewhere", _elsewhere, methods=["GET"])
    return portal


@pytest.fixture
def broken(database_url: str) -> Iterator[TestClient]:
    """The portal with doors behind which every kind of thing goes wrong."""
    portal = _portal_that_breaks()
    with TestClient(portal, base_url=settings().base_url, follow_redirects=False) as client:
        yield client


def test_every_route_answers_with_exactly_these_headers(
    portal: FastAPI, client: TestClient
) -> None:
    asked = 0
    for door in doors.doors(portal.routes):
        url = re.sub(r"\{[^}]*\}", "x", door.path)
        for method in sorted(door.methods - {"HEAD"}) or ["GET"]:
            _assert_exact(client.request(method, url))
            asked += 1
    assert asked > 3


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
    _assert_exact(answer)


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/healthz", 200),
        ("GET", "/boom/elsewhere", 303),
        ("GET", "/metrics", 404),
        ("GET", "/no-such-page", 404),
        ("DELETE", "/healthz", 405),
        ("GET", "/boom/number/seven", 404),
        ("GET", "/boom/number/7?size=large", 422),
        ("GET", "/static/000000000000/daylight.css", 404),
        ("GET", "/static/a/" + "%C3%A9" * 200, 404),
    ],
)
def test_so_have_all_other_answers(broken: TestClient, method: str, url: str, status: int) -> None:
    answer = broken.request(method, url)

    assert answer.status_code == status
    _assert_exact(answer)


def test_so_have_answers_under_another_host_and_from_another_site(client: TestClient) -> None:
    _assert_exact(client.get("/", headers={"host": "evil.example.com"}))
    _assert_exact(client.post("/", headers={"host": "evil.example.com"}))
    client.cookies.set("some", "cookie")
    crossed = client.post("/", headers={"sec-fetch-site": "cross-site"})
    assert crossed.status_code == 403
    _assert_exact(crossed)


def test_over_https_they_hold_the_browser_to_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_BASE_URL", "https://portal.example.com")
    settings.cache_clear()
    with TestClient(create_app(), base_url="https://portal.example.com") as client:
        answer = client.get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_error_pages_are_well_made(broken: TestClient) -> None:
    browser = Browser(broken)
    for name, (status, _) in BOOM.items():
        browser.get(f"/boom/{name}", status=status)


def _assert_exact(answer: Response) -> None:
    where = f"{answer.status_code} {answer.headers}"
    for name, value in EXACTLY.items():
        assert answer.headers.get(name) == value, f"{name}: {where}"
    features = answer.headers["permissions-policy"].split(", ")
    assert len(features) > 10
    assert all(feature.endswith("=()") for feature in features)
    assert not FORBIDDEN & set(answer.headers), where
    assert "strict-transport-security" not in answer.headers
    assert answer.headers.get("cache-control"), where


def _raising(error: Exception):  # type: ignore[no-untyped-def]
    def route(request: Request) -> Response:
        raise error

    return route


def _number(number: int, size: int = 1) -> Response:
    return Response(str(number + size))


def _elsewhere() -> Response:
    return RedirectResponse("/healthz", 303)
