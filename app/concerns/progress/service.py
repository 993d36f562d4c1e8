"""The one place where something is done with a concern: checked, numbered, written down."""

import hmac
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind as Matter
from app.concerns import queries
from app.concerns.models import Act, Concern, ConcernEvent, Outcome
from app.concerns.progress import rules
from app.concerns.queries import Story
from app.concerns.reporters import queries as reporters
from app.core import clock, secrets
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind as News


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


def begin(
    session: Session, concern: Concern, act: Act, actor: Person, form_key: UUID | None
) -> Story:
    """The concern as it is, while nobody else can do anything with it.

    A decision that was asked for is void: what it was about is about to change. A form that was
    sent before (``form_key``) changes nothing. Raises AnotherFormError.
    """
    before = queries.story(session, concern)
    if repeated(before, act, actor, form_key):
        return before
    by = actor if _actor_id(before, actor) else None  # auditors read by whom
    with suppress(approvals.NotOpenError):  # decided this moment: what follows sees it
        approvals.void(session, Matter.CONCERN_IDENTITY, concern.reference, by=by)
    return locked(session, concern)


def locked(session: Session, concern: Concern) -> Story:
    """The same for what leaves a decision as it is."""
    dialects.serialise(session, f"concern {concern.id}")
    return queries.story(session, concern)


def may(session: Session, told: Story, act: Act, actor: Person) -> None:
    """Raise unless this person may do this now: NotYoursToDoError, NotNowError."""
    rules.check(act, queries.part_of(session, told, actor), told.standing)


def repeated(told: Story, act: Act, actor: Person, form_key: UUID | None) -> ConcernEvent | None:
    """The event that this form already made, if it was sent before.

    Raises AnotherFormError if something else was done with it, or somebody else did it.
    """
    sent = next((e for e in told.events if form_key and e.form_key == form_key), None)
    if sent and (sent.act, sent.actor_id) != (act, _actor_id(told, actor)):
        raise AnotherFormError
    return sent


def append(
    session: Session,
    told: Story,
    act: Act,
    actor: Person | None,
    *,
    at: datetime | None = None,
    text: str = "",
    reason: str = "",
    outcome: Outcome | None = None,
    details: Mapping[str, Any] | None = None,
    named: Person | None = None,
    form_key: UUID | None = None,
) -> ConcernEvent:
    """Write down what may be done; of the reporter nothing but that it was she.

    ``actor`` is None for a reporter without a name, and ``at`` then tells the day alone.
    """
    event_id = new_id()
    event = ConcernEvent(
        id=event_id,
        concern_id=told.concern.id,
        number=told.standing.number + 1,
        act=act,
        at=at or clock.now(),
        on=told.today,
        actor_id=_actor_id(told, actor),
        outcome=outcome,
        text=text.strip(),
        reason=reason.strip(),
        details=dict(details or {}),
        sealed=reporters.sealed_person(event_id, named.id) if named else None,
        form_key=form_key,
    )
    session.add(event)
    session.flush()
    return event


def tell_reporter(session: Session, told: Story, stage: str, key: object) -> None:
    """Tell who raised it, once for each ``key``: that there is something to read, never what.

    The update names no concern, so that no query joins one to her. Who came without a name
    finds it with her code, once it is released.
    """
    person_id = told.sealed.reporter_id
    if person_id is None:
        return
    words = f"{told.concern.reference} {stage} {key}".encode()
    about = hmac.digest(secrets.derive("news of concerns"), words, "sha256").hex()
    notifications.tell(session, [person_id], News.CONCERN, about=about, stage=stage)


def tell_officers(session: Session, told: Story, stage: str, key: object, *, days: int = 0) -> None:
    """Tell who has it, once for each ``key``; while nobody has it, all who may have it.

    Where no officer may have it, representatives and auditors are told that, and its reference.
    """
    waited: dict[str, Any] = {"days": days} if days else {}
    owner_id = told.standing.owner_id
    whom = {owner_id} if owner_id else {e.id for e in queries.officers_for(session, told)}
    if not whom:
        whom, stage, key, waited = _watching(session, told), "nobody", "nobody", {}
    notifications.tell(
        session,
        whom,
        News.CONCERN_WAITS,
        about=f"{told.concern.reference} {key}",
        concern=told.concern.reference,
        stage=stage,
        **waited,
    )


def _watching(session: Session, told: Story) -> set[UUID]:
    """Representatives and auditors; nobody who is in it, so that no row leads to the reporter."""
    watching = {
        each.id
        for role in (Role.REPRESENTATIVE, Role.AUDITOR)
        for each in roles.holders(session, role)
    }
    return watching - told.sealed.people


def _actor_id(told: Story, actor: Person | None) -> UUID | None:
    """How an event names who did it: the reporter, by nothing."""
    return None if actor is None or actor.id == told.sealed.reporter_id else actor.id
