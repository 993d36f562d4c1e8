"""A deletion that was decided reaches the log, where the log is what it is about."""

import pytest
from sqlmodel import Session, select

from app.access_log.erasing.models import AskedErasure
from app.register.file import service as register
from app.subject_requests.models import Kind
from app.subject_requests.outcomes.models import Result
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.looks import PRACTICES
from tests.support.outcomes import ask, filed, write
from tests.support.register import a_file
from tests.support.requests import approve

RECORD, OTHER = "this-portal", "hr-record"


@pytest.mark.parametrize(
    ("result", "about", "goes"),
    [
        (Result.DELETED, (RECORD,), True),
        (Result.DELETED, (OTHER, RECORD), True),
        (Result.DELETED, (OTHER,), False),
        (Result.PARTLY_DELETED, (RECORD,), False),  # which part, no program reads
        (Result.KEPT, (RECORD,), False),
    ],
)
def test_what_was_decided_is_asked_of_the_log_once_it_is_approved(
    session: Session, cast: Cast, result: Result, about: tuple[str, ...], goes: bool
) -> None:
    register.take_in(session, a_file(*PRACTICES))
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE, *about)
    write(session, request, cast, result)
    proposed = ask(session, request, cast)
    assert not session.exec(select(AskedErasure)).all()  # one officer alone deletes nothing

    approve(session, proposed, cast.daniel)

    asked = [(each.person_id, each.reference) for each in session.exec(select(AskedErasure))]
    assert asked == ([(cast.amara.id, request.reference)] if goes else [])


@pytest.mark.parametrize("about", [RECORD, OTHER])
def test_the_officer_reads_that_the_portal_does_it(
    browser: Browser, session: Session, cast: Cast, about: str
) -> None:
    register.take_in(session, a_file(*PRACTICES))
    request = filed(session, cast.amara, cast.helen, Kind.ERASURE, about)
    browser.sign_in(cast.helen)
    page = browser.visit(f"/desk/requests/{request.reference}/outcome")
    assert ("the portal itself deletes" in page.main) == (about == RECORD)
