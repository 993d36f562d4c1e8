"""What the checks of worker, jobs and mail say."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from app.core import checks as core
from app.core import clock
from app.core.config import settings
from app.core.mail.server import ServerDownError
from app.core.queue import checks as queue
from app.core.queue import rules, service
from app.identity.people.models import EmailDigest, Person
from app.identity.people.service import prefer
from app.notifications import checks, jobs
from app.notifications import service as notifications
from app.notifications.models import Kind

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


def test_without_a_worker_the_portal_is_not_ready(session: Session) -> None:
    assert not core.WORKER.run().ready
    with clock.set_to(NOON):
        worker = service.start_worker(session)
        session.commit()
        assert core.WORKER.run().ok
    with clock.set_to(NOON + rules.SILENT + timedelta(seconds=1)):
        assert not core.WORKER.run().ready
        service.beat(session, worker)
        session.commit()
        assert core.WORKER.run().ok
        service.stop_worker(session, worker)
        session.commit()
        assert not core.WORKER.run().ready


def test_jobs_that_fell_behind_or_were_given_up_are_said(session: Session) -> None:
    with clock.set_to(NOON):
        service.enqueue(session, "tests:nothing")
        session.commit()
        assert queue.JOBS.run().words == "Jobs that wait: 1."
    with clock.set_to(NOON + timedelta(minutes=11)):
        behind = queue.JOBS.run()
        assert (behind.ok, behind.ready) == (False, True)
    job = service.claim(session, service.start_worker(session))
    assert job
    job.attempts = rules.MOST_ATTEMPTS
    session.flush()
    service.fail(session, job, OSError("words"))
    session.commit()
    assert "given up" in core.WORKER.run().words


def test_a_mail_server_that_is_down_is_said_and_leaves_the_portal_ready(
    session: Session, amara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.MAIL.run().words.startswith("No mail server is set.")
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", "smtp://127.0.0.1:1")
    settings.cache_clear()
    prefer(session, amara.id, email_digest=EmailDigest.EACH)
    notifications.tell(session, [amara.id], Kind.LOOK, about="1")
    jobs.write_mails(session)
    session.commit()
    assert checks.MAIL.run().words == "Mails that wait: 1."

    notifications.postpone_mails(session, ServerDownError("ConnectionRefusedError"))
    session.commit()

    said = checks.MAIL.run()
    assert (said.ok, said.ready) == (False, True)
    assert "ConnectionRefusedError" in said.words
    assert "Nothing is lost" in said.words
    assert "amara" not in said.words.lower()
