from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.access_log.models import Follower
from app.core import clock
from app.core.config import settings
from app.core.mail.server import ServerDownError
from app.core.queue import rules, service
from app.identity.people.models import EmailDigest, Person
from app.identity.people.service import prefer
from app.notifications import jobs
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.worker import WORK
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import on_both

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


@on_both
def test_an_administrator_sees_what_works_and_what_does_not(
    browser: Browser, session: Session, viktor: Person
) -> None:
    browser.sign_in(viktor)
    page = browser.get("/admin/health")

    assert page.heading == "Health"
    states = dict(zip(page.texts(".ledger__head"), page.texts(".tag"), strict=False))
    assert states["Database"] == "Works"
    assert states["Worker"] == "Does not work"
    assert states["Mail"] == "Not set up"
    assert "No worker is running" in page.main

    service.start_worker(session)
    page = browser.get("/admin/health")
    states = dict(zip(page.texts(".ledger__head"), page.texts(".tag"), strict=False))
    assert states["Worker"] == "Works"


def test_each_state_has_words_and_a_shape(browser: Browser, viktor: Person) -> None:
    browser.sign_in(viktor)
    page = browser.get("/admin/health")

    tags = page.soup.select(".tag")
    assert len(tags) >= 6
    assert all(tag.select("svg") and tag.get_text(strip=True) for tag in tags)


def test_a_failing_mail_server_is_shown_without_anybodys_name(
    browser: Browser, session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", "smtp://127.0.0.1:1")
    settings.cache_clear()
    prefer(session, cast.amara.id, email_digest=EmailDigest.EACH)
    notifications.tell(session, [cast.amara.id], Kind.LOOK, about="1")
    jobs.write_mails(session)
    notifications.postpone_mails(session, ServerDownError("ConnectionRefusedError"))
    browser.sign_in(cast.viktor)

    page = browser.get("/admin/health")

    assert "The mail server does not take mail (ConnectionRefusedError)." in page.main
    assert "Tried in vain so far 1" in page.main
    for person in cast.everyone:
        assert person.email not in page.response.text
        assert person.name not in page.main


def test_jobs_are_listed_by_name(browser: Browser, session: Session, viktor: Person) -> None:
    with clock.set_to(NOON):
        for _ in range(2):
            service.enqueue(session, "tests:nothing")
        service.enqueue(session, "tests:broken", due_at=NOON - timedelta(seconds=1))
        job = service.claim(session, service.start_worker(session))
        assert job
        job.attempts = rules.MOST_ATTEMPTS
        session.flush()
        service.fail(session, job, OSError("somebody's name"))
    browser.sign_in(viktor)

    page = browser.get("/admin/health")

    rows = [" ".join(cells.split()) for cells in page.texts("section:last-of-type tbody tr")]
    assert rows == ["tests:broken 0 1 (OSError) Not yet", "tests:nothing 2 0 Not yet"]
    assert "somebody" not in page.main


def test_every_job_and_follower_has_words(
    browser: Browser, session: Session, viktor: Person
) -> None:
    for name in WORK.jobs:
        service.enqueue(session, name)
    for follower in WORK.followers:
        session.add(Follower(name=follower.name, position=0))
    session.commit()
    browser.sign_in(viktor)

    page = browser.get("/admin/health")

    jobs = page.texts("section[aria-labelledby=jobs] .ledger__head")
    followers = page.texts("[aria-labelledby=followers] dt")
    assert len({*jobs}) == len(WORK.jobs)
    assert len({*followers}) == len(WORK.followers)
    assert not {*jobs} & {*WORK.jobs}
    assert not {*followers} & {one.name for one in WORK.followers}


@pytest.mark.parametrize("who", ["amara", "helen", "ines", "ewan"])
def test_it_is_for_administrators_only(browser: Browser, cast: Cast, who: str) -> None:
    browser.sign_in(getattr(cast, who))
    browser.get("/admin/health", status=403)
    browser.sign_in(cast.viktor)
    browser.get("/admin/health")
