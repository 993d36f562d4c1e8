"""Reading the log as it grows, and writing down what differs from the register of its day.

Run by the worker, off the write path. What it finds waits for an officer, who answers here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.access_log import service as log_service
from app.access_log.following.queries import Opening, Stretch
from app.access_log.opening.queries import OpenedEntry
from app.access_log.promises import queries
from app.access_log.promises.models import PromiseAnswer, PromiseFinding, PromiseMatter
from app.access_log.promises.rules import (
    Access,
    Employee,
    Kind,
    Mismatch,
    Verdict,
    mismatches,
    verdicts,
)
from app.access_log.queries import Look
from app.core import clock, references
from app.core.db import dialects
from app.core.db.base import new_id
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.core.logs import log
from app.identity.people.models import Person, PersonVersion
from app.register import queries as register
from app.register.in_force.rules import Register
from app.register.rules import Looker

NAME = queries.FOLLOWER
Found = tuple[int, Mismatch]


class AlreadyAnsweredError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("Another officer has answered this meanwhile. Nothing was changed."))


class NoSuchVerdictError(RejectedError):
    def __init__(self) -> None:
        super().__init__(_("Choose one of the findings that this page offers."))


@dataclass(frozen=True)
class Checked:
    """Entries read from ``before`` to ``after`` under one revision of the register."""

    before: int
    after: int
    entries: int
    revision: UUID | None
    found: Sequence[Found]
    unreadable: Sequence[int] = ()


def follow(session: Session, limit: int) -> int:
    """Read and write in one transaction; how many entries were read."""
    found = read(session, limit)
    return write(session, found) if found else 0


def read(session: Session, limit: int, opening: Opening | None = None) -> Checked | None:
    """Check up to ``limit`` entries after the last one checked; None if there are none.

    What is on record already is not found twice. Sealed entries are never seen here: they come
    when they are disclosed. Raises KeysUnavailableError, and then nothing has moved.
    """
    before = queries.position(session)
    stretch = (opening or Opening()).stretch(session, before, limit)
    if stretch is None:
        return None
    found = check(session, stretch)
    held = queries.held(session, sorted({seq for seq, _mismatch in found}))
    known = {(seq, each.same) for seq, those in held.items() for each in those}
    new = [(seq, mismatch) for seq, mismatch in found if (seq, mismatch.same) not in known]
    unreadable = [row.seq for row in stretch.opened if row.unreadable]
    now = register.revision(session)
    return Checked(before, stretch.after, len(stretch.opened), now, new, unreadable)


def write(session: Session, checked: Checked) -> int:
    """Write down what was found; how many entries were dealt with.

    None if another worker was faster, or the register has changed since: then they are read
    again. Every follower goes past what does not open; here it is named, once.
    """
    if register.revision(session) != checked.revision:
        return 0
    if not log_service.advance(session, NAME, before=checked.before, after=checked.after):
        return 0
    if checked.unreadable:
        log.warning("entries cannot be opened", entries=checked.unreadable)
    add(session, checked.found)
    return checked.entries


def add(session: Session, found: Iterable[Found], *, rechecked: bool = False) -> dict[Kind, UUID]:
    """Put findings on record, each with the open matter of its kind. Gives the matters.

    For whoever watches the log beside the register too: a use without a yes is told here too.
    """
    matters: dict[Kind, UUID] = {}
    now = clock.now()
    by_kind = sorted(found, key=lambda each: (each[1].kind, each[0]))
    for kind, those in groupby(by_kind, key=lambda each: each[1].kind):
        of_kind = list(those)
        matters[kind] = _matter(session, kind, len(of_kind))
        session.add_all(
            PromiseFinding(
                seq=seq,
                flag=mismatch.flag,
                matter_id=matters[kind],
                detail=mismatch.detail,
                found_at=now,
                rechecked=rechecked,
            )
            for seq, mismatch in of_kind
        )
    session.flush()
    return matters


def answer(
    session: Session, officer: Person, matter: PromiseMatter, *, verdict: Verdict, sentence: str
) -> None:
    """Say once what was found out. Sending the same answer again changes nothing.

    Raises AlreadyAnsweredError, or NoSuchVerdictError.
    """
    if verdict not in verdicts(matter.flag):
        raise NoSuchVerdictError
    now = clock.now()
    still_open = col(PromiseMatter.id) == matter.id, col(PromiseMatter.answered_at).is_(None)
    taken = session.exec(update(PromiseMatter).where(*still_open).values(answered_at=now))
    if taken.rowcount == 1:
        session.add(
            PromiseAnswer(
                matter_id=matter.id,
                verdict=verdict,
                sentence=sentence,
                officer_id=officer.id,
                answered_at=now,
            )
        )
        session.flush()
        return
    given = queries.answer_of(session, matter)
    mine = officer.id, verdict, sentence
    if given is None or mine != (
        given.answer.officer_id, given.answer.verdict, given.answer.sentence,
    ):  # fmt: skip
        raise AlreadyAnsweredError


def check(session: Session, stretch: Stretch) -> list[Found]:
    """How each of these entries differs from the register of its day."""
    checker = Checker(session, stretch)
    return [(row.seq, mismatch) for row in stretch.opened for mismatch in checker.mismatches(row)]


class Checker:
    """Knows of a run of entries what the register is asked with."""

    def __init__(self, session: Session, stretch: Stretch) -> None:
        self.standing = stretch.standing
        self.published = register.histories(session)
        self.zone = register.zone(self.published)

    def mismatches(self, row: OpenedEntry) -> Sequence[Mismatch]:
        """None for a person's own access, nor for her name in a search made in the portal."""
        subject, look = self.standing.subject(row), self.standing.looks.get(row.seq)
        if subject is None or look is None:
            return ()
        if self.standing.is_own(look, subject) or self.standing.is_portal_search(look):
            return ()
        return mismatches(self._register(look), self._access(look, subject))

    def _register(self, look: Look) -> Register:
        """The register of the day; of an access older than the register, that of its arrival."""
        then = register.in_force_of(self.published, look.occurred_at)
        return then if then.practices else register.in_force_of(self.published, look.recorded_at)

    def _access(self, look: Look, subject: Person) -> Access:
        accessor, data = self.standing.accessor(look), look.data or {}
        manager = self.standing.manager(look, subject)
        days = [date.fromisoformat(day) for day in (data.get("from"), data.get("to")) if day]
        return Access(
            system=look.system,
            categories=look.categories,
            purpose=look.purpose,
            looker=_looker(look, accessor, manager, ours=self.standing.is_portal(look)),
            day=look.occurred_at.astimezone(self.zone).date(),
            employee=_employee(self.standing.worker(look, subject)),
            role=accessor.role_title if accessor else "",
            oldest=min(days, default=None),
            place=data.get("place", ""),
            hours=data.get("hours", ""),
            action=look.action,
        )


def _employee(then: PersonVersion | None) -> Employee | None:
    if then is None:
        return None
    return Employee(
        unit=then.unit,
        role_title=then.role_title,
        establishment=then.establishment,
        work_setting=then.work_setting,
        devices=tuple(then.devices),
    )


def _looker(
    look: Look, accessor: PersonVersion | None, manager: str | None, *, ours: bool
) -> Looker:
    """Of our own people what we know ourselves, whatever a source reports of them.

    ``ours``: the portal reports it, and the role is one that it granted.
    """
    who = look.accessor
    known = accessor.role_title if accessor else ""
    return Looker(
        role=(who.role or known if ours else known or who.role) or "",
        unit=(accessor.unit if accessor else who.unit) or "",
        relation="manager" if manager == "now" else "",
        organisation=(who.organisation or "") if who.kind == "external" else "",
        service=who.id if who.kind == "service" else "",
    )


def _matter(session: Session, kind: Kind, more: int) -> UUID:
    """The open matter of a kind, with so many findings more; a new one if none is open.

    Counting takes the row, so that an answer comes either before or after what is found here.
    """
    now = clock.now()
    while True:
        if found := queries.open_of_kind(session, kind):
            still_open = col(PromiseMatter.id) == found, col(PromiseMatter.answered_at).is_(None)
            counted = {"findings": PromiseMatter.findings + more, "found_at": now}
            taken = session.exec(update(PromiseMatter).where(*still_open).values(**counted))
            if taken.rowcount == 1:
                return found
        new = new_id()
        if dialects.insert_if_new(
            session,
            PromiseMatter,
            id=new,
            reference=references.new("PC"),
            flag=kind.flag,
            system=kind.system,
            practice_id=kind.practice,
            about=kind.about,
            findings=more,
            opened_at=now,
            found_at=now,
        ):
            return new
