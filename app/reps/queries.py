"""What is coming, what waits for an answer, and how many people work where."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.core import small_numbers
from app.identity.establishments import queries as establishments
from app.identity.people.models import Person
from app.identity.viewer import Whose
from app.questions import queries as questions
from app.register import queries as register
from app.register.consultations import queries as consultations
from app.register.consultations.queries import Listed
from app.register.consultations.rules import Phase, Themes
from app.register.drafting import queries as drafting
from app.register.models import Stage

_NOT_OVER = frozenset({Phase.PLANNED, Phase.OPEN})


class Kind(StrEnum):
    """What sort of change is coming."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    START = "start"
    CHANGE = "change"
    ENDING = "ending"


@dataclass(frozen=True)
class Coming:
    """A change that is not in force yet; ``about`` is the practice, or its consultation.

    An ending that waits for approval has a ``stage``; one that is decided has none.
    """

    kind: Kind
    title: str
    about: str
    on: date | None
    stage: Stage | None = None


@dataclass(frozen=True)
class Headcount:
    """How many work at each place; None for a number too small to show, or worked out from it."""

    rows: Sequence[tuple[str, int | None]]
    total: int | None


def coming(session: Session) -> list[Coming]:
    """Drafts that were handed on, open consultations and published starts, by their day."""
    asked = [each for each in consultations.everything(session) if each.phase in _NOT_OVER]
    in_consultation = {each.row.practice_id for each in asked}
    drafts = (each for each in _drafts(session) if each.about not in in_consultation)
    endings = (*_endings_asked(session), *_endings_decided(session))
    found = [*drafts, *map(_consulted, asked), *_starts(session), *endings]
    return sorted(found, key=lambda each: (each.on or date.max, each.title.casefold()))


def to_answer(session: Session) -> list[Listed]:
    """Open consultations without a formal answer, what closes first at the top."""
    return [
        each
        for each in consultations.everything(session)
        if each.phase is Phase.OPEN and each.row.response is None
    ]


def answered(session: Session) -> list[Listed]:
    """Consultations with a formal answer, or that closed without one, the newest first."""
    return [
        each
        for each in consultations.everything(session)
        if each.row.response is not None or each.phase in {Phase.CLOSED, Phase.DECIDED}
    ]


def themes(session: Session) -> list[tuple[Listed, Themes | None]]:
    """For each consultation that opened, what people wrote, as far as numbers allow.

    None for one that has not ended.
    """
    opened = [e for e in consultations.everything(session) if e.phase is not Phase.PLANNED]
    return [(each, consultations.themes(session, each)) for each in opened]


def headcount(session: Session) -> Headcount:
    """Who works here now, by establishment (LAW: k = 5 for counts)."""
    by_place = (
        select(Person.establishment, func.count())
        .where(col(Person.active).is_(True))
        .group_by(col(Person.establishment))
    )
    numbers = dict(session.exec(by_place).all())
    names = establishments.by_codes(session)
    named = sorted((names[code].name if code in names else code, code) for code in numbers)
    cells = small_numbers.hide([numbers[code] for _name, code in named], small_numbers.K_COUNTS)
    if cells is None:
        return Headcount([], None)
    rows = [(name, cell) for (name, _code), cell in zip(named, cells, strict=True)]
    return Headcount(rows, sum(numbers.values()))


def _drafts(session: Session) -> Iterator[Coming]:
    for draft in register.open_drafts(session):
        if draft.about and draft.stage not in {Stage.DRAFT, Stage.ENDING}:
            title = json.loads(draft.document).get("title") or draft.about
            yield Coming(Kind.DRAFT, title, draft.about, None, draft.stage)


def _consulted(listed: Listed) -> Coming:
    row = listed.row
    on = row.opens_on if listed.phase is Phase.PLANNED else row.closes_on
    return Coming(Kind.CONSULTATION, row.title, row.slug, on)


def _starts(session: Session) -> Iterator[Coming]:
    in_force = register.in_force_now(session)
    for practice in in_force.every:
        begins = practice.version.note.in_force_from
        if begins > in_force.day:
            yield Coming(Kind.START, practice.title, practice.id, begins)
        elif practice.coming:
            on = practice.coming.note.in_force_from
            yield Coming(Kind.CHANGE, practice.coming.document.title, practice.id, on)


def _endings_asked(session: Session) -> Iterator[Coming]:
    in_force = register.in_force_now(session)
    for draft in register.open_drafts(session):
        if draft.stage is Stage.ENDING:
            practice = in_force.practice(draft.about)
            title = practice.title if practice else draft.about
            on = drafting.ending(draft).on
            yield Coming(Kind.ENDING, title, draft.about, on, draft.stage)


def _endings_decided(session: Session) -> Iterator[Coming]:
    in_force = register.in_force_now(session)
    endings = register.histories(session).endings
    for practice in in_force.every:
        for ending in endings.get(practice.id, ()):
            if ending.on > in_force.day and practice.ending is None:
                yield Coming(Kind.ENDING, practice.title, practice.id, ending.on)


@dataclass(frozen=True)
class LateQuestion:
    """A question about a look that was not answered in time: nothing about whom or what."""

    reference: str
    asked_on: date
    due: date | None


def late_questions(session: Session, viewer: Whose) -> list[LateQuestion]:
    """Those that came to the representatives and have no answer yet, the longest first.

    None that she asked, or about a look of hers, or of anybody near to her.
    """
    return [
        LateQuestion(each.reference, each.question.asked_on, each.standing.due)
        for each in questions.late_for_representatives(session, viewer.person)
    ]
