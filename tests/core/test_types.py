"""What goes into a column comes out again, the same on both databases."""

import time
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from app.core.db.base import EnumText, Json, UTCDateTime, Uuid16, new_id
from app.core.db.session import engine, reading, writing
from tests.support.database import change_schema, on_both

SUMMER = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))


class Colour(StrEnum):
    GREEN = "green"
    AMBER = "amber"


THINGS = Table(
    "thing",
    MetaData(),
    Column("at", UTCDateTime),
    Column("colour", EnumText(Colour)),
    Column("data", Json),
    Column("short", Uuid16),
)


def _there_and_back(**values: Any) -> Any:
    change_schema(str(CreateTable(THINGS).compile(engine())))
    with writing() as session:
        session.connection().execute(insert(THINGS).values(**values))
    with reading() as session:
        return session.connection().execute(select(THINGS)).one()


@on_both
def test_everything_comes_back_as_it_was(database_url: str) -> None:
    some_id, data = new_id(), {"später": [1, 2.5, None, True], "a": "\u2028😀"}

    row = _there_and_back(at=SUMMER, colour=Colour.AMBER, data=data, short=some_id)

    assert row.at == SUMMER
    assert row.at.tzinfo is UTC
    assert row.colour is Colour.AMBER
    assert row.data == data
    assert row.short == some_id


@on_both
def test_nothing_stays_nothing(database_url: str) -> None:
    row = _there_and_back(at=None, colour=None, data=None, short=None)

    assert tuple(row) == (None, None, None, None)


@on_both
@pytest.mark.parametrize(
    "values", [{"at": datetime(2026, 7, 1)}, {"colour": "mauve"}], ids=["no zone", "no such value"]
)
def test_what_cannot_be_meant_is_refused(database_url: str, values: dict[str, Any]) -> None:
    with pytest.raises(StatementError):
        _there_and_back(**values)


def test_ids_are_uuid7_and_follow_time() -> None:
    ids = []
    for _ in range(20):
        ids.append(new_id())
        time.sleep(0.002)

    assert {made.version for made in ids} == {7}
    assert {made.variant for made in ids} == {UUID(int=ids[0].int).variant}
    assert ids == sorted(ids)
