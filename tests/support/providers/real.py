"""Providers that were not written here, each started as a process or a thread of its own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urljoin

import httpx2
import pytest
from bs4 import BeautifulSoup

from tests.support.ports import free_port

ROOT = Path(__file__).parents[3]
NODE_FOLDER = ROOT / "build" / "node"
CLIENT_ID = "daylight-tests"
CLIENT_SECRET = "a-secret-for-tests-only"
MOST_STEPS = 15


@dataclass
class Provider:
    """A running provider, and what it told the portal behind the browser's back."""

    issuer: str
    logout_tokens: list[str] = field(default_factory=list)


@contextmanager
def certified(portal: str) -> Iterator[Provider]:
    """npm's ``oidc-provider``, which is OpenID Certified."""
    node = shutil.which("node")
    if node is None or not (NODE_FOLDER / "node_modules" / "oidc-provider").is_dir():
        missing = "run.py test installs the certified provider"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}")
    script = Path(__file__).with_name("certified.mjs")
    with _listening(provider) as logout_url:
        line = [node, script, NODE_FOLDER, str(port), portal, CLIENT_ID, CLIENT_SECRET, logout_url]
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            assert process.stdout is not None
            said = [process.stdout.readline() for _ in range(1)]
            assert said == [b"ready\n"], said
            yield provider
        finally:
            process.terminate()
            process.wait(timeout=10)
            process.stdout.close()


@contextmanager
def mock() -> Iterator[Provider]:
    """``oidc-provider-mock``."""
    port = free_port()
    line = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Provider(_issuer(port))
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the provider ended"
        try:
            httpx2.get(f"http://127.0.0.1:{port}/", timeout=5)
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the provider did not come up")


def _issuer(port: int) -> str:
    """What it calls itself, which is for it to say."""
    found = httpx2.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration").json()
    issuer: str = found["issuer"]
    return issuer


def through(jar: httpx2.Client, url: str, until: str, **typed: str) -> str:
    """Do what the provider's pages ask, as a person would; the address that begins ``until``.

    Every form is sent as it stands, with what is typed into the fields it has.
    """
    answer = jar.get(url)
    for _ in range(MOST_STEPS):
        if answer.is_redirect:
            url = urljoin(str(answer.url), answer.headers["location"])
            if url.startswith(until):
                return url
            answer = jar.get(url)
            continue
        assert answer.status_code == 200, answer.text
        answer = _send_form(jar, answer, typed)
    raise AssertionError(f"the provider never came back: {answer.url}")


def _send_form(jar: httpx2.Client, page: httpx2.Response, typed: dict[str, str]) -> httpx2.Response:
    form = BeautifulSoup(page.text, "html5lib").select_one("form")
    assert form is not None, page.text
    fields = {}
    for control in form.select("input[name], button[name]"):
        name = str(control["name"])
        fields[name] = typed.get(name, str(control.get("value", "")))
    action = urljoin(str(page.url), str(form.get("action") or page.url))
    return jar.post(action, data=fields)


@contextmanager
def _listening(provider: Provider) -> Iterator[str]:
    """An address that keeps the logout tokens sent to it."""

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            provider.logout_tokens.extend(parse_qs(body)["logout_token"])
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
