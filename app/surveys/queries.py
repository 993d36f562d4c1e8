"""What may be read of surveys: by everybody alike, and by officers before they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.core.errors import NotFoundError
from app.identity.establishments import queries as establishments
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.surveys import rules
from app.surveys.counting import rules as counting
from app.surveys.counting.rules import Shown
from app.surveys.models import Status, Survey, SurveyChange, SurveyInvitation, SurveyResult
from app.surveys.rules import Question


@dataclass(frozen=True)
class Standing:
    """A survey as one person may read it today. ``asked``: she is; ``answered``: she did."""

    row: Survey
    questions: Sequence[Question]
    is_open: bool
    days_left: int
    asked: bool
    answered: bool


def today(session: Session) -> date:
    """The civil day of the register's time zone: surveys open and close by it."""
    return register.in_force_now(session).day


def everything(session: Session, person: Person) -> list[Standing]:
    """All that employees may know of, what was opened last at the top."""
    known = select(Survey).where(Survey.status != Status.DRAFT)
    rows = session.exec(known.order_by(col(Survey.opened_on).desc(), col(Survey.slug))).all()
    return _standing(session, person, rows)


def read(session: Session, person: Person, slug: str) -> Standing:
    """A survey that employees may know of. A draft is not found."""
    row = for_officers(session, slug)
    if row.status is Status.DRAFT:
        raise NotFoundError
    return _standing(session, person, [row])[0]


def _standing(session: Session, person: Person, rows: Sequence[Survey]) -> list[Standing]:
    day = today(session) if rows else date.min
    own = select(SurveyInvitation).where(SurveyInvitation.person_id == person.id)
    hers = {each.survey_id: each.answered for each in session.exec(own)}
    return [
        Standing(
            row,
            questions(row),
            takes_answers(row, day),
            max((row.closes_on - day).days, 0) if row.closes_on else 0,
            row.id in hers,
            hers.get(row.id, False),
        )
        for row in rows
    ]


def takes_answers(row: Survey, day: date) -> bool:
    """The last day counts in full, whether or not the job that closes it was there yet."""
    return row.status is Status.OPEN and row.closes_on is not None and day <= row.closes_on


def for_officers(session: Session, slug: str) -> Survey:
    """Any survey, drafts too."""
    row = session.exec(select(Survey).where(Survey.slug == slug)).one_or_none()
    if row is None:
        raise NotFoundError
    return row


def for_desk(session: Session) -> Sequence[Survey]:
    """Every survey, drafts too, what was written last at the top."""
    return session.exec(select(Survey).order_by(col(Survey.written_at).desc())).all()


def questions(row: Survey) -> list[Question]:
    return [rules.question(each) for each in row.questions]


def crosses(row: Survey) -> list[tuple[int, int]]:
    return [(a, b) for a, b in row.crosses]


def result(session: Session, row: Survey) -> Shown | None:
    """What everybody may read of it: nothing to anybody before it is closed."""
    made = session.get(SurveyResult, row.id)
    return counting.from_json(made.shown) if made else None


def changes(session: Session, row: Survey) -> Sequence[SurveyChange]:
    """What was changed because of it, the newest last."""
    theirs = select(SurveyChange).where(SurveyChange.survey_id == row.id)
    return session.exec(theirs.order_by(col(SurveyChange.written_at))).all()


def before(session: Session, row: Survey) -> Survey | None:
    """The same survey as it was asked the time before."""
    return session.get(Survey, row.follows_id) if row.follows_id else None


def to_be_asked(session: Session, row: Survey) -> list[Person]:
    """Whom it would ask if it opened now."""
    everyone = people.everyone_active(session)
    return [each for each in everyone if row.place in {"", each.establishment}]


def too_close(session: Session, row: Survey, asked: Sequence[Person], k: int) -> Survey | None:
    """A survey whose results and those of this one would tell fewer than ``k`` people apart.

    Of those that are open or closed within the last month, and the one that this one follows.
    """
    compared = or_(
        col(Survey.status) == Status.OPEN,
        col(Survey.closes_on) >= a_month_ago(session),
        col(Survey.id) == row.follows_id,
    )
    others = {
        each.id: each for each in session.exec(select(Survey).where(compared, Survey.id != row.id))
    }
    people_of = {each: _asked(session, other) for each, other in others.items()}
    here = rules.by_place(row.crosses)
    people_of[row.id] = {each.id: each.establishment if here else "" for each in asked}
    found = rules.told_apart(people_of, row.id, k)
    return next((other for each, other in others.items() if each in found), None)


def _asked(session: Session, row: Survey) -> dict[UUID, str]:
    """Whom it asked, and where each worked if its results are shown by that."""
    of_each = select(SurveyInvitation.person_id, SurveyInvitation.place)
    invited = session.exec(of_each.where(SurveyInvitation.survey_id == row.id))
    here = rules.by_place(row.crosses)
    return {person_id: place if here else "" for person_id, place in invited}


def a_month_ago(session: Session) -> date:
    """Surveys that closed before are not compared with new ones."""
    return rules.months_after(today(session), -1)


def to_close(session: Session) -> Sequence[Survey]:
    """What is still open though its last day is over."""
    over = select(Survey).where(
        Survey.status == Status.OPEN, col(Survey.closes_on) < today(session)
    )
    return session.exec(over).all()


def slugs(session: Session) -> frozenset[str]:
    return frozenset(session.exec(select(Survey.slug)))


def place_names(session: Session) -> dict[str, str]:
    return {code: place.name for code, place in establishments.by_codes(session).items()}
