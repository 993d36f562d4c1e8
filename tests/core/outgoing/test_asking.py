"""An answer is read within bounds, or it is said in one word why not."""

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.core.outgoing.asking import Bounds, NotReachedError, Request, ask
from tests.support.answering import Came, Certificate, Reply, answering, own_address, said

QUICK = Bounds(wait=0.3, altogether=1.0, largest=1000)
HEAD = b"HTTP/1.1 200 OK\r\n"


def dribbling(_came: Came) -> Iterator[bytes | float]:
    yield HEAD + b"Content-Length: 900\r\n\r\n"
    for _ in range(100):
        yield b"x"
        yield 0.1


def dribbling_without_a_length(_came: Came) -> Iterator[bytes | float]:
    yield HEAD + b"\r\n"
    for _ in range(100):
        yield b"x"
        yield 0.1


REPLIES: list[tuple[Reply | Any, str]] = [
    ([], "unreachable"),
    ([b"rubbish\r\n\r\n"], "unreachable"),
    ([b"HTTP/1.1 2xx OK\r\n\r\n"], "unreachable"),
    ([b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200 + b"\r\n"], "unreachable"),
    ([b"HTTP/1.1 200 OK\r\na: " + b"b" * 70_000 + b"\r\n\r\n"], "unreachable"),
    (said(b"short", length=900), "cut short"),
    ([HEAD + b"Content-Length: 5\r\nContent-Length: 3\r\n\r\nabcde"], "cut short"),
    ([HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"], "cut short"),
    ([HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab"], "cut short"),
    (said(b"x" * 1001), "too large"),
    (said(b"", length=10**12), "too large"),
    ([HEAD + b"\r\n" + b"x" * 5000], "too large"),
    (
        [HEAD + b"Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000 + b"\r\n0\r\n\r\n"],
        "too large",
    ),
    (said(gzip.compress(b"x" * 10_000), Content_Encoding="gzip"), "encoding"),
    ([5.0], "too slow"),
    ([HEAD, 5.0], "too slow"),
    (dribbling, "too slow"),
    (dribbling_without_a_length, "too slow"),
    ([b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 5.0], "too slow"),
]


@pytest.mark.parametrize(("reply", "kind"), REPLIES)
def test_an_answer_that_is_none_is_not_read(reply: Any, kind: str) -> None:
    with answering(reply if callable(reply) else lambda _came: reply) as machine:
        with pytest.raises(NotReachedError) as failed:
            ask(Request(machine.url), QUICK)
        assert failed.value.kind == kind
        assert machine.connections == 1
    with answering(lambda _came: said(b"well")) as machine:
        assert ask(Request(machine.url), QUICK).body == b"well"


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with answering(lambda _came: said(b"here")) as elsewhere:
        with answering(lambda _came: said(status=302, Location=elsewhere.url)) as machine:
            assert ask(Request(machine.url), QUICK).status == 302
        assert elsewhere.connections == 0
        assert ask(Request(elsewhere.url), QUICK).body == b"here"


def test_a_name_is_looked_up_once_and_reached_where_it_was_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    real = socket.getaddrinfo

    def turning(host: str, *rest: Any, **more: Any) -> Any:
        if host[0].isdigit():
            return real(host, *rest, **more)
        looked.append(host)
        return real("127.0.0.1" if len(looked) == 1 else "127.0.0.2", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", turning)
    with answering(lambda _came: said(b"well")) as machine:
        url = f"https://turning.example:{machine.port}/"
        with pytest.raises(NotReachedError, match="address refused"):
            ask(Request(url), QUICK)
        assert (machine.connections, looked) == (0, ["turning.example"])
        looked.clear()
        assert ask(Request(f"http://localhost:{machine.port}"), QUICK).body == b"well"
        assert looked == ["localhost"]


def test_a_certificate_that_nobody_trusts_is_refused_and_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = own_address()
    if not host:
        pytest.skip("this machine has no address but its loopback")
    own = Certificate.of(host, tmp_path)
    bounds = Bounds(largest=1000, allowed=(host,))
    with answering(lambda _came: said(b"well"), host, own) as machine:
        with pytest.raises(NotReachedError, match="certificate"):
            ask(Request(machine.url), bounds)
        assert machine.came == []
        with pytest.raises(NotReachedError, match="address refused"):
            ask(Request(machine.url), QUICK)
        monkeypatch.setenv("SSL_CERT_FILE", own.certificate)
        assert ask(Request(machine.url), bounds).body == b"well"


def test_a_handshake_that_never_ends_is_cut_off(tmp_path: Path) -> None:
    host = own_address()
    if not host:
        pytest.skip("this machine has no address but its loopback")
    with socket.create_server((host, 0)) as silent:
        url = f"https://{host}:{silent.getsockname()[1]}/"
        with pytest.raises(NotReachedError, match="too slow"):
            ask(Request(url), Bounds(wait=5.0, altogether=0.5, allowed=(host,)))
