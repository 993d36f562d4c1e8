"""What concerns many ends at once: each run is short, and the next one follows it."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, select

from app.consent import jobs, rules
from app.consent.keeping import service
from app.consent.models import ConsentRecord, State
from app.core import clock
from app.core.queue import queries
from app.core.queue import service as queue
from app.core.queue.models import Job
from app.core.queue.work import Work, Working
from app.worker import WORK
from tests.support.cast import Cast
from tests.support.consent import answer, offer, reword

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NAMES = (jobs.FOLLOW, jobs.KEEP_TIME)


@pytest.mark.parametrize(
    ("name", "ended"), [(jobs.FOLLOW, State.REQUESTED), (jobs.KEEP_TIME, State.EXPIRED)]
)
def test_as_many_runs_follow_one_another_as_it_takes(
    session: Session,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    ended: State,
) -> None:
    monkeypatch.setattr(service, "MOVED_AT_ONCE", 1)
    with clock.set_to(FRIDAY):
        offer(session, cast)
        for person in (cast.amara, cast.ewan):
            answer(session, person, yes=True)
        if name == jobs.FOLLOW:
            reword(session, figures="team")
    at = FRIDAY if name == jobs.FOLLOW else rules.valid_until(FRIDAY)
    with clock.set_to(at):
        queue.enqueue(session, name)
        session.commit()

        Working(Work(jobs={each: WORK.jobs[each] for each in NAMES})).run_once()

    session.expire_all()
    states = session.exec(select(ConsentRecord.state).where(ConsentRecord.number > 1)).all()
    assert states == [ended] * 2
    done = session.exec(select(Job.name).where(Job.name == name)).all()
    assert len(done) == 3, "one for each, and the last found nothing left"
    assert not queries.state(session).waiting


def test_one_waits_at_a_time(session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOVED_AT_ONCE", 1)
    offer(session, cast)
    for person in (cast.amara, cast.ewan):
        answer(session, person, yes=True)
    reword(session, figures="team")
    for _run in range(2):
        jobs.follow_register(session)
        assert queries.state(session).waiting == 1
    assert queries.is_waiting(session, jobs.FOLLOW)
    assert not queries.is_waiting(session, jobs.KEEP_TIME)
