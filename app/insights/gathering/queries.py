"""What the rooms wrote down of a quarter, as it stood when that ended.

Each statement asks for what had happened before a moment, of rows that are never changed: asked
again later, it finds the same.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from app.access_log.outcomes.rules import Verdict
from app.concerns.models import About, Concern, Naming
from app.concerns.reporters import queries as reporters
from app.consent import queries as consent
from app.consent import rules as consent_rules
from app.consent.models import ConsentEvent, ConsentRecord, State
from app.identity.people import queries as people
from app.identity.people.models import Person, PersonVersion, VisitMark
from app.identity.sessions.models import PortalSession
from app.insights.counting.rules import Share
from app.insights.rules import Quarter
from app.questions import rules as questions
from app.questions.models import Question, QuestionEvent
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import why_it_applies
from app.subject_requests.models import SubjectRequest
from app.subject_requests.statistics import queries as statistics
from app.subject_requests.statistics.rules import Told

ANONYMOUS, OPEN = "anonymous", "open"
NO = frozenset({State.REFUSED, State.WITHDRAWN})


@dataclass(frozen=True)
class Staff:
    """Who worked here at a moment; leaders are those to whom somebody reported."""

    leaders: Mapping[UUID, PersonVersion]
    others: Mapping[UUID, PersonVersion]

    @property
    def sizes(self) -> tuple[int, int]:
        return len(self.leaders), len(self.others)

    @property
    def everybody(self) -> set[UUID]:
        return {*self.leaders, *self.others}


def staff(session: Session, at: datetime) -> Staff:
    then = people.everyone_at(session, at)
    managers = {version.manager_employee_id for version in then.values()}
    leaders = {v.person_id: v for employee_id, v in then.items() if employee_id in managers}
    others = {v.person_id: v for employee_id, v in then.items() if employee_id not in managers}
    return Staff(leaders, others)


def practices(session: Session, at: datetime) -> Sequence[Practice]:
    return register.in_force(session, at).practices


def reasons(session: Session, at: datetime) -> list[str]:
    """The reasons that the register ever knew, in use on that day or not, by their codes."""
    versions = (version for one in register.in_force(session, at).every for version in one.versions)
    return sorted({purpose.id for version in versions for purpose in version.document.purposes})


def covered(practice: Practice, who: Staff) -> tuple[int, int]:
    """To how many leaders and to how many others a practice applies."""
    scope = practice.document.scope
    leaders, others = (
        sum(why_it_applies(scope, version) is not None for version in each.values())
        for each in (who.leaders, who.others)
    )
    return leaders, others


def came(session: Session, quarter: Quarter) -> int:
    """How many who work here came in a quarter, from the one day that is kept of each.

    Days are those of where she works. Who came again since is known by the day before, which any
    session of hers was told, perhaps before the quarter was over in UTC. For the first days after
    the quarter: later, days are written over that nothing else tells.
    """
    since, until = quarter.since.date(), quarter.until.date()
    again = select(PortalSession.person_id).where(
        _within(PortalSession.previous_visit_on, since, until)
    )
    here = or_(_within(VisitMark.last_day, since, until), col(VisitMark.person_id).in_(again))
    counted = select(func.count()).select_from(VisitMark).join(Person)
    return session.exec(counted.where(here, col(Person.active).is_(True))).one()


def questions_by_verdict(session: Session, quarter: Quarter) -> dict[str, list[UUID]]:
    """Who asked about a look, by what was found by the quarter's end."""
    events: dict[UUID, list[QuestionEvent]] = defaultdict(list)
    happened = select(QuestionEvent).where(col(QuestionEvent.at) < quarter.until)
    for event in session.exec(happened.order_by(col(QuestionEvent.number))):
        events[event.question_id].append(event)
    found: dict[str, list[UUID]] = {each: [] for each in (OPEN, *Verdict)}
    asked = select(Question).where(_in(Question.asked_at, quarter))
    for question in session.exec(asked):
        verdict = questions.standing(question, events[question.id]).verdict
        found[verdict.value if verdict else OPEN].append(question.person_id)
    return found


def requests(session: Session, quarter: Quarter) -> list[tuple[UUID, Told]]:
    """Whose requests were written down in a quarter, and how each stood at its end.

    By the moment in which they were, not by the day of receipt: a letter that is logged after the
    quarter it came in belongs to the next, and to one of them.
    """
    filed = _in(SubjectRequest.filed_at, quarter)
    return statistics.stood(session, quarter.until, filed)


def concerns_by_theme(session: Session, quarter: Quarter) -> dict[str, list[UUID | str]]:
    """Who raised a concern, by what it was about. Nobody knows who came without a name."""
    found: dict[str, list[UUID | str]] = {each: [] for each in (*About, ANONYMOUS)}
    for concern in session.exec(select(Concern).where(_in(Concern.filed_at, quarter))):
        nameless = concern.naming is Naming.ANONYMOUS
        who = None if nameless else reporters.opened(concern).reporter_id
        found[ANONYMOUS if nameless else concern.about.value].append(who or concern.raised_by)
    return found


def yes_by_choice(session: Session, quarter: Quarter) -> dict[str, Share]:
    """Of each choice, how many had said yes, of how many who had said yes or no.

    And of how many it is so at one end of the quarter alone: that they had said one of the two.
    """
    before, then = (_answers(session, at) for at in (quarter.since, quarter.until))
    choices = [one.id for one in practices(session, quarter.until) if consent.is_choice(one)]
    return {
        choice: Share(
            sum(then[choice].values()),
            len(then[choice]),
            len(then[choice].keys() ^ before[choice].keys()),
        )
        for choice in choices
    }


def _answers(session: Session, at: datetime) -> Mapping[str, dict[UUID, bool]]:
    """Of each choice whose records said yes or no at a moment, and whether that was yes."""
    last = (
        select(ConsentEvent.record_id, func.max(ConsentEvent.number).label("number"))
        .where(col(ConsentEvent.at) < at)
        .group_by(col(ConsentEvent.record_id))
        .subquery()
    )
    states = session.exec(
        select(ConsentRecord.practice_id, ConsentRecord.id, ConsentEvent.state)
        .join(ConsentEvent, col(ConsentEvent.record_id) == col(ConsentRecord.id))
        .join(
            last,
            (last.c.record_id == ConsentEvent.record_id) & (last.c.number == ConsentEvent.number),
        )
        .where(col(ConsentEvent.state).in_(consent_rules.PERMITTING | NO))
    )
    found: dict[str, dict[UUID, bool]] = defaultdict(dict)
    for practice_id, record_id, state in states:
        found[practice_id][record_id] = state not in NO
    return found


def _in(moment: Any, quarter: Quarter) -> ColumnElement[bool]:
    return and_(col(moment) >= quarter.since, col(moment) < quarter.until)


def _within(day: Any, since: date, until: date) -> ColumnElement[bool]:
    return and_(col(day) >= since, col(day) < until)
