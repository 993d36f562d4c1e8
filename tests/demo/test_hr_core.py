"""The demo's HR system: a real database, read as any other one is."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from app.connectors import queries, service
from app.connectors.schemas import Asked
from app.connectors.trials import queries as trials
from app.core import clock
from app.core.config import settings
from app.core.db.session import reading
from app.demo import hr_core
from app.demo import people as cast
from app.register.file import service as register
from tests.support.database import on_both

REGISTER = Path("app/demo/data/register.yaml")
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@on_both
def test_amaras_days_off_come_from_it_and_nobody_elses(session: Session) -> None:
    rows = list(cast.everyone(200, 1))
    register.take_in(session, REGISTER.read_bytes())
    session.commit()
    with clock.set_to(NOW):
        hr_core.connect(rows, NOW, 1)
    with reading() as read:
        days, noted = queries.covering(read, ["absence-record"])
        tried = trials.last(read, [days.id, noted.id])
    connector, wanted = service.opened(days), Asked("E1001", ("Amara Okafor",))
    first = connector.portion(wanted, None)
    second = service.opened(noted).portion(wanted, None)

    assert (days.head.name, noted.head.name) == ("hr-core", "hr-core-notes")
    assert (days.head.third_parties, noted.head.third_parties) == (False, True)
    assert {each.problem for each in tried.values()} == {""}
    (absences,) = first.records
    assert 2 <= len(absences.rows) <= 3
    table = {table.name: table for table in connector.tables}["absences"]
    assert all(row["reason"] in table.columns["reason"].codes for row in absences.rows)
    notes = [json.loads(one.content) for one in second.documents]
    assert len(notes) == len(absences.rows)
    assert all(note["written_by"] in hr_core.ADVISERS for note in notes)
    assert first.after is second.after is None
    assert not first.skipped
    assert (settings().data_dir / "sources/hr-core.db").stat().st_size < 1 << 20
