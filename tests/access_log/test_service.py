"""Appending: numbered, durable, once."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from app.access_log import queries, service
from app.access_log.errors import ChangedEventError, UnknownPeopleError
from app.access_log.models import Entry, Event, Head
from app.core.db import dialects
from app.core.db.session import reading, writing
from tests.identity.people.rows import a_file, a_row
from tests.support.cast import Cast
from tests.support.make import an_access

PROJECT = Path(__file__).parents[2]
SOURCE = UUID("0b5e4c1e-6f3a-7c57-9d55-3f6b0d5a7c12")


def _entries() -> list[int]:
    with reading() as session:
        dialects.set_local(session, "daylight.reader", "log")
        return list(session.exec(select(Entry.seq).order_by(Entry.seq)))


def test_events_are_numbered_densely_and_read_back(session: Session, cast: Cast) -> None:
    session.commit()

    first = service.append([an_access("E1001", accessor_id="E1005", purpose="return-to-work")])
    second = service.append([an_access("E1001"), an_access("E1002", "E1001")])

    assert (first.accepted, first.first_index, first.last_index) == (1, 0, 0)
    assert (second.accepted, second.first_index, second.last_index) == (2, 1, 3)
    looks = queries.entries_about(session, cast.amara)
    assert [look.seq for look in looks] == [3, 1, 0]
    assert looks[2].purpose == "return-to-work"
    assert looks[2].accessor.name == "Helen Marsh"
    assert looks[2].accessor.unit == "Privacy"
    assert looks[2].accessor_person_id == cast.helen.id
    assert session.exec(select(Head.size)).one() == 4


def test_a_repeat_adds_nothing_and_says_where_it_is(session: Session, cast: Cast) -> None:
    session.commit()
    event = an_access("E1001")

    first = service.append([event])
    again = service.append([event])
    mixed = service.append([an_access("E1002"), event, an_access("E1003"), event])

    assert (again.accepted, again.duplicates) == (0, 1)
    assert (again.first_index, again.last_index) == (first.first_index, first.last_index)
    assert (mixed.accepted, mixed.duplicates, mixed.first_index, mixed.last_index) == (2, 2, 1, 2)
    assert _entries() == [0, 1, 2]


def test_another_body_under_a_known_id_is_refused_whole(session: Session, cast: Cast) -> None:
    session.commit()
    event = an_access("E1001")
    service.append([event])

    with pytest.raises(ChangedEventError) as refused:
        service.append([an_access("E1002"), an_access("E1002", id=event.id)])

    assert refused.value.position == 1
    with pytest.raises(ChangedEventError):
        service.append([an_access("E1002", id="x"), an_access("E1003", id="x")])
    assert _entries() == [0]
    assert service.append([event]).duplicates == 1


def test_an_unknown_person_refuses_the_batch(session: Session, cast: Cast) -> None:
    session.commit()

    with pytest.raises(UnknownPeopleError) as refused:
        service.append([an_access("E1001"), an_access("E9999")])

    assert refused.value.unknown == {"E9999"}
    assert _entries() == []
    assert service.append([an_access("E1001")]).accepted == 1


def test_in_the_callers_transaction_it_is_committed_with_it(session: Session, cast: Cast) -> None:
    session.commit()
    event = an_access("E1001")
    with writing() as mine:
        service.append_in(mine, [event])
        mine.rollback()
    assert _entries() == []

    with writing() as mine:
        assert service.append_in(mine, [event, an_access("E1002")]).accepted == 2
        assert service.append_in(mine, [event]).duplicates == 1

    assert _entries() == [0, 1]


def test_ids_that_are_no_uuid_are_kept_as_keyed_digests(session: Session, cast: Cast) -> None:
    session.commit()
    uuid = str(uuid4())
    service.append([an_access("E1001", id="order 66"), an_access("E1001", id=uuid)])
    assert service.append([an_access("E1001", id=uuid.upper())]).accepted == 1

    dialects.set_local(session, "daylight.reader", "log")
    ids = [bytes(id_) for id_ in session.exec(select(Event.id).order_by(Event.first_seq))]
    assert [len(id_) for id_ in ids] == [32, 16, 32]
    assert ids[1] == UUID(uuid).bytes


def test_a_notice_is_public_and_about_nobody(session: Session, cast: Cast) -> None:
    session.commit()
    with writing() as mine:
        service.append_notice(mine, {"act": "roles grant", "role": "officer"})
    assert service.append([an_access("E1001")]).first_index == 1

    with writing() as mine:
        assert service.append_notice(mine, {"act": "roles grant"}) == 2


def test_who_looked_is_told_as_it_was_then(session: Session, cast: Cast) -> None:
    session.commit()
    old = datetime(2019, 1, 1, tzinfo=UTC)
    service.append([an_access("E1001", accessor_id="E1005", occurred_at=old)])
    service.append([an_access("E1001", accessor_id="elsewhere", accessor_name="A contractor")])

    newest, oldest = queries.entries_about(session, cast.amara)

    assert oldest.accessor.role == "Privacy officer"
    assert (newest.accessor.name, newest.accessor.unit) == ("A contractor", None)


ELSEWHERE = """
import io, sys, time
told, moved = time.time_ns, int(sys.argv[1]) * 10**9
time.time_ns = lambda: told() + moved  # ids are made of it
from app.core.db.session import writing
from app.identity.people.service import import_csv
with writing() as session:
    import_csv(session, io.BytesIO(sys.stdin.buffer.read()))
"""


@pytest.mark.parametrize("clock", [0, -400 * 86_400], ids=["right", "set back"])
def test_whoever_changed_elsewhere_is_committed_to_as_she_is_now(
    session: Session, cast: Cast, clock: int
) -> None:
    session.commit()
    service.append([an_access("E1001", accessor_id="E1042")])
    moved = a_row("E1042", name="Priya Raman", unit="Payroll", manager_id="E1002")
    command = [sys.executable, "-c", ELSEWHERE, str(clock)]
    subprocess.run(command, input=a_file(moved).read(), cwd=PROJECT, check=True)

    service.append([an_access("E1001", accessor_id="E1042")])

    newest, before = queries.entries_about(session, cast.amara)
    assert (before.accessor.unit, newest.accessor.unit) == ("Human resources", "Payroll")
