"""Connecting, changing and ending a source; its secrets are sealed and stay so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select, update

from app.connectors import queries, service
from app.connectors.heads.schemas import Head
from app.connectors.models import Connected, ConnectorVersion
from app.connectors.schemas import SourceError
from app.connectors.trials import queries as trials
from app.connectors.trials import service as trying
from app.core import clock, secrets
from app.core.config import settings
from tests.support.absences import TABLE
from tests.support.connectors import a_push, configured

SECRET = "correct-horse-7731"
MONDAY, FRIDAY = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 6, 9, tzinfo=UTC)


def a_database(**said: Any) -> Head:
    url = "postgresql://reader@127.0.0.1:1/hr"
    fixed: dict[str, Any] = {"name": "hr", "kind": "sql", "url": url, "password": SECRET}
    return configured(**fixed | {"tables": [TABLE]} | said)


def test_what_is_connected_covers_its_practices_until_it_ends(session: Session) -> None:
    first = service.connect(session, a_database())
    second = a_push(session, practices=["location"])

    assert queries.in_use(session) == [second, first]
    assert queries.covering(session, ["hr-record", "other"]) == [first]
    assert queries.covering(session, []) == []
    assert first.head.title == "Absence"
    service.end(session, "hr")
    assert queries.in_use(session) == [second]
    assert [one.name for one, _version in queries.everything(session)] == ["field-app", "hr"]
    with pytest.raises(service.EndedError):
        service.end(session, "hr")
    with pytest.raises(service.EndedError):
        service.change(session, a_database(title="Other"))
    with pytest.raises(service.NameTakenError):
        service.connect(session, a_database())


def test_each_change_is_a_version_and_none_is_made_of_the_same(session: Session) -> None:
    with clock.set_to(MONDAY):
        first = service.connect(session, a_database())
    with clock.set_to(FRIDAY):
        assert service.change(session, a_database()).id == first.id
        second = service.change(session, a_database(title="Days off"))
        third = service.change(session, a_database(title="Days off", password="another"))

    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert first.head.title == "Absence"
    assert first.secrets_set == second.secrets_set == {"password": MONDAY.isoformat()}
    assert third.secrets_set == {"password": FRIDAY.isoformat()}
    connected, present = queries.present(session, "hr")
    assert present.id == third.id
    assert queries.versions(session, connected) == [third, second, first]
    with pytest.raises(service.OtherKindError):
        service.change(session, configured(name="hr", kind="push", source="hr"))


def test_versions_and_trials_cannot_be_changed(session: Session) -> None:
    version = service.connect(session, a_database())
    trying.record(session, version.id, None)
    session.commit()
    for statement in (
        "UPDATE connector_version SET number = 7",
        "DELETE FROM connector_version",
        "DELETE FROM connector_trial",
    ):
        with pytest.raises(sa.exc.DBAPIError, match="insert-only"), session.begin_nested():
            session.connection().exec_driver_sql(statement)
        session.rollback()
    session.exec(update(Connected).values(kind="sql"))


def test_a_secret_is_nowhere_in_the_clear(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    version = service.connect(session, a_database())
    problem = trying.outcome(version)
    assert problem is not None
    trying.record(session, version.id, problem)
    session.commit()

    configuration = service.opened(version)._configuration  # type: ignore[attr-defined]
    assert configuration.password.get_secret_value() == SECRET
    assert configuration.address.password == SECRET
    for text in (repr(configuration), repr(version), str(version.configuration), repr(problem)):
        assert SECRET not in text
    for table in SQLModel.metadata.sorted_tables:
        assert SECRET not in repr(session.connection().execute(sa.select(table)).all()), table
    for path in settings().data_dir.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes(), path
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err


def test_secrets_are_bound_to_their_version_and_to_the_installation(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = service.connect(session, a_database())
    second = service.change(session, a_database(title="Days off", password="another"))
    moved = ConnectorVersion(**first.model_dump() | {"sealed": second.sealed})
    with pytest.raises(SourceError, match="sealed under another key") as refused:
        service.opened(moved)
    assert not refused.value.again
    service.opened(first)

    other = settings().data_dir / "other-secret"
    other.write_bytes(b"x" * 32)
    monkeypatch.setenv("DAYLIGHT_SECRET_FILE", str(other))
    settings.cache_clear()
    secrets.derive.cache_clear()
    with pytest.raises(SourceError, match="sealed under another key"):
        service.opened(first)


def test_what_another_version_of_the_portal_wrote_is_said(session: Session) -> None:
    version = service.connect(session, a_database())
    for change, says in (({"kind": "telepathy"}, "no such kind"), ({"url": 7}, "cannot read")):
        strange = ConnectorVersion(**version.model_dump())
        strange.configuration = version.configuration | change
        with pytest.raises(SourceError, match=says) as refused:
            service.opened(strange)
        assert not refused.value.again
    service.opened(version)


def test_the_last_trial_of_each_version_counts(session: Session) -> None:
    first = service.connect(session, a_database())
    second = a_push(session)
    for seconds, problem in enumerate((None, SourceError("It is away."), None)):
        with clock.set_to(MONDAY + timedelta(seconds=seconds)):
            trying.record(session, first.id, problem)
    trying.record(session, second.id, SourceError("No key.", again=False))

    last = trials.last(session, [first.id, second.id])
    assert last[first.id].problem == ""
    assert (last[second.id].problem, last[second.id].again) == ("No key.", False)
    assert trials.last(session, []) == {}
    assert session.exec(select(Connected).order_by(col(Connected.name))).all()
