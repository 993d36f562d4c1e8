"""Asking another machine: one address that was looked at first, no redirects, within bounds."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Timer
from types import TracebackType
from urllib.parse import SplitResult, urlsplit

from app.core.outgoing import rules

PIECE = 64 * 1024


class NotReachedError(Exception):
    """There is no answer, or it is none to be read. ``kind`` names no address.

    Kinds: address, unknown host, address refused, certificate, unreachable, too slow,
    too large, cut short, encoding.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Request:
    """What is asked of an address. Headers and body go to it as they are."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Bounds:
    """Seconds that nothing may come for, seconds altogether, and bytes of the body.

    ``largest`` None: the body is not read. ``allowed``: hosts in a private network. Looking up
    the name takes as long as the machine's resolver takes and is not counted.
    """

    wait: float = 5.0
    altogether: float = 15.0
    largest: int | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status. A redirect is an answer like any other."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(request: Request, bounds: Bounds) -> Answer:
    """Send a request and read its answer. Raises NotReachedError.

    The name is looked up once and the connection goes to the address that was looked at, so
    that it cannot become another one in between.
    """
    if not rules.may_be_asked(request.url):
        raise NotReachedError("address")
    parts = urlsplit(request.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(parts, port, bounds)
    with _Held(bounds) as held:
        try:
            connection = held.connected(parts, port, address)
            answer = _answer(connection, request, parts, bounds.largest)
            held.in_time()
        except NotReachedError as failed:
            raise NotReachedError("too slow" if held.is_over else failed.kind) from failed
        except (OSError, http.client.HTTPException, ValueError) as failed:
            raise NotReachedError("too slow" if held.is_over else _kind(failed)) from failed
    return answer


def _kind(failed: Exception) -> str:
    if isinstance(failed, TimeoutError):
        return "too slow"
    if isinstance(failed, ssl.SSLError):
        return "certificate"
    return "cut short" if isinstance(failed, http.client.IncompleteRead) else "unreachable"


def _address(parts: SplitResult, port: int, bounds: Bounds) -> str:
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotReachedError("unknown host") from unknown
    addresses = [str(each[4][0]) for each in found]
    if not rules.may_be_reached(parts.scheme, host, addresses, bounds.allowed):
        raise NotReachedError("address refused")
    return addresses[0]


class _Held:
    """A connection that is ended when its time is over, however it dawdles."""

    def __init__(self, bounds: Bounds) -> None:
        self.is_over = False
        self._wait = bounds.wait
        self._socket: socket.socket | None = None
        self._timer = Timer(bounds.altogether, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "_Held":
        self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _raised: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()

    def connected(self, parts: SplitResult, port: int, address: str) -> http.client.HTTPConnection:
        """A connection to the address; the certificate must be the host's."""
        host = parts.hostname or ""
        connection = http.client.HTTPConnection(host, port, timeout=self._wait)
        self._socket = socket.create_connection((address, port), timeout=self._wait)
        self.in_time()
        if parts.scheme == "https":
            self._socket = ssl.create_default_context().wrap_socket(
                self._socket, server_hostname=host, do_handshake_on_connect=False
            )
            self.in_time()
            self._socket.do_handshake()
        connection.sock = self._socket
        return connection

    def in_time(self) -> None:
        """NotReachedError once the time is over: what looks like an end was cut off by us."""
        if self.is_over:
            raise NotReachedError("too slow")

    def _end(self) -> None:
        self.is_over = True
        if self._socket is None:
            return
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            self._socket.close()


def _answer(
    connection: http.client.HTTPConnection,
    request: Request,
    parts: SplitResult,
    largest: int | None,
) -> Answer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(request.method, path, request.body, dict(request.headers))
    with connection.getresponse() as answer:
        body = b"" if largest is None else _body(answer, largest)
        return Answer(answer.status, answer.headers, body)


def _body(answer: http.client.HTTPResponse, largest: int) -> bytes:
    """The whole body. A compressed one is refused: it was not asked for, and may be a bomb."""
    if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise NotReachedError("encoding")
    if len(set(answer.headers.get_all("Content-Length", []))) > 1:
        raise NotReachedError("cut short")
    if (answer.length or 0) > largest:
        raise NotReachedError("too large")
    body = bytearray()
    while piece := answer.read(PIECE):
        body += piece
        if len(body) > largest:
            raise NotReachedError("too large")
    if answer.length:
        raise NotReachedError("cut short")
    return bytes(body)
