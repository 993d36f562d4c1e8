"""What officers see of choices: words, approval, numbers that give nobody away, late systems."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.access_log.promises import queries as promises
from app.access_log.promises.models import PromiseMatter
from app.access_log.promises.rules import Flag
from app.approvals import queries as approvals
from app.approvals.models import Approval, Kind
from app.consent import queries as consent
from app.consent.counts import queries as counts
from app.consent.notices import rules as notices
from app.core import clock
from app.core.errors import NotFoundError
from app.core.small_numbers import Step
from app.register import queries as register
from app.register.in_force.rules import Practice


@dataclass(frozen=True)
class Row:
    """One choice of the register. ``share``: who said yes, in a hundred; None: not to be shown."""

    practice: Practice
    approved: bool
    waiting: Approval | None
    share: Step | None


@dataclass(frozen=True)
class Alarm:
    """Accesses that lacked the yes they needed, and the title of the choice."""

    matter: PromiseMatter
    title: str


def rows(session: Session) -> list[Row]:
    """The choices in force, by title."""
    approved = approvals.approved(session, Kind.CHOICE)
    in_force = register.in_force(session, clock.now())
    shares = counts.shares(session)
    return [
        Row(
            practice,
            consent.is_approved(practice, approved),
            approvals.open_about(session, Kind.CHOICE, practice.id),
            shares.get(practice.id),
        )
        for practice in in_force.practices
        if consent.is_choice(practice)
    ]


def alarms(session: Session) -> list[Alarm]:
    """Uses without a yes that wait for an officer's answer, by choice and system: nobody's name."""
    in_force = register.in_force(session, clock.now())
    found = promises.open_matters(session, Flag.AFTER_STOP)
    titles = {each.practice_id: in_force.practice(each.practice_id) for each in found}
    return [
        Alarm(each, practice.title if (practice := titles[each.practice_id]) else each.practice_id)
        for each in found
    ]


def choice(session: Session, practice_id: str) -> Practice:
    """A choice in force, or NotFoundError."""
    practice = register.in_force(session, clock.now()).practice(practice_id)
    if practice is None or not consent.is_choice(practice):
        raise NotFoundError
    return practice


def words(practice: Practice) -> Sequence[notices.Notice]:
    """The words of a choice in every language it has."""
    return notices.in_every_language(practice.document)
