"""The real worker is killed while it tells people; each person is still told exactly once."""

import signal
from collections import Counter

from sqlalchemy import func, text
from sqlmodel import Session, select

from app.core.db.session import reading, writing
from app.notifications.models import Update
from app.register.policies import queries
from app.register.policies.campaigns import service as campaigns
from app.register.policies.campaigns.models import PolicyReminder
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.make import a_person
from tests.support.policies import a_version
from tests.support.processes import start, wait_until

PEOPLE = 2300


def told() -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(Update)).one()


def _finished() -> bool:
    with reading() as session:
        return any(reminder.done_at for reminder in session.exec(select(PolicyReminder)))


def _let_leases_run_out() -> None:
    with writing() as session:
        session.execute(text("UPDATE job SET leased_until = NULL"))


@on_both
def test_killed_between_two_runs_of_people_each_is_told_once(session: Session, cast: Cast) -> None:
    for number in range(PEOPLE):
        a_person(session, f"E{5000 + number}")
    version = a_version(session, cast.helen)
    campaigns.start(session, cast.helen, version, queries.today(session))
    session.commit()

    worker = start("-m", "app.cli", "worker")
    wait_until(lambda: told() > 0, 40)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(20) == -signal.SIGKILL
    stopped_at = told()
    assert 0 < stopped_at < PEOPLE

    _let_leases_run_out()
    worker = start("-m", "app.cli", "worker")
    try:
        wait_until(_finished, 60)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0

    with reading() as after:
        times = Counter(after.exec(select(Update.person_id)))
    assert len(times) == PEOPLE + len(cast.everyone)
    assert set(times.values()) == {1}
