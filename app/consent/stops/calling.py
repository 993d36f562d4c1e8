"""Calling a webhook: one address that was looked at first, no redirects, not much, not long."""

import http.client
import socket
import ssl
from collections.abc import Mapping
from threading import Timer
from urllib.parse import urlsplit

from app.consent.stops import rules
from app.identity.sources.rules import is_webhook

SECONDS = 5.0
ALTOGETHER = 15.0


class NotTakenError(Exception):
    """The webhook was not reached, or did not say 2xx. ``kind`` names no address."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def call(url: str, body: bytes, headers: Mapping[str, str], allowed: str = "") -> None:
    """POST a body to a webhook. Raises NotTakenError.

    The name is looked up once and the connection goes to the address that was looked at, so
    that it cannot become another one in between. ``allowed``: hosts in a private network.
    """
    parts = urlsplit(url)
    if not is_webhook(url):
        raise NotTakenError("address")
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(parts.scheme, host, port, allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        status = _status(_connected(parts.scheme, host, port, address), path, body, headers)
    except ssl.SSLError as untrusted:
        raise NotTakenError("certificate") from untrusted
    except (OSError, http.client.HTTPException, ValueError) as failed:
        raise NotTakenError("unreachable") from failed
    if not 200 <= status < 300:
        raise NotTakenError(f"status {status}")


def _address(scheme: str, host: str, port: int, allowed: str) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotTakenError("unknown host") from unknown
    addresses = [str(each[4][0]) for each in found]
    if not rules.may_be_called(scheme, host, addresses, allowed.split(",")):
        raise NotTakenError("address refused")
    return addresses[0]


def _connected(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    """A connection to the address; the certificate must be the host's."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    plain = socket.create_connection((address, port), timeout=SECONDS)
    if scheme == "http":
        connection.sock = plain
        return connection
    try:
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    return connection


def _status(
    connection: http.client.HTTPConnection, path: str, body: bytes, headers: Mapping[str, str]
) -> int:
    """The answer's status; a receiver that dawdles is cut off."""
    held = connection.sock
    cut = Timer(ALTOGETHER, _cut, [held])
    cut.daemon = True
    cut.start()
    try:
        connection.request("POST", path, body, dict(headers))
        return connection.getresponse().status
    finally:
        cut.cancel()
        connection.close()
        held.close()


def _cut(held: socket.socket) -> None:
    try:
        held.shutdown(socket.SHUT_RDWR)
    except OSError:
        held.close()
