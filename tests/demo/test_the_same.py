"""The demo is the same for a seed and a date: but for ids, keys and what is sealed with them."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select
from sqlmodel import Session

from app.access_log import queries as log
from app.core import clock
from app.core.db.session import reading
from app.core.references import ALPHABET
from app.demo.fill import northfold
from app.identity.people import queries as people
from tests.support.database import Template, on_sqlite, pointed_at

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PEOPLE, LOOKS = 60, 300
ID = re.compile(
    r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
REFERENCE = re.compile(rf"\b([A-Z]+-)?[{ALPHABET}]{{4}}-?[{ALPHABET}]{{4}}\b")
SECRETS = re.compile(r'("password": )"[^"]*"')
BY_ID = {("policy_reminder", "position")}  # how far it has come among people in order of their id
Content = Mapping[str, Counter[str]]  # of each table, its rows as text


@on_sqlite
def test_two_demos_of_one_seed_and_moment_hold_the_same(template: Template, tmp_path: Path) -> None:
    one, other = (_made(template, tmp_path / name) for name in ("one", "other"))

    assert {name: one[name] - other[name] for name in one if one[name] != other[name]} == {}
    assert one.keys() == other.keys()
    # what stands in for an id hides nothing else
    assert "Amara Okafor" in str(one["person"])
    assert len({who for row in one["looks"] for who in re.findall(r"“(E\d+)”", row)}) > 40
    assert sum(map(len, one.values())) > 2500


def _made(template: Template, folder: Path) -> Content:
    with pointed_at(folder, template.copy(folder)), clock.set_to(NOW):
        northfold(people=PEOPLE, events=LOOKS, seed=1, say=lambda _line: None)
        with reading() as read:
            return _content(read, str(folder))


def _content(session: Session, folder: str) -> Content:
    """Every row, with a person's id as her number and any other id as nothing but one."""
    known = {each.id.hex: f"“{each.employee_id}”" for each in people.everyone_active(session)}

    def plain(value: Any) -> Any:
        if isinstance(value, bytes | memoryview):
            return known.get(bytes(value).hex(), "bytes")
        if not isinstance(value, str):
            return value
        value = value.replace(folder, "folder")
        ids = ID.sub(lambda found: known.get(found[0].replace("-", ""), "id"), value)
        return SECRETS.sub(r'\1"…"', REFERENCE.sub(r"\1…", ids))

    there = MetaData()
    there.reflect(session.connection())
    found = {
        table.name: Counter(
            str([plain(value) for value in row])
            for row in session.execute(
                select(*(each for each in table.c if (table.name, each.name) not in BY_ID))
            )
        )
        for table in there.sorted_tables
    }
    found["looks"] = Counter(
        plain(json.dumps([row.seq, row.subject.hex, row.body], sort_keys=True, default=str))
        for row in log.entries_from(session, 0, limit=10 * LOOKS)
    )
    return found
