"""Questions about a look to build stories on: asked, given a reason, judged."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from app.access_log import queries as log
from app.access_log import service as logging
from app.access_log.outcomes.rules import Verdict
from app.core import clock
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.identity.viewer import Subject
from app.questions import queries, service
from app.questions.judging import service as judging
from app.questions.models import About, First, Question
from app.questions.replying import service as replying
from tests.support.looks import a_look, a_register, a_source, november, report

THURSDAY = datetime(2026, 11, 19, 15, 5, tzinfo=UTC)  # when Priya looked
FRIDAY = datetime(2026, 11, 20, 9, 37, 21, tzinfo=UTC)  # when Amara asks; due Friday 27 November
TYPED = "Zebrafish pancakes"
WHY = "I prepared the talk about her coming back to work."
REASONS = "The look belongs to the case that the entry names."


def a_house(session: Session) -> None:
    """The register and a source, and one look of Priya's at Amara's absence record."""
    a_register(session)
    a_source(session)
    session.commit()
    looked()


def looked(at: datetime = THURSDAY, accessor: str = "E1042", **more: object) -> None:
    report(a_look(at, accessor, case="HR-2207", **more))  # type: ignore[arg-type]


def many_looks(number: int) -> None:
    """So many more looks of Priya's at Amara's record, a minute apart."""
    events = [a_look(november(18, 8 + each // 60, each % 60)) for each in range(number)]
    with clock.set_to(november(18, 20)):
        logging.append(events)


def ask(
    session: Session,
    person: Person,
    *,
    first: First = First.ACCESSOR,
    about: About = About.WHY,
    at: datetime = FRIDAY,
    seq: int | None = None,
) -> Question:
    """She asks about her newest entry, or that one."""
    with clock.set_to(at):
        whose = Subject(person, "Europe/London")
        seq = newest(session, person) if seq is None else seq
        row = queries.entry(session, whose, seq)
        assert row is not None
        asked = service.ask(session, person, row, about=about, text=TYPED, first=first)
    session.flush()
    return asked


def newest(session: Session, person: Person) -> int:
    return log.entries_about(session, person, limit=1)[0].seq


def seqs(session: Session, person: Person, number: int) -> list[int]:
    return [look.seq for look in log.entries_about(session, person, limit=number)]


def taken(session: Session, person: Person, officer: Person, **how: object) -> Question:
    question = ask(session, person, **how)  # type: ignore[arg-type]
    with clock.set_to(FRIDAY):
        judging.take(session, question, officer, form_key=new_id())
    return question


def reply(session: Session, question: Question, accessor: Person) -> object:
    key: UUID = new_id()
    return replying.reply(session, question, accessor, text=WHY, case="HR-2207", form_key=key)


def decide(
    session: Session,
    question: Question,
    officer: Person,
    verdict: Verdict = Verdict.IN_ORDER,
    withheld: str = "",
) -> object:
    return judging.decide(
        session,
        question,
        officer,
        verdict=verdict,
        reasons=REASONS,
        withheld=withheld,
        form_key=new_id(),
    )
