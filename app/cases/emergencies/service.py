"""What is done with an emergency look: opened, looked under, ended, reviewed, its price lifted."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.cases.emergencies import queries, rules, telling
from app.cases.emergencies.models import Act, EmergencyLook, EmergencyLookEvent, Outcome
from app.cases.service import AnotherFormError, TooCloseError, too_close
from app.core import clock, references
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles import service as role_service
from app.identity.roles.models import Role


class OneAtATimeError(ConflictError):
    def __init__(self, look: EmergencyLook) -> None:
        super().__init__(
            _("You have an emergency look open already: %(reference)s. End it first.")
            % {"reference": look.reference}
        )


class TooManyError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            _("You have opened %(num)s emergency looks within 24 hours. Ask another officer.")
            % {"num": rules.MOST}
        )


class OverError(ConflictError):
    def __init__(self, look: EmergencyLook) -> None:
        super().__init__(
            _("Emergency look %(reference)s is over. It opens nothing any more.")
            % {"reference": look.reference}
        )


class NotYoursToReviewError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _("Another privacy officer or an auditor reviews this, who was not part of it.")
        )


class OnlyAuditorsLiftError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(_("Only an auditor, who was not part of it, can give the role back."))


class DoneAlreadyError(ConflictError):
    def __init__(self, look: EmergencyLook) -> None:
        super().__init__(
            _("Somebody did this with %(reference)s already.") % {"reference": look.reference}
        )


class NotReviewedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("It has to be reviewed first, and the role has to be suspended for it."))


def open_look(
    session: Session, officer: Person, person: Person, *, reason: str, form_key: UUID
) -> EmergencyLook:
    """Open one person to one officer for half an hour, and tell everybody concerned at once.

    The same form sent again gives the same look. A day has room for three of them, whatever the
    number of people that cases open. Raises AnotherFormError and what ``check`` raises.
    """
    dialects.serialise(session, f"emergency looks of {officer.id}")
    if sent := queries.by_form(session, officer.id, form_key):
        if (sent.person_id, sent.reason) != (person.id, reason):
            raise AnotherFormError
        return sent
    check(session, officer, person)
    now = clock.now()
    look = EmergencyLook(
        reference=references.new("EM"),
        officer_id=officer.id,
        person_id=person.id,
        reason=reason,
        form_key=form_key,
        opened_at=now,
        ends_at=now + rules.LASTS,
    )
    session.add(look)
    session.flush()
    telling.opened(session, look)
    return look


def check(session: Session, officer: Person, person: Person) -> None:
    """Raise if this officer may not open this person now.

    TooCloseError, OneAtATimeError while another one is open, TooManyError after three in a day.
    """
    if too_close(session, officer, person):
        raise TooCloseError
    if still_open := queries.open_of(session, officer.id):
        raise OneAtATimeError(still_open)
    if queries.number_since(session, officer.id, clock.now() - rules.WITHIN) >= rules.MOST:
        raise TooManyError


def look(session: Session, officer: Person, reference: str) -> EmergencyLook:
    """One look under her own, while it is open. Raises NotFoundError, OverError."""
    found = queries.own(session, officer.id, reference)
    done = _locked(session, found)
    if not rules.is_open(done, found.ends_at, clock.now()):
        raise OverError(found)
    return found


def end(session: Session, officer: Person, reference: str) -> None:
    """End one's own before its half hour is over. Raises NotFoundError, OverError."""
    found = look(session, officer, reference)
    _do(session, found, Act.ENDED, by=officer)


def review(
    session: Session, found: EmergencyLook, reviewer: Person, *, outcome: Outcome, note: str
) -> None:
    """Say, once, whether it was justified; the person is told.

    It can be said after the time for it too, which does not give the role back. If it was not
    justified, the officer's role is suspended as for want of a review. Raises
    NotYoursToReviewError, DoneAlreadyError.
    """
    held = roles.roles_of(session, reviewer.id)
    if not rules.may_review(reviewer.id, held, **_parts(found)):
        raise NotYoursToReviewError
    _do(session, found, Act.REVIEWED, by=reviewer, outcome=outcome, note=note.strip())
    telling.reviewed(session, found)
    if outcome is Outcome.NOT_JUSTIFIED and roles.held_grant(
        session, found.officer_id, Role.OFFICER
    ):
        role_service.suspend(session, found.officer_id, Role.OFFICER)
        if Act.SUSPENDED not in queries.events_of(session, found.id):
            _write(session, found, Act.SUSPENDED)
        telling.unjustified(session, found)


def lift(session: Session, found: EmergencyLook, auditor: Person) -> None:
    """Give the officer her role back that was suspended for want of a review, or after it.

    Not before that was done for each look that it is suspended for. Raises
    OnlyAuditorsLiftError, NotReviewedError, DoneAlreadyError.
    """
    held = roles.roles_of(session, auditor.id)
    if not rules.may_lift(auditor.id, held, **_parts(found)):
        raise OnlyAuditorsLiftError
    if not {Act.REVIEWED, Act.SUSPENDED} <= set(queries.events_of(session, found.id)):
        raise NotReviewedError
    _do(session, found, Act.LIFTED, by=auditor)
    if queries.still_suspends(session, found.officer_id):
        return
    if role_service.reinstate(session, found.officer_id, Role.OFFICER):
        telling.lifted(session, found)


def suspend_unreviewed(session: Session) -> None:
    """Suspend the role of each officer whose emergency look nobody reviewed within 72 hours."""
    before = clock.now() - rules.REVIEWED_WITHIN
    for found in queries.unreviewed(session, opened_before=before):
        done = _locked(session, found)
        if Act.REVIEWED in done:
            continue
        if role_service.suspend(session, found.officer_id, Role.OFFICER):
            if Act.SUSPENDED not in done:
                _write(session, found, Act.SUSPENDED)
            telling.suspended(session, found)


def _parts(found: EmergencyLook) -> dict[str, UUID]:
    return {"officer_id": found.officer_id, "subject_id": found.person_id}


def _do(session: Session, found: EmergencyLook, act: Act, by: Person, **said: Any) -> None:
    """Where somebody does something with a look: whoever comes second finds it done."""
    if act in _locked(session, found):
        raise DoneAlreadyError(found)
    _write(session, found, act, actor_id=by.id, **said)


def _locked(session: Session, found: EmergencyLook) -> set[Act]:
    """What was done with a look, while nobody else can do anything with it."""
    dialects.serialise(session, f"emergency look {found.id}")
    return set(queries.events_of(session, found.id))


def _write(session: Session, found: EmergencyLook, act: Act, **said: Any) -> None:
    session.add(EmergencyLookEvent(look_id=found.id, act=act, at=clock.now(), **said))
    session.flush()
