"""What can be done to people: take them in from a file, keep what they chose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import insert, update
from sqlmodel import Session

from app.core import clock
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.errors import RejectedError
from app.identity.establishments import queries as establishments
from app.identity.people import importer, queries, rules
from app.identity.people.models import (
    EmailDigest,
    Person,
    PersonVersion,
    Preference,
    TextSize,
    Theme,
    VisitMark,
)
from app.identity.people.schemas import (
    REMEMBERED,
    Fault,
    Kept,
    Outcome,
    Row,
    Survey,
    digest,
    fields_of,
)
from app.identity.roles import service as roles
from app.identity.sessions import service as sessions
from app.identity.sessions.models import EndReason

AT_ONCE = 500
TICK = timedelta(microseconds=1)


class NotImportedError(RejectedError):
    """The file has faults; nothing of it was taken in."""

    def __init__(self, faults: list[Fault]) -> None:
        number = "One fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{number}: nothing was imported. Mend the file and try again.")
        self.faults = faults


def import_csv(session: Session, file: BinaryIO, *, dry_run: bool = False) -> Outcome:
    """Take the people of a CSV file in, all or none. Reads the file twice, a line at a time.

    Raises NotImportedError with every fault found. With ``dry_run`` nothing is written and
    the session may be a reading one.
    """
    survey = importer.survey(file)
    if not dry_run:
        dialects.serialise(session, "people")
    managers = rules.manager_faults(survey.places, queries.tree(session))
    if faults := sorted([*survey.faults, *managers]):
        raise NotImportedError(faults)
    outcome = put(session, _rows(file), dry_run=dry_run)
    outcome.notes += _notes(session, survey)
    return outcome


def put(session: Session, rows: Iterable[Row], *, dry_run: bool = False) -> Outcome:
    """Make people be as the rows say, with a new version where something changed.

    Whoever is ended loses her roles and her sessions with it. Whether the managers make
    sense together is for the caller to know.
    """
    session.flush()
    session.expire_all()
    outcome, now = Outcome(), clock.now()
    known = queries.digests(session)
    differing = (row for row in rows if known.get(row.employee_id) != digest(fields_of(row)))
    while chunk := list(islice(differing, AT_ONCE)):
        _put(session, chunk, now, outcome, dry_run=dry_run)
    session.expire_all()
    return outcome


def prefer(
    session: Session,
    person_id: UUID,
    *,
    theme: Theme | None = None,
    text_size: TextSize | None = None,
    language: str | None = None,
    time_zone: str | None = None,
    email_digest: EmailDigest | None = None,
    every_change: bool | None = None,
) -> Preference:
    """Keep what a person chose; None leaves a choice as it is.

    An empty ``time_zone`` goes back to that of the place of work.
    """
    if time_zone and time_zone not in available_timezones():
        raise RejectedError("There is no such time zone.")
    chosen = session.get(Preference, person_id) or Preference(person_id=person_id)
    chosen.theme = theme or chosen.theme
    chosen.text_size = text_size or chosen.text_size
    chosen.language = language or chosen.language
    chosen.email_digest = email_digest or chosen.email_digest
    if time_zone is not None:
        chosen.time_zone = time_zone or None
    if every_change is not None:
        chosen.every_change = every_change
    session.add(chosen)
    session.flush()
    return chosen


def mark_visit(session: Session, person_id: UUID, day: date) -> None:
    """Remember the last day this person came, and only that."""
    mark = session.get(VisitMark, person_id) or VisitMark(person_id=person_id, last_day=day)
    mark.last_day = max(mark.last_day, day)
    session.add(mark)
    session.flush()


def _rows(file: BinaryIO) -> Iterator[Row]:
    for line in importer.lines(file):
        if line.row is None:  # the file was changed between the two readings
            raise NotImportedError(line.faults)
        yield line.row


def _put(
    session: Session, rows: list[Row], now: datetime, outcome: Outcome, *, dry_run: bool
) -> None:
    kept = queries.as_kept(session, [row.employee_id for row in rows])
    changes = _Changes()
    for row in rows:
        changes.note(row, kept.get(row.employee_id), now)
    outcome.added += len(changes.new)
    outcome.ended += len(changes.ended)
    outcome.changed += len(changes.changed) - len(changes.ended)
    if not dry_run:
        changes.write(session)
        _close_doors(session, changes.ended)


@dataclass
class _Changes:
    """What one run of rows makes new, by table."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    closed: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    ended: list[UUID] = field(default_factory=list)

    def note(self, row: Row, kept: Kept | None, now: datetime) -> None:
        fields = fields_of(row)
        if kept is None:
            person_id = new_id()
            self.new.append({"id": person_id, "employee_id": row.employee_id, **fields})
            self._remember(person_id, fields, now)
        elif fields != kept.fields:
            self.changed.append({"id": kept.id, **fields})
            if kept.fields["active"] and not row.active:
                self.ended.append(kept.id)
            if any(fields[name] != kept.fields[name] for name in REMEMBERED):
                self._follow(kept, fields, now)

    def _follow(self, kept: Kept, fields: dict[str, Any], now: datetime) -> None:
        # A clock that was set back must not make a version end before it began.
        moment = now
        if kept.version is not None:
            moment = max(now, kept.version.valid_from + TICK)
            self.closed.append({"id": kept.version.id, "valid_to": moment})
        self._remember(kept.id, fields, moment)

    def _remember(self, person_id: UUID, fields: dict[str, Any], moment: datetime) -> None:
        remembered = {name: fields[name] for name in REMEMBERED}
        self.versions.append({"person_id": person_id, "valid_from": moment, **remembered})

    def write(self, session: Session) -> None:
        """Versions are closed before their successors come: a person has one open version.

        Each gets an id above all before it: the newest one says whether anybody changed.
        """
        newest = queries.newest_version(session)
        for version in self.versions:
            version["id"] = newest = new_id(newest)
        for statement, values in (
            (insert(Person), self.new),
            (update(Person), self.changed),
            (update(PersonVersion), self.closed),
            (insert(PersonVersion), self.versions),
        ):
            if values:
                session.exec(statement, params=values)


def _close_doors(session: Session, ended: list[UUID]) -> None:
    for person in queries.people_by_ids(session, ended).values():
        roles.revoke_all_of(session, person)
        sessions.end_all_of(session, person, EndReason.NO_LONGER_EMPLOYED)


def _notes(session: Session, survey: Survey) -> list[str]:
    """What is no fault but should be known: places without a name, people without a manager."""
    notes = []
    known = establishments.by_codes(session)
    if known and (unknown := sorted(survey.establishments - known.keys())):
        notes.append(f"The register does not know these establishments: {', '.join(unknown)}.")
    if stranded := queries.number_without_manager(session):
        notes.append(f"{stranded} people report to somebody who no longer works here.")
    return notes
