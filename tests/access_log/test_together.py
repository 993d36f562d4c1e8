"""Many writers: nothing lost, doubled or halved, whoever dies."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import Session, select

from app.access_log import queries, service
from app.access_log.errors import ChangedEventError, LogUnavailableError
from app.access_log.models import SEALED_SUBJECT, Entry, Event, Head, SealedGrant
from app.access_log.rules import NewEvent
from app.core import clock
from app.core.db import dialects
from app.core.db.session import reading, writing
from tests.support.cast import Cast
from tests.support.make import an_access

PROJECT = Path(__file__).parents[2]
WRITER = """
import sys
from tests.support.make import an_access
from app.access_log import queries, service
for batch in range(10_000):
    events = [an_access("E1001", "E1002", id=f"{sys.argv[1]}-{batch}-{n}") for n in range(7)]
    service.append(events)
    print(batch, flush=True)
"""


def _whole() -> tuple[int, int]:
    """Entries and events, after checking that numbers are dense and events complete."""
    with reading() as session:
        dialects.set_local(session, "daylight.reader", "log")
        seqs = list(session.exec(select(Entry.seq).order_by(Entry.seq)))
        events = list(session.exec(select(Event)))
        assert session.exec(select(Head.size)).one() == len(seqs)
    assert seqs == list(range(len(seqs)))
    assert sum(event.entries for event in events) == len(seqs)
    return len(seqs), len(events)


def test_threads_share_transactions_and_each_gets_its_own_answer(
    session: Session, cast: Cast
) -> None:
    session.commit()
    known = an_access("E1001")
    service.append([known])
    changed = an_access("E1002", id=known.id)

    def report(number: int) -> object:
        if number % 10 == 3:
            with pytest.raises(ChangedEventError):
                service.append([changed])
            return None
        if number % 10 == 7:
            return service.append([known, an_access("E1003")])
        return service.append([an_access("E1001", "E1002"), an_access("E1003")])

    with ThreadPoolExecutor(12) as pool:
        receipts = [receipt for receipt in pool.map(report, range(60)) if receipt]

    assert sum(receipt.accepted for receipt in receipts) == 48 * 2 + 6
    spans = sorted((receipt.first_index, receipt.last_index) for receipt in receipts)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert _whole() == (1 + 48 * 3 + 6, 1 + 48 * 2 + 6)


def test_the_same_events_in_any_order_leave_the_same_log(session: Session, cast: Cast) -> None:
    session.commit()
    events = [an_access("E1001", purpose=f"p{n}") for n in range(8)]

    def told(orders: list[list[NewEvent]]) -> set[str]:
        for order in orders:
            service.append(order)
        with reading() as reader:
            dialects.set_local(reader, "daylight.reader", "log")
            return {bytes(d).hex() for d in reader.exec(select(Event.digest))}

    first = told([events[:5], events[3:], events[::-1]])
    assert len(first) == 8
    assert told([events[::2], events]) == first
    assert _whole() == (8, 8)


def test_writers_killed_under_load_leave_only_whole_batches(session: Session, cast: Cast) -> None:
    session.commit()
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, name],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    told = 0
    for writer in writers:
        assert writer.stdout is not None
        for _line in range(4):
            assert writer.stdout.readline()
    time.sleep(0.3)
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        said, _ = writer.communicate()
        told += 4 + len(said.split())

    entries, events = _whole()

    assert events % 7 == 0
    assert events >= told * 7  # acknowledged is durable
    assert events <= (told + 2) * 7
    assert entries == events * 2
    again = [an_access("E1001", "E1002", id=f"one-0-{n}") for n in range(7)]
    with pytest.raises(ChangedEventError):  # another moment under a known id
        service.append(again)
    assert service.append([an_access("E1001")]).first_index == entries


def test_a_log_that_cannot_be_written_is_said_so_while_it_is_still_held(
    session: Session, cast: Cast
) -> None:
    session.commit()
    service.append([an_access("E1001")])
    with writing() as holder:
        service.append_in(holder, [an_access("E1002")])
        with ThreadPoolExecutor(3) as pool:
            tried = [pool.submit(service.append, [an_access("E1001")]) for _ in range(3)]
            errors = [each.exception() for each in tried]
        assert all(isinstance(error, LogUnavailableError) for error in errors)
    assert service.append([an_access("E1001")]).accepted == 1


def test_a_grant_files_entries_under_nobody_and_the_source_sees_no_difference(
    session: Session, cast: Cast
) -> None:
    amara = cast.amara.id
    session.commit()
    service.append([an_access("E1001")])
    now = clock.now()
    with writing() as mine:
        mine.add(
            SealedGrant(
                subject=amara,
                system="hr-core",
                purpose="investigation",
                starts_at=now - timedelta(hours=1),
                ends_at=now + timedelta(days=1),
            )
        )

    receipt = service.append([an_access("E1001", purpose="investigation"), an_access("E1001")])

    assert (receipt.accepted, receipt.first_index, receipt.last_index) == (2, 1, 2)
    with reading() as reader:
        assert [look.seq for look in queries.entries_about(reader, cast.amara)] == [2, 0]
        assert [row.seq for row in queries.entries_from(reader, 0)] == [0, 2]
        filed = reader.exec(select(Entry.subject).where(Entry.seq == 1)).one()
    assert filed == SEALED_SUBJECT
