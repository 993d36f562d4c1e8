"""Writing a promise down, and what came of it."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.core import clock, references
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.pledges import queries, rules
from app.pledges.models import Act, Pledge, PledgeEvent
from app.register import queries as register
from app.register.assessments import queries as assessments


class AnotherFormError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This form was already sent with other words."))


class PastDayError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Choose a day after today."))


class NoSuchAssessmentError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Choose an assessment that is published."))


def record(
    session: Session,
    officer: Person,
    maker: Person,
    *,
    what: str,
    due_on: date,
    form_key: UUID,
    said: str = "",
    assessment: str = "",
) -> Pledge:
    """Write down what ``maker`` promises. The same form sent again gives the same promise.

    Raises AnotherFormError, PastDayError, NoSuchAssessmentError.
    """
    words: dict[str, Any] = {"what": what, "said": said, "made_by": maker.id, "due_on": due_on}
    words |= {"assessment": assessment, "recorded_by": officer.id}
    if sent := queries.by_form(session, form_key):
        if any(getattr(sent, name) != value for name, value in words.items()):
            raise AnotherFormError
        return sent
    if due_on <= register.in_force_now(session).day:
        raise PastDayError
    pledge = Pledge(
        **words,
        reference=references.new("PR"),
        practice_id=_practice_of(session, assessment),
        recorded_at=clock.now(),
        form_key=form_key,
    )
    session.add(pledge)
    session.flush()
    return pledge


def write(
    session: Session,
    pledge: Pledge,
    officer: Person,
    act: Act,
    *,
    text: str,
    form_key: UUID,
    link: str = "",
) -> PledgeEvent:
    """Write down what came of a promise. The same form sent again gives the same event.

    Raises AnotherFormError, rules.NotNowError, rules.OwnPledgeError.
    """
    dialects.serialise(session, f"pledge {pledge.id}")
    told = queries.one(session, pledge.reference)
    if sent := next((event for event in told.events if event.form_key == form_key), None):
        if (sent.act, sent.actor_id, sent.text, sent.link) != (act, officer.id, text, link):
            raise AnotherFormError
        return sent
    rules.check(act, told.standing, is_own=pledge.made_by == officer.id)
    event = PledgeEvent(
        pledge_id=pledge.id,
        number=told.standing.number + 1,
        act=act,
        at=clock.now(),
        on=register.in_force_now(session).day,
        actor_id=officer.id,
        text=text,
        link=link,
        form_key=form_key,
    )
    session.add(event)
    session.flush()
    return event


def _practice_of(session: Session, assessment: str) -> str | None:
    if not assessment:
        return None
    published = assessments.named(session, assessment)
    if published is None:
        raise NoSuchAssessmentError
    return published.practice_id
