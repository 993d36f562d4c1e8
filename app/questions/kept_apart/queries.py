"""Which officers may have which question."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlmodel import Session

from app.identity.people import queries as people
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.questions.kept_apart.rules import Side, is_too_near
from app.questions.models import Question


def not_for(session: Session, officer: Person, questions: Iterable[Question]) -> set[UUID]:
    """Those of these questions, by row id, that this officer may not have or see.

    Nor may a representative who stands so hear of them.
    """
    asked = list(questions)
    if not asked:
        return set()
    known = people.people_by_ids(session, _sides(asked))
    accessors = {each.accessor_id: known[each.accessor_id] for each in asked if each.accessor_id}
    lines = {officer.employee_id, *(each.employee_id for each in accessors.values())}
    above = people.above(session, lines)
    return {
        each.id
        for each in asked
        if is_too_near(
            _side(officer),
            _side(known[each.person_id]),
            accessors[each.accessor_id].employee_id if each.accessor_id else None,
            above,
        )
    }


def may_have(session: Session, officer: Person, question: Question) -> bool:
    """Whether this person is an officer who works here and stands near to neither side."""
    is_officer = officer.active and Role.OFFICER in roles.roles_of(session, officer.id)
    return is_officer and not not_for(session, officer, [question])


def is_held(session: Session, question: Question, owner_id: UUID | None) -> bool:
    """Whether somebody has it who may still have it: nobody else gives it away then."""
    owner = people.by_id(session, owner_id) if owner_id else None
    return owner is not None and may_have(session, owner, question)


def officers_for(session: Session, question: Question) -> Sequence[Person]:
    """Every officer who may have it, by name."""
    holders = roles.holders(session, Role.OFFICER)
    return [each for each in holders if not not_for(session, each, [question])]


def representatives_for(session: Session, question: Question) -> Sequence[Person]:
    """Every representative who may hear of it, being near to neither side."""
    holders = roles.holders(session, Role.REPRESENTATIVE)
    return [each for each in holders if not not_for(session, each, [question])]


def _side(person: Person) -> Side:
    return Side(person.employee_id, person.manager_employee_id)


def _sides(questions: Iterable[Question]) -> set[UUID]:
    return {
        each for one in questions for each in (one.person_id, one.accessor_id) if each is not None
    }
