"""What may be read of consultations: by everyone, by representatives, by officers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from app.core import small_numbers
from app.core.config import settings
from app.core.errors import NotFoundError
from app.identity.establishments import queries as establishments
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.register import queries as register
from app.register.consultations import rules
from app.register.consultations.models import (
    Consultation,
    ConsultationComment,
    ConsultationDocument,
    Status,
    UnconsultedStart,
)
from app.register.consultations.rules import Outcome, Phase
from app.register.drafting import rules as drafting
from app.register.drafting.wording import queries as wording
from app.register.drafting.wording.rules import Dropped
from app.register.parts.schemas import Scope
from app.register.rules import Worker, why_it_applies
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import Consulted


@dataclass(frozen=True)
class Listed:
    """A consultation in a list, and where it stands today.

    ``given_up``: it was decided, and the proposal given up since.
    """

    row: Consultation
    phase: Phase
    days_left: int = 0
    given_up: bool = False


@dataclass(frozen=True)
class Comment:
    """A comment as officers read it. ``name`` is None if none was given."""

    row: ConsultationComment
    name: str | None


def result_for(session: Session, practice_id: str) -> Outcome | None:
    """How the last consultation about a practice ended, or why there was none, if that is newer."""
    decided = select(Consultation).where(
        Consultation.practice_id == practice_id, Consultation.status == Status.DECIDED
    )
    recorded = select(UnconsultedStart).where(UnconsultedStart.practice_id == practice_id)
    dropped = wording.dropped(session)[practice_id]
    held = [_outcome(each) for each in session.exec(decided)]
    held = [each for each in held if not dropped.took(each.at, each.of)]
    held += [
        Outcome(Consulted.NOT_CONSULTED, each.reason, each.recorded_at, None, each.practice_digest)
        for each in session.exec(recorded)
        if not dropped.took_reason(each.recorded_at, each.practice_digest)
    ]
    return max(held, key=lambda outcome: outcome.at, default=None)


def _outcome(row: Consultation) -> Outcome:
    assert row.result is not None
    assert row.decided_at is not None
    said = row.response_text or row.answer
    return Outcome(row.result, said, row.decided_at, row.slug, row.practice_digest)


def today(session: Session) -> date:
    """The civil day of the register's time zone: comments and closing days go by it."""
    return register.in_force_now(session).day


def everything(session: Session) -> list[Listed]:
    """All that employees may know of, what closes first at the top, then what closed last."""
    known = select(Consultation).where(Consultation.status != Status.DRAFT)
    rows = session.exec(known.order_by(col(Consultation.closes_on))).all()
    listed = _listed(session, rows)
    now = [each for each in listed if each.phase in {Phase.OPEN, Phase.PLANNED}]
    return now + [each for each in reversed(listed) if each not in now]


def for_desk(session: Session) -> list[Listed]:
    """Every consultation, drafts too, the newest first."""
    rows = session.exec(select(Consultation).order_by(col(Consultation.made_at).desc())).all()
    return _listed(session, rows)


def _listed(session: Session, rows: Sequence[Consultation]) -> list[Listed]:
    day, dropped = today(session), wording.dropped(session)
    return [replace(listing(row, day), given_up=_is_of(dropped, row)) for row in rows]


def listing(row: Consultation, day: date) -> Listed:
    """Where one stands on a day that is not decided."""
    gone = row.dropped_at is not None
    stands = rules.phase(row.status, row.opens_on, row.closes_on, day, dropped=gone)
    left = (row.closes_on - day).days if row.closes_on and stands is Phase.OPEN else 0
    return Listed(row, stands, left)


def read(session: Session, slug: str) -> Listed:
    """A consultation that employees may know of. A draft is not found."""
    found = for_officers(session, slug)
    if found.row.status is Status.DRAFT:
        raise NotFoundError
    return found


def for_officers(session: Session, slug: str) -> Listed:
    row = session.exec(select(Consultation).where(Consultation.slug == slug)).one_or_none()
    if row is None:
        raise NotFoundError
    return _listed(session, [row])[0]


def undecided_about(session: Session, practice_id: str) -> Consultation | None:
    """The consultation about a practice that is prepared, open or waits for its answer."""
    found = select(Consultation).where(
        Consultation.practice_id == practice_id,
        col(Consultation.decided_at).is_(None),
        col(Consultation.dropped_at).is_(None),
    )
    return session.exec(found).one_or_none()


def decided_on(session: Session, practice_id: str, digest: str | None) -> Consultation | None:
    """The newest decided consultation on exactly these words of a practice."""
    if digest is None:
        return None
    held = select(Consultation).where(
        Consultation.practice_id == practice_id,
        Consultation.practice_digest == digest,
        Consultation.status == Status.DECIDED,
    )
    newest = session.exec(held.order_by(col(Consultation.decided_at).desc())).first()
    return newest if newest and not _is_dropped(session, newest) else None


def decided(session: Session) -> dict[str, str]:
    """The address of the last decided consultation about each practice that has one."""
    rows = session.exec(
        select(Consultation)
        .where(Consultation.status == Status.DECIDED)
        .order_by(col(Consultation.decided_at))
    ).all()
    dropped = wording.dropped(session)
    return {row.practice_id: row.slug for row in rows if not _is_of(dropped, row)}


def started_without(session: Session, practice_id: str, digest: str | None) -> bool:
    """Whether a reason for going on without consultation is the newest word on these words."""
    recorded = select(UnconsultedStart).where(UnconsultedStart.practice_id == practice_id)
    last = session.exec(recorded.order_by(col(UnconsultedStart.recorded_at).desc())).first()
    if last is None or digest is None or last.practice_digest != digest:
        return False
    return not wording.dropped(session)[practice_id].took_reason(last.recorded_at, digest)


def newest_about(session: Session, practice_id: str) -> Consultation | None:
    """The newest consultation about a practice that employees may know of."""
    known = select(Consultation).where(
        Consultation.practice_id == practice_id, Consultation.status != Status.DRAFT
    )
    newest_first = session.exec(known.order_by(col(Consultation.made_at).desc())).all()
    return next((row for row in newest_first if not _is_dropped(session, row)), None)


def _is_dropped(session: Session, row: Consultation) -> bool:
    """Whether it ended with a proposal that was given up, decided before or not."""
    return row.dropped_at is not None or _is_of(wording.dropped(session), row)


def _is_of(dropped: Mapping[str, Dropped], row: Consultation) -> bool:
    at, of = row.decided_at, row.practice_digest
    return at is not None and dropped[row.practice_id].took(at, of)


def documents(session: Session, consultation: Consultation) -> Sequence[ConsultationDocument]:
    theirs = select(ConsultationDocument).where(
        ConsultationDocument.consultation_id == consultation.id
    )
    return session.exec(theirs.order_by(col(ConsultationDocument.position))).all()


def proposed(session: Session, consultation: Consultation) -> PracticeDocument | None:
    """The words that are proposed: as they were at the opening, before it those of the draft.

    Nothing is set of their checks: a consultation is one of them.
    """
    words = consultation.proposed
    if consultation.status is Status.DRAFT:
        words = words_of_draft(session, consultation.practice_id)
    return drafting.partial(json.loads(words)) if words else None


def words_of_draft(session: Session, practice_id: str) -> str | None:
    """The words of a practice's open draft without its checks, if nothing else is missing."""
    draft = register.open_draft(session, practice_id)
    if draft is None:
        return None
    words = json.loads(draft.document)
    missing = drafting.missing(words, establishments.jurisdictions(session))
    if any(each.row != "checks" for each in missing):
        return None
    words.pop("checks", None)
    return json.dumps(words, ensure_ascii=False, sort_keys=True)


def scope_of(consultation: Consultation) -> Scope:
    return Scope.model_validate_json(consultation.scope)


def is_asked(consultation: Consultation, worker: Worker) -> bool:
    """Whether what is proposed would apply to somebody, so that her comment is asked for."""
    return why_it_applies(scope_of(consultation), worker) is not None


def affected(session: Session, scope: Scope) -> int | None:
    """How many people a scope applies to; None if they are too few to say."""
    return small_numbers.shown(len(people_in(session, scope)), settings().k_small)


def people_in(session: Session, scope: Scope) -> list[Person]:
    """Who works here and is in a scope."""
    return [p for p in people.everyone_active(session) if why_it_applies(scope, p) is not None]


def comments(session: Session, consultation: Consultation) -> list[Comment]:
    """Every comment with its name, if one was given: for the officers who read them."""
    theirs = select(ConsultationComment).where(
        ConsultationComment.consultation_id == consultation.id
    )
    rows = session.exec(
        theirs.order_by(col(ConsultationComment.written_on), col(ConsultationComment.id))
    ).all()
    names = people.people_by_ids(session, {row.person_id for row in rows if row.person_id})
    return [Comment(row, names[row.person_id].name if row.person_id else None) for row in rows]


def comment(session: Session, consultation: Consultation, comment_id: UUID) -> ConsultationComment:
    found = session.get(ConsultationComment, comment_id)
    if found is None or found.consultation_id != consultation.id:
        raise NotFoundError
    return found


def themes(session: Session, listed: Listed) -> rules.Themes | None:
    """What people wrote, by theme, as far as small numbers allow; without names.

    None before it has ended.
    """
    if not rules.is_counted(listed.phase):
        return None
    known = select(
        ConsultationComment.theme, ConsultationComment.text, ConsultationComment.counted
    ).where(ConsultationComment.consultation_id == listed.row.id)
    found = (rules.Comment(*row) for row in session.exec(known))
    return rules.themes(found, settings().k_small)


def to_close(session: Session) -> Sequence[Consultation]:
    """What is still open though its last day is over."""
    over = select(Consultation).where(
        Consultation.status == Status.OPEN,
        col(Consultation.closes_on) < today(session),
        col(Consultation.dropped_at).is_(None),
    )
    return session.exec(over).all()


def to_tell_of(session: Session) -> Sequence[Consultation]:
    """What takes comments since its first day, though nobody was told yet."""
    begun = select(Consultation).where(
        Consultation.status == Status.OPEN,
        col(Consultation.opens_on) <= today(session),
        col(Consultation.told_at).is_(None),
        col(Consultation.dropped_at).is_(None),
    )
    return session.exec(begun).all()


def taken_slugs(session: Session, wanted: str) -> frozenset[str]:
    """The addresses that begin like this one and are in use."""
    alike = select(Consultation.slug).where(col(Consultation.slug).startswith(wanted))
    return frozenset(session.exec(alike))
