"""Choices: one in the register, approved as a second officer would, and people asked."""

import json
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from app.approvals import service as approvals
from app.approvals.models import Kind
from app.consent import queries, service
from app.consent.keeping import service as keeping
from app.consent.models import ConsentEvent
from app.consent.notices import rules as notices
from app.core import clock
from app.identity.people.models import Person
from app.register import queries as register
from app.register.file import service as register_file
from app.register.models import Origin
from app.register.schemas import PracticeDocument, VersionNote
from app.register.service import publish
from tests.support.cast import Cast
from tests.support.register import PRACTICE, a_file, a_practice

TIPS = "driving-tips"
CHOICE = {
    "question": "Do you want tips about your own driving?",
    "yes": "The app shows you tips.",
    "no": "Nothing about your driving is kept.",
    "alternative": "The same app, without tips.",
    "held": "What we hold is deleted by midnight.",
    "optional": True,
    "no_detriment": True,
    "apart_from_job_and_pay": True,
    "stops": "immediately",
}
POLISH = {
    "language": "pl",
    "question": "Czy chcesz wskazówek o swojej jeździe?",
    "yes": "Aplikacja pokazuje wskazówki.",
    "no": "Nic nie jest zapisywane.",
    "alternative": "Ta sama aplikacja, bez wskazówek.",
    "held": "Dane są usuwane do północy.",
}


def a_choice(**different: Any) -> dict[str, Any]:
    """A practice that rests on consent. ``choice`` changes some of the choice's own words."""
    words = CHOICE | different.pop("choice", {})
    usual: dict[str, Any] = {
        "id": TIPS,
        "kind": "vehicle",
        "title": "Driving tips",
        "system": "field-app",
        "purposes": [
            {
                "id": "driving-tips",
                "text": "To show you tips about your driving",
                "label": "Showing you tips",
                "phrase": "to show you driving tips",
            }
        ],
        "categories": [{"id": "driving-style", "label": "driving style", "kind": "record"}],
        "readers": [{"label": "You", "when": "in the app", "relation": "self"}],
        "basis": "consent",
        "why_not_consent": None,
        "interest": None,
        "balancing": None,
        "rights": ["access", "erasure"],
        "uses": [],
        "choice": words,
    }
    return a_practice(**usual | different)


def offer(session: Session, cast: Cast, *practices: dict[str, Any], approved: bool = True) -> None:
    """Put choices in the register beside location in the field app; approve them; ask people."""
    register_file.take_in(session, a_file(*(practices or (a_choice(),)), a_practice()))
    if approved:
        approve(session, cast)
        keeping.ask_people(session)
    session.flush()


def approve(session: Session, cast: Cast) -> None:
    """Daniel approves the words of every choice as they stand, asked by Helen."""
    for practice in register.in_force(session, clock.now()).practices:
        digest = notices.digest(practice.document)
        if digest and queries.is_choice(practice):
            approval = approvals.ask(
                session,
                cast.helen,
                cast.daniel.id,
                kind=Kind.CHOICE,
                about=practice.id,
                digest=digest,
                reason="It is a real choice.",
                form_key=uuid4(),
            )
            approvals.approve(session, approval, cast.daniel, digest)


def answer(session: Session, person: Person, *, yes: bool, choice: str = TIPS) -> ConsentEvent:
    """This person reads the words and answers them."""
    asked = queries.choice(session, person, "en", choice)
    assert asked.notice is not None
    event = service.answer(session, person, "en", choice, yes=yes, digest=asked.notice.digest)
    assert event is not None
    return event


def reword(
    session: Session,
    number: int = 2,
    correction: int = 0,
    adds: bool | None = None,
    **different: Any,
) -> None:
    """Publish another version of the choice, in force by now; corrections add nothing."""
    entry = a_choice(**different)
    words = {name: part for name, part in entry.items() if name not in {"state", "version"}}
    note = PRACTICE["version"] | {"number": number, "in_force_from": "2026-01-06"}
    note |= {"correction": correction, "adds": not correction if adds is None else adds}
    publish(
        session,
        PracticeDocument.model_validate_json(json.dumps(words)),
        VersionNote.model_validate_json(json.dumps(note)),
        Origin.PORTAL,
    )
