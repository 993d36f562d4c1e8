"""A machine that is asked over HTTP and answers byte for byte as it is told: real sockets."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

MOST = 10.0
LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Came:
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))


Reply = Iterable[bytes | float]  # bytes are sent, seconds are waited


@dataclass
class Machine:
    """``connections`` counts what connected, whether it asked for something or not."""

    url: str = ""
    port: int = 0
    connections: int = 0
    came: list[Came] = field(default_factory=list)


def said(
    body: bytes = b"", status: int = 200, length: int | None = None, **headers: str
) -> list[bytes | float]:
    """An answer; ``length`` is what it says its length is."""
    lines = [
        f"HTTP/1.1 {status} Said",
        f"Content-Length: {len(body) if length is None else length}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ["\r\n".join([*lines, "Connection: close", "", ""]).encode() + body]


@contextmanager
def answering(
    reply: Callable[[Came], Reply],
    host: str = "127.0.0.1",
    certificate: "Certificate | None" = None,
) -> Iterator[Machine]:
    """A machine that answers each request with what ``reply`` makes of it."""
    machine, over = Machine(), threading.Event()
    scheme = "http" if certificate is None else "https"
    with socket.create_server((host, 0)) as listening:
        listening.settimeout(0.02)
        machine.port = listening.getsockname()[1]
        machine.url = f"{scheme}://{host}:{machine.port}"
        thread = threading.Thread(
            target=_serve, args=(listening, machine, reply, over, certificate)
        )
        thread.start()
        try:
            yield machine
        finally:
            over.set()
            thread.join()


def _serve(
    listening: socket.socket,
    machine: Machine,
    reply: Callable[[Came], Reply],
    over: threading.Event,
    certificate: "Certificate | None",
) -> None:
    talks: list[threading.Thread] = []
    while not over.is_set():
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            continue
        machine.connections += 1
        talk = threading.Thread(target=_talk, args=(connection, machine, reply, over, certificate))
        talk.start()
        talks.append(talk)
    for talk in talks:
        talk.join()


def _talk(
    connection: socket.socket,
    machine: Machine,
    reply: Callable[[Came], Reply],
    over: threading.Event,
    certificate: "Certificate | None",
) -> None:
    connection.settimeout(MOST)
    try:
        with connection if certificate is None else certificate.encrypted(connection) as held:
            came = _came(held)
            if came is None:
                return
            machine.came.append(came)
            for part in reply(came):
                if isinstance(part, bytes):
                    held.sendall(part)
                elif over.wait(min(part, MOST)):
                    return
    except OSError:
        connection.close()


def _came(connection: socket.socket) -> Came | None:
    with connection.makefile("rb") as asked:
        first = asked.readline().decode("latin-1").split()
        if len(first) != 3:
            return None
        headers: dict[str, str] = {}
        while line := asked.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        body = asked.read(int(headers.get("content-length", "0")))
        return Came(first[0], first[1], headers, body)


@dataclass(frozen=True)
class Certificate:
    """A certificate of an address that no authority signed, and its key: paths of files."""

    certificate: str
    key: str

    @classmethod
    def of(cls, address: str, folder: Path) -> "Certificate":
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a machine")])
        since = datetime.now(UTC) - timedelta(days=1)
        signed = (
            x509.CertificateBuilder(name, name, key.public_key(), 1, since, since + LASTS)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False
            )
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
            .sign(key, hashes.SHA256())
        )
        own = cls(str(folder / "certificate.pem"), str(folder / "key.pem"))
        Path(own.certificate).write_bytes(signed.public_bytes(Encoding.PEM))
        Path(own.key).write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return own

    def encrypted(self, connection: socket.socket) -> socket.socket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context.wrap_socket(connection, server_side=True)


def own_address() -> str:
    """An address of this machine's that is not the loopback; empty if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return ""
        return str(asked.getsockname()[0])
