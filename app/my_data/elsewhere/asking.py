"""Asking systems for people's own rows, portion by portion; no transaction waits for them."""

from collections.abc import Callable
from functools import partial

from sqlmodel import Session

from app.connectors import service as connectors
from app.connectors.models import ConnectorVersion
from app.connectors.schemas import Asked, NotYet, Portion, Records, SourceError
from app.core import clock
from app.core.db.session import reading, writing
from app.core.language import gettext as _
from app.core.logs import log
from app.core.queue.leases import held
from app.core.storage import service as storage
from app.my_data.elsewhere import queries, rules, service
from app.my_data.elsewhere.models import OwnSearch, OwnSearchRecords


def some() -> int:
    """Take one portion of the search that has waited longest. How many were taken.

    One at a time: what the law wants gathered does not wait for ten systems that hang. No
    transaction is held while a system is asked. Whatever breaks off is asked for again from the
    same place.
    """
    with reading() as session:
        if not queries.something_is_due(session, clock.now()):
            return 0
    with writing() as session:
        due = service.claim(session)
    if due is None:
        return 0
    with held(partial(_write, due, service.renew)):
        _take(due)
    return 1


def _take(search: OwnSearch) -> None:
    try:
        _keep(search, _asked(search))
    except NotYet:
        _write(search, service.wait)
    except SourceError as why:
        _write(search, partial(service.put_off, why=why))
    except Exception as error:
        log.exception("an own search broke off", search=str(search.id), kind=type(error).__name__)
        broke = SourceError(_("Something went wrong while this source was read."))
        _write(search, partial(service.put_off, why=broke))


def _asked(search: OwnSearch) -> Portion:
    asked = Asked(search.employee_id, tuple(search.terms), time_zone=search.time_zone)
    with writing() as session:
        version = session.get_one(ConnectorVersion, search.version_id)
        connector = connectors.opened_for(session, version, asked, str(search.id))
    if not search.portions:
        with writing() as session:
            service.describe(session, search, connector.tables)
    return connector.portion(asked, search.after)


def _keep(search: OwnSearch, portion: Portion) -> None:
    rows = [_records(search, each) for each in portion.records if each.rows]
    with writing() as session:
        added = service.keep(session, search, rows, portion)
        if added and portion.after is None:
            service.done_with(session, search)
    if not added:
        for each in rows:
            storage.remove(each.file_id)


def _records(search: OwnSearch, records: Records) -> OwnSearchRecords:
    with storage.writing() as (stored, write):
        for key, row in zip(records.keys, records.rows, strict=True):
            write(rules.line(key, row))
    return OwnSearchRecords(
        search_id=search.id,
        portion=search.portions,
        name=records.table,
        records=len(records.rows),
        file_id=stored.id,
    )


def _write(search: OwnSearch, change: Callable[[Session, OwnSearch], object]) -> None:
    with writing() as session:
        change(session, search)
