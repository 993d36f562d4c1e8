"""What can be done about a consultation: prepare, open, comment, answer, close, decide."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.core import clock, references
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.identity.people.models import Person
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind
from app.register import queries as register
from app.register.consultations import queries, rules
from app.register.consultations.models import (
    CommentTally,
    Consultation,
    ConsultationDocument,
    Response,
    Status,
)
from app.register.consultations.opened import queries as opened
from app.register.drafting import rules as drafting
from app.register.drafting.wording import queries as wording
from app.register.parts.schemas import Scope
from app.register.schemas import canonical
from app.register.terms.schemas import Consulted


class UndecidedError(ConflictError):
    def __init__(self, consultation: Consultation) -> None:
        super().__init__(
            _("A consultation about this is not decided yet: %(title)s.")
            % {"title": consultation.title}
        )


class NotNowError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("The consultation has gone on meanwhile. Read it again first."))


class NotOpenError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This consultation does not take comments or answers now."))


class DaysError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("Leave at least %(days)s days between the two days.") % {"days": rules.SHORTEST.days}
        )


class NothingProposedError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Write what is proposed, and all of the draft, before it opens."))


class NotAsOpenedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("What people read is not what it was opened with. Tell the auditor."))


class NotAResultError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("This result does not fit what the representatives answered."))


def prepare(session: Session, officer: Person, practice_id: str, title: str) -> Consultation:
    """Begin a consultation about a practice. Nobody else sees it before it opens."""
    if undecided := queries.undecided_about(session, practice_id):
        raise UndecidedError(undecided)
    consultation = Consultation(
        slug=_free_slug(session, title),
        practice_id=practice_id,
        title=title,
        scope=canonical(_scope(session, practice_id)),
        made_by=officer.id,
        made_at=clock.now(),
    )
    session.add(consultation)
    session.flush()
    return consultation


def describe(
    session: Session,
    consultation: Consultation,
    *,
    proposal: str,
    options: str,
    questions: Iterable[str],
) -> None:
    """Write what is proposed, what else was considered and what is asked."""
    _take_turn(session, consultation)
    written = {"proposal": proposal, "options": options, "questions": list(questions)}
    _move(session, consultation, Status.DRAFT, written)


def add_document(
    session: Session, consultation: Consultation, title: str, text: str
) -> ConsultationDocument:
    """Put a text beside the proposal, while nobody has read it yet."""
    _take_turn(session, consultation)
    _move(session, consultation, Status.DRAFT, {"title": consultation.title})
    last = [document.position for document in queries.documents(session, consultation)][-1:]
    position = (last or [0])[0] + 1
    document = ConsultationDocument(
        consultation_id=consultation.id, position=position, title=title, text=text
    )
    session.add(document)
    session.flush()
    return document


def remove_document(session: Session, consultation: Consultation, position: int) -> None:
    """Take a text out again, while nobody has read it yet."""
    _take_turn(session, consultation)
    _move(session, consultation, Status.DRAFT, {"title": consultation.title})
    found = (
        col(ConsultationDocument.consultation_id) == consultation.id,
        col(ConsultationDocument.position) == position,
    )
    session.exec(delete(ConsultationDocument).where(*found))


def open_it(
    session: Session, consultation: Consultation, *, opens_on: date, closes_on: date
) -> None:
    """Let everyone see it, from now on with exactly the words that are drafted now.

    Comments are taken from the first day to the end of the last. Raises DaysError, and
    NothingProposedError if there is nothing to read: no proposal, or no data facts.
    """
    _take_turn(session, consultation)
    if opens_on < queries.today(session) or closes_on - opens_on < rules.SHORTEST:
        raise DaysError
    words = queries.words_of_draft(session, consultation.practice_id)
    if not consultation.proposal or not (words or _is_published(session, consultation)):
        raise NothingProposedError
    scope = canonical(_scope(session, consultation.practice_id))
    asked = {"proposed": words, "scope": scope}
    asked["practice_digest"] = wording.digest_now(session, consultation.practice_id)
    days: dict[str, Any] = {"opens_on": opens_on, "closes_on": closes_on}
    read = opened.digest_of(session, consultation, asked | days)
    settled = asked | days | {"status": Status.OPEN, "digest": read}
    _move(session, consultation, Status.DRAFT, settled)


def respond(
    session: Session,
    consultation: Consultation,
    representative: Person,
    response: Response,
    text: str,
) -> None:
    """The representatives' formal answer, once. Raises NotOpenError, NotNowError."""
    check_open(session, consultation)
    answered = {
        "response": response,
        "response_text": text,
        "responded_by": representative.id,
        "responded_at": clock.now(),
    }
    unanswered = [col(Consultation.response).is_(None)]
    _move(session, consultation, Status.OPEN, answered, *unanswered)


def tell_of_opened(session: Session) -> int:
    """Tell everyone who is asked, and the representatives, once it is open. How many opened."""
    begun = queries.to_tell_of(session)
    representatives = {person.id for person in roles.holders(session, Role.REPRESENTATIVE)}
    for consultation in begun:
        untold = [col(Consultation.told_at).is_(None)]
        _move(session, consultation, Status.OPEN, {"told_at": clock.now()}, *untold)
        asked = {person.id for person in queries.people_in(session, queries.scope_of(consultation))}
        _tell(session, consultation, representatives, asked="representatives")
        _tell(session, consultation, asked - representatives, asked="people")
    return len(begun)


def _tell(
    session: Session, consultation: Consultation, people: Iterable[UUID], *, asked: str
) -> None:
    kind, slug = Kind.CONSULTATION_OPENED, consultation.slug
    notifications.tell(session, people, kind, about=slug, consultation=slug, asked=asked)


def close_due(session: Session) -> int:
    """Close what is past its last day, and forget the marks of days that are over. How many."""
    due = queries.to_close(session)
    for consultation in due:
        _move(
            session,
            consultation,
            Status.OPEN,
            {"status": Status.CLOSED, "closed_at": clock.now()},
        )
    session.exec(delete(CommentTally).where(col(CommentTally.counted_on) < queries.today(session)))
    return len(due)


def decide(
    session: Session,
    consultation: Consultation,
    officer: Person,
    *,
    heard: str,
    answer: str,
    why: str,
    result: Consulted,
) -> None:
    """Say what was heard, what is decided and why. Raises NotAResultError, NotNowError.

    NotAsOpenedError if what people commented on is not what it was opened with.
    """
    if not opened.is_as_opened(session, consultation):
        raise NotAsOpenedError
    if result not in rules.results(consultation.response):
        raise NotAResultError
    said: dict[str, Any] = {"heard": heard, "answer": answer, "why": why, "result": result}
    decided = {"decided_by": officer.id, "decided_at": clock.now(), "status": Status.DECIDED}
    _move(session, consultation, Status.CLOSED, said | decided)


def drop(session: Session, consultation: Consultation) -> None:
    """End it with the proposal that it is about: nothing comes of it, what was said stays."""
    _move(session, consultation, consultation.status, {"dropped_at": clock.now()})


def check_open(session: Session, consultation: Consultation) -> date:
    """Today, if comments and answers are taken today. Raises NotOpenError."""
    today = queries.today(session)
    if queries.listing(consultation, today).phase is not rules.Phase.OPEN:
        raise NotOpenError
    return today


def _take_turn(session: Session, consultation: Consultation) -> None:
    """Change what is opened one after the other: its digest is of all of it."""
    dialects.serialise(session, rules.turn(consultation.practice_id))
    session.refresh(consultation)


def _is_published(session: Session, consultation: Consultation) -> bool:
    """Whether it is about a practice as published, with no draft that would change it."""
    if register.open_draft(session, consultation.practice_id) is not None:
        return False
    return register.in_force_now(session).practice(consultation.practice_id) is not None


def _scope(session: Session, practice_id: str) -> Scope:
    """Whom it would apply to: by the draft, else as published, else everyone."""
    if words := queries.words_of_draft(session, practice_id):
        return drafting.partial(json.loads(words)).scope
    published = register.in_force_now(session).practice(practice_id)
    return published.document.scope if published else Scope()


def _free_slug(session: Session, title: str) -> str:
    wanted = free = rules.slug(title)
    taken = queries.taken_slugs(session, wanted)
    while free in taken:
        free = f"{wanted}-{references.code(4).lower()}"
    return free


def _move(
    session: Session,
    consultation: Consultation,
    still: Status,
    values: dict[str, Any],
    *conditions: Any,
) -> None:
    """Change a consultation that is still where it was read, or raise NotNowError."""
    there = (
        col(Consultation.id) == consultation.id,
        col(Consultation.status) == still,
        col(Consultation.dropped_at).is_(None),
    )
    moved = session.exec(update(Consultation).where(*there, *conditions).values(**values))
    session.refresh(consultation)
    if moved.rowcount != 1:
        raise NotNowError
