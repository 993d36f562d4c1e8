"""The real worker is killed in the middle of its mails; each person still gets exactly one."""

import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.core.config import settings
from app.core.db.session import engine, reading, writing
from app.identity.people.models import EmailDigest
from app.notifications import queries, service
from app.notifications.models import Kind, Mail
from tests.support.database import on_both
from tests.support.mail import Postbox, serving
from tests.support.processes import start, wait_until
from tests.support.telling import some_people

PEOPLE = 12


class Killing:
    """A mail server that kills the worker at chosen mails, counted from 1."""

    def __init__(self, postbox: Postbox) -> None:
        self.postbox = postbox
        self.worker: subprocess.Popen[bytes] | None = None
        self.kills = 0
        self.seen: Counter[str] = Counter()

    def now(self) -> None:
        assert self.worker
        self.worker.send_signal(signal.SIGKILL)
        self.worker.wait()
        self.kills += 1

    def at_recipient(self, number: int) -> None:
        """When the server has been told for whom, and nothing more: between two mails."""
        self.postbox.on_recipient = self._nth("recipient", number, self.now)

    def with_the_words(self, number: int) -> None:
        """When the server has all of the mail, and the worker does not know yet."""
        self.postbox.on_data = self._nth("data", number, self.now)

    def after_the_answer(self, number: int, seconds: float) -> None:
        """A moment after the server has said that it took the mail."""

        def later() -> None:
            Thread(target=lambda: (sleep(seconds), self.now())).start()

        self.postbox.on_data = self._nth("data", number, later)

    def _nth(self, what: str, number: int, act: Callable[[], None]) -> Callable[[object], str]:
        def answer(_said: object) -> str:
            self.seen[what] += 1
            if self.seen[what] == number:
                act()
            return "250 OK"

        return answer


@pytest.fixture
def postbox(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Postbox:
    made = Postbox()
    monkeypatch.setenv("DAYLIGHT_SMTP_URL", made.url)
    settings.cache_clear()
    return made


def tell(kind: Kind) -> None:
    with writing() as session:
        people = some_people(session, PEOPLE, EmailDigest.EACH)
        service.tell(session, people, kind, about="17", entry=17)
    engine().dispose()


def a_worker() -> subprocess.Popen[bytes]:
    return start("-m", "app.cli", "worker")


def no_mail_is_open() -> bool:
    with reading() as session:
        written = len(session.exec(select(Mail.id)).all())
        return written == PEOPLE and queries.mail_state(session).waiting == 0


def let_leases_run_out() -> None:
    """What a minute and a half does."""
    with writing() as session:
        session.execute(text("UPDATE mail SET leased_until = NULL"))
        session.execute(text("UPDATE job SET leased_until = NULL"))


def work_on_until_all_is_sent() -> None:
    let_leases_run_out()
    worker = a_worker()
    try:
        wait_until(no_mail_is_open, 40)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0


@on_both
@pytest.mark.parametrize("kind", [Kind.LOOK, Kind.PRACTICE_CHANGED])
def test_killed_between_two_mails_each_person_gets_exactly_one(
    postbox: Postbox, kind: Kind
) -> None:
    tell(kind)
    killing = Killing(postbox)
    with serving(postbox):
        for number in (1, 6):
            killing.at_recipient(number)
            killing.worker = a_worker()
            assert killing.worker.wait(40) == -signal.SIGKILL
            let_leases_run_out()
        postbox.on_recipient = lambda _to: "250 OK"
        work_on_until_all_is_sent()

    assert killing.kills == 2
    assert len(postbox.taken) == PEOPLE
    assert set(Counter(postbox.recipients()).values()) == {1}


@on_both
@pytest.mark.parametrize("delay", [None, 0.002])
def test_killed_while_the_server_takes_a_mail_nobody_gets_two(
    postbox: Postbox, delay: float | None
) -> None:
    tell(Kind.LOOK)
    killing = Killing(postbox)
    if delay is None:
        killing.with_the_words(5)
    else:
        killing.after_the_answer(5, delay)
    with serving(postbox):
        killing.worker = a_worker()
        wait_until(lambda: killing.kills == 1, 40)
        work_on_until_all_is_sent()

    assert set(Counter(postbox.recipients()).values()) == {1}
    assert len(postbox.taken) == PEOPLE


@on_both
def test_what_the_law_requires_is_rather_sent_twice_than_not_at_all(postbox: Postbox) -> None:
    tell(Kind.PRACTICE_CHANGED)
    killing = Killing(postbox)
    killing.with_the_words(5)
    with serving(postbox):
        killing.worker = a_worker()
        wait_until(lambda: killing.kills == 1, 40)
        work_on_until_all_is_sent()

    twice = [to for to, times in Counter(postbox.recipients()).items() if times == 2]
    assert len(twice) == 1
    assert len(set(postbox.recipients())) == PEOPLE
    copies: list[EmailMessage] = [m for m in postbox.taken if str(m["To"]) == twice[0]]
    assert len({str(copy["Message-ID"]) for copy in copies}) == 1, "a mail program shows one"


@on_both
def test_two_workers_send_no_mail_twice(postbox: Postbox) -> None:
    tell(Kind.LOOK)
    with serving(postbox):
        workers = [a_worker(), a_worker()]
        wait_until(no_mail_is_open, 40)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait(20) for worker in workers] == [0, 0]

    assert len(postbox.taken) == PEOPLE
    assert set(Counter(postbox.recipients()).values()) == {1}
    with reading() as session:
        assert session.exec(select(Mail).where(col(Mail.sent_at).is_(None))).all() == []
