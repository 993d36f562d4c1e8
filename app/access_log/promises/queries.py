"""What was found of entries, as the person reads it; and what waits for an officer, by kind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from app.access_log.models import Entry, Follower
from app.access_log.promises.models import PromiseAnswer, PromiseFinding, PromiseMatter
from app.access_log.promises.rules import CHECKED, Flag, Held, Kind, Told
from app.core.db.session import fetch
from app.core.errors import NotFoundError
from app.identity.people.models import Person

FOLLOWER = "promises"
ORDER = {flag.value: place for place, flag in enumerate(Flag)}
AT_ONCE = 400  # values in one IN (…)
# Columns, not objects: it is asked by every page of entries.
_HERS = (
    columns(
        col(PromiseFinding.seq),
        col(PromiseFinding.flag),
        col(PromiseMatter.practice_id),
        col(PromiseFinding.detail),
        col(PromiseFinding.found_at),
        col(PromiseFinding.rechecked),
        col(PromiseFinding.lifted_at),
        col(PromiseAnswer.verdict),
        col(PromiseAnswer.sentence),
        col(PromiseAnswer.answered_at),
    )
    .select_from(PromiseFinding)
    .join(PromiseMatter, col(PromiseMatter.id) == col(PromiseFinding.matter_id))
    .join(PromiseAnswer, col(PromiseAnswer.matter_id) == col(PromiseMatter.id), isouter=True)
    .join(Entry, col(Entry.seq) == col(PromiseFinding.seq))
    .where(
        col(Entry.subject) == bindparam("person"),
        col(Entry.seq).between(bindparam("first"), bindparam("last")),
    )
    .order_by(col(PromiseFinding.found_at), col(PromiseMatter.about))
)


@dataclass(frozen=True)
class Answered:
    """A matter with its answer, and who gave it."""

    matter: PromiseMatter
    answer: PromiseAnswer
    officer: str


def position(session: Session) -> int:
    """The next entry that will be checked."""
    follower = session.get(Follower, FOLLOWER)
    return follower.position if follower else 0


def told(session: Session, person: Person, first: int, last: int) -> dict[int, tuple[Told, ...]]:
    """What was found of a person's entries between two, both included, by entry."""
    found: dict[int, list[Told]] = {}
    hers = fetch(session, _HERS, person=person.id, first=first, last=last)
    for seq, flag, practice, detail, at, rechecked, lifted, verdict, sentence, answered in hers:
        become = verdict or "", sentence or "", answered
        said = Told(flag, practice, detail, at, rechecked, lifted, *become)
        found.setdefault(seq, []).append(said)
    return {seq: tuple(each) for seq, each in found.items()}


def flags_of(session: Session, seqs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The flags of those of these entries that have any: for what follows the log."""
    found: dict[int, list[str]] = {}
    for some in _some(seqs):
        flags = select(PromiseFinding.seq, PromiseFinding.flag).where(
            col(PromiseFinding.seq).in_(some)
        )
        for seq, flag in session.exec(flags.distinct()):
            found.setdefault(seq, []).append(flag)
    return {seq: tuple(flags) for seq, flags in found.items()}


def held(session: Session, seqs: Sequence[int]) -> dict[int, list[Held]]:
    """What the register was asked about these entries, was found, and still holds."""
    found: dict[int, list[Held]] = {}
    for some in _some(seqs):
        rows = session.exec(
            select(PromiseFinding, PromiseMatter)
            .join(PromiseMatter, col(PromiseMatter.id) == col(PromiseFinding.matter_id))
            .where(
                col(PromiseFinding.seq).in_(some),
                col(PromiseFinding.flag).in_(CHECKED),
                col(PromiseFinding.lifted_at).is_(None),
            )
        )
        for finding, matter in rows:
            same = finding.flag, matter.system, matter.about
            found.setdefault(finding.seq, []).append(Held(finding.id, matter.id, same))
    return found


def open_matters(session: Session, flag: Flag | None = None) -> Sequence[PromiseMatter]:
    """What waits for an officer, by practice and system. Only kinds and counts: nobody's data."""
    waiting = select(PromiseMatter).where(*_waiting())
    if flag is not None:
        waiting = waiting.where(PromiseMatter.flag == flag)
    return session.exec(
        waiting.order_by(
            col(PromiseMatter.practice_id), col(PromiseMatter.system), col(PromiseMatter.opened_at)
        )
    ).all()


def number_open(session: Session) -> int:
    return session.exec(select(func.count()).select_from(PromiseMatter).where(*_waiting())).one()


def answered(session: Session, limit: int = 25) -> list[Answered]:
    """What officers found out, the latest first."""
    return _answered(session, limit=limit)


def answer_of(session: Session, matter: PromiseMatter) -> Answered | None:
    found = _answered(session, matter)
    return found[0] if found else None


def matter(session: Session, reference: str) -> PromiseMatter:
    """One matter, open or answered. Raises NotFoundError."""
    found = session.exec(select(PromiseMatter).where(PromiseMatter.reference == reference)).first()
    if found is None:
        raise NotFoundError
    return found


def references(session: Session, matter_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The references of matters, by their ids."""
    wanted = col(PromiseMatter.id).in_(list(matter_ids))
    return dict(session.exec(select(PromiseMatter.id, PromiseMatter.reference).where(wanted)).all())


def open_of_kind(session: Session, kind: Kind) -> UUID | None:
    """The open matter of a kind."""
    return session.exec(
        select(PromiseMatter.id).where(
            PromiseMatter.flag == kind.flag,
            PromiseMatter.system == kind.system,
            PromiseMatter.practice_id == kind.practice,
            PromiseMatter.about == kind.about,
            col(PromiseMatter.answered_at).is_(None),
        )
    ).first()


def _waiting() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(PromiseMatter.answered_at).is_(None), col(PromiseMatter.findings) > 0


def _answered(
    session: Session, matter: PromiseMatter | None = None, limit: int = 1
) -> list[Answered]:
    answers = (
        select(PromiseMatter, PromiseAnswer, Person.name)
        .join(PromiseAnswer, col(PromiseAnswer.matter_id) == col(PromiseMatter.id))
        .join(Person, col(Person.id) == col(PromiseAnswer.officer_id))
    )
    if matter is not None:
        answers = answers.where(PromiseMatter.id == matter.id)
    latest = answers.order_by(col(PromiseAnswer.answered_at).desc()).limit(limit)
    return [Answered(*row) for row in session.exec(latest)]


def _some(seqs: Sequence[int]) -> Iterable[Sequence[int]]:
    return (seqs[start : start + AT_ONCE] for start in range(0, len(seqs), AT_ONCE))
