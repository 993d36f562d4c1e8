"""Refusals of large bodies reach a client that is still sending, over a real socket."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import httpx2
import pytest

from app.core.db.session import engine
from tests.ingest.test_api import an_event
from tests.support.headers import assert_exact

MIB = 1 << 20


@pytest.fixture
def port(key: str) -> Iterator[int]:
    """``daylight serve`` in a process of its own."""
    engine().dispose()
    with socket.create_server(("127.0.0.1", 0)) as free:
        found: int = free.getsockname()[1]
    environment = os.environ | {"DAYLIGHT_BASE_URL": f"http://127.0.0.1:{found}"}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(found)]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(server, found)
        yield found
    finally:
        server.terminate()
        server.wait(30)


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the portal did not start")


def sent(port: int, body: bytes, **headers: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST", "/api/v1/access-events", body, named)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_refusal_is_heard_while_the_body_is_still_on_its_way(key: str, port: int) -> None:
    right = {"authorization": f"Bearer {key}", "content_type": "application/json"}
    small = json.dumps({"events": [an_event()]}).encode()

    for size in (9, 12):
        assert sent(port, b" " * (size * MIB), **right) == 413
    assert sent(port, b" " * (6 * MIB), **right | {"authorization": "Bearer dls_wrong"}) == 401
    assert sent(port, b" " * (6 * MIB), **right, content_encoding="gzip") == 415
    assert sent(port, small, **right) == 201
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for path in (
            "/welcome",
            "/looked",
            "/no-such-page",
        ):  # the server adds no header of its own
            assert_exact(client.get(path))
