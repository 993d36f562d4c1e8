"""What the people of Northfold Energy were told in the portal, and who was there to read it."""

from datetime import datetime, time, timedelta

from sqlmodel import Session

from app.core import clock
from app.core.db.session import reading, writing
from app.demo.people import OFFICERS
from app.identity.people import queries as people
from app.identity.visits import service as visits
from app.notifications import queries, service
from app.register import queries as register
from app.register.drafting import service as drafting
from app.register.in_force.rules import Change, ChangeKind

CHANGES_OF = timedelta(days=180)
MORNING = time(9, 5)
AT_ONCE = 20_000
WERE_HERE = {"E1001": timedelta(days=14)} | dict.fromkeys(OFFICERS, timedelta(days=1))


def of_the_register(now: datetime) -> None:
    """Everyone concerned is told of each change of the last half year, on its day."""
    with reading() as session:
        changes = register.changes(session, now)
    for change in reversed(changes):
        at = datetime.combine(change.on, MORNING, now.tzinfo)
        if now - CHANGES_OF < at <= now:
            with clock.set_to(at), writing() as session:
                drafting.tell_of_change(session, change.practice.id, _name(change))


def visits_made(now: datetime) -> None:
    """Some have signed in before, and read what there was then."""
    for employee_id, ago in WERE_HERE.items():
        with clock.set_to(now - ago), writing() as session:
            _visit(session, employee_id)


def _visit(session: Session, employee_id: str) -> None:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    visits.note(session, person)
    for update in queries.updates_of(session, person.id, unread=True, limit=AT_ONCE):
        if update.at <= clock.now():
            service.read(session, person.id, update.id)


def _name(change: Change) -> str:
    """The change by the name that publishing gives it."""
    if change.kind is ChangeKind.ENDED:
        return f"ended-{change.on.isoformat()}"
    return f"{change.version.note.number}.{change.version.note.correction}"
