"""“Save as PDF”: the request as its page shows it, for whose it is and for nobody else."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.subject_requests import service
from app.subject_requests.asking.rules import Asked
from app.subject_requests.models import Kind
from app.subject_requests.progress.rules import Status
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.papers import reader, text
from tests.support.requests import MONDAY, a_request, at


def test_a_request_can_be_taken_away_as_its_page_shows_it(
    browser: Browser, session: Session, cast: Cast
) -> None:
    with clock.set_to(MONDAY):
        request = at(session, Status.PAUSED, cast)
        session.commit()
        browser.sign_in(cast.amara)
        page = browser.visit(f"/requests/{request.reference}")
        answer = browser.get(page.link("Save as PDF")).response
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    name = f'attachment; filename="request-{request.reference}.pdf"'
    assert answer.headers["content-disposition"] == name
    words = text(answer.content)
    told = ["Amara Okafor", "1 June 2026", request.reference, "A copy of your data"]
    told += ["Received Monday 1 June 2026", "In your words All of it.", "Handled by Helen Marsh"]
    told += ["The clock is stopped", "Why we paused it on 1 June: There are two."]
    told += ["1 June 2026, 10am You made this request", "Helen Marsh took your request"]
    told += ["Helen Marsh asked you a question", "Which mailbox do you mean?"]
    told += ["Complain to us", "Information Commissioner", "court", "Page 1 of 1"]
    assert sorted(told, key=words.index) == told
    about = reader(answer.content).metadata
    assert about is not None and about.title == "A copy of your data" and about.author is None


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("late", [0, 45])
def test_each_stage_has_its_paper(
    browser: Browser, session: Session, cast: Cast, status: Status, late: int
) -> None:
    with clock.set_to(MONDAY):
        request = at(session, status, cast)
        session.commit()
    with clock.set_to(MONDAY + timedelta(days=late)):
        browser.sign_in(cast.amara)
        words = text(browser.get(f"/requests/{request.reference}/pdf").response.content)
    assert request.reference in words and "What happened so far" in words
    assert ("Here it is." in words) == (status is Status.ANSWERED)


@pytest.mark.parametrize("kind", list(Kind))
def test_each_right_has_its_paper_and_nothing_written_in_it_is_markup(
    browser: Browser, session: Session, cast: Cast, kind: Kind
) -> None:
    hostile = "#panic()\n<h1>no</h1> </td> $x$ \u202eא 😀"
    request = service.file(session, cast.amara, kind, Asked(details=hostile), form_key=new_id())
    service.write(session, request, cast.amara, hostile, form_key=new_id())
    session.commit()
    browser.sign_in(cast.amara)
    words = text(browser.get(f"/requests/{request.reference}/pdf").response.content)
    assert words.count("#panic()") == words.count("<h1>no</h1> </td> $x$") == 2


def test_anothers_request_has_no_paper(browser: Browser, session: Session, cast: Cast) -> None:
    request = a_request(session, cast.amara)
    session.commit()
    for person in (cast.tom, cast.helen, cast.ewan):
        browser.sign_in(person)
        browser.get(f"/requests/{request.reference}/pdf", status=404)
    browser.sign_in(cast.amara)
    assert browser.get(f"/requests/{request.reference}/pdf").response.content[:5] == b"%PDF-"
