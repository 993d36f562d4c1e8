"""Writing down a search by hand, with the files that were found, for the worker to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.answers.by_hand import queries, rules
from app.answers.by_hand.models import FileForm, HandFile, HandSearch
from app.answers.gathering import queries as gathered
from app.answers.gathering.models import Gathering, GatheringSource, Progress
from app.answers.gathering.rules import KEPT, is_portal
from app.core import clock, references
from app.core.db import dialects
from app.core.errors import ConflictError, RejectedError
from app.core.language import gettext as _
from app.core.storage import service as storage
from app.core.storage.service import Writing
from app.identity.people.models import Person
from app.subject_requests import queries as requests
from app.subject_requests.conditions import rules as conditions
from app.subject_requests.handling import service as handling
from app.subject_requests.models import Kind, SubjectRequest
from app.subject_requests.progress import service as progress


class NotAskedYetError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("No source was asked yet. That comes first."))


class ConnectedError(ConflictError):
    def __init__(self) -> None:
        super().__init__(_("This source is connected: it is asked, and not searched by hand."))


class NotMovedError(RejectedError):
    def __init__(self) -> None:
        super().__init__(
            _("For data that is moved nothing is searched by hand: only what they gave counts.")
        )


@dataclass(frozen=True)
class Given:
    """A file as it was given: sealed already, and named by no row yet."""

    name: str
    form: FileForm
    stored: Writing


@dataclass(frozen=True)
class Searched:
    """What was searched: a source of the gathering, or another place (``title``)."""

    source: str
    title: str
    searched: str
    terms: Sequence[str]
    since: date | None
    until: date | None
    on: date


def record(
    session: Session,
    sar: SubjectRequest,
    officer: Person,
    said: Searched,
    files: Sequence[Given],
    *,
    form_key: UUID,
) -> HandSearch:
    """Write a search down. Its files are read by the worker as those of any source.

    A form that was sent before names none of the files that come with it now: whoever stored
    them removes what ``queries.named_files`` does not know.

    Raises NotAskedYetError, ConnectedError, NotMovedError (RSP-3), and the refusals of
    ``conditions.rules``: nothing is added once the answer was approved.
    """
    _check(session, sar, said)  # before the locks too: a refusal voids no decision
    progress.begin(session, sar, officer, form_key)
    if sent := queries.by_form(session, sar.id, form_key):
        return sent
    source = _source(session, _check(session, sar, said), said)
    handling.search(session, sar, officer, sources=1, by_hand=source.title, form_key=form_key)
    search = HandSearch(
        request_id=sar.id,
        number=len(queries.of_request(session, sar.id)) + 1,
        source=source.name,
        title=source.title,
        searched=said.searched,
        terms=list(said.terms),
        since=said.since,
        until=said.until,
        searched_on=said.on,
        made_by=officer.id,
        made_at=clock.now(),
        form_key=form_key,
    )
    session.add(search)
    session.flush()
    for each in files:
        _keep(session, search, each)
    _settle(session, source, search, has_files=bool(files))
    return search


def begin_again(session: Session, gathering: Gathering) -> None:
    """What was searched by hand stands for a new gathering too: its files are read again."""
    searches = queries.of_request(session, gathering.request_id)
    for name, title in {each.source: each.title for each in searches}.items():
        source = gathered.source_named(session, gathering, name)
        source = source or _added(gathering, name, title)
        source.progress, source.reason = Progress.WAITING, ""
        source.next_at, source.ended_at = gathering.asked_at, None
        session.add(source)
    session.flush()


def remove_old(session: Session) -> None:
    """Remove what was found for requests long ended, and its names; the search stays written."""
    now = clock.now()
    for file in queries.forgettable(session, now - KEPT):
        storage.remove(file.file_id)
        file.name, file.removed_at = "", now
    session.flush()


def _added(gathering: Gathering, name: str, title: str) -> GatheringSource:
    return GatheringSource(
        gathering_id=gathering.id,
        name=name,
        title=title,
        third_parties=True,
        progress=Progress.DONE,
        ended_at=clock.now(),
    )


def _check(session: Session, sar: SubjectRequest, said: Searched) -> Gathering:
    """That it can be written down, and for which gathering."""
    if sar.kind is Kind.PORTABILITY:
        raise NotMovedError
    gathering = gathered.newest(session, sar.id)
    if gathering is None:
        raise NotAskedYetError
    conditions.check_day(said.on, sar.received_on, requests.today(sar.jurisdiction))
    source = _named(session, gathering, said)
    if source is not None and (source.version_id is not None or is_portal(source.name)):
        raise ConnectedError
    return gathering


def _named(session: Session, gathering: Gathering, said: Searched) -> GatheringSource | None:
    return gathered.source_named(session, gathering, said.source) if said.source else None


def _source(session: Session, gathering: Gathering, said: Searched) -> GatheringSource:
    """The place among the sources; one that nobody had thought of is added."""
    dialects.serialise(session, f"gathering {gathering.id}")
    source = _named(session, gathering, said)
    if source is None:
        source = _added(gathering, f"by-hand-{references.code(6).lower()}", said.title)
        session.add(source)
        session.flush()
    return source


def _keep(session: Session, search: HandSearch, file: Given) -> None:
    session.add(
        HandFile(
            search_id=search.id,
            name=file.name,
            form=file.form,
            size=file.stored.size,
            sha256=file.stored.sha256,
            file_id=file.stored.id,
        )
    )
    session.flush()


def _settle(
    session: Session, source: GatheringSource, search: HandSearch, *, has_files: bool
) -> None:
    """Files wait for the worker; whoever reads the earlier ones meanwhile begins anew."""
    now = clock.now()
    waits = has_files or source.progress is Progress.WAITING
    searches = queries.of_source(session, search.request_id, source.name)
    terms = list(dict.fromkeys(term for each in searches for term in each.terms))
    mine = update(GatheringSource).where(col(GatheringSource.id) == source.id)
    session.exec(
        mine.values(
            progress=Progress.WAITING if waits else Progress.DONE,
            portions=source.portions + 1,
            after=None,
            skipped=[] if waits else source.skipped,
            reason="",
            terms_used=terms,
            attempts=0,
            leased_until=None,
            next_at=now if waits else None,
            ended_at=None if waits else now,
        )
    )
    session.refresh(source)


def given(name: str, head: bytes, stored: Writing) -> Given:
    """A file as it can be taken, by its first bytes; small JSON by all. Raises UnfitFileError."""
    name = rules.name_of(name)
    form = rules.form_of(name, head)
    is_small = form is FileForm.JSON and stored.size <= rules.READ_WHOLE
    if is_small and not rules.is_json(storage.content(stored.id)):
        raise rules.unreadable(name)
    return Given(name, form, stored)
