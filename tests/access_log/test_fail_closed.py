"""Whatever breaks the log, whoever needed a record of his look is told so and sees nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlmodel import Session

from app.access_log import portal, service
from app.access_log.keys.service import keyring
from app.access_log.rules import Act
from app.core import secrets
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, keys_engine
from app.core.errors import UnavailableError
from tests.support.cast import Cast
from tests.support.database import changed_schema, on_sqlite
from tests.support.make import an_access


@contextmanager
def _keys_away() -> Iterator[None]:
    file = Path(str(keys_engine().url.database))
    away = file.with_suffix(".away")
    keys_engine().dispose()
    file.rename(away)
    keyring().forget()
    yield
    keys_engine().dispose()
    file.unlink(missing_ok=True)
    away.rename(file)


@contextmanager
def _keys_away_unnoticed() -> Iterator[None]:
    """Every key is in memory and the file is open: what was sealed now could never be read."""
    file = Path(str(keys_engine().url.database))
    away = file.rename(file.with_suffix(".away"))
    yield
    away.rename(file)


@contextmanager
def _secret_away() -> Iterator[None]:
    file = settings().secret_path
    away = file.with_name("away")
    file.rename(away)
    secrets.derive.cache_clear()
    keyring().forget()
    yield
    away.rename(file)


@contextmanager
def _lock_held() -> Iterator[None]:
    with dialects.for_writing(engine()).connect() as connection:
        connection.exec_driver_sql("UPDATE head SET key_epoch = key_epoch")
        yield
        connection.rollback()


BROKEN: dict[str, Callable[[], object]] = {
    "a trigger that stops entries": lambda: changed_schema(
        "CREATE TRIGGER stop BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER stop",
    ),
    "a trigger that stops events": lambda: changed_schema(
        "CREATE TRIGGER stop BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER stop",
    ),
    "the head renamed": lambda: changed_schema(
        "ALTER TABLE head RENAME TO head_2", "ALTER TABLE head_2 RENAME TO head"
    ),
    "keys away": _keys_away,
    "keys away, each of them in memory": _keys_away_unnoticed,
    "secret away": _secret_away,
    "lock held": _lock_held,
}


@on_sqlite
@pytest.mark.parametrize("how", BROKEN)
def test_no_record_no_look_and_all_is_well_afterwards(
    session: Session, cast: Cast, how: str
) -> None:
    helen, amara = cast.helen, cast.amara
    session.commit()
    session.refresh(helen)
    session.refresh(amara)
    session.expunge_all()
    session.rollback()
    service.append([an_access("E1001")])
    act = Act("subject-request", ("absence",), case="CASE-1")

    with BROKEN[how]():  # type: ignore[attr-defined]
        for _attempt in range(2):
            with pytest.raises(UnavailableError):
                portal.record(helen, [amara], act)

    assert portal.record(helen, [amara], act).accepted == 1
