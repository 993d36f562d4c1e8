"""A person's own marks and the practices a lesson is about; of everybody, what was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from app.identity.people.models import Person
from app.identity.viewer import Viewer
from app.learning.models import LessonMark, LessonReach
from app.learning.texts import queries as texts
from app.learning.texts.schemas import Head
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.rules import why_it_applies


@dataclass(frozen=True)
class Listed:
    """A lesson in a list: its practices that apply to the viewer, and when she marked it."""

    head: Head
    practices: Sequence[Practice]
    marked_on: date | None


@dataclass(frozen=True)
class About:
    """What is in use of a lesson's kind: what applies to the viewer, and what does not."""

    hers: Sequence[Practice]
    others: Sequence[Practice]


def everything(session: Session, viewer: Viewer) -> list[Listed]:
    """Every lesson: rights, then those about tools that apply to her, then the others."""
    marks = marked(session, viewer.person)
    hers = [found for found, _why in register.in_force_now(session).practices_for(viewer.person)]
    listed = [
        Listed(head, [p for p in hers if p.document.kind == head.id], marks.get(head.id))
        for head in texts.heads()
    ]
    return sorted(listed, key=lambda each: (each.head.id != texts.RIGHTS, not each.practices))


def about(session: Session, viewer: Viewer, lesson_id: str) -> About:
    """The practices in use of the kind that a lesson is about; none of a lesson about no kind."""
    kind = [p for p in register.in_force_now(session).practices if p.document.kind == lesson_id]
    hers = [p for p in kind if why_it_applies(p.document.scope, viewer.person) is not None]
    return About(hers, [practice for practice in kind if practice not in hers])


def marked(session: Session, person: Person) -> dict[str, date]:
    """The lessons this person marked as read, and when. Nobody else is ever shown them."""
    hers = select(col(LessonMark.lesson), col(LessonMark.marked_on))
    return dict(session.exec(hers.where(LessonMark.person_id == person.id)).all())


def reach(session: Session) -> tuple[date | None, dict[str, LessonReach]]:
    """The month counted last, and by lesson what can be shown of it; without one: of any."""
    month = session.exec(select(func.max(LessonReach.month))).one()
    rows = session.exec(select(LessonReach).where(LessonReach.month == month)).all()
    return month, {row.lesson: row for row in rows if row.low is not None}


def is_counted(session: Session, month: date) -> bool:
    return (
        session.exec(select(LessonReach.id).where(LessonReach.month == month)).first() is not None
    )


def staff(session: Session) -> int:
    """How many people work here."""
    return session.exec(select(func.count()).where(col(Person.active).is_(True))).one()


def readers(session: Session, before: date) -> dict[str, int]:
    """How many who work here had marked each lesson before a day; without one: any of them."""
    person = func.count(func.distinct(LessonMark.person_id))
    theirs = col(LessonMark.marked_on) < before, col(Person.active).is_(True)
    joined = select(LessonMark.lesson, person).join(Person).where(*theirs)
    of_any = select(person).select_from(LessonMark).join(Person).where(*theirs)
    found = dict(session.exec(joined.group_by(col(LessonMark.lesson))).all())
    return found | {"": session.exec(of_any).one()}
