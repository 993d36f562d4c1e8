"""A disk that fills up: nothing half is kept or given, and the work ends once there is room."""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session

from app.answers.bundles import queries as bundles
from app.answers.bundles import rules
from app.answers.bundles.models import AnswerBundle, Making
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import Progress
from app.answers.release import service as release
from app.core import clock
from app.core.config import settings
from app.core.db.base import new_id
from app.core.storage import service as storage
from app.subject_requests.models import SubjectRequest
from app.worker import FILES
from tests.answers.conftest import Full
from tests.support.answers import Source, a_source, begin, prepared, work
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.requests import taken

ROWS, LENGTH = 200, 2000  # what cannot be packed smaller than some of the files' blocks


@pytest.fixture
def source(session: Session, tmp_path: Path) -> Source:
    random = Random(1)
    made = a_source(tmp_path)
    made.fill(("E1001", "2026-10-01", random.randbytes(LENGTH // 2).hex(), "") for _ in range(ROWS))
    made.connect(session)
    return made


def newest(session: Session, request: SubjectRequest) -> AnswerBundle:
    session.expire_all()
    found = bundles.newest(session, request.id)
    assert found is not None
    return found


def assert_nothing_lies_about(session: Session) -> None:
    """No half, and nothing that the sweep would have to remove."""
    assert not list(settings().storage.rglob("*.part"))
    swept = storage.sweep(lambda ids: set().union(*(of(session, ids) for of in FILES)), timedelta())
    assert swept == 0


@pytest.mark.parametrize("tries", [1, rules.ATTEMPTS])
def test_no_half_bundle_is_there_and_a_whole_one_comes_once_there_is_room(
    browser: Browser, session: Session, cast: Cast, source: Source, full: Full, tries: int
) -> None:
    request, _gathering = prepared(session, cast, source)
    release.pack(session, request, cast.helen, form_key=new_id())
    began = clock.now()
    with full():
        for number in range(tries):
            with clock.set_to(began + timedelta(hours=number)):
                work(session)
        assert not list(settings().storage.rglob("*.part"))
    broke = newest(session, request)
    assert broke.making is (Making.FAILED if tries == rules.ATTEMPTS else Making.ASKED)
    assert broke.file_id is None
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request.reference}/release")
    assert "Something went wrong while it was put together." in page.main
    assert_nothing_lies_about(session)
    browser.sign_in(cast.amara)
    browser.get(f"/requests/{request.reference}/download", status=404)

    if broke.making is Making.FAILED:
        browser.sign_in(cast.helen)
        page = browser.visit(f"/desk/requests/{request.reference}/release")
        browser.submit(page, "Put the files together")
    with clock.set_to(clock.now() + timedelta(hours=tries)):
        work(session)
    whole = newest(session, request)
    assert whole.making is Making.MADE
    assert whole.file_id is not None
    content = storage.content(whole.file_id)
    assert sha256(content).hexdigest() == whole.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert zipped.testzip() is None
        assert len(json.loads(zipped.read("data/hr-core/absence.json"))["records"]) == ROWS
    assert_nothing_lies_about(session)


def test_what_is_gathered_waits_for_room_and_comes_once(
    session: Session, cast: Cast, source: Source, full: Full
) -> None:
    request = taken(session, cast.amara, cast.helen)
    gathering = begin(session, request, cast.helen)
    with full():
        work(session)
    session.expire_all()
    [waiting] = [each for each in gathered.sources(session, gathering) if each.name == "hr-core"]
    assert waiting.progress is Progress.WAITING
    assert waiting.reason == "Something went wrong while this source was read."
    assert_nothing_lies_about(session)
    with clock.set_to(clock.now() + timedelta(hours=1)):
        work(session)
    session.expire_all()
    [done] = [each for each in gathered.sources(session, gathering) if each.name == "hr-core"]
    assert (done.progress, done.records) == (Progress.DONE, ROWS)
    assert_nothing_lies_about(session)
