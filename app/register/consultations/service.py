"""What can be done about a consultation: prepare, open, comment, answer, close, decide."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.core import clock, references, secrets
from app.core.db import dialects
from app.core.errors import ConflictError, ForbiddenError, RejectedError
from app.identity.people.models import Person
from app.register import queries as register
from app.register.consultations import queries, rules
from app.register.consultations.models import (
    CommentTally,
    Consultation,
    ConsultationComment,
    ConsultationDocument,
    Response,
    Status,
    Theme,
    UnconsultedStart,
)
from app.register.drafting import rules as drafting
from app.register.schemas import Scope, canonical
from app.register.terms.schemas import Consulted


class UndecidedError(ConflictError):
    def __init__(self, consultation: Consultation) -> None:
        super().__init__(f"A consultation about this is not decided yet: {consultation.title}.")


class NotNowError(ConflictError):
    def __init__(self) -> None:
        super().__init__("The consultation has gone on meanwhile. Read it again first.")


class NotOpenError(ConflictError):
    def __init__(self) -> None:
        super().__init__("This consultation does not take comments or answers now.")


class TooManyCommentsError(ConflictError):
    def __init__(self) -> None:
        super().__init__(
            f"You have written {rules.COMMENTS_A_DAY} comments today. Write again tomorrow."
        )


class NotAskedError(ForbiddenError):
    def __init__(self) -> None:
        super().__init__("This does not apply to you. Comments are asked of those it applies to.")


class DaysError(RejectedError):
    def __init__(self) -> None:
        super().__init__(f"Leave at least {rules.SHORTEST.days} days between the two days.")


class NotAResultError(RejectedError):
    def __init__(self) -> None:
        super().__init__("This result does not fit what the representatives answered.")


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
    written = {"proposal": proposal, "options": options, "questions": list(questions)}
    _move(session, consultation, Status.DRAFT, written)


def add_document(
    session: Session, consultation: Consultation, title: str, text: str
) -> ConsultationDocument:
    """Put a text beside the proposal, while nobody has read it yet."""
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

    Comments are taken from the first day to the end of the last. Raises DaysError.
    """
    if opens_on < queries.today(session) or closes_on - opens_on < rules.SHORTEST:
        raise DaysError
    words = queries.words_of_draft(session, consultation.practice_id)
    scope = canonical(_scope(session, consultation.practice_id))
    opened = {"opens_on": opens_on, "closes_on": closes_on, "status": Status.OPEN}
    _move(session, consultation, Status.DRAFT, opened | {"proposed": words, "scope": scope})


def comment(
    session: Session, consultation: Consultation, person: Person, text: str, *, named: bool
) -> ConsultationComment:
    """Keep a comment. Without a name nothing that leads to the person is kept with it.

    Raises NotOpenError, NotAskedError, TooManyCommentsError.
    """
    today = _check_open(session, consultation)
    if not queries.is_asked(consultation, person):
        raise NotAskedError
    _tally(session, consultation, person, today)
    kept = ConsultationComment(
        consultation_id=consultation.id,
        person_id=person.id if named else None,
        written_on=today,
        text=text,
    )
    session.add(kept)
    session.flush()
    return kept


def respond(
    session: Session,
    consultation: Consultation,
    representative: Person,
    response: Response,
    text: str,
) -> None:
    """The representatives' formal answer, once. Raises NotOpenError, NotNowError."""
    _check_open(session, consultation)
    answered = {
        "response": response,
        "response_text": text,
        "responded_by": representative.id,
        "responded_at": clock.now(),
    }
    unanswered = [col(Consultation.response).is_(None)]
    _move(session, consultation, Status.OPEN, answered, *unanswered)


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


def tag(session: Session, comment: ConsultationComment, theme: Theme | None) -> None:
    """Say what a comment is mainly about."""
    comment.theme = theme
    session.add(comment)
    session.flush()


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
    """Say what was heard, what is decided and why. Raises NotAResultError, NotNowError."""
    if result not in rules.results(consultation.response):
        raise NotAResultError
    said: dict[str, Any] = {"heard": heard, "answer": answer, "why": why, "result": result}
    decided = {"decided_by": officer.id, "decided_at": clock.now(), "status": Status.DECIDED}
    _move(session, consultation, Status.CLOSED, said | decided)


def start_without(
    session: Session, officer: Person, practice_id: str, reason: str
) -> UnconsultedStart:
    """Record why a practice starts though nobody was consulted; everyone is shown “not agreed”."""
    started = UnconsultedStart(
        practice_id=practice_id, reason=reason, recorded_by=officer.id, recorded_at=clock.now()
    )
    session.add(started)
    session.flush()
    return started


def _check_open(session: Session, consultation: Consultation) -> date:
    today = queries.today(session)
    if queries.listing(consultation, today).phase is not rules.Phase.OPEN:
        raise NotOpenError
    return today


def _tally(session: Session, consultation: Consultation, person: Person, today: date) -> None:
    """Count, under a mark that says nothing without the installation's secret."""
    said = f"{consultation.id} {person.id} {today.isoformat()}".encode()
    mark = hmac.new(secrets.derive("comments"), said, hashlib.sha256).hexdigest()
    dialects.insert_if_new(session, CommentTally, mark=mark, counted_on=today, number=0)
    under = col(CommentTally.mark) == mark, col(CommentTally.number) < rules.COMMENTS_A_DAY
    counted = update(CommentTally).where(*under).values(number=CommentTally.number + 1)
    if session.exec(counted).rowcount != 1:
        raise TooManyCommentsError


def _scope(session: Session, practice_id: str) -> Scope:
    """Whom it would apply to: by the draft, else as published, else everyone."""
    if words := queries.words_of_draft(session, practice_id):
        return drafting.partial(json.loads(words)).scope
    published = register.in_force_now(session).practice(practice_id)
    return published.document.scope if published else Scope()


def _free_slug(session: Session, title: str) -> str:
    wanted = rules.slug(title)
    if wanted not in queries.taken_slugs(session, wanted):
        return wanted
    return f"{wanted}-{references.code(4).lower()}"


def _move(
    session: Session,
    consultation: Consultation,
    still: Status,
    values: dict[str, Any],
    *conditions: Any,
) -> None:
    """Change a consultation that is still where it was read, or raise NotNowError."""
    there = col(Consultation.id) == consultation.id, col(Consultation.status) == still
    moved = session.exec(update(Consultation).where(*there, *conditions).values(**values))
    session.refresh(consultation)
    if moved.rowcount != 1:
        raise NotNowError
