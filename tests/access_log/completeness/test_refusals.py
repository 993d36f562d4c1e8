"""Where batches broke is kept for 13 months, whichever source they came from."""

from datetime import timedelta

from sqlmodel import Session, select

from app.access_log.completeness import queries, rules, service
from app.access_log.models import RefusedBatch
from app.core import clock
from app.worker import WORK
from tests.access_log.completeness.test_queries import added
from tests.support.looks import FRIDAY

FORGET = "log:forget_refusals"
MONTH = timedelta(days=30)


def test_refusals_are_deleted_by_a_daily_job(session: Session) -> None:
    sources = [added(session, name) for name in ("hr-core", "payroll")]
    for after in (timedelta(0), MONTH):
        for source in sources:
            with clock.set_to(FRIDAY + after):
                service.record_refusal(session, source, status=422, errors=[{"line": 1}])

    def left_at(days: timedelta) -> list[int]:
        with clock.set_to(FRIDAY + days):
            WORK.jobs[FORGET](session)
        return [len(queries.refused_batches(session, source)) for source in sources]

    assert WORK.periodic[FORGET] <= 86_400
    assert left_at(rules.REFUSALS_KEPT) == [2, 2]
    assert left_at(rules.REFUSALS_KEPT + timedelta(seconds=1)) == [1, 1]
    assert left_at(rules.REFUSALS_KEPT + 2 * MONTH) == [0, 0]
    assert session.exec(select(RefusedBatch)).all() == []
