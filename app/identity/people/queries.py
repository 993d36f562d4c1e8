"""Who people are and were."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.identity.people.models import Person, PersonVersion, Preference, VisitMark
from app.identity.people.schemas import FIELDS, Kept, Place, digest

T = TypeVar("T")
AT_ONCE = 500  # values in one IN (…): well under what either database takes


def by_id(session: Session, person_id: UUID) -> Person | None:
    return session.get(Person, person_id)


def by_employee_id(session: Session, employee_id: str) -> Person | None:
    return session.exec(select(Person).where(Person.employee_id == employee_id)).one_or_none()


def people_by_employee_ids(session: Session, employee_ids: Iterable[str]) -> dict[str, Person]:
    """The people among these ids, by id; an unknown id is not in the answer."""
    found: dict[str, Person] = {}
    for chunk in _chunks(sorted(set(employee_ids))):
        people = session.exec(select(Person).where(col(Person.employee_id).in_(chunk)))
        found |= {person.employee_id: person for person in people}
    return found


def people_by_ids(session: Session, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The people among these row ids, by row id."""
    found: dict[UUID, Person] = {}
    for chunk in _chunks(sorted(set(ids))):
        people = session.exec(select(Person).where(col(Person.id).in_(chunk)))
        found |= {person.id: person for person in people}
    return found


def named_like(
    session: Session, text: str, *, limit: int = 100, active: bool | None = None
) -> Sequence[Person]:
    """People whose name, or exact employee id, is or contains the text, by name."""
    wanted = col(Person.name).icontains(text.strip(), autoescape=True)
    people = select(Person).where(or_(wanted, col(Person.employee_id) == text.strip()))
    if active is not None:
        people = people.where(col(Person.active).is_(active))
    return session.exec(
        people.order_by(col(Person.name), col(Person.employee_id)).limit(limit)
    ).all()


def names_of_active(session: Session) -> Sequence[tuple[UUID, str, str]]:
    """Row id, name and employee id of everyone who works here now."""
    names = select(Person.id, Person.name, Person.employee_id).where(col(Person.active).is_(True))
    return session.exec(names).all()


def everybody(session: Session, *, name: str | None = None) -> Iterator[Person]:
    """All who are known, the ended ones too, by employee id; a few at a time."""
    people = select(Person).order_by(col(Person.employee_id))
    if name:
        people = people.where(col(Person.name).icontains(name, autoescape=True))
    yield from session.exec(people.execution_options(yield_per=AT_ONCE))


def anybody(session: Session) -> Person | None:
    """One of those who are known, if there is anybody."""
    return session.exec(select(Person).limit(1)).first()


def everyone_active(session: Session) -> Sequence[Person]:
    """All who work here now, by employee id."""
    active = select(Person).where(col(Person.active).is_(True))
    return session.exec(active.order_by(col(Person.employee_id))).all()


def followers_of_every_change(session: Session) -> frozenset[UUID]:
    """Ids of those who asked to be told of changes that do not apply to them."""
    asked = select(Preference.person_id).where(col(Preference.every_change).is_(True))
    return frozenset(session.exec(asked))


def reports_of(session: Session, person: Person) -> list[Person]:
    """Who reports to this person directly now, by name."""
    reports = select(Person).where(
        Person.manager_employee_id == person.employee_id, col(Person.active).is_(True)
    )
    return list(session.exec(reports.order_by(col(Person.name))))


def manager_of(session: Session, person: Person) -> Person | None:
    """Whom this person reports to now, if that person still works here."""
    if person.manager_employee_id is None:
        return None
    manager = by_employee_id(session, person.manager_employee_id)
    return manager if manager is not None and manager.active else None


def above(session: Session, employee_ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Whom each of these people reports to now, and those to, up to the top, by employee id."""
    managers: dict[str, str | None] = {}
    wanted = set(employee_ids)
    asked = frozenset(wanted)
    while wanted:
        managers |= dict.fromkeys(wanted)
        for chunk in _chunks(sorted(wanted)):
            to = select(Person.employee_id, Person.manager_employee_id)
            managers |= dict(session.exec(to.where(col(Person.employee_id).in_(chunk))).all())
        wanted = {manager for manager in managers.values() if manager} - managers.keys()
    return {each: frozenset(_up(managers, each)) for each in asked}


def _up(managers: Mapping[str, str | None], employee_id: str) -> set[str]:
    found: set[str] = set()
    manager = managers.get(employee_id)
    while manager is not None and manager not in found:
        found.add(manager)
        manager = managers.get(manager)
    return found


def is_manager_of(session: Session, manager: Person, person: Person, at: datetime) -> bool:
    """Whether the one managed the other, directly, at an aware instant."""
    version = as_of(session, [person.employee_id], at).get(person.employee_id)
    return version is not None and _under(version, manager.employee_id)


def was_manager(
    session: Session, person: Person, accessor_employee_id: str, at: datetime
) -> Literal["now", "former"] | None:
    """How the accessor stood to the person at an instant: her manager then, before, or never."""
    return managed(history(session, person), accessor_employee_id, at)


def as_of(
    session: Session, employee_ids: Iterable[str], instant: datetime
) -> dict[str, PersonVersion]:
    """What was true of these people at an aware instant, by employee id.

    Whoever was not known yet at that instant is not in the answer.
    """
    found: dict[str, PersonVersion] = {}
    for chunk in _chunks(sorted(set(employee_ids))):
        rows = session.exec(
            select(Person.employee_id, PersonVersion)
            .join(PersonVersion, col(PersonVersion.person_id) == col(Person.id))
            .where(col(Person.employee_id).in_(chunk), *_valid_at(instant))
        )
        found |= dict(rows.all())
    return found


def everyone_at(session: Session, instant: datetime) -> dict[str, PersonVersion]:
    """All who worked here at an aware instant, as they were then, by employee id."""
    then = (
        select(Person.employee_id, PersonVersion)
        .join(PersonVersion, col(PersonVersion.person_id) == col(Person.id))
        .where(col(PersonVersion.active).is_(True), *_valid_at(instant))
    )
    return dict(session.exec(then).all())


def managed(
    versions: Iterable[PersonVersion], manager_employee_id: str, at: datetime
) -> Literal["now", "former"] | None:
    """The same from a history that was read already.

    ``former`` means that some version of the person ended before ``at`` names the manager.
    """
    under = [
        version
        for version in versions
        if _under(version, manager_employee_id) and version.valid_from <= at
    ]
    if any(version.valid_to is None or version.valid_to > at for version in under):
        return "now"
    return "former" if under else None


def histories(session: Session, employee_ids: Iterable[str]) -> dict[str, list[PersonVersion]]:
    """All versions of each of these people, the oldest first, by employee id."""
    found: dict[str, list[PersonVersion]] = {}
    for chunk in _chunks(sorted(set(employee_ids))):
        rows = session.exec(
            select(Person.employee_id, PersonVersion)
            .join(PersonVersion, col(PersonVersion.person_id) == col(Person.id))
            .where(col(Person.employee_id).in_(chunk))
            .order_by(col(PersonVersion.valid_from))
        )
        for employee_id, version in rows:
            found.setdefault(employee_id, []).append(version)
    return found


def history(session: Session, person: Person) -> Sequence[PersonVersion]:
    """All versions of a person, the oldest first."""
    versions = select(PersonVersion).where(PersonVersion.person_id == person.id)
    return session.exec(versions.order_by(col(PersonVersion.valid_from))).all()


def newest_version(session: Session) -> UUID | None:
    """The id of the last version that was made of anybody; None while there is nobody."""
    newest = col(PersonVersion.id)
    return session.exec(select(newest).order_by(newest.desc()).limit(1)).first()


def tree(session: Session) -> dict[str, Place]:
    """Everybody's place among managers, by employee id."""
    people = select(Person.employee_id, Person.manager_employee_id, Person.active)
    return {
        employee_id: Place(0, manager, active)
        for employee_id, manager, active in session.exec(people)
    }


def digests(session: Session) -> dict[str, int]:
    """A digest of everybody's fields by employee id, good for this process only.

    One pass over all rows: asking run by run would be planned for tables as they were
    before the import began, and made it quadratic.
    """
    columns: list[Any] = [Person.employee_id, *(getattr(Person, name) for name in FIELDS)]
    rows = session.execute(select_columns(*columns).execution_options(yield_per=AT_ONCE))
    return {row[0]: digest(dict(zip(FIELDS, row[1:], strict=True))) for row in rows}


def as_kept(session: Session, employee_ids: Sequence[str]) -> dict[str, Kept]:
    """What the portal has of these people, with the open version of each."""
    people = people_by_employee_ids(session, employee_ids)
    ids = [person.id for person in people.values()]
    versions: dict[UUID, PersonVersion] = {}
    for chunk in _chunks(ids):
        is_open = col(PersonVersion.person_id).in_(chunk), col(PersonVersion.valid_to).is_(None)
        found = session.exec(select(PersonVersion).where(*is_open))
        versions |= {version.person_id: version for version in found}
    return {
        person.employee_id: Kept(
            person.id,
            {name: getattr(person, name) for name in FIELDS},
            versions.get(person.id),
        )
        for person in people.values()
    }


def number_without_manager(session: Session) -> int:
    """How many who work here report to somebody who does not."""
    manager = aliased(Person)
    return session.exec(
        select(func.count())
        .select_from(Person)
        .join(manager, col(manager.employee_id) == col(Person.manager_employee_id))
        .where(col(Person.active).is_(True), col(manager.active).is_(False))
    ).one()


def preference_of(session: Session, person_id: UUID) -> Preference:
    """What the person chose, or what holds for somebody who chose nothing (not in a session)."""
    return session.get(Preference, person_id) or Preference(person_id=person_id)


def visit_mark_of(session: Session, person_id: UUID) -> VisitMark | None:
    return session.get(VisitMark, person_id)


def _valid_at(instant: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    ends = col(PersonVersion.valid_to)
    return col(PersonVersion.valid_from) <= instant, or_(ends.is_(None), ends > instant)


def _under(version: PersonVersion, manager_employee_id: str) -> bool:
    return version.active and version.manager_employee_id == manager_employee_id


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
