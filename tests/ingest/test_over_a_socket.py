"""Large bodies over a real socket: a refusal is heard while they come, and they cost little."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import chain, product
from pathlib import Path

import httpx2
import pytest

from app.core.db.session import engine
from tests.ingest.test_api import an_event
from tests.support import processes
from tests.support.headers import assert_exact

MIB = 1 << 20
PIECE = 64 * 1024
WITHIN, REFUSED = 64 * MIB, 32 * MIB  # of memory for a body within, over the limit (SECURITY: P13)


@dataclass(frozen=True)
class Server:
    """``daylight serve`` in a process of its own."""

    port: int
    process: subprocess.Popen[bytes]

    def held(self, name: str) -> int:
        """Bytes, by their name in the kernel's own account: VmRSS now, VmHWM at the most."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

    def begin_anew(self) -> None:
        """Let the high-water mark start again from what is held now."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


@pytest.fixture
def server(key: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    engine().dispose()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    monkeypatch.setenv("DAYLIGHT_BASE_URL", f"http://127.0.0.1:{port}")
    process = processes.start("-m", "app.cli", "serve", "--port", str(port))
    try:
        processes.wait_until(lambda: _listens(port), 60)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def port(server: Server) -> int:
    return server.port


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


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


def in_chunks(port: int, path: str, pieces: Iterator[bytes], **headers: str) -> int:
    """The status of a body sent in chunks, without a length; sent on until nobody listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", path)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {"transfer-encoding": "chunked", **named}.items():
        connection.putheader(name, value)
    connection.endheaders()
    with suppress(ConnectionError):
        for piece in pieces:
            connection.send(piece)
    status = connection.getresponse().status
    connection.close()
    return status


def _many(size: int) -> Iterator[bytes]:
    """A body of so many bytes in chunks of one piece each."""
    chunk = b"%x\r\n%b\r\n" % (PIECE, b" " * PIECE)
    for _ in range(size // PIECE):
        yield chunk
    yield b"0\r\n\r\n"


def _one(size: int) -> Iterator[bytes]:
    """The same in one chunk, whose length is said before it comes."""
    yield b"%x\r\n" % size
    for _ in range(size // PIECE):
        yield b" " * PIECE
    yield b"\r\n0\r\n\r\n"


def _whole(body: bytes) -> Iterator[bytes]:
    yield b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the high-water mark is Linux's"
)
def test_a_refused_body_in_chunks_costs_the_server_little(key: str, server: Server) -> None:
    right = {"authorization": f"Bearer {key}", "content_type": "application/json"}
    form = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "same-origin"}
    doors = {
        "/api/v1/access-events": right,
        "/api/v1/heartbeats": right,
        "/sign-in/back-channel-logout": form,
        "/settings": form,
    }

    def reported() -> int:
        batch = json.dumps({"events": [an_event()]}).encode()
        return in_chunks(server.port, "/api/v1/access-events", _whole(batch), **right)

    assert reported() == 201  # and what a first report reads in is in memory
    for (path, headers), pieces in product(doors.items(), (_many, _one)):
        server.begin_anew()
        before = server.held("VmRSS")
        assert in_chunks(server.port, path, pieces(96 * MIB), **headers) == 413, path
        grown = server.held("VmHWM") - before
        assert grown <= REFUSED, f"{path}, {pieces.__name__}: {grown / MIB:.1f} MiB"
    assert reported() == 201


def _deep(size: int) -> bytes:
    """Lists in lists, and objects in objects, down to the end of the body."""
    return b'{"events":[' + b"[" * (size // 2) + b'{"a":' * (size // 10)


def _wide(size: int) -> bytes:
    """One event of as many members as find room, each of another name."""
    members = b",".join(b'"%06d":0' % number for number in range(size // 11))
    return b'{"events":[{%b}]}' % members


def _elements(size: int) -> bytes:
    return b'{"events":[%b{}]}' % (b"{}," * (size // 3 - 8))


def _lines(size: int, number: int = 10_000) -> bytes:
    """As many reports as one call may carry, all good; blank lines make up the size."""
    who = {"id": "E1005", "kind": "person", "unit": "u" * 175}
    reports = (json.dumps(an_event(accessor=who, case="c" * 175)) for _ in range(number))
    return "\n".join(reports).encode().ljust(size, b"\n")


def _bad_at_the_end(size: int) -> bytes:
    end = b"{no JSON"
    return _lines(size - len(end), 9_999) + end


def _short_lines(size: int) -> bytes:
    return b"{}\n" * (size // 3)


def _one_line(size: int) -> bytes:
    return _wide(size).removeprefix(b'{"events":[').removesuffix(b"]}")


def _strange_members(size: int) -> bytes:
    """As many events as one call may carry, each of 100 members nobody knows."""
    event = b"{%b}\n" % b",".join(b'"%02d":0' % number for number in range(100))
    return (event * 10_000).ljust(size, b"\n")


def _strange_elements(size: int) -> bytes:
    events = b",".join(_strange_members(0).split())
    return (b'{"events":[%b]}' % events).ljust(size)


JSON, NDJSON = "application/json", "application/x-ndjson"
BODIES = (
    (_deep, JSON, 400),
    (_wide, JSON, 413),
    (_elements, JSON, 413),
    (_deep, NDJSON, 413),
    (_one_line, NDJSON, 413),
    (_short_lines, NDJSON, 413),
    (_bad_at_the_end, NDJSON, 400),
    (_strange_members, NDJSON, 422),
    (_strange_elements, JSON, 422),
    (_lines, NDJSON, 201),
)


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the high-water mark is Linux's"
)
def test_deep_wide_and_many_cost_the_server_little_within_the_limit_and_over_it(
    key: str, server: Server
) -> None:
    right = {"authorization": f"Bearer {key}"}

    def reported(body: bytes, content_type: str) -> int:
        pieces = (
            b"%x\r\n%b\r\n" % (len(piece), piece)
            for piece in (body[at : at + PIECE] for at in range(0, len(body), PIECE))
        )
        named = right | {"content_type": content_type}
        path = "/api/v1/access-events"
        return in_chunks(server.port, path, chain(pieces, [b"0\r\n\r\n"]), **named)

    def good() -> int:
        return reported(json.dumps({"events": [an_event()]}).encode(), JSON)

    assert good() == 201
    for size, most in ((7 * MIB, WITHIN), (9 * MIB, REFUSED)):
        for body, content_type, status in BODIES:
            made = body(size)
            server.begin_anew()
            before = server.held("VmRSS")
            answered = reported(made, content_type)
            grown = server.held("VmHWM") - before
            what = f"{body.__name__} as {content_type}, {size // MIB} MiB"
            assert answered == (413 if most == REFUSED else status), what
            assert grown <= most, f"{what}: {grown / MIB:.1f} MiB"
    assert good() == 201
