"""The quarter of Northfold Energy that ended last, counted as its worker would have."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.core.db.session import writing
from app.demo.people import Row
from app.identity.people import queries as people
from app.identity.people import service as people_service
from app.insights import rules, service

COUNTED = timedelta(hours=2)  # after it ended
OTHERS = 30  # of the people before them other stories are told
DAYS = 90


def of_last_quarter(rows: Sequence[Row], now: datetime) -> None:
    """Half of the others came to see who looked; then everything is counted."""
    quarter = rules.last_ended(now)
    with clock.set_to(quarter.until + COUNTED), writing() as session:
        _came(session, [row.employee_id for row in rows[OTHERS::2]], quarter)
        given, at = service.given(session, quarter), clock.now()
        counted = service.count(session, quarter, given, at)
        service.publish(session, quarter, given, counted, at)


def _came(session: Session, employee_ids: Sequence[str], quarter: rules.Quarter) -> None:
    known = people.people_by_employee_ids(session, employee_ids)
    for place, person in enumerate(known.values()):
        day = quarter.since.date() + timedelta(days=place % DAYS)
        people_service.mark_visit(session, person.id, day)
