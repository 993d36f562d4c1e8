"""Whom PostgreSQL lets near the log: who serves adds to it, erases on purpose, and owns nothing."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.access_log import checks, service
from app.access_log import queries as log
from app.core.config import settings
from app.core.db import dialects
from app.core.db.session import engine, reading, writing
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.database import on_both, on_postgresql
from tests.support.make import an_access
from tests.support.postgres import OWNER, Cluster

ERASE = "SELECT log_erase('{0}')"
TOO_MUCH = (
    ERASE,
    "GRANT daylight_log_owner TO CURRENT_USER",
    "GRANT daylight_eraser TO CURRENT_USER WITH INHERIT TRUE",
    "SET ROLE daylight_log_owner",
    f"SET ROLE {OWNER}",
    "CREATE ROLE another",
    "ALTER TABLE approval DISABLE TRIGGER ALL",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "DELETE FROM entry",
    "UPDATE alembic_version SET version_num = ''",
)


@pytest.fixture
def serving(
    session: Session,
    cast: Cast,
    postgresql: Cluster,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The portal signs in as docs/deploy.md has it; the name of its role."""
    session.commit()
    role, database = f"serving_{uuid4().hex[:8]}", str(engine().url.database)
    grants = (
        f"CREATE ROLE {role} LOGIN",
        f"GRANT daylight_app TO {role}",
        f"GRANT daylight_eraser TO {role} WITH INHERIT FALSE",
    )
    with psycopg.connect(postgresql.url(database), autocommit=True) as owner:
        for grant in grants:
            owner.execute(grant)
    engine().dispose()
    monkeypatch.setenv("DAYLIGHT_DATABASE_URL", postgresql.url(database, role))
    settings.cache_clear()
    engine.cache_clear()
    yield role
    engine().dispose()
    with psycopg.connect(postgresql.url(database), autocommit=True) as owner:
        owner.execute(f"DROP ROLE {role}")


@on_postgresql
@pytest.mark.parametrize("statement", TOO_MUCH)
def test_who_serves_may_not(serving: str, statement: str) -> None:
    with dialects.for_writing(engine()).connect() as connection:
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
            connection.exec_driver_sql(statement)
        connection.rollback()

    assert service.append([an_access("E1001")]).first_index == 0


@on_postgresql
def test_who_serves_may_all_that_serving_needs_and_erase_on_purpose(
    serving: str, cast: Cast, browser: Browser
) -> None:
    browser.sign_in(cast.amara)
    assert service.append([an_access("E1001", "E1002")]).first_index == 0
    assert browser.get("/looked").response.status_code == 200

    with writing() as other:
        dialects.set_local(other, "daylight.reader", "log")
        run = other.connection().exec_driver_sql
        run("SET LOCAL ROLE daylight_eraser")
        run(ERASE)
        run("RESET ROLE")
    with reading() as other:
        assert [look.state for look in log.entries_about(other, cast.amara)] == ["erased"]
        assert [look.state for look in log.entries_about(other, cast.tom)] == ["shown"]


@on_postgresql
def test_the_one_role_for_everything_does_not_erase_by_the_way(
    session: Session, cast: Cast
) -> None:
    session.commit()
    service.append([an_access("E1001")])

    with dialects.for_writing(engine()).connect() as connection:
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.exec_driver_sql(ERASE)
        connection.rollback()

    with reading() as other:
        assert [look.state for look in log.entries_about(other, cast.amara)] == ["shown"]


@on_postgresql
def test_doctor_says_that_the_one_role_can_make_itself_the_owner(session: Session) -> None:
    found = checks.RIGHTS.run()

    assert (found.ok, found.ready) == (False, True)
    assert "may make roles and may become daylight_log_owner" in found.words


@on_postgresql
def test_doctor_finds_no_fault_with_the_lesser_role(serving: str) -> None:
    assert checks.RIGHTS.run().ok


@on_both
def test_a_superuser_is_named_and_a_file_has_no_roles(
    session: Session, database_kind: str, request: pytest.FixtureRequest
) -> None:
    if database_kind == "sqlite":
        assert checks.RIGHTS.run().ok
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    url = cluster.url(str(engine().url.database), "postgres")
    superuser = dialects.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with reading(superuser) as other:
        assert dialects.powers(other, checks.OWNER) == ["is a superuser"]
    superuser.dispose()
