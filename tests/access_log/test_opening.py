"""What is stored opens to exactly what its leaf commits to, and stops with its key."""

from sqlalchemy import Connection, delete
from sqlmodel import Session, select

from app.access_log import queries, service
from app.access_log.keys.models import subject_key
from app.access_log.keys.service import keyring
from app.access_log.leaves import rules as leaves
from app.access_log.models import Entry, Event
from app.access_log.opening import queries as opening
from app.access_log.opening import rules
from app.core.db import dialects
from app.core.db.session import engine, keys_engine, reading
from tests.support.cast import Cast
from tests.support.make import an_access


def test_every_leaf_commits_to_what_is_read(session: Session, cast: Cast) -> None:
    session.commit()
    service.append(
        [
            an_access("E1001", "E1002", accessor_id="E1005", data={"from": "2026-01-01"}),
            an_access("E1001", case="HR-1", count=3, technical={"ticket": "4711"}),
        ]
    )
    with reading() as reader:
        dialects.set_local(reader, "daylight.reader", "log")
        rows = reader.execute(opening.sealed().order_by(Entry.seq)).all()
        found = opening.opened(rows)

    assert len(found) == 3
    for stored, row in zip(rows, found, strict=True):
        assert row.body is not None
        assert row.salts is not None
        groups = rules.groups(row.body, str(row.subject))
        assert bytes(stored.leaf) == leaves.access_leaf(row.salts, *groups)
    assert len({bytes(stored.leaf) for stored in rows}) == 3


def test_without_its_key_an_entry_is_unreadable_until_it_is_emptied_and_the_others_are_shown(
    session: Session, cast: Cast
) -> None:
    session.commit()
    service.append([an_access("E1001", "E1002")])
    with dialects.for_writing(keys_engine()).begin() as connection:
        connection.execute(delete(subject_key).where(subject_key.c.subject == cast.amara.id.bytes))
    keyring().forget()

    with reading() as reader:
        (lost,) = queries.entries_about(reader, cast.amara)
        (shown,) = queries.entries_about(reader, cast.tom)
    assert (lost.state, lost.purpose, lost.accessor.id) == ("unreadable", "", "")
    assert (shown.state, shown.purpose) == ("shown", "return-to-work")

    session.commit()
    with dialects.for_writing(engine()).begin() as connection:
        erase(connection, 0)
    with reading() as reader:
        (erased,) = queries.entries_about(reader, cast.amara)
        (shown,) = queries.entries_about(reader, cast.tom)
    assert (erased.state, erased.purpose, erased.accessor.id) == ("erased", "", "")
    assert shown.state == "shown"


def erase(connection: Connection, seq: int) -> None:
    """As an erasure empties an entry, on either database."""
    if dialects.name(connection) == "sqlite":
        connection.exec_driver_sql(f"UPDATE entry SET sealed = NULL WHERE seq = {seq}")
        return
    connection.exec_driver_sql("SET LOCAL ROLE daylight_eraser")
    connection.exec_driver_sql(f"SELECT log_erase('{{{seq}}}')")


def test_nothing_readable_is_in_the_rows(session: Session, cast: Cast) -> None:
    session.commit()
    service.append([an_access("E1001", accessor_id="CANARY", id="canary-id", purpose="canary")])

    with reading() as reader:
        dialects.set_local(reader, "daylight.reader", "log")
        entry, event = reader.exec(select(Entry)).one(), reader.exec(select(Event)).one()

    stored = b"".join(bytes(part) for part in (entry.leaf, entry.sealed, event.id, event.body))
    assert b"canary" not in stored.lower()
