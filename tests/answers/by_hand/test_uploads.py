"""Files that are given by hand: what they cost, and that nothing stays of those that broke off."""

import json
import os
import socket
import struct
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlmodel import Session, select

from app.answers.by_hand.models import FileForm, HandFile, HandSearch
from app.answers.by_hand.source import MOST_MESSAGES, ByHand
from app.connectors.files.rules import ENOUGH
from app.connectors.schemas import Asked
from app.core.config import settings
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.core.web.bodies import MOST_OF_FILES
from app.subject_requests import queries as requests
from app.subject_requests.models import SubjectRequest
from tests.answers.conftest import Full
from tests.support import sign_in
from tests.support.answers import a_source, begin, files_on_disk
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.processes import wait_until
from tests.support.requests import taken

MIB = 1 << 20
BOUNDARY = "a-line-between"
HANG_UP = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets the connection


@pytest.fixture
def request_(session: Session, cast: Cast, tmp_path: Path) -> SubjectRequest:
    a_source(tmp_path).connect(session)
    request = taken(session, cast.amara, cast.helen)
    begin(session, request, cast.helen)
    session.commit()
    return request


def typed(request: SubjectRequest) -> dict[str, str]:
    today = requests.today(request.jurisdiction).isoformat()
    about = {"place": "elsewhere", "title": "Paper files", "terms": "Amara"}
    return about | {"searched": "Page by page.", "searched_on": today, "form_key": str(new_id())}


def a_form(fields: dict[str, str], name: str, content: bytes) -> bytes:
    """As a browser sends it."""
    said = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    )
    file = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"'
    return f"{said}{file}\r\n\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


def headers(cast: Cast) -> dict[str, str]:
    return {
        "Cookie": "=".join(sign_in.a_session(cast.helen)),
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }


def halves() -> list[Path]:
    return list(settings().storage.rglob("*.part"))


REPORTS = """
import json, sys
from pathlib import Path
from fastapi.testclient import TestClient
from app.main import create_app

def held(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

path, headers, warm, *bodies = sys.argv[1:]
with TestClient(create_app(), base_url="http://127.0.0.1:8000") as client:
    def send(content):
        return client.post(
            path, content=content, headers=json.loads(headers), follow_redirects=False
        ).status_code
    assert send(Path(warm).read_bytes()) == 303
    for body in bodies:
        content = Path(body).read_bytes()
        Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts again from here
        before = held("VmRSS")
        status = send(content)
        print(json.dumps({"status": status, "grown": held("VmHWM") - before - len(content)}))
"""
"""The client's own copy of the body lies in the same process and is not counted."""

LARGEST = MOST_OF_FILES - 4096  # what stands around it
BODIES: dict[str, tuple[str, bytes, int, int]] = {
    "text": ("a.txt", b"x" * LARGEST, 303, 64 * MIB),
    "many small lists": ("a.json", b"[" + b"[]," * (LARGEST // 3 - 2) + b"[]]", 303, 64 * MIB),
    "refused": ("a.xlsx", b"x" * LARGEST, 422, 64 * MIB),
    "too large": ("a.txt", b"x" * MOST_OF_FILES, 413, 32 * MIB),
}


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="the high-water mark is Linux's"
)
def test_a_file_costs_no_more_memory_than_its_limit(
    session: Session, cast: Cast, request_: SubjectRequest, tmp_path: Path
) -> None:
    warm = tmp_path / "warm"
    warm.write_bytes(a_form(typed(request_), "a.txt", b"Nothing much."))
    for kind, (name, content, _status, _limit) in BODIES.items():
        (tmp_path / kind).write_bytes(a_form(typed(request_), name, content))
    path = f"/desk/requests/{request_.reference}/searches"
    files = [str(tmp_path / kind) for kind in BODIES]
    session.commit()
    done = subprocess.run(
        [sys.executable, "-c", REPORTS, path, json.dumps(headers(cast)), str(warm), *files],
        capture_output=True,
        env=os.environ,
        check=True,
        text=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(BODIES)
    for (kind, (*_sent, status, limit)), answer in zip(BODIES.items(), answers, strict=True):
        assert answer["status"] == status, kind
        assert answer["grown"] <= limit, f"{kind}: {answer['grown'] / MIB:.1f} MiB"
    assert len(files_on_disk()) == 3
    assert halves() == []


def test_of_a_file_whose_sender_goes_away_nothing_stays(
    live: str, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    address, path = urlsplit(live).netloc, f"/desk/requests/{request_.reference}/searches"
    whole = a_form(typed(request_), "a.txt", b"x" * 4 * MIB)
    sent = headers(cast)
    session.commit()
    host, port = address.split(":")
    with socket.socket() as going:
        going.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, HANG_UP)
        going.connect((host, int(port)))
        lines = [f"POST {path} HTTP/1.1", f"Host: {address}", f"Content-Length: {len(whole)}"]
        lines += map(": ".join, sent.items())
        going.sendall("\r\n".join([*lines, "", ""]).encode() + whole[: 2 * MIB])
        wait_until(lambda: halves() != [])
    wait_until(lambda: halves() == [])
    assert files_on_disk() == set()
    session.expire_all()
    assert session.exec(select(HandSearch)).all() == []
    session.commit()

    connection = HTTPConnection(address, timeout=30)
    connection.request("POST", path, body=whole, headers=sent)
    assert connection.getresponse().status == 303
    connection.close()
    [file] = session.exec(select(HandFile)).all()
    assert (file.size, files_on_disk()) == (4 * MIB, {file.file_id})


def test_a_full_disk_is_said_in_words_and_keeps_nothing_of_any_file(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest, full: Full
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request_.reference}/searches")
    said = {name: value for name, value in typed(request_).items() if name != "form_key"}
    two = {"files": [("small.txt", b"First."), ("large.txt", b"x" * MIB)]}
    with full():
        refused = browser.submit(page, "Write it down", status=422, **said | two)
        assert halves() == []
    assert files_on_disk() == set()
    assert "There is no room for these files at the moment." in refused.main
    assert "Page by page." in refused.main  # what was typed is there still
    assert session.exec(select(HandSearch)).all() == []
    browser.submit(refused, "Write it down", **two)
    session.expire_all()
    named = {file.file_id for file in session.exec(select(HandFile))}
    assert (len(named), files_on_disk()) == (2, named)


def test_a_form_sent_twice_keeps_its_files_once(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request_.reference}/searches")
    said = {name: value for name, value in typed(request_).items() if name != "form_key"}
    for _press in range(2):
        browser.submit(page, "Write it down", **said, files=[("note.txt", b"Spoke with Amara.")])
    [file] = session.exec(select(HandFile)).all()
    assert files_on_disk() == {file.file_id}


def test_a_mailbox_is_read_in_portions(session: Session) -> None:
    letter = "From: Tom <tom@example.com>\nSubject: {0}\nMessage-ID: <{0}@x>\n\n{1}\n\n"
    line = "From tom Fri Oct 02 09:00:00 2026\n"
    sizes = [10] * (MOST_MESSAGES + 1) + [ENOUGH // 2] * 3
    box = "".join(line + letter.format(n, "x" * size) for n, size in enumerate(sizes)).encode()
    stored = storage.keep(box)
    file = HandFile(
        search_id=new_id(), name="a.mbox", form=FileForm.MAILBOX, size=len(box), file_id=stored.id
    )
    files, found, after = [file, file], [], None
    while True:
        portion = ByHand([], files).portion(Asked("E1001"), after)
        found.append([document.title for document in portion.documents])
        assert sum(len(each.content) for each in portion.documents) < 2 * ENOUGH
        assert portion == ByHand([], files).portion(Asked("E1001"), after)
        if (after := portion.after) is None:
            break
    once = [str(number) for number in range(len(sizes))]
    assert [title for portion in found for title in portion] == once * 2
    assert [len(portion) for portion in found] == [MOST_MESSAGES, 3, 1] * 2
