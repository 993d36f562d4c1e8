"""Concerns to build stories on: raised, taken, and brought to each stage as people do it."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.approvals.models import Approval
from app.concerns import queries, service
from app.concerns.asking.rules import Raised
from app.concerns.handling import service as handling
from app.concerns.models import About, Act, Concern, Naming, Outcome
from app.concerns.opening import service as opening
from app.concerns.progress.rules import Status
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.identity.roles.models import Role
from app.identity.viewer import Subject
from tests.support.acts import Act as Doing
from tests.support.acts import after, presses, reads
from tests.support.cast import Cast
from tests.support.make import a_person

WHY = "I have to ask them about the day itself, and nobody else can."
WITH_A_NAME = (Naming.NAMED, Naming.CONFIDENTIAL)
_HERS, _DESK = "/concerns/{concern}", "/desk/concerns/{raised}"


def a_concern(
    session: Session,
    who: Person,
    naming: Naming = Naming.CONFIDENTIAL,
    about: About = About.ELSE,
    **fields: Any,
) -> Concern:
    """Raised now."""
    words = {"what": "The screens in the yard show who is late.", "wish": "Turn them off."}
    raised = Raised(naming, about, **words | fields)
    return service.raise_concern(session, Subject(who, "UTC"), raised, form_key=new_id())


def taken(session: Session, who: Person, officer: Person, **fields: Any) -> Concern:
    concern = a_concern(session, who, **fields)
    handling.take(session, concern, officer)
    return concern


def answer(session: Session, concern: Concern, officer: Person) -> None:
    found = {"outcome": Outcome.PARTLY, "text": "They were too large.", "does": "They are off."}
    handling.answer(session, concern, officer, **found, form_key=new_id())  # type: ignore[arg-type]


def at(session: Session, status: Status, cast: Cast, **fields: Any) -> Concern:
    """Amara's concern at a stage; Helen has it, once somebody has."""
    if status is Status.RECEIVED:
        return a_concern(session, cast.amara, **fields)
    concern = taken(session, cast.amara, cast.helen, **fields)
    if status in {Status.ANSWERED, Status.CLOSED}:
        answer(session, concern, cast.helen)
    if status is Status.CLOSED:
        service.close(session, concern, cast.helen, form_key=new_id())
    return concern


def a_third_officer(session: Session) -> Person:
    """Whom neither Helen nor Daniel works with."""
    return a_person(
        session, "E1007", "Mei Tanaka", Role.OFFICER, unit="Legal", manager_employee_id="E1025"
    )


def given_on(session: Session, cast: Cast, **fields: Any) -> Concern:
    """Amara's confidential concern, which Helen had first and Daniel has now."""
    concern = taken(session, cast.amara, cast.helen, **fields)
    handling.assign(session, concern, cast.helen, cast.daniel, form_key=new_id())
    return concern


def ask_for_the_name(
    session: Session, concern: Concern, officer: Person, approver: Person
) -> Approval:
    return opening.ask(
        session, concern, officer, reason=WHY, approver_id=approver.id, form_key=new_id()
    )


def acts(session: Session, concern: Concern) -> list[Act]:
    return [event.act for event in queries.story(session, concern).events]


DOING: dict[Act, Callable[[Session, Concern, Person, Cast], object]] = {
    Act.TAKEN: lambda s, c, who, cast: handling.take(s, c, who),
    Act.ASSIGNED: lambda s, c, who, cast: handling.assign(s, c, who, cast.daniel),
    Act.ACKNOWLEDGED: lambda s, c, who, cast: handling.acknowledge(s, c, who, form_key=new_id()),
    Act.PERSON_NAMED: lambda s, c, who, cast: handling.name_person(
        s, c, who, typed="Samir Haddad", form_key=new_id()
    ),
    Act.ANSWERED: lambda s, c, who, cast: answer(s, c, who),
    Act.ESCALATED: lambda s, c, who, cast: service.escalate(
        s, c, who, text="Nobody came.", form_key=new_id()
    ),
    Act.CLOSED: lambda s, c, who, cast: service.close(s, c, who, form_key=new_id()),
}

# what Amara and the officers may do with concerns, in this order (tests/support/acts.py)
CONCERNS: dict[str, Doing] = {
    "concerns.draft:edit": after(
        presses("amara", "Continue", at="/concerns/new", name="named"),
        then=reads("amara", at="/concerns/new/about"),
    ),
    "concerns.draft:update": presses("amara", "Continue", at="/concerns/new/about", about="else"),
    "concerns.check:show": after(
        presses("amara", "Continue", at="/concerns/new/what", what="The screens."),
        then=reads("amara", at="/concerns/new/check"),
    ),
    "concerns:create": presses(
        "amara", "Send my concern", at="/concerns/new/check", keeps="concern"
    ),
    "concerns.draft:destroy": after(
        presses("amara", "Continue", at="/concerns/new", name="confidential"),
        then=presses("amara", "Delete it", at="/concerns"),
    ),
    "concerns:show": reads("amara", at=_HERS),
    "concerns.messages:create": presses("amara", "Send message", at=_HERS, text="Hello."),
    "desk.concerns:show": reads("helen", "daniel", at=_DESK),
    "desk.concerns:create_taking": presses("helen", "Take it", at=_DESK),
    "desk.concerns.messages:create": presses("helen", "Send message", at=_DESK, text="Hello."),
    "desk.concerns.notes:create": presses("helen", "Keep this note", at=_DESK, note="Ask them."),
    "desk.concerns.acknowledgement:create": presses("helen", "Send this", at=_DESK),
    "desk.concerns.people:create": presses(
        "helen", "Keep it from them", at=_DESK, person="Samir Haddad"
    ),
    "desk.concerns.assignment:new": reads("helen", at=f"{_DESK}/assignment"),
    "desk.concerns.assignment:create": presses(
        "helen", "Give it", at=f"{_DESK}/assignment", to="{daniel}"
    ),
    "desk.concerns.opening:new": reads("daniel", at=f"{_DESK}/name"),
    "desk.concerns.opening:create": presses(
        "daniel", "Ask for approval", at=f"{_DESK}/name", reason=WHY, approver="{helen}"
    ),
    "desk.concerns.answer:new": reads("daniel", at=f"{_DESK}/answer"),
    "desk.concerns.answer:create": presses(
        *("daniel", "Send the answer"),
        at=f"{_DESK}/answer",
        outcome="upheld",
        text="They are too large.",
    ),
    "desk.concerns.closing:create": presses("daniel", "Close it", at=_DESK),
    "concerns.review:new": reads("amara", at="/concerns/{raised}/not-happy"),
    "concerns.review:create": presses(
        *("amara", "Ask for another officer"),
        at="/concerns/{raised}/not-happy",
        text="Nobody came to look.",
    ),
    "concerns.closing:create": presses("amara", "Stop looking into it", at="/concerns/{raised}"),
}
