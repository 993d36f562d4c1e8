"""What the workbench shows of one person, and the words of its own lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _

from sqlmodel import Session

from app.access_log.completeness import queries as completeness
from app.access_log.completeness.rules import Coverage
from app.access_log.looks import queries as looks
from app.access_log.promises import queries as promises
from app.access_log.queries import Look
from app.cases import queries as cases
from app.cases.models import Case, Purpose
from app.core import clock
from app.identity import queries as identity
from app.identity.establishments import queries as establishments
from app.identity.establishments.models import Establishment
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.register import queries as register
from app.register.rules import Why


@dataclass(frozen=True)
class Seen:
    """One person as an officer sees her: what applies to her, why, and what is connected."""

    case: Case
    person: Person
    place: str
    places: Mapping[str, Establishment]
    practices: Sequence["Applying"]
    sources: Sequence[Coverage]


@dataclass(frozen=True)
class Applying:
    id: str
    title: str
    why: Why
    kept: str


def seen(session: Session, case: Case) -> Seen:
    """What is shown under a case; the look is in the log already."""
    person = people.by_id(session, case.person_id)
    assert person is not None
    known = establishments.by_codes(session)
    place = known.get(person.establishment)
    in_force = register.in_force(session, clock.now())
    return Seen(
        case=case,
        person=person,
        place=place.name if place else person.establishment,
        places=known,
        practices=[
            Applying(practice.id, practice.title, why, practice.document.retention.label)
            for practice, why in in_force.practices_for(person)
        ],
        sources=completeness.for_person(session, person),
    )


def place_names(session: Session) -> dict[str, str]:
    return {code: place.name for code, place in establishments.by_codes(session).items()}


def preview(session: Session, person: Person, look: Look) -> str:
    """The exact sentence the person will read (PRODUCT: M11)."""
    teller = looks.teller_for(session, person, identity.zone_of(session, person))
    return teller.row(look).sentence


def purposes() -> Mapping[Purpose, str]:
    """Why an officer may look, in words."""
    return {
        Purpose.ANSWER_QUESTION: _("To answer a question they asked"),
        Purpose.CHECK_REGISTER: _("To check that the register is right about them"),
    }


def queues(session: Session, viewer: Viewer, here: str) -> list[dict[str, object]]:
    """The side of the workbench."""
    open_cases = len(cases.open_of(session, viewer.id))
    to_check = promises.number_open(session)
    return [
        {
            "label": _("Cases"),
            "items": [
                _item(_("Open cases"), "/desk", here, open_cases),
                _item(_("Find a person"), "/desk/people", here, None),
            ],
        },
        {
            "label": _("Register"),
            "items": [_item(_("What differs from it"), "/desk/promise-checks", here, to_check)],
        },
    ]


def _item(label: str, url: str, here: str, count: int | None) -> dict[str, object]:
    current = here == url
    return {"label": label, "url": url, "current": current, "count": count, "overdue": False}
