"""What can be done to a case: open it, look under it, close it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.cases import queries
from app.cases.allowances import queries as allowances
from app.cases.allowances import rules
from app.cases.models import Case, Purpose
from app.core import clock, references
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError
from app.core.language import gettext as _
from app.identity.people import queries as people
from app.identity.people.models import Person


class TooCloseError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "You cannot open your own data, your manager's or that of someone who reports to"
                " you. Another officer can."
            )
        )


class TooManyPeopleError(ForbiddenError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            _(
                "You have looked at the data of %(num)s people in 24 hours. More than that needs a"
                " second officer's approval."
            )
            % {"num": limit}
        )


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other answers."))


class ClosedError(ConflictError):
    def __init__(self, case: Case) -> None:
        super().__init__(_("Case %(reference)s is closed.") % {"reference": case.reference})


def open_case(
    session: Session,
    officer: Person,
    person: Person,
    *,
    purpose: Purpose,
    ticket: str,
    form_key: UUID,
) -> Case:
    """Open a case on a person for one officer; sending the same form again gives the same case."""
    dialects.serialise(session, f"cases of {officer.id}")
    if sent := queries.by_form(session, officer.id, form_key):
        return _same(sent, person, purpose, ticket)
    check(session, officer, person)
    case = Case(
        reference=references.new("CASE"),
        person_id=person.id,
        officer_id=officer.id,
        form_key=form_key,
        purpose=purpose,
        ticket=ticket,
        opened_at=clock.now(),
    )
    session.add(case)
    session.flush()
    return case


def check(session: Session, officer: Person, person: Person, *, unnamed: bool = False) -> None:
    """Raise if this officer may not look at this person: too close, or too many in a day.

    ``unnamed``: the officer is not to learn who it is, so that whether she looked at this person
    today already makes no difference.
    """
    now = clock.now()
    if too_close(session, officer, person):
        raise TooCloseError
    has = allowances.allowance(session, officer.id, now)
    seen = person.id in has.seen and not unnamed
    if not rules.may_see_another(len(has.seen), has.limit, already_among_them=seen):
        raise TooManyPeopleError(has.limit)


def too_close(session: Session, officer: Person, person: Person) -> bool:
    """Whether it is herself, her manager, or somebody who reports to her."""
    now, pairs = clock.now(), ((officer, person), (person, officer))
    return person.id == officer.id or any(
        people.is_manager_of(session, manager, report, now) for manager, report in pairs
    )


def look(session: Session, officer: Person, person: Person, case: Case) -> None:
    """Count one look under an open case; the day's limit holds whatever the cases' age."""
    dialects.serialise(session, f"cases of {officer.id}")
    check(session, officer, person)
    _while_open(session, case, looked_at=clock.now())


def close(session: Session, case: Case) -> None:
    """End what the case allows. Once; a second time is a ClosedError."""
    _while_open(session, case, closed_at=clock.now())


def _while_open(session: Session, case: Case, **values: datetime) -> None:
    still_open = col(Case.id) == case.id, col(Case.closed_at).is_(None)
    changed = session.exec(update(Case).where(*still_open).values(**values))
    if changed.rowcount != 1:
        raise ClosedError(case)
    session.refresh(case)


def _same(sent: Case, person: Person, purpose: Purpose, ticket: str) -> Case:
    if (sent.person_id, sent.purpose, sent.ticket) != (person.id, purpose, ticket):
        raise AnotherFormError
    return sent
