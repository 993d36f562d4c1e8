"""The one place where something is done with a request: checked, numbered, written down."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind as Matter
from app.core import clock
from app.core.db import dialects
from app.core.errors import RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind as News
from app.subject_requests import queries
from app.subject_requests.apart import queries as apart
from app.subject_requests.conditions import rules as conditions
from app.subject_requests.models import Act, SubjectRequest, SubjectRequestEvent
from app.subject_requests.progress.rules import Part, standing
from app.subject_requests.queries import Story


class NotAnOfficerForThisError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This officer cannot have this request: it is her own, or she works directly with"
                " the person, or it is about how she handled another one, or she is no officer."
            )
        )


def part_of(session: Session, story: Story, person: Person) -> Part | None:
    """What this person is to a request; None if it is not hers to see.

    Whose data it is, is that and nothing else, whatever her roles.
    """
    request = story.request
    if request.person_id == person.id:
        return Part.SUBJECT
    if Role.OFFICER not in roles.roles_of(session, person.id):
        return None
    if not _is_for(session, person, request):
        return None
    return Part.OWNER if story.standing.owner_id == person.id else Part.OFFICER


def may_have(session: Session, officer: Person, person_id: UUID) -> bool:
    """Whether an officer may have this person's request: never her own, nor of somebody near."""
    is_officer = officer.active and Role.OFFICER in roles.roles_of(session, officer.id)
    return is_officer and person_id not in queries.too_close(session, officer)


def may_handle(session: Session, officer: Person, request: SubjectRequest) -> bool:
    """The same of one request: nor a complaint about how she handled another."""
    may = may_have(session, officer, request.person_id)
    return may and not apart.is_kept_from(session, officer.id, request)


def _is_for(session: Session, officer: Person, request: SubjectRequest) -> bool:
    near = request.person_id in queries.too_close(session, officer)
    return not near and not apart.is_kept_from(session, officer.id, request)


def begin(
    session: Session, request: SubjectRequest, actor: Person, form_key: UUID | None = None
) -> Story:
    """The request as it is, while nobody else can do anything with it.

    A decision that was asked for is void: what it was about is about to change. That is first,
    as for who decides: two who take the same locks in another order would wait for each other.
    A form that was sent before (``form_key``) changes nothing.
    """
    before = queries.story(session, request)
    if repeated(before, form_key):
        return before
    with suppress(approvals.NotOpenError):  # decided this moment: what follows sees it
        approvals.void(session, Matter.SUBJECT_REQUEST, request.reference, by=actor)
    return locked(session, request)


def locked(session: Session, request: SubjectRequest) -> Story:
    """The same for what was approved: its decision is taken and stays."""
    dialects.serialise(session, f"subject request {request.id}")
    return queries.story(session, request)


def may(session: Session, story: Story, act: Act, actor: Person) -> None:
    """Raise unless this person may do this now: the refusals of ``conditions.rules.check``."""
    part = part_of(session, story, actor)
    conditions.check(act, part, story.request.kind, story.standing)


def repeated(story: Story, form_key: UUID | None) -> SubjectRequestEvent | None:
    """The event that this form already made, if it was sent before."""
    return next((e for e in story.events if form_key and e.form_key == form_key), None)


def append(
    session: Session,
    story: Story,
    act: Act,
    actor: Person,
    *,
    on: date | None = None,
    text: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    form_key: UUID | None = None,
) -> SubjectRequestEvent:
    """Write down what may be done. Raises OutOfOrderError if the clock makes no sense of it."""
    request = story.request
    event = SubjectRequestEvent(
        request_id=request.id,
        number=story.standing.number + 1,
        act=act,
        at=clock.now(),
        on=on or story.today,
        actor_id=actor.id,
        text=text.strip(),
        reason=reason.strip(),
        details=dict(details or {}),
        form_key=form_key,
    )
    standing(request.kind, request.jurisdiction, request.received_on, [*story.events, event])
    session.add(event)
    session.flush()
    return event


def tell(session: Session, request: SubjectRequest, stage: str, key: object) -> None:
    """Tell the person, once for each ``key``: that she has something to read, never what."""
    notifications.tell(
        session,
        [request.person_id],
        News.REQUEST,
        about=f"{request.reference} {stage} {key}",
        request=request.reference,
        stage=stage,
    )
