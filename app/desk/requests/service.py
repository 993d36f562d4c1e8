"""An officer's look at a request, and giving several of them to an officer at once."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from app.access_log import portal
from app.cases.models import Purpose
from app.core.errors import NotFoundError
from app.desk import rules as words
from app.desk import service as desk
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.subject_requests import queries
from app.subject_requests.handling import service as handling
from app.subject_requests.models import SubjectRequest
from app.subject_requests.progress import service as progress
from app.subject_requests.queries import Story


class Given(NamedTuple):
    """What a bulk assignment came to: how many were given, and what others took meanwhile."""

    number: int
    stale: list[Story]


def owned(session: Session, officer: Viewer, reference: str) -> Story:
    """The officer's own request, or NotFoundError: for her pages of it, recorded or not."""
    story = queries.at_the_desk(session, officer.person, reference)
    if story.standing.owner_id != officer.id:
        raise NotFoundError
    return story


def record(officer: Viewer, story: Story, *, documents: bool = False) -> None:
    """Write a look in a transaction of its own, before the page is read: no record, no byte.

    ``documents``: the page shows some that were gathered.
    """
    with portal.recording() as session:
        record_in(session, officer, story.request, documents=documents)


def record_in(
    session: Session,
    officer: Viewer,
    sar: SubjectRequest,
    *,
    documents: bool = False,
    taken: bool = False,
) -> None:
    """The same with the writing of a form whose answer shows the request.

    ``taken``: she takes what was gathered out of the portal.
    """
    person = people.by_id(session, sar.person_id)
    assert person is not None
    purpose = Purpose.ANSWER_REQUEST.value
    act = words.look_at_request(purpose, sar.reference, documents=documents, taken=taken)
    desk.look_at(
        session,
        officer,
        person,
        Purpose.ANSWER_REQUEST,
        act,
        ticket=sar.reference,
        form_key=sar.id,
    )


def give(
    session: Session, officer: Viewer, to: Person, seen: Mapping[str, str], form_key: UUID
) -> Given:
    """Give each of these requests to an officer, unless another took it since the list was read.

    ``seen`` are the owners' employee ids as the list showed them, by reference. Raises
    NotAnOfficerForThisError: then nothing was given.
    """
    stale, number = [], 0
    for reference in sorted(seen):
        story = queries.at_the_desk(session, officer.person, reference)
        owner = _owner(session, story)
        if progress.repeated(story, form_key):
            number += 1
        elif (owner.employee_id if owner else "") != seen[reference]:
            stale.append(story)
        else:
            handling.assign(session, story.request, officer.person, to, form_key=form_key)
            number += 1
    return Given(number, stale)


def _owner(session: Session, story: Story) -> Person | None:
    owner_id = story.standing.owner_id
    return people.by_id(session, owner_id) if owner_id else None
