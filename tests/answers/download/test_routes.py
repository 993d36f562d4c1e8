"""Her own files, after she showed once more that it is her; each download in the log first."""

import io
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles import service as packing
from app.answers.bundles.models import AnswerBundle
from app.core import clock
from app.core.config import settings
from app.core.storage.rules import DamagedError
from app.subject_requests.models import SubjectRequest
from tests.support.answers import a_source, released
from tests.support.browser import Browser
from tests.support.cast import Cast

TAKE = "Download everything"


@pytest.fixture
def request_(session: Session, cast: Cast, tmp_path: Path) -> SubjectRequest:
    source = a_source(tmp_path)
    source.fill([("E1001", "2026-10-01", "S", "Swapped with Tom Whitlock.")])
    source.connect(session)
    return released(session, cast, source)


def bundle_of(session: Session, request: SubjectRequest) -> AnswerBundle:
    session.expire_all()
    found = bundles.newest(session, request.id)
    assert found is not None
    return found


def at(request: SubjectRequest) -> str:
    return f"/requests/{request.reference}/download"


def test_she_takes_exactly_what_was_approved_and_finds_it_in_her_log(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.amara)
    tracker = browser.visit(f"/requests/{request_.reference}")
    page = browser.click(tracker, "See and download the files")
    assert "Nobody yet." in page.main
    assert "documents/00001.html" in page.main

    taken = browser.submit(page, TAKE)

    assert taken.response.headers["cache-control"] == "no-store"
    assert taken.response.headers["content-type"] == "application/zip"
    content = taken.response.content
    assert sha256(content).hexdigest() == bundle_of(session, request_).sha256
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert "You, " in browser.visit(at(request_)).main
    looks = browser.visit("/looked/download?format=json").response.json()
    assert [one["case"] for one in looks if one["action"] == "export"].count(
        request_.reference
    ) == 1


def test_nobody_else_finds_them(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    for person in (cast.tom, cast.helen, cast.daniel):
        browser.sign_in(person)
        browser.get(at(request_), status=404)
        browser.post(at(request_), status=404)
    browser.sign_in(cast.amara)
    assert browser.visit(at(request_)).heading == "The files that answer your request"


def test_an_old_sign_in_is_asked_to_sign_in_once_more(
    browser: Browser, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.amara, auth_time=clock.now() - timedelta(minutes=20))
    refused = browser.post(at(request_), status=303)
    assert "/sign-in" in refused.location
    browser.sign_in(cast.amara)
    assert browser.submit(browser.visit(at(request_)), TAKE).response.content


def test_when_their_time_is_over_the_page_says_so(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    browser.sign_in(cast.amara)
    page = browser.visit(at(request_))
    with clock.set_to(clock.now() + timedelta(days=31)):
        packing.remove_expired(session)
    session.commit()
    gone = browser.submit(page, TAKE, status=409)
    assert "Make a new request if you need a copy." in gone.main
    assert "were removed on" in browser.visit(at(request_)).main


def test_files_that_were_removed_are_asked_for_in_a_new_request(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    """The answered request stays as it is: the new one has a clock of its own."""
    browser.sign_in(cast.amara)
    assert "Ask for a copy again" not in browser.visit(at(request_)).main
    with clock.set_to(clock.now() + timedelta(days=31)):
        packing.remove_expired(session)
    session.commit()
    page = browser.visit(at(request_))
    begun = browser.submit(browser.click(page, "Ask for a copy again"), "Start")
    assert begun.url.endswith("/requests/new/data")  # which right is known


def test_a_damaged_file_breaks_off_and_is_no_archive(
    browser: Browser, session: Session, cast: Cast, request_: SubjectRequest
) -> None:
    file_id = bundle_of(session, request_).file_id
    assert file_id is not None
    [path] = settings().storage.rglob(file_id.hex)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    browser.sign_in(cast.amara)
    page = browser.visit(at(request_))
    with pytest.raises(DamagedError):
        browser.submit(page, TAKE)
    path.write_bytes(whole)
    taken = browser.submit(browser.visit(at(request_)), TAKE).response.content
    assert zipfile.ZipFile(io.BytesIO(taken)).testzip() is None
