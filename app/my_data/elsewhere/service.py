"""Asking systems for a person's own rows, and keeping what each gives, portion by portion."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from app.connectors import service as connectors
from app.connectors.models import ConnectorVersion
from app.connectors.schemas import Portion, SourceError, Table
from app.core import clock
from app.core.db import dialects
from app.core.language import gettext as _
from app.core.queue.leases import LEASE
from app.core.storage import service as storage
from app.identity.viewer import Whose
from app.my_data.elsewhere import queries, rules
from app.my_data.elsewhere.models import OwnSearch, OwnSearchRecords, Progress


def ask(session: Session, viewer: Whose, name: str) -> bool:
    """Have a system asked for the viewer's rows; what is asked already is not asked twice.

    Whether it is being asked: it is not if it answered a short while ago. NotFoundError for one
    that shows nobody her rows.
    """
    return _ask(session, viewer, queries.showing_named(session, name))


def ask_all(session: Session, viewer: Whose) -> bool:
    """The same of every system that shows people their rows; whether any is being asked."""
    asked = [_ask(session, viewer, version) for version in queries.showing(session)]
    return any(asked)


def claim(session: Session) -> OwnSearch | None:
    """Take the search that has waited longest, under a lease. Two workers never get the same."""
    now = clock.now()
    search = queries.due_first(session, now)
    while search is not None and (why := _in_vain(session, search)):
        put_off(session, search, SourceError(why, again=False))
        search = queries.due_first(session, now)
    if search is None:
        return None
    search.leased_until = now + LEASE
    search.attempts += 1  # also of one that ends the worker; what succeeds counts anew
    search.begun_at = search.begun_at or now
    session.flush()
    return search


def renew(session: Session, search: OwnSearch) -> None:
    """Keep the lease while the system is being asked."""
    _change(session, search, leased_until=clock.now() + LEASE)


def describe(session: Session, search: OwnSearch, tables: Sequence[Table]) -> None:
    """Write down what the system may give, in words."""
    told = [
        {
            "name": table.name,
            "title": table.title,
            "columns": [
                {"name": name, "title": column.title, "codes": dict(column.codes)}
                for name, column in table.columns.items()
            ],
        }
        for table in tables
    ]
    _change(session, search, tables=told)


def keep(
    session: Session, search: OwnSearch, rows: Sequence[OwnSearchRecords], portion: Portion
) -> bool:
    """Add a portion and the place from which the rest goes on; False if somebody else did."""
    now, after = clock.now(), portion.after
    many = after is not None and search.portions + 1 >= rules.MOST_PORTIONS
    if many or _bytes(session, search, rows) > rules.MOST_BYTES:
        put_off(session, search, SourceError(rules.TOO_MUCH, again=False))
        return False
    ended = {"progress": Progress.DONE, "ended_at": now, "next_at": None} if after is None else {}
    counted = _change(
        session,
        search,
        portions=search.portions + 1,
        records=search.records + sum(each.records for each in rows),
        kept_back=search.kept_back + len(portion.documents),
        skipped=[*search.skipped, *portion.skipped],
        after=after,
        attempts=0,
        reason="",
        leased_until=None,
        **{"next_at": now, **ended},
    )
    if counted:
        session.add_all(rows)
        session.flush()
    return counted


def put_off(session: Session, search: OwnSearch, why: SourceError) -> None:
    """It failed: ask once more shortly; after that, for good or too late, it is missing."""
    now = clock.now()
    version = session.get_one(ConnectorVersion, search.version_id)
    within = rules.SENDS_WITHIN if connectors.waits(version) else rules.ANSWERS_WITHIN
    late = rules.is_late(search, now, within=within)
    if why.again and search.attempts < rules.ATTEMPTS and not late:
        later = now + rules.AGAIN_AFTER
        _change(session, search, reason=why.message, next_at=later, leased_until=None)
        return
    _give_up(session, search, why.message)


def wait(session: Session, search: OwnSearch, within: timedelta = rules.SENDS_WITHIN) -> None:
    """Nothing is wrong, and nothing has come yet."""
    now = clock.now()
    if rules.is_late(search, now, within=within):
        _give_up(session, search, _("It has sent nothing in time."))
        return
    later = now + rules.LOOKS_EVERY
    _change(session, search, attempts=0, next_at=later, leased_until=None)


def remove_old(session: Session) -> None:
    """Remove what older searches found, also where a source sent it. That she searched stays."""
    while old := queries.forgettable(session, clock.now(), rules.KEPT):
        for search in old:
            _remove(session, search)


def done_with(session: Session, search: OwnSearch) -> None:
    """What a source sent for a search is not kept a second time."""
    version = session.get_one(ConnectorVersion, search.version_id)
    connectors.done_with(session, version, str(search.id))


def _ask(session: Session, viewer: Whose, version: ConnectorVersion) -> bool:
    dialects.serialise(session, f"own searches {viewer.id}")
    now, before = clock.now(), queries.newest(session, viewer, version)
    if not rules.may_ask(before, now):
        return before is not None and before.progress is Progress.WAITING
    if before is not None and before.progress is Progress.MISSING and before.removed_at is None:
        _remove(session, before)
    search = OwnSearch(
        person_id=viewer.id,
        connector_id=version.connector_id,
        version_id=version.id,
        title=version.head.title,
        employee_id=viewer.employee_id,
        terms=[term for term in (viewer.person.name, viewer.person.email) if term],
        time_zone=viewer.zone,
        asked_at=now,
        next_at=now,
    )
    session.add(search)
    session.flush()
    return True


def _in_vain(session: Session, search: OwnSearch) -> str:
    """Why it is not gone on with, if it is not."""
    if search.version_id not in {version.id for version in queries.showing(session)}:
        return _("It is not asked in this way any more.")
    return _("It broke off again and again.") if search.attempts >= rules.ATTEMPTS else ""


def _remove(session: Session, search: OwnSearch) -> None:
    for file_id in queries.files_of(session, search):
        storage.remove(file_id)
    done_with(session, search)
    search.removed_at = clock.now()
    session.flush()


def _bytes(session: Session, search: OwnSearch, more: Sequence[OwnSearchRecords]) -> int:
    """What a search takes on the disk with some more rows."""
    files = [*queries.files_of(session, search), *(each.file_id for each in more)]
    return sum(storage.size(file_id) for file_id in files)


def _give_up(session: Session, search: OwnSearch, reason: str) -> None:
    _change(
        session,
        search,
        progress=Progress.MISSING,
        reason=reason,
        ended_at=clock.now(),
        next_at=None,
        leased_until=None,
    )


def _change(session: Session, search: OwnSearch, **values: object) -> bool:
    """Change a search that is where it was when it was taken; whether it was."""
    mine = update(OwnSearch).where(
        col(OwnSearch.id) == search.id,
        col(OwnSearch.progress) == Progress.WAITING,
        col(OwnSearch.portions) == search.portions,
    )
    return session.exec(mine.values(**values)).rowcount == 1
