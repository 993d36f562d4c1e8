"""What was found before findings waited for an answer is taken over, and nothing is lost."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import select

from app.access_log.promises import queries
from app.access_log.promises.models import PromiseFinding
from app.access_log.promises.rules import Flag
from app.access_log.unusual.models import EntryFlag
from app.core.db import dialects, migrations
from app.core.db.session import reading
from tests.support.database import let_go, on_both, point_at

NINE, TEN = (datetime(2026, 11, 20, hour, 0, tzinfo=UTC) for hour in (9, 10))


@on_both
def test_alarms_of_before_wait_for_an_answer(
    database_kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if database_kind == "postgresql":
        url = request.getfixturevalue("postgresql").create(f"old_{uuid4().hex[:12]}")
    point_at(monkeypatch, tmp_path, url)
    command.upgrade(migrations.configuration(), "0016_roles")
    _fill(url)

    migrations.upgrade()

    with reading() as session:
        [matter] = queries.open_matters(session, Flag.AFTER_STOP)
        findings = session.exec(select(PromiseFinding).order_by(PromiseFinding.seq)).all()
        kept = session.exec(select(EntryFlag.flag)).all()
    assert (matter.system, matter.practice_id, matter.findings) == ("field-app", "tips", 2)
    assert (matter.opened_at, matter.found_at) == (NINE, TEN)
    assert [(each.seq, each.found_at) for each in findings] == [(3, NINE), (5, TEN)]
    assert kept == ["no-case"]
    let_go()


def _fill(url: str) -> None:
    made = dialects.create_engine(url, changes_schema=True)
    with dialects.for_writing(made).begin() as connection:
        where = {"autoload_with": connection, "resolve_fks": False}
        practice, alarm, flag = (
            sa.Table(name, sa.MetaData(), **where) for name in ("practice", "consent_alarm", "flag")
        )
        connection.execute(practice.insert().values(id="tips", created_at=NINE))
        for seq, at in ((3, NINE), (5, TEN)):
            of_entry = {"seq": seq, "practice_id": "tips", "system": "field-app"}
            connection.execute(alarm.insert().values(**of_entry, raised_at=at))
            connection.execute(flag.insert().values(seq=seq, flag="after-stop", detail=""))
        for name in ("no-case", "not-in-register"):
            connection.execute(flag.insert().values(seq=4, flag=name, detail=""))
    made.dispose()
