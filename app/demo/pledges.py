"""What leaders of Northfold Energy promised, one promise in each state."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.core import clock
from app.core.db.base import new_id
from app.core.db.session import writing
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.learning import service as learning
from app.learning.rules import last_ended
from app.learning.texts.queries import RIGHTS
from app.pledges import service
from app.pledges.models import Act

OFFICER = "E1005"
EVERY = 4  # so many people, of whom one has marked a lesson as read


@dataclass(frozen=True)
class Said:
    """Something written down about a promise, so many days ago."""

    days: int
    act: Act
    text: str
    link: str = ""


@dataclass(frozen=True)
class Promise:
    """A promise made so many days ago, due so many days from now."""

    days: int
    due: int
    maker: str
    what: str
    came: tuple[Said, ...] = ()
    said: str = ""
    assessment: str = ""


PROMISES = (
    Promise(
        *(90, -9, "E1022", "Each system that is not connected yet gets a day, and the day is told"),
        (Said(20, Act.PROGRESS, "3 of 5 have a day. The other two wait for their makers."),),
    ),
    Promise(
        *(30, 60, "E1024", "Notes of a yearly talk are shared on the same day"),
        said="I did not see the rating until two weeks later.",
    ),
    Promise(
        *(120, -40, "E1020", "Location stops by itself when a call-out is closed"),
        (
            Said(70, Act.PROGRESS, "The change is on the test phones."),
            Said(43, Act.KEPT, "It is on all phones since that day.", "/collected/changes"),
        ),
        said="The app stays on when I forget to close it.",
    ),
    Promise(
        *(200, -120, "E1025", "A payslip says in plain words what each line is"),
        (
            Said(125, Act.DROPPED, "The maker of the payroll system does not offer it."),
            Said(100, Act.REOPENED, "A page beside the payslip can say it."),
            Said(96, Act.KEPT, "The page is there, and each payslip names it."),
        ),
    ),
    Promise(
        *(150, -60, "E1027", "A second terminal for those without a laptop at Perth"),
        (Said(64, Act.DROPPED, "The room is needed for the new charging place."),),
    ),
    Promise(
        *(75, -20, "E1012", "Help is on its way within 10 minutes of an alarm on a call-out"),
        (Said(22, Act.KEPT, "In both drills and one alarm help left within 6 minutes."),),
        assessment="IA-014",
    ),
    Promise(
        *(75, -5, "E1020", "The median drive to a gas leak stays under 18 minutes"),
        (Said(8, Act.PROGRESS, "It was 19 minutes in October, because of two closed roads."),),
        assessment="IA-014",
    ),
)


def everything(now: datetime) -> None:
    """Promises and what came of them, each at its own time; and who marked lessons as read."""
    for promise in PROMISES:
        _made(promise, now)
    _lessons(now)


def _made(promise: Promise, now: datetime) -> None:
    with clock.set_to(now - timedelta(days=promise.days)), writing() as session:
        pledge = service.record(
            session,
            _who(session, OFFICER),
            _who(session, promise.maker),
            what=promise.what,
            said=promise.said,
            due_on=(now + timedelta(days=promise.due)).date(),
            assessment=promise.assessment,
            form_key=new_id(),
        )
        for each in promise.came:
            with clock.set_to(now - timedelta(days=each.days)):
                officer, told = _who(session, OFFICER), {"text": each.text, "link": each.link}
                service.write(session, pledge, officer, each.act, form_key=new_id(), **told)


def _lessons(now: datetime) -> None:
    in_it = datetime.combine(last_ended(now.date()), now.timetz()) + timedelta(days=12)
    with clock.set_to(in_it), writing() as session:
        for person in people.everyone_active(session)[::EVERY]:
            learning.mark(session, person, RIGHTS)
    with clock.set_to(now), writing() as session:
        learning.count(session)


def _who(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
