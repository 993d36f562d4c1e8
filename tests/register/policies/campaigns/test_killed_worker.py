"""The real worker is killed while it tells people; each person is still told exactly once."""

import signal
from collections import Counter

from sqlalchemy import func, text
from sqlmodel import Session, select

from app.core.db.session import reading, writing
from app.identity.people import queries as people
from app.notifications.models import Update
from app.register.policies import queries
from app.register.policies.campaigns import service as campaigns
from app.register.policies.campaigns.models import PolicyReminder
from tests.support.cast import Cast
from tests.support.database import on_both
from tests.support.make import a_person
from tests.support.policies import a_version
from tests.support.processes import start, wait_until

PEOPLE = 1800
TRIES = 5  # a machine may be so quick that a worker is done before it is seen


def told() -> int:
    with reading() as session:
        return session.exec(select(func.count()).select_from(Update)).one()


def ask(title: str, officer: str) -> None:
    """One more campaign that ends today."""
    with writing() as session:
        helen = people.by_employee_id(session, officer)
        assert helen is not None
        version = a_version(session, helen, title=title)
        campaigns.start(session, helen, version, queries.today(session))


def killed_at_first_sight(before: int) -> int:
    """How many were told when the worker died."""
    _let_leases_run_out()
    worker = start("-m", "app.cli", "worker")
    wait_until(lambda: told() > before, 60)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait(20) == -signal.SIGKILL
    return told() - before


def finished() -> bool:
    with reading() as session:
        reminders = session.exec(select(PolicyReminder)).all()
        return all(reminder.done_at for reminder in reminders)


def _let_leases_run_out() -> None:
    with writing() as session:
        session.execute(text("UPDATE job SET leased_until = NULL"))
        session.execute(text("UPDATE periodic_job SET due_at = '2020-01-01 00:00:00+00:00'"))


@on_both
def test_killed_between_two_runs_of_people_each_is_told_once(session: Session, cast: Cast) -> None:
    for number in range(PEOPLE):
        a_person(session, f"E{5000 + number}")
    everybody, officer = PEOPLE + len(cast.everyone), cast.helen.employee_id
    session.commit()

    stopped_at = everybody
    for turn in range(TRIES):
        ask(f"Policy {turn}", officer)
        stopped_at = killed_at_first_sight(turn * everybody)
        if stopped_at < everybody:
            break
    assert 0 < stopped_at < everybody

    _let_leases_run_out()
    worker = start("-m", "app.cli", "worker")
    try:
        wait_until(finished, 90)
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0

    with reading() as after:
        times = Counter(after.exec(select(Update.person_id, Update.subject_ref)).all())
    assert set(times.values()) == {1}
    assert len(times) == everybody * (turn + 1)
