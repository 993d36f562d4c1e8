"""Objections of before become requests, with their reference, and what they are about is kept."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import select

from app.core.db import dialects, migrations
from app.core.db.session import reading
from app.identity.people.models import Person
from app.subject_requests import queries
from app.subject_requests.asking.rules import Scope, What, scope_of
from app.subject_requests.models import Act, Channel, Kind
from app.subject_requests.restrictions import queries as restrictions
from tests.support.database import let_go, on_both, point_at

NIGHT = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # in Edinburgh and Berlin it is 2 June


@on_both
def test_objections_of_before_are_requests(
    database_kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if database_kind == "postgresql":
        url = request.getfixturevalue("postgresql").create(f"old_{uuid4().hex[:12]}")
    point_at(monkeypatch, tmp_path, url)
    command.upgrade(migrations.configuration(), "0028_bundles")
    made = _fill(url)

    migrations.upgrade()

    with reading() as session:
        for reference, (person_id, jurisdiction) in made.items():
            person = session.get(Person, person_id)
            assert person is not None
            story = queries.own(session, person, reference)
            kept = story.request
            assert (kept.kind, kept.channel, kept.filed_by_id) == (
                *(Kind.OBJECTION, Channel.PORTAL, person_id),
            )
            assert (kept.jurisdiction, kept.received_on) == (jurisdiction, date(2026, 6, 2))
            assert (kept.details, kept.filed_at) == (f"Words of {reference}.", NIGHT)
            assert scope_of(kept.scope) == Scope(What.CHOSEN, ("tips",))
            assert [event.act for event in story.events] == [Act.RECEIVED]
            assert story.standing.due is not None
            [flag] = restrictions.open_of(session, person, "tips")
            assert flag.since == date(2026, 6, 2)
        assert len(session.exec(select(Person)).all()) == len(made)
        assert not sa.inspect(session.get_bind()).has_table("objection")
    let_go()


def _fill(url: str) -> dict[str, tuple[UUID, str]]:
    """At Leith, in Berlin, and where nobody knows."""
    made = {}
    engine = dialects.create_engine(url, changes_schema=True)
    with dialects.for_writing(engine).begin() as connection:
        where = {"autoload_with": connection, "resolve_fks": False}
        tables = {"practice": (), "establishment": (), "person": ("id",)}
        tables |= {"objection": ("id", "person_id", "form_key")}
        practice, place, person, objection = (
            sa.Table(
                name,
                sa.MetaData(),
                *(sa.Column(key, sa.Uuid(), primary_key=key == "id") for key in keys),
                **where,
            )
            for name, keys in tables.items()
        )
        connection.execute(practice.insert().values(id="tips", created_at=NIGHT))
        zones = {"leith": ("GB-SCT", "Europe/London"), "berlin": ("EU-DE", "Europe/Berlin")}
        for code, (jurisdiction, zone) in zones.items():
            known = {"jurisdiction": jurisdiction, "time_zone": zone, "working_hours": "{}"}
            connection.execute(place.insert().values(code=code, name=code, **known))
        for number, code in enumerate(("leith", "berlin", "nowhere")):
            person_id, reference = uuid4(), f"OBJ-2222-222{number}"
            connection.execute(person.insert().values(**_a_person(person, person_id, code)))
            of_hers = {"person_id": person_id, "practice_id": "tips", "version": "1.0"}
            said = {"text": f"Words of {reference}.", "filed_at": NIGHT, "form_key": uuid4()}
            values = {"id": uuid4(), "reference": reference, **of_hers, **said}
            connection.execute(objection.insert().values(**values))
            made[reference] = (person_id, zones.get(code, ("GB-EAW",))[0])
    engine.dispose()
    return made


def _a_person(table: sa.Table, person_id: UUID, establishment: str) -> dict[str, object]:
    """Whatever a row of this revision must have."""
    empty: dict[type, object] = {sa.Boolean: True, sa.DateTime: NIGHT}
    needed = [column for column in table.columns if not column.nullable]
    values: dict[str, object] = {
        column.name: next((v for k, v in empty.items() if isinstance(column.type, k)), "")
        for column in needed
    }
    named = {"id": person_id, "employee_id": str(person_id)[:20], "establishment": establishment}
    return values | named | ({"devices": "[]"} if "devices" in table.c else {})
