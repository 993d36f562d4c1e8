"""Beginning a gathering, and keeping what each source gives, portion by portion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.answers.by_hand import service as by_hand
from app.answers.gathering import queries, rules
from app.answers.gathering.models import (
    GatheredDocument,
    GatheredRecords,
    Gathering,
    GatheringSource,
    Progress,
)
from app.answers.gathering.rules import Candidate
from app.connectors.schemas import Portion, SourceError, Table
from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError
from app.core.language import gettext as _
from app.core.queue.leases import LEASE
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.handling import service as handling
from app.subject_requests.models import SubjectRequest
from app.subject_requests.progress.rules import HELD


class NotWaitingError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This source has answered meanwhile, or is being asked."))


@dataclass(frozen=True)
class Search:
    """By which words, and of which days, a person's data is searched for."""

    employee_id: str
    terms: Sequence[str]
    since: date | None
    until: date | None
    time_zone: str


@dataclass(frozen=True)
class Kept:
    """A portion whose files are stored: rows that name them, not yet added."""

    records: Sequence[GatheredRecords]
    documents: Sequence[GatheredDocument]
    portion: Portion

    @property
    def files(self) -> list[UUID]:
        of_documents = [file for each in self.documents for file in (each.file_id, each.text_id)]
        return [*(row.file_id for row in self.records), *of_documents]


def begin(
    session: Session,
    sar: SubjectRequest,
    officer: Person,
    search: Search,
    candidates: Sequence[Candidate],
    *,
    left_out: Mapping[str, str],
    form_key: UUID,
) -> Gathering:
    """Ask every source, but those the officer leaves out with a reason. It replaces the last one.

    Raises NothingAskedError, ReasonMissingError and the refusals of ``conditions.rules``.
    """
    if sent := queries.by_form(session, sar.id, form_key):
        return sent
    could = [candidate.name for candidate in candidates if candidate.connected]
    begun = [(each, *rules.beginning(each, left_out, could)) for each in candidates]
    asked = sum(progress is Progress.WAITING for _each, progress, _reason in begun)
    if not asked:
        raise rules.NothingAskedError
    handling.search(session, sar, officer, sources=asked, form_key=form_key)
    before = queries.newest(session, sar.id)
    gathering = Gathering(
        request_id=sar.id,
        number=before.number + 1 if before else 1,
        employee_id=search.employee_id,
        terms=list(search.terms),
        since=search.since,
        until=search.until,
        time_zone=search.time_zone,
        asked_by=officer.id,
        asked_at=clock.now(),
        form_key=form_key,
    )
    session.add(gathering)
    session.flush()
    session.add_all(_source(gathering, *each) for each in begun)
    session.flush()
    by_hand.begin_again(session, gathering)
    return gathering


def claim(session: Session) -> GatheringSource | None:
    """Take the source that has waited longest, under a lease. Two workers never get the same."""
    now = clock.now()
    source = queries.due_first(session, now)
    while source is not None and source.attempts >= rules.ATTEMPTS:
        put_off(session, source, SourceError(_("It broke off again and again."), again=False))
        source = queries.due_first(session, now)
    if source is None:
        return None
    source.leased_until = now + LEASE
    source.attempts += 1  # also of one that ends the worker; what succeeds counts anew
    source.begun_at = source.begun_at or now
    session.flush()
    return source


def renew(session: Session, source: GatheringSource) -> None:
    """Keep the lease while the source is being asked."""
    mine = update(GatheringSource).where(
        col(GatheringSource.id) == source.id, col(GatheringSource.portions) == source.portions
    )
    session.exec(mine.values(leased_until=clock.now() + LEASE))


def describe(
    session: Session, source: GatheringSource, tables: Sequence[Table], terms: Sequence[str]
) -> None:
    """Write down what the source may give, in words, and by what it is searched."""
    told = [rules.described(table) for table in tables]
    mine = update(GatheringSource).where(col(GatheringSource.id) == source.id)
    session.exec(mine.values(tables=told, terms_used=list(terms)))


def keep(session: Session, source: GatheringSource, kept: Kept) -> bool:
    """Add a portion and the place from which the rest goes on; False if somebody else did.

    Documents that the source gave before are not added again.
    """
    now, portion = clock.now(), kept.portion
    dialects.serialise(session, f"gathering {source.gathering_id}")
    once = {each.key: each for each in reversed(kept.documents)}
    known = queries.known_keys(session, source.id, list(once))
    new = [each for each in reversed(once.values()) if each.key not in known]
    over = portion.after is None
    ended = {"progress": Progress.DONE, "ended_at": now, "next_at": None} if over else {}
    values = {"next_at": now, "leased_until": None, "attempts": 0, "reason": "", **ended}
    mine = update(GatheringSource).where(
        col(GatheringSource.id) == source.id,
        col(GatheringSource.progress) == Progress.WAITING,
        col(GatheringSource.portions) == source.portions,
    )
    counted = mine.values(
        portions=source.portions + 1,
        records=source.records + sum(row.records for row in kept.records),
        documents=source.documents + len(new),
        after=portion.after,
        skipped=[*source.skipped, *portion.skipped],
        **values,
    )
    if session.exec(counted).rowcount != 1:
        return False
    number = queries.last_number(session, source.gathering_id)
    for at, document in enumerate(new, start=number + 1):
        document.number = at
    session.add_all([*kept.records, *new])
    session.flush()
    return True


def put_off(session: Session, source: GatheringSource, why: SourceError) -> None:
    """It failed: ask again later; after several times in a row, or for good, it is missing."""
    now, attempts = clock.now(), source.attempts
    if why.again and attempts < rules.ATTEMPTS:
        later = now + rules.back_off(attempts)
        _change(session, source, attempts=attempts, reason=why.message, next_at=later)
        return
    _change(
        session,
        source,
        attempts=attempts,
        reason=why.message,
        progress=Progress.MISSING,
        ended_at=now,
        next_at=None,
    )


def wait(session: Session, source: GatheringSource) -> None:
    """Nothing is wrong, and nothing has come yet; after two weeks of silence it is missing."""
    now = clock.now()
    if source.begun_at is not None and now - source.begun_at >= rules.SILENT:
        said = _("It has not finished sending in two weeks.")
        _change(session, source, progress=Progress.MISSING, reason=said, ended_at=now, next_at=None)
        return
    _change(session, source, attempts=0, next_at=now + rules.ASKED_AGAIN_AFTER)


def ask_again(session: Session, sar: SubjectRequest, source: GatheringSource) -> None:
    """Ask a source that failed once more. It goes on where it stopped. Raises NotWaitingError."""
    again = {"reason": "", "attempts": 0, "begun_at": None, "ended_at": None}
    _settle(
        session,
        sar,
        source,
        (Progress.MISSING,),
        progress=Progress.WAITING,
        next_at=clock.now(),
        **again,
    )


def leave_out(session: Session, sar: SubjectRequest, source: GatheringSource, reason: str) -> None:
    """Answer without a source that is missing, or has not answered yet, and say why."""
    if not reason.strip():
        raise rules.ReasonMissingError(source.title)
    said = reason.strip()[: rules.LONGEST_REASON]
    _settle(
        session,
        sar,
        source,
        (Progress.MISSING, Progress.WAITING),
        progress=Progress.LEFT_OUT,
        reason=said,
        ended_at=clock.now(),
        next_at=None,
    )


def _settle(
    session: Session,
    sar: SubjectRequest,
    source: GatheringSource,
    before: Sequence[Progress],
    **values: object,
) -> None:
    dialects.serialise(session, f"subject request {sar.id}")
    missing = update(GatheringSource).where(
        col(GatheringSource.id) == source.id, col(GatheringSource.progress).in_(before)
    )
    if requests.story(session, sar).standing.status not in HELD:
        raise NotWaitingError
    if session.exec(missing.values(**values)).rowcount != 1:
        raise NotWaitingError


def _change(session: Session, source: GatheringSource, **values: object) -> None:
    mine = update(GatheringSource).where(
        col(GatheringSource.id) == source.id,
        col(GatheringSource.progress) == Progress.WAITING,
        col(GatheringSource.portions) == source.portions,
    )
    session.exec(mine.values(leased_until=None, **values))


def _source(
    gathering: Gathering, candidate: Candidate, progress: Progress, reason: str
) -> GatheringSource:
    waiting = progress is Progress.WAITING
    return GatheringSource(
        gathering_id=gathering.id,
        name=candidate.name,
        title=candidate.title,
        run_by=candidate.run_by,
        version_id=candidate.version_id,
        third_parties=candidate.third_parties,
        progress=progress,
        reason=reason,
        next_at=gathering.asked_at if waiting else None,
        ended_at=None if waiting else gathering.asked_at,
    )
