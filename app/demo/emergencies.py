"""An emergency look of last week: opened by one officer, reviewed by another."""

from datetime import datetime, timedelta
from uuid import uuid4

from app.access_log import portal
from app.cases.emergencies import service
from app.cases.emergencies.models import Outcome
from app.core import clock
from app.core.db.session import writing
from app.demo import people as cast
from app.desk.rules import look_in_emergency
from app.identity.people import queries as people

LOOKED_AT = "E1030"
BEFORE = timedelta(days=6)
_WHY = "An alarm at the Leith yard: the fire service asks who of the night shift is missing."
_FOUND = "The alarm is in the site log, and the look was closed after one page."


def of_last_week(now: datetime) -> None:
    """In one transaction, so that it is cheap."""
    with writing() as session:
        helen, daniel, person = (
            people.by_employee_id(session, each) for each in (*cast.OFFICERS[:2], LOOKED_AT)
        )
        assert helen is not None
        assert daniel is not None
        assert person is not None
        with clock.set_to(now - BEFORE):
            look = service.open_look(session, daniel, person, reason=_WHY, form_key=uuid4())
            portal.record_in(session, daniel, [person], look_in_emergency(look.reference))
        with clock.set_to(now - BEFORE + timedelta(minutes=4)):
            service.end(session, daniel, look.reference)
        with clock.set_to(now - BEFORE + timedelta(hours=20)):
            service.review(session, look, helen, outcome=Outcome.JUSTIFIED, note=_FOUND)
