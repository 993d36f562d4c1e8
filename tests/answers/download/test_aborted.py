"""She goes away in the midst of a download: nothing stays open, and the next one is whole."""

import io
import socket
import struct
import zipfile
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.core.config import settings
from tests.support import sign_in
from tests.support.answers import a_source, released
from tests.support.cast import Cast
from tests.support.processes import wait_until

ROWS, LENGTH = 120, 100_000  # some 12 MB: more than any buffer on the way holds
SMALL = 1 << 16
HANG_UP = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets the connection


def _is_open(file: Path) -> bool:
    """Whether this process, which serves, has the file open."""
    return file.resolve() in map(Path.resolve, Path("/proc/self/fd").iterdir())


def test_a_download_that_is_broken_off_is_written_down_and_the_next_is_whole(
    live: str, session: Session, cast: Cast, tmp_path: Path
) -> None:
    random = Random(1)
    source = a_source(tmp_path)
    source.fill(
        ("E1001", "2026-10-01", random.randbytes(LENGTH // 2).hex(), "") for _ in range(ROWS)
    )
    source.connect(session)
    request = released(session, cast, source)
    bundle = bundles.newest(session, request.id)
    assert bundle is not None
    assert bundle.file_id is not None
    file, digest = next(settings().storage.rglob(bundle.file_id.hex)), bundle.sha256
    cookie = "=".join(sign_in.a_session(cast.amara))
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", "Content-Length": "0"}
    reference = request.reference
    address, path = urlsplit(live).netloc, f"/requests/{reference}/download"
    session.commit()  # lets go of the database, for the portal

    def asking() -> HTTPConnection:
        connection = HTTPConnection(address, timeout=30)
        connection.request("POST", path, headers=headers)
        return connection

    host, port = address.split(":")
    with socket.socket() as going:
        going.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL)
        going.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HANG_UP)
        going.connect((host, int(port)))
        lines = [f"POST {path} HTTP/1.1", f"Host: {address}", *map(": ".join, headers.items())]
        going.sendall("\r\n".join([*lines, "", ""]).encode())
        assert going.recv(SMALL).startswith(b"HTTP/1.1 200")
        wait_until(lambda: _is_open(file))
    wait_until(lambda: not _is_open(file))

    answer = (connection := asking()).getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 200
    assert sha256(content).hexdigest() == digest
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    session.expire_all()
    assert len(bundles.downloads(session, bundle)) == 2
    session.commit()
    reading = HTTPConnection(address, timeout=30)
    reading.request("GET", "/looked/download?format=json", headers={"Cookie": cookie})
    told = reading.getresponse().read().decode()
    reading.close()
    assert told.count(f'"{reference}"') >= 2
