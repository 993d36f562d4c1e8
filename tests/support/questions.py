"""Questions about a look to build stories on: asked, given a reason, judged."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from app.access_log import queries as log
from app.access_log import service as logging
from app.access_log.outcomes.rules import Verdict
from app.core import clock, references
from app.core.config import settings
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.identity.viewer import Subject
from app.questions import queries, service
from app.questions.judging import service as judging
from app.questions.models import About, Act, First, Question, QuestionEvent
from app.questions.replying import service as replying
from tests.support.acts import CANARY, House, presses, reads
from tests.support.acts import Act as Doing
from tests.support.browser import Page
from tests.support.cast import Cast
from tests.support.decisions import OFFICERS
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


def a_question(
    session: Session,
    person: Person,
    accessor: Person,
    *,
    first: First = First.ACCESSOR,
    text: str = "",
    seq: int = 10**9,
) -> Question:
    """One about an entry whose content is not kept any more."""
    now = clock.now()
    question = Question(
        reference=references.new("Q"),
        person_id=person.id,
        accessor_id=accessor.id,
        seq=seq,
        about=About.WHY,
        text=text,
        first=first,
        jurisdiction="GB-SCT",
        asked_on=now.date(),
        asked_at=now,
    )
    session.add(question)
    session.flush()
    acts = (Act.ASKED, Act.PASSED_ON) if first is First.ACCESSOR else (Act.ASKED,)
    for number, act in enumerate(acts, 1):
        of = {"question_id": question.id, "number": number, "at": now, "on": now.date()}
        session.add(QuestionEvent(**of, act=act))
    session.flush()
    return question


def in_the_house(session: Session, cast: Cast) -> dict[str, str]:
    """One of Amara's that the privacy team is to check first, and nobody has."""
    return {"checked": a_question(session, cast.amara, cast.priya, first=First.TEAM).reference}


def _asks_who_it_was(house: House) -> Iterator[Page]:
    with pytest.MonkeyPatch.context() as shown:
        shown.setenv("DAYLIGHT_NAME_DISPLAY", "role")
        settings.cache_clear()
        yield from presses("amara", "Ask who it was", at="/requests/{question}")(house)
    settings.cache_clear()


# what may be done with questions, in this order (tests/support/acts.py)
QUESTIONS: dict[str, Doing] = {
    "questions:new": reads("amara", at="/looked/{entry}/ask"),
    "questions:create": presses(
        "amara", "Send my question", at="/looked/{entry}/ask", keeps="question"
    ),
    "asked:show": reads("priya", at="/asked/{question}"),
    "asked:create_reply": presses("priya", "Give my reason", at="/asked/{question}", text=WHY),
    "desk.questions:show": reads(*OFFICERS, at="/desk/questions/{question}"),
    "desk.questions:create_taking": presses("helen", "Take it", at="/desk/questions/{question}"),
    "desk.questions:create_assignment": presses(
        "daniel", "Give it", at="/desk/questions/{checked}", to="{helen}"
    ),
    "desk.questions:create_passing_on": presses(
        "helen", "Ask them now", at="/desk/questions/{checked}"
    ),
    "desk.questions:create_verdict": presses(
        *("helen", "Give this answer"),
        at="/desk/questions/{checked}",
        verdict="in-order",
        reasons=f"The case is there, says {CANARY}.",
    ),
    "questions:create_name": _asks_who_it_was,
    "desk.questions:create_name_decision": presses(
        *("helen", "Record this decision"),
        at="/desk/questions/{question}",
        told="yes",
        needed="To know whom to talk to about it.",
        harm="Nothing that we can see, since they meet every week.",
    ),
}
