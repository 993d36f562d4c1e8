"""What the register says: now, on any day, and what changed."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db.session import fetch
from app.identity.establishments.rules import DEFAULT_ZONE
from app.identity.people.models import Person
from app.register.in_force import rules
from app.register.in_force.rules import Change, Histories, Register, Version
from app.register.models import (
    Origin,
    Practice,
    PracticeEnding,
    PracticeVersion,
    RegisterDraft,
    RegisterFront,
    RegisterRevision,
)
from app.register.parts.schemas import CategoryFate, Reader
from app.register.risks.models import RiskChange
from app.register.risks.rules import Risk
from app.register.schemas import EndingNote, Front, PracticeDocument, VersionNote

_REVISION = select(RegisterRevision.token)
KEPT_REVISIONS = 4
_kept: dict[UUID, Histories] = {}
_NOTHING = Histories({}, {}, None)


def in_force(session: Session, at: datetime) -> Register:
    """The register on the day of an aware instant, in the register's own time zone.

    Read from the database once for each revision of the register, then from memory.
    """
    return in_force_of(histories(session), at)


def in_force_now(session: Session) -> Register:
    """The register today."""
    return in_force(session, clock.now())


def in_force_of(found: Histories, at: datetime) -> Register:
    """The same from what was read already: for whoever asks about many instants at once."""
    return _on_day(found, at.astimezone(zone(found)).date())


def changes(session: Session, at: datetime) -> list[Change]:
    """Everything that started, changed or ended, as known at an instant, the newest first."""
    return rules.changes(in_force(session, at), histories(session).endings)


def is_empty(session: Session) -> bool:
    """Whether nothing was ever published."""
    return session.get(RegisterRevision, 1) is None


def revision(session: Session) -> UUID | None:
    """What is another with each publication; None before the first."""
    token: UUID | None = fetch(session, _REVISION).scalar_one_or_none()
    return token


def zone(found: Histories) -> ZoneInfo:
    """The time zone in which the register counts its days."""
    return _zone(found.front)


def _zone(front: Front | None) -> ZoneInfo:
    return ZoneInfo(front.time_zone if front else DEFAULT_ZONE)


def publications(session: Session) -> list[tuple[UUID, date, datetime]]:
    """Each version and ending ever published: its id, the day it holds from, when it was said."""
    version, ending = PracticeVersion, PracticeEnding
    versions = select(col(version.id), col(version.in_force_from), col(version.published_at))
    endings = select(col(ending.id), col(ending.ended_on), col(ending.recorded_at))
    return [*session.exec(versions).all(), *session.exec(endings).all()]


def histories(session: Session) -> Histories:
    """Everything ever published. The same object until something is."""
    token = revision(session)
    if token is None:
        return _NOTHING
    found = _kept.get(token)
    if found is None:
        found = _kept[token] = _read(session)
        for old in list(_kept)[:-KEPT_REVISIONS]:
            _kept.pop(old, None)
    return found


def is_known(session: Session, practice_id: str) -> bool:
    """Whether a practice of this name was ever published or drafted."""
    return session.get(Practice, practice_id) is not None


def open_drafts(session: Session) -> Sequence[RegisterDraft]:
    """What is on its way to being published, by name; the front's own has an empty name."""
    drafts = select(RegisterDraft).where(col(RegisterDraft.closed_at).is_(None))
    return session.exec(drafts.order_by(col(RegisterDraft.about))).all()


def open_draft(session: Session, about: str) -> RegisterDraft | None:
    draft = select(RegisterDraft).where(
        RegisterDraft.about == about, col(RegisterDraft.closed_at).is_(None)
    )
    return session.exec(draft).one_or_none()


def titles(session: Session) -> dict[str, str]:
    """Every practice that is drafted or in use by what it is called, in the order of titles."""
    found = {practice.id: practice.title for practice in in_force_now(session).every}
    for draft in open_drafts(session):
        title = json.loads(draft.document).get("title") if draft.about else None
        if title and draft.about not in found:
            found[draft.about] = title
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def newest_number(session: Session, practice_id: str) -> tuple[int, int]:
    """Number and correction of the version published last; (0, 0) before the first."""
    numbers = select(PracticeVersion.number, PracticeVersion.correction)
    newest = numbers.where(PracticeVersion.practice_id == practice_id).order_by(
        col(PracticeVersion.number).desc(), col(PracticeVersion.correction).desc()
    )
    number, correction = session.exec(newest.limit(1)).one_or_none() or (0, 0)
    return number, correction


def newest_front(session: Session) -> int:
    """The number of the front published last; 0 before the first."""
    return session.exec(select(func.max(RegisterFront.number))).one() or 0


def how_many_can_look(session: Session, document: PracticeDocument) -> list[int | None]:
    """For each reader of a practice, how many people who work here now have that role and unit.

    None where the reader is a relation, such as the person's own manager, or an outsider.
    """
    return [_how_many(session, reader) for reader in document.readers]


def how_many_people_can_look(session: Session, document: PracticeDocument) -> int:
    """How many different people who work here now are readers by their role or unit."""
    readers = [_who(reader) for reader in document.readers if _is_counted(reader)]
    if not readers:
        return 0
    people = select(func.count()).select_from(Person)
    return session.exec(people.where(col(Person.active).is_(True), or_(*readers))).one()


def _is_counted(reader: Reader) -> bool:
    return not (reader.relation or reader.organisation or reader.service)


def _who(reader: Reader) -> ColumnElement[bool]:
    parts = [(Person.role_title, reader.role), (Person.unit, reader.unit)]
    return and_(*(func.lower(column) == said.lower() for column, said in parts if said))


def _how_many(session: Session, reader: Reader) -> int | None:
    if not _is_counted(reader):
        return None
    people = select(func.count()).select_from(Person)
    return session.exec(people.where(col(Person.active).is_(True), _who(reader))).one()


@lru_cache(maxsize=1024)
def _on_day(found: Histories, day: date) -> Register:
    return rules.on_day(found, day)


def _read(session: Session) -> Histories:
    versions = session.exec(select(PracticeVersion).order_by(col(PracticeVersion.practice_id)))
    endings = session.exec(
        select(PracticeEnding).order_by(
            col(PracticeEnding.practice_id), col(PracticeEnding.ended_on)
        )
    )
    risks = session.exec(
        select(RiskChange, Person.name)
        .join(Person, col(Person.id) == col(RiskChange.recorded_by))
        .order_by(col(RiskChange.practice_id))
    )
    front = session.exec(select(RegisterFront).order_by(col(RegisterFront.number).desc())).first()
    found = Front.model_validate_json(front.document) if front else None
    zone = _zone(found)
    return Histories(
        {
            practice_id: _numbered(list(rows), zone)
            for practice_id, rows in groupby(versions, lambda row: row.practice_id)
        },
        {
            practice_id: tuple(_ending(row) for row in rows)
            for practice_id, rows in groupby(endings, lambda row: row.practice_id)
        },
        found,
        {
            practice_id: tuple(_risk(row, name, zone) for row, name in rows)
            for practice_id, rows in groupby(risks, lambda pair: pair[0].practice_id)
        },
    )


def _numbered(rows: Sequence[PracticeVersion], zone: ZoneInfo) -> tuple[Version, ...]:
    """The versions of a practice by number, each knowing what it was published after."""
    in_turn = sorted(rows, key=lambda row: (row.number, row.correction))
    notes = [_note(row) for row in in_turn]
    return tuple(
        _version(row, note, notes[:position], zone)
        for position, (row, note) in enumerate(zip(in_turn, notes, strict=True))
    )


def _version(
    row: PracticeVersion, note: VersionNote, earlier: Sequence[VersionNote], zone: ZoneInfo
) -> Version:
    from_file = row.origin is Origin.SET_UP
    published_on = None if from_file else row.published_at.astimezone(zone).date()
    return Version(
        note,
        PracticeDocument.model_validate_json(row.document),
        row.digest,
        row.published_at,
        from_file=from_file,
        corrected_on=rules.corrected_on(note, earlier, published_on),
    )


def _note(row: PracticeVersion) -> VersionNote:
    return VersionNote(
        number=row.number,
        correction=row.correction,
        in_force_from=row.in_force_from,
        headline=row.headline,
        reason=row.reason,
        approved_by=tuple(row.approved_by),
        consulted=row.consulted,
        adds=row.adds,
    )


def _risk(row: RiskChange, name: str, zone: ZoneInfo) -> Risk:
    return Risk(row.recorded_at.astimezone(zone).date(), row.recorded_at, row.reason, name)


def _ending(row: PracticeEnding) -> EndingNote:
    return EndingNote(
        on=row.ended_on,
        fate=row.fate,
        reason=row.reason,
        approved_by=tuple(row.approved_by),
        fates=tuple(CategoryFate.model_validate_json(json.dumps(each)) for each in row.fates),
    )
