"""What was gathered for a request. Whoever calls has seen to who may read it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.answers.gathering.models import (
    PORTAL,
    GatheredDocument,
    GatheredRecords,
    Gathering,
    GatheringSource,
    Progress,
)
from app.answers.gathering.rules import Candidate
from app.connectors import queries as connectors
from app.connectors.models import ConnectorVersion
from app.core.language import gettext as _
from app.identity.sources.rules import PORTAL as THIS_SYSTEM
from app.register import queries as register
from app.register.in_force.rules import Practice
from app.register.terms.schemas import Basis
from app.subject_requests.asking.rules import Scope, What
from app.subject_requests.holds.queries import held_people
from app.subject_requests.models import Kind, SubjectRequest, SubjectRequestEvent
from app.subject_requests.queries import is_open

FORGOTTEN_AT_ONCE = 100


def newest(session: Session, request_id: UUID) -> Gathering | None:
    """The gathering that counts: the last one."""
    asked = select(Gathering).where(Gathering.request_id == request_id)
    return session.exec(asked.order_by(col(Gathering.number).desc()).limit(1)).first()


def candidates(session: Session, scope: Scope, kind: Kind) -> list[Candidate]:
    """Every source that could be asked: the portal, what is connected, and what is not.

    A practice of the register whose system nothing is connected for has to be asked by hand.
    For data that is moved only what the person gave under consent or a contract is (RSP-3).
    """
    connected = connectors.in_use(session)
    if kind is Kind.PORTABILITY:
        return [_moved(session, version, scope) for version in connected]
    portal = Candidate(PORTAL, _("This portal"))
    reached = {practice for version in connected for practice in version.head.practices}
    wanted = _wanted(session, scope)
    found = [portal, *(_candidate(version, scope) for version in connected)]
    by_hand = {p.document.system: p for p in wanted if p.id not in reached}
    by_hand.pop(THIS_SYSTEM, None)
    return found + [_unconnected(system, by_hand[system]) for system in sorted(by_hand)]


def by_form(session: Session, request_id: UUID, form_key: UUID) -> Gathering | None:
    """What this form already began."""
    sent = select(Gathering).where(
        Gathering.request_id == request_id, Gathering.form_key == form_key
    )
    return session.exec(sent).one_or_none()


def sources(session: Session, gathering: Gathering | None) -> Sequence[GatheringSource]:
    """Its sources, the portal first, in the order of their titles."""
    if gathering is None:
        return ()
    of = select(GatheringSource).where(GatheringSource.gathering_id == gathering.id)
    ordered = of.order_by(
        col(GatheringSource.name) != PORTAL,
        col(GatheringSource.version_id).is_(None),
        GatheringSource.title,
    )
    return session.exec(ordered).all()


def source_named(session: Session, gathering: Gathering, name: str) -> GatheringSource | None:
    named = select(GatheringSource).where(
        GatheringSource.gathering_id == gathering.id, GatheringSource.name == name
    )
    return session.exec(named).one_or_none()


def something_is_due(session: Session, now: datetime) -> bool:
    return session.exec(_due(now).limit(1)).first() is not None


def due_first(session: Session, now: datetime) -> GatheringSource | None:
    """The source that has waited longest, of a request that is still open; locked if it can be."""
    waited = _due(now).order_by(col(GatheringSource.next_at))
    return session.exec(
        waited.limit(1).with_for_update(skip_locked=True, of=GatheringSource)
    ).first()


def records(session: Session, source: GatheringSource) -> Sequence[GatheredRecords]:
    """Its files of rows, table by table, in the order in which they came."""
    of = select(GatheredRecords).where(GatheredRecords.source_id == source.id)
    return session.exec(of.order_by(GatheredRecords.name, col(GatheredRecords.portion))).all()


def documents(session: Session, gathering: Gathering) -> Sequence[GatheredDocument]:
    """All its documents in the order of their numbers."""
    of = select(GatheredDocument).where(GatheredDocument.gathering_id == gathering.id)
    return session.exec(of.order_by(col(GatheredDocument.number))).all()


def last_number(session: Session, gathering_id: UUID) -> int:
    highest = select(func.max(GatheredDocument.number)).where(
        GatheredDocument.gathering_id == gathering_id
    )
    return session.exec(highest).one() or 0


def known_keys(session: Session, source_id: UUID, keys: Collection[str]) -> set[str]:
    """Which of these documents the source has given already."""
    given = select(GatheredDocument.key).where(
        GatheredDocument.source_id == source_id, col(GatheredDocument.key).in_(keys)
    )
    return set(session.exec(given))


def numbers_by_key(session: Session, source: GatheringSource) -> dict[str, int]:
    """The number of each of its documents."""
    known = select(GatheredDocument.key, GatheredDocument.number).where(
        GatheredDocument.source_id == source.id
    )
    return dict(session.exec(known).all())


def forgettable(session: Session, before: datetime) -> Sequence[GatheringSource]:
    """Sources whose files are here: replaced ones, and those of requests long ended and quiet.

    None of a person who waits for a copy of her data (SAR-11).
    """
    old = (
        select(GatheringSource)
        .join(Gathering, col(Gathering.id) == col(GatheringSource.gathering_id))
        .join(SubjectRequest, col(SubjectRequest.id) == col(Gathering.request_id))
        .where(
            col(GatheringSource.removed_at).is_(None),
            is_long_over(before) | _is_replaced(),
            col(SubjectRequest.person_id).not_in(held_people()),
        )
    )
    return session.exec(old.limit(FORGOTTEN_AT_ONCE)).all()


def is_long_over(before: datetime) -> ColumnElement[bool]:
    """On ``subject_request``: it has ended, and nothing was done with it since."""
    later = exists().where(
        col(SubjectRequestEvent.request_id) == col(SubjectRequest.id),
        col(SubjectRequestEvent.at) > before,
    )
    return ~is_open() & ~later


def files_of(session: Session, source: GatheringSource) -> list[UUID]:
    """Every stored file that a source's rows name."""
    of_records = select(GatheredRecords.file_id).where(GatheredRecords.source_id == source.id)
    pairs = select(GatheredDocument.file_id, GatheredDocument.text_id).where(
        GatheredDocument.source_id == source.id
    )
    found = list(session.exec(of_records))
    return found + [file_id for pair in session.exec(pairs) for file_id in pair]


def named_files(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Which of these stored files a row names."""
    found: set[UUID] = set()
    for column in (GatheredRecords.file_id, GatheredDocument.file_id, GatheredDocument.text_id):
        found |= set(session.exec(select(column).where(col(column).in_(ids))))
    return found


def _wanted(session: Session, scope: Scope) -> list[Practice]:
    practices = register.in_force_now(session).practices
    return [p for p in practices if scope.what is not What.CHOSEN or p.id in scope.practices]


def _moved(session: Session, version: ConnectorVersion, scope: Scope) -> Candidate:
    candidate, head = _candidate(version, scope), version.head
    known = register.in_force_now(session)
    practices = [known.practice(each) for each in head.practices]
    bases = {basis for practice in practices if practice for basis in practice.document.bases}
    movable = head.provided and bool(bases) and bases <= {Basis.CONSENT, Basis.CONTRACT}
    return replace(candidate, in_scope=candidate.in_scope and movable)


def _unconnected(system: str, practice: Practice) -> Candidate:
    runs_it = practice.document.owner.name
    return Candidate(f"system-{system}"[:60], practice.title, runs_it, connected=False)


def _candidate(version: ConnectorVersion, scope: Scope) -> Candidate:
    head = version.head
    return Candidate(
        name=head.name,
        title=head.title,
        run_by=head.run_by,
        version_id=version.id,
        third_parties=head.third_parties,
        in_scope=scope.what is not What.CHOSEN or bool({*scope.practices} & {*head.practices}),
    )


def _is_replaced() -> ColumnElement[bool]:
    """On ``gathering``: its request was gathered for anew."""
    newer = aliased(Gathering)
    return exists().where(
        col(newer.request_id) == col(Gathering.request_id),
        col(newer.number) > col(Gathering.number),
    )


def _due(now: datetime) -> SelectOfScalar[GatheringSource]:
    return (
        select(GatheringSource)
        .join(Gathering, col(Gathering.id) == col(GatheringSource.gathering_id))
        .join(SubjectRequest, col(SubjectRequest.id) == col(Gathering.request_id))
        .where(
            GatheringSource.progress == Progress.WAITING,
            col(GatheringSource.next_at) <= now,
            col(GatheringSource.leased_until).is_(None)
            | (col(GatheringSource.leased_until) <= now),
            is_open(),
            ~_is_replaced(),
        )
    )
