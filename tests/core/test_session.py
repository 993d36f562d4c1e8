"""Reading cannot write: the database itself holds it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.db.session import reading, writing
from tests.support.database import on_both


@on_both
def test_a_reading_transaction_may_not_write_and_a_writing_one_may(database_url: str) -> None:
    with writing() as session:
        session.connection().execute(text("CREATE TABLE scrap (n integer)"))
    with pytest.raises(DBAPIError, match=r"read-?only"), reading() as session:
        session.connection().execute(text("INSERT INTO scrap VALUES (1)"))
    with writing() as session:
        session.connection().execute(text("INSERT INTO scrap VALUES (2)"))
    with reading() as session:
        assert list(session.connection().execute(text("SELECT n FROM scrap")).scalars()) == [2]


@on_both
def test_a_block_that_ends_badly_leaves_nothing(database_url: str) -> None:
    with writing() as session:
        session.connection().execute(text("CREATE TABLE scrap (n integer)"))
    with pytest.raises(RuntimeError), writing() as session:
        session.connection().execute(text("INSERT INTO scrap VALUES (1)"))
        raise RuntimeError
    with reading() as session:
        assert not list(session.connection().execute(text("SELECT n FROM scrap")).scalars())
