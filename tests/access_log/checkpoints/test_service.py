"""Publishing: every entry under one signature, once, and nothing that is not committed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import Session, select

from app.access_log import service as log
from app.access_log.checkpoints import queries, service
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.models import Entry
from app.access_log.tree import queries as tree
from app.core import clock
from app.core.config import settings
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import parse_checkpoint
from app.core.crypto.merkle import leaf_hash
from app.core.db import dialects
from app.core.db.session import reading, writing
from tests.support.cast import Cast
from tests.support.make import an_access
from tests.support.sealing import log_key

LATER = count(1)


def publish() -> int:
    """As the worker does it, a good while later."""
    with clock.set_to(clock.now() + timedelta(minutes=next(LATER))):
        with reading() as session:
            found = service.read(session, 0)
        if found is None:
            return 0
        with writing() as session:
            return service.write(session, found)


def newest() -> PublishedCheckpoint:
    with reading() as session:
        found = queries.newest(session)
    assert found is not None
    return found


def test_a_checkpoint_covers_every_entry_and_is_signed(session: Session, cast: Cast) -> None:
    session.commit()
    assert publish() == 0

    log.append([an_access("E1001", "E1002") for _each in range(300)])
    assert publish() == 600
    log.append([an_access("E1003")])
    assert publish() == 1
    assert publish() == 0

    found = newest()
    note = notes.parse_note(found.note)
    said = parse_checkpoint(note.text)
    assert notes.is_signed_by(note, log_key())
    assert (said.origin, said.size) == ("127.0.0.1:8000/log", 601)
    with reading() as other:
        dialects.set_local(other, "daylight.reader", "log")
        leaves = [
            leaf_hash(bytes(leaf)) for leaf in other.exec(select(Entry.leaf).order_by(Entry.seq))
        ]
        node = tiles.node(tree.stored(other))
        assert (
            merkle.root(lambda level, at: merkle.fold(leaves[at << level : at + 1 << level]), 601)
            == said.root
        )
        path = merkle.consistency_path(node, 600, 601)
    older = newest_of(600)
    merkle.check_consistency(600, 601, path, older.root, found.root)


def newest_of(size: int) -> PublishedCheckpoint:
    with reading() as session:
        found = session.get(PublishedCheckpoint, size)
    assert found is not None
    return found


def test_of_many_workers_one_publishes(session: Session, cast: Cast) -> None:
    session.commit()
    for turn in range(1, 6):
        log.append([an_access("E1001")])
        with reading() as other, clock.set_to(clock.now() + timedelta(minutes=next(LATER))):
            found = service.read(other, 0)
        assert found is not None
        with ThreadPoolExecutor(4) as pool:
            written = sorted(pool.map(_write, [found] * 4))
        assert written == [0, 0, 0, 1]
        assert newest().size == turn


def _write(found: service.Extension) -> int:
    with writing() as session:
        return service.write(session, found)


def test_under_another_name_nothing_is_signed(
    session: Session, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    log.append([an_access("E1001")])
    publish()
    log.append([an_access("E1001")])

    monkeypatch.setenv("DAYLIGHT_LOG_ORIGIN", "another.example.test/log")
    settings.cache_clear()
    with pytest.raises(service.AnotherOriginError):
        publish()

    monkeypatch.delenv("DAYLIGHT_LOG_ORIGIN")
    settings.cache_clear()
    assert publish() == 1
