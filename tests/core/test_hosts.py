"""The portal answers under one name."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.core.web.hosts import HostMiddleware

OURS = "https://daylight.example.com"


@pytest.fixture
def client() -> Iterator[TestClient]:
    def here(_request: object) -> PlainTextResponse:
        return PlainTextResponse("here")

    app = Starlette(
        routes=[Route("/{path:path}", here, methods=["GET", "POST"])],
        middleware=[Middleware(HostMiddleware, base_url=OURS, host="daylight.example.com")],
    )
    with TestClient(app, base_url=OURS, follow_redirects=False) as opened:
        yield opened


@pytest.mark.parametrize("host", ["daylight.example.com", "Daylight.Example.COM"])
def test_its_own_name_is_served(client: TestClient, host: str) -> None:
    assert client.get("/looked", headers={"host": host}).text == "here"


@pytest.mark.parametrize(
    "path", ["/looked?month=2026-11", "//evil.example.com/x", "/%2F/evil.example.com", "/a%0d%0ab"]
)
@pytest.mark.parametrize(
    "host", ["evil.example.com", "daylight.example.com.evil.example.com", "127.0.0.1:8000"]
)
def test_another_name_is_sent_to_it_and_nowhere_else(
    client: TestClient, host: str, path: str
) -> None:
    answer = client.get(f"{OURS}{path}", headers={"host": host})

    assert answer.status_code == 307
    assert answer.headers["location"].startswith(f"{OURS}/")
    assert client.get("/looked").text == "here"


def test_nothing_is_posted_under_another_name(client: TestClient) -> None:
    assert client.post("/looked", headers={"host": "evil.example.com"}).status_code == 400
    assert client.post("/looked").text == "here"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_machines_may_ask_under_any_name(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"host": "10.0.0.7"}).text == "here"
