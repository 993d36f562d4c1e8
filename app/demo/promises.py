"""What a privacy officer of Northfold Energy found out about what the register does not say."""

from datetime import datetime, timedelta

from app.access_log.promises import queries, service
from app.access_log.promises.rules import Verdict
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.identity.people import queries as people

BEFORE = timedelta(days=1, hours=2)
LOOKED_INTO = "attendance-check"
WHAT_WE_FOUND = (
    "Sign-in times were read to see who began late. They must not be used for that. "
    "The report has been deleted, and nothing came of it for anybody."
)


def answer_what_differs(now: datetime) -> None:
    """One of the things the register does not say is answered; the others wait."""
    with clock.set_to(now - BEFORE), writing() as session:
        officer = people.by_employee_id(session, cast.OFFICERS[0])
        assert officer is not None
        for matter in queries.open_matters(session):
            if matter.about == LOOKED_INTO:
                service.answer(
                    session, officer, matter, verdict=Verdict.NOT_ALLOWED, sentence=WHAT_WE_FOUND
                )
