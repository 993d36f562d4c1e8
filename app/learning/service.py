"""Marking a lesson as read, taking the mark away, and counting what is published."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock, small_numbers
from app.core.config import settings
from app.core.db import dialects
from app.core.db.base import new_id
from app.identity.people.models import Person
from app.learning import queries, rules
from app.learning.models import LessonMark, LessonReach
from app.learning.texts import queries as texts
from app.register import queries as register


def mark(session: Session, person: Person, lesson: str) -> None:
    """Note that this person has read a lesson, the first time she says so."""
    known, today = texts.lesson(lesson).head.id, register.in_force_now(session).day
    hers = {"person_id": person.id, "lesson": known, "marked_on": today}
    dialects.insert_if_new(session, LessonMark, id=new_id(), **hers)


def unmark(session: Session, person: Person, lesson: str) -> None:
    """Take her mark away, if it is there."""
    known = texts.lesson(lesson).head.id
    hers = col(LessonMark.person_id) == person.id, col(LessonMark.lesson) == known
    session.exec(delete(LessonMark).where(*hers))


def count(session: Session) -> None:
    """Put down, once, what is published of the month that ended last."""
    dialects.serialise(session, "lesson_reach")
    month = rules.last_ended(register.in_force_now(session).day)
    if queries.is_counted(session, month):
        return
    staff, readers = queries.staff(session), queries.readers(session, rules.month_after(month))
    for lesson in ("", *texts.IDS):
        step = small_numbers.step(readers.get(lesson, 0), staff, settings().k_small)
        low, high = step or (None, None)
        session.add(LessonReach(month=month, lesson=lesson, low=low, high=high))
    session.flush()


def forget_old(session: Session, spared: SelectOfScalar[UUID]) -> None:
    """Delete marks after 13 months; none of the ``spared`` people's."""
    before = clock.now().date() - rules.KEPT
    of_others = col(LessonMark.person_id).not_in(spared)
    session.exec(delete(LessonMark).where(col(LessonMark.marked_on) < before, of_others))
