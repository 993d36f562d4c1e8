"""Who takes an answer out goes away, or the portal is killed: half a file is never a file."""

import io
import signal
import socket
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlencode, urlsplit

import pytest
import pyzipper
from sqlmodel import Session

from app.answers.delivery import service
from app.core.config import settings
from app.core.db.base import new_id
from app.subject_requests.models import Act, Delivery
from tests.support import sending, sign_in
from tests.support.cast import Cast
from tests.support.guarded import Cookie, Guarded, guarded
from tests.support.processes import wait_until
from tests.support.requests import acts

LARGE = 12 << 20  # bytes: more than any buffer on the way holds
SMALL = 1 << 16
HANG_UP = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets the connection
END = b"\r\n0\r\n\r\n"  # of an answer that came whole


@contextmanager
def begun(portal: Guarded, cookie: Cookie, path: str, **form: str) -> Iterator[socket.socket]:
    """A form whose answer has begun to come; what is left unread is thrown away."""
    body = urlencode(form)
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {urlsplit(settings().base_url).netloc}",
        f"Cookie: {'='.join(cookie)}",
        "Sec-Fetch-Site: same-origin",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    host, port = portal.address.split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HANG_UP)
        connection.connect((host, int(port)))
        connection.sendall("\r\n".join([*lines, "", body]).encode())
        wait_until(lambda: connection.recv(12, socket.MSG_PEEK) == b"HTTP/1.1 200")
        yield connection


def rest(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(SMALL):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def opened_by(portal: Guarded) -> set[Path]:
    """The stored files that the process which serves has open."""
    assert portal.process is not None
    stored = settings().storage.resolve()
    found = set()
    for each in Path(f"/proc/{portal.process.pid}/fd").iterdir():
        try:
            found.add(each.resolve())
        except FileNotFoundError:  # closed meanwhile
            continue
    return {path for path in found if path.is_relative_to(stored)}


@pytest.fixture
def portal() -> Guarded:
    return Guarded()


def test_half_a_file_is_none_and_the_next_is_whole(
    session: Session, cast: Cast, portal: Guarded
) -> None:
    letter = Random(1).randbytes(LARGE)
    file_id = sending.a_file(letter)
    archived = sending.approved(session, cast, Delivery.ARCHIVE, file_id)
    printed = sending.approved(session, cast, Delivery.PAPER, file_id)
    code = service.lock(session, archived, cast.helen, form_key=new_id())
    cookie = sign_in.a_session(cast.helen)
    ways = [
        (f"/desk/requests/{archived.reference}/delivery/file", {"code": code}),
        (f"/desk/requests/{printed.reference}/delivery/paper", {}),
    ]
    session.commit()
    before = sorted(settings().storage.rglob("*"))

    with guarded(portal):
        for path, form in ways:  # she goes away
            with begun(portal, cookie, path, **form):
                wait_until(lambda: opened_by(portal) != set())
            wait_until(lambda: opened_by(portal) == set())
        for path, form in ways:  # the portal is killed
            with begun(portal, cookie, path, **form) as connection:
                wait_until(lambda: opened_by(portal) != set())
                portal.stop(signal.SIGKILL)
                came = rest(connection)
            assert len(came) < LARGE
            assert not came.endswith(END)  # a browser says that it broke off
            _head, _blank, half = came.partition(b"\r\n\r\n")
            with pytest.raises(zipfile.BadZipFile):
                zipfile.ZipFile(io.BytesIO(half))
            portal.start()
        assert sorted(settings().storage.rglob("*")) == before
        whole = [portal.ask(path, cookie, form or {"": ""}) for path, form in ways]

    with pyzipper.AESZipFile(io.BytesIO(whole[0].body)) as archive:
        archive.setpassword(code.encode())
        inside = archive.read(f"{archived.reference}.zip")
    for content in (inside, whole[1].body):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            assert opened.testzip() is None
            assert opened.read("letter.pdf") == letter
    for sar in (archived, printed):
        assert acts(session, sar).count(Act.TAKEN_OUT) == 3  # each is told, whole or not
