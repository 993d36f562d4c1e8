"""What somebody of Northfold Energy raised without a name, and what came of it."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sqlmodel import Session

from app.concerns import service
from app.concerns.anonymous import rules
from app.concerns.anonymous import service as anonymous
from app.concerns.anonymous.queries import by_mailbox
from app.concerns.handling import service as handling
from app.concerns.models import Concern, Outcome
from app.core.db.session import writing
from app.demo import people as cast
from app.demo.requests import Days
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.speakup.rules import Kind, Seed, message, report

HELEN, DANIEL, _MEI, OWAIN = cast.OFFICERS


def at_each_stage(now: datetime) -> None:
    """One answered, one that is asked about, and one of the last release, which nobody has."""
    days = Days(now)
    with writing() as session:
        _answered(session, days)
        _asked_about(session, days)
        said = "My shift lead keeps photos of who is on sick leave on his phone."
        _handed_over(session, [_report(said, where="Depot 4")], slot=rules.slot_of(now))


def _answered(session: Session, days: Days) -> None:
    owain = _person(session, OWAIN)
    with days.ago(24, 12, 0):
        said = "The night dispatcher looks up where colleagues live, and jokes about it."
        concern = _raised(session, said, when="Most nights in October", who="Jo Lindqvist")
    with days.ago(23):
        handling.take(session, concern, owain)
        text = "Your report arrived. I look into it now."
        handling.acknowledge(session, concern, owain, text=text, form_key=uuid4())
    with days.ago(11):
        handling.answer(
            session,
            concern,
            owain,
            outcome=Outcome.UPHELD,
            text="The log shows 9 looks without a job to dispatch. That was wrong.",
            does="Home addresses are no longer shown at the dispatch desk.",
            form_key=uuid4(),
        )


def _asked_about(session: Session, days: Days) -> None:
    daniel, mine = _person(session, DANIEL), _seed()
    with days.ago(6, 12, 0):
        said = "Somebody sells the old phones without wiping them. I saw our chats on one."
        concern = _raised(session, said, seed=mine, when="Two weeks ago")
    with days.ago(5, 9, 30):
        handling.take(session, concern, daniel)
        service.write(session, concern, daniel, "Which model was the phone?", form_key=uuid4())
    with days.ago(4, 12, 0):
        said = "A yellow field phone, with a broken corner."
        _handed_over(session, [message(_seed(), Kind.MESSAGE, mine.receipt, said)])


def _raised(session: Session, said: str, *, seed: Seed | None = None, **more: str) -> Concern:
    mine = seed or _seed()
    _handed_over(session, [_report(said, seed=mine, **more)])
    concern = by_mailbox(session, mine.receipt.mailbox)
    assert concern is not None
    return concern


def _report(said: str, *, seed: Seed | None = None, **more: str) -> bytes:
    words = {"what": said, "when": "", "where": "", "who": ""} | more
    return report(seed or _seed(), words)


def _handed_over(session: Session, plain: Iterable[bytes], *, slot: int | None = None) -> None:
    anonymous.hand_over(session, [rules.content(each) for each in plain], slot=slot)


def _seed() -> Seed:
    """As if a form had been sent; its code is shown to nobody."""
    return Seed(secrets.token_bytes(32))


def _person(session: Session, employee_id: str) -> Person:
    person = people.by_employee_id(session, employee_id)
    assert person is not None
    return person
