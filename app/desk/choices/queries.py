"""What officers see of choices: words, approval, numbers that give nobody away, late systems."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.access_log.promises import queries as promises
from app.access_log.promises.models import PromiseMatter
from app.access_log.promises.rules import Flag
from app.approvals import queries as approvals
from app.approvals.models import Approval, Kind
from app.consent import queries as consent
from app.consent import rules as consent_rules
from app.consent.models import ConsentRecord, State
from app.consent.notices import rules as notices
from app.core import clock
from app.core.errors import NotFoundError
from app.desk.choices import rules
from app.register import queries as register
from app.register.in_force.rules import Practice


@dataclass(frozen=True)
class Numbers:
    """How many said what."""

    yes: int
    no: int
    unanswered: int


@dataclass(frozen=True)
class Row:
    """One choice of the register. ``numbers`` is None where they are too small to show."""

    practice: Practice
    approved: bool
    waiting: Approval | None
    numbers: Numbers | None


@dataclass(frozen=True)
class Alarm:
    """Accesses that lacked the yes they needed, and the title of the choice."""

    matter: PromiseMatter
    title: str


def rows(session: Session) -> list[Row]:
    """The choices in force, by title."""
    approved = approvals.approved(session, Kind.CHOICE)
    in_force = register.in_force(session, clock.now())
    return [
        Row(
            practice,
            consent.is_approved(practice, approved),
            approvals.open_about(session, Kind.CHOICE, practice.id),
            _numbers(session, practice),
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


def _numbers(session: Session, practice: Practice) -> Numbers | None:
    counted = (
        select(col(ConsentRecord.state), func.count())
        .where(ConsentRecord.practice_id == practice.id)
        .group_by(col(ConsentRecord.state))
    )
    by_state = dict(session.exec(counted).all())
    yes = sum(by_state.get(state, 0) for state in consent_rules.PERMITTING)
    no = by_state.get(State.REFUSED, 0) + by_state.get(State.WITHDRAWN, 0)
    rest = sum(by_state.values()) - yes - no
    return Numbers(yes, no, rest) if rules.shown(yes, no, rest) else None
