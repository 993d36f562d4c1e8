"""The demo shows each state of the register once: what is missing is named."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import Session, select

from app.access_log.promises.models import PromiseMatter
from app.access_log.promises.rules import Flag
from app.consent import queries as consent
from app.consent.models import ConsentRecord, State
from app.core import clock
from app.core.db.session import reading
from app.demo.fill import northfold
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.learning import queries as learning
from app.pledges import queries as pledges
from app.pledges.rules import Status
from app.questions import queries as questions
from app.questions.models import Question
from app.register import queries as register
from app.register.consultations import queries as consultations
from app.register.consultations.rules import NOT_AGREED, Phase
from app.register.in_force.rules import Practice
from app.register.in_force.rules import State as Stage
from app.register.models import Stage as Draft
from app.register.reviews import rules as reviews
from tests.support.database import on_sqlite

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
Found = Callable[[Session, Person], list[str]]


def _in_consultation(session: Session, _amara: Person) -> list[str]:
    """A draft in consultation, and the consultation about it open."""
    about = {
        each.row.practice_id
        for each in consultations.everything(session)
        if each.phase is Phase.OPEN
    }
    drafts = register.open_drafts(session)
    return [
        each.about for each in drafts if each.stage is Draft.CONSULTATION and each.about in about
    ]


def _not_agreed(session: Session, _amara: Person) -> list[str]:
    return [
        practice.id
        for practice in register.in_force_now(session).practices
        if practice.document.checks.consultation.result in NOT_AGREED
    ]


def _ended(session: Session, _amara: Person) -> list[str]:
    """Ended, with a receipt for each of its kinds of data."""
    return [p.id for p in register.in_force_now(session).every if _has_receipts(p)]


def _has_receipts(practice: Practice) -> bool:
    ending = practice.ending
    if practice.state is not Stage.ENDED or ending is None:
        return False
    return all(ending.fate_of(category.id) for category in practice.document.categories)


def _overdue(session: Session, _amara: Person) -> list[str]:
    return [practice.id for practice in reviews.late(register.in_force_now(session))]


def _withdrawn(session: Session, amara: Person) -> list[str]:
    hers = consent.choices(session, amara, "en")
    return [choice.id for choice in hers if choice.state is State.WITHDRAWN]


def _unconfirmed(session: Session, _amara: Person) -> list[str]:
    """A stop that a system was told and has not confirmed."""
    records = session.exec(select(ConsentRecord)).all()
    return [
        stop.system
        for record in records
        for stop in consent.stopping(session, record)
        if stop.is_open
    ]


def _undeclared(session: Session, _amara: Person) -> list[str]:
    """The reasons that the register does not give, however many looks there were for each."""
    found = select(PromiseMatter.about).where(PromiseMatter.flag == Flag.UNDECLARED_PURPOSE)
    return list(session.exec(found))


def _stages(session: Session, _amara: Person) -> set[str]:
    """How far the questions about looks are, each stage, verdict and level that there is."""
    asked = questions.stories(session, session.exec(select(Question)).all())
    found = {each.standing.status.value for each in asked}
    found |= {each.standing.verdict.value for each in asked if each.standing.verdict}
    return found | {f"late: {each.standing.level}" for each in asked if each.standing.level}


def _promised(status: Status, *, benefit: bool = False) -> Found:
    return lambda session, _amara: [
        each.pledge.reference
        for each in pledges.everything(session)
        if each.standing.status is status and bool(each.pledge.assessment) is benefit
    ]


def _kept_late(session: Session, _amara: Person) -> list[str]:
    told = pledges.everything(session)
    kept = [each for each in told if each.standing.status is Status.KEPT]
    return [each.pledge.what for each in kept if each.standing.days_late]


def _counted(session: Session, _amara: Person) -> list[str]:
    """Lessons of which something can be shown."""
    return sorted(learning.reach(session)[1])


def _a_question(stage: str) -> Found:
    return lambda session, amara: [each for each in _stages(session, amara) if each == stage]


STATES: dict[str, tuple[Found, int | None]] = {
    "a promise that is late": (_promised(Status.LATE), 1),
    "a promise on the way": (_promised(Status.ON_THE_WAY), 1),
    "a promise that was dropped": (_promised(Status.DROPPED), 1),
    "promises that were kept": (_promised(Status.KEPT), 2),
    "a promise that was kept late": (_kept_late, 1),
    "a benefit that was delivered": (_promised(Status.KEPT, benefit=True), 1),
    "a benefit that is owed": (_promised(Status.LATE, benefit=True), 1),
    "how many read a lesson": (_counted, 2),
    "a practice in consultation": (_in_consultation, 1),
    "a practice that was not agreed": (_not_agreed, 1),
    "a practice that ended": (_ended, 1),
    "a review that is overdue": (_overdue, 1),
    "a choice withdrawn": (_withdrawn, 1),
    "a stop that is not confirmed": (_unconfirmed, 1),
    "an undeclared purpose": (_undeclared, 1),
    "a question to who looked": (_a_question("asked-of-accessor"), None),
    "a question that the team checks first": (_a_question("with-team"), None),
    "a question with a reason": (_a_question("replied"), None),
    "a look in order": (_a_question("in-order"), None),
    "a look outside authority": (_a_question("outside-authority"), None),
    "a question that was handed on": (_a_question("late: officer"), None),
}


def states(session: Session, amara: Person) -> dict[str, list[str]]:
    return {name: find(session, amara) for name, (find, _times) in STATES.items()}


def assert_each_is_there(found: dict[str, list[str]]) -> None:
    """Each state; those of the register exactly once."""
    assert [name for name, there in found.items() if not there] == []
    once = {name: times for name, (_find, times) in STATES.items() if times is not None}
    assert {name: len(found[name]) for name in once} == once


@on_sqlite
def test_the_demo_shows_each_state(session: Session) -> None:
    session.commit()
    with clock.set_to(NOW):
        northfold(people=60, events=300, seed=1, say=lambda _line: None)
        with reading() as read:
            amara = people.by_employee_id(read, "E1001")
            assert amara is not None
            found = states(read, amara)

    assert_each_is_there(found)


@on_sqlite
def test_of_an_empty_portal_each_state_is_missing(session: Session, amara: Person) -> None:
    """So the test above can fail: what looks for a state finds none where there is none."""
    assert states(session, amara) == {name: [] for name in STATES}
