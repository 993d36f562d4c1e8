"""Another site's form does nothing here, whatever cookies the browser sends with it."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.core.web.same_origin import SameOriginMiddleware

OURS = "http://127.0.0.1:8000"
COOKIE = {"cookie": "daylight-8000=something"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    def did(_request: object) -> PlainTextResponse:
        return PlainTextResponse("did it")

    app = Starlette(
        routes=[Route("/", did, methods=["GET", "POST", "PUT", "DELETE"])],
        middleware=[Middleware(SameOriginMiddleware)],
    )
    with TestClient(app, base_url=OURS) as opened:
        yield opened


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"sec-fetch-site": "nonsense"},
        {"origin": "https://evil.example.com"},
        {"origin": "http://127.0.0.1:8001"},
        {"origin": "http://127.0.0.1:8000.evil.example.com"},
        {"origin": "null"},
        {"origin": ""},
        {},
    ],
    ids=str,
)
def test_what_does_not_come_from_here_is_refused(
    client: TestClient, method: str, headers: dict[str, str]
) -> None:
    assert client.request(method, "/", headers=headers | COOKIE).status_code == 403
    ours = {"sec-fetch-site": "same-origin"} | COOKIE
    assert client.request(method, "/", headers=ours).text == "did it"


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": OURS}]
)
def test_our_own_forms_are_let_through(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/", headers=headers | COOKIE).text == "did it"


def test_whoever_brings_no_cookie_has_nothing_to_forge_with(client: TestClient) -> None:
    assert client.post("/", headers={"origin": "https://source.example.com"}).text == "did it"


def test_reading_is_open(client: TestClient) -> None:
    assert client.get("/", headers={"sec-fetch-site": "cross-site"} | COOKIE).text == "did it"
