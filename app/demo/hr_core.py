"""Northfold Energy's HR system: a small database of days off sick, and how it is connected.

Twice: the days name nobody else, so that each person reads her own; the notes are read first.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from app.connectors.file import service as files
from app.connectors.trials import service as trials
from app.core import clock
from app.core.config import settings
from app.core.db.session import writing
from app.demo.people import Row
from app.identity import queries as identity
from app.identity.people import queries as people
from app.identity.viewer import Subject
from app.my_data.elsewhere import asking
from app.my_data.elsewhere import service as own_searches

CONNECTORS = Path(__file__).parent / "data/connectors"
CONNECTED = timedelta(days=24)
AT_MOST = 160  # people who were ever off sick
LOOKING_BACK = 3 * 365
REASONS = "SSSSSSDDFIB"
TABLES = (
    "CREATE TABLE absence (id INTEGER PRIMARY KEY, employee_no TEXT NOT NULL,"
    " first_day DATE NOT NULL, last_day DATE NOT NULL, reason CHAR(1) NOT NULL,"
    " days NUMERIC(5, 1) NOT NULL, fit_note CHAR(1) NOT NULL)",
    "CREATE TABLE absence_note (id INTEGER PRIMARY KEY, absence_id INTEGER NOT NULL"
    " REFERENCES absence, employee_no TEXT NOT NULL, written_at TIMESTAMP NOT NULL,"
    " written_by TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE INDEX absence_of ON absence (employee_no)",
    "CREATE INDEX absence_note_of ON absence_note (employee_no)",
)
NOTES = (
    "Called in by phone at {hour}. {manager} was told and moved the day's visits.",
    "Return-to-work talk with {manager}. Lighter duties for a week were agreed.",
    "{colleague} took over the on-call weekend. {manager} agreed.",
    "{manager} asked whether this is linked to the absence before. {name} said it is not.",
    "Spoke with {colleague}, who drove {name} home on the first day.",
    "Fit note scanned by {adviser}. Payroll was told the dates only.",
)
ADVISERS = ("Priya Raman", "Liam Okonkwo")
Absence = tuple[int, str, str, str, str, float, str]
Note = tuple[int, int, str, str, str, str]


def connect(rows: Sequence[Row], now: datetime, seed: int) -> None:
    """Make the database, and connect it as ``daylight connector add`` does."""
    database = settings().data_dir / "sources/hr-core.db"
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _fill(database, rows, now.date(), seed)
    for connector in sorted(CONNECTORS.glob("hr-core*.yaml")):
        said = connector.read_text().replace("{database}", str(database.resolve()))
        configuration = files.checked(said.encode())
        with clock.set_to(now - CONNECTED), writing() as session:
            version, _new = files.take_in(session, configuration)
            trials.record(session, version.id, None)


def amara_reads_hers(now: datetime) -> None:
    """She had her days fetched an hour ago, as the worker does it."""
    with clock.set_to(now - timedelta(hours=1)):
        with writing() as session:
            amara = people.by_employee_id(session, "E1001")
            assert amara is not None
            own_searches.ask_all(session, Subject(amara, identity.zone_of(session, amara)))
        while asking.some():
            pass


def _fill(database: Path, rows: Sequence[Row], today: date, seed: int) -> None:
    absences = list(_absences(rows, today, Random(seed)))  # noqa: S311 - made-up data
    notes = list(_notes(absences, rows, Random(seed)))  # noqa: S311 - made-up data
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as made, made:
        for statement in TABLES:
            made.execute(statement)
        made.executemany("INSERT INTO absence VALUES (?, ?, ?, ?, ?, ?, ?)", absences)
        made.executemany("INSERT INTO absence_note VALUES (?, ?, ?, ?, ?, ?)", notes)


def _absences(rows: Sequence[Row], today: date, random: Random) -> Iterator[Absence]:
    """Two or three each of the people who were ever off sick; the first of them is Amara."""
    number = 0
    for row in rows[:AT_MOST]:
        for _time in range(random.randint(2, 3)):
            number += 1
            first = today - timedelta(days=random.randint(10, LOOKING_BACK))
            length = random.choice((1, 1, 1, 2, 2, 3, 5, 9))
            last = first + timedelta(days=length - 1)
            fit_note = "R" if length > 7 else "N"
            days = length - (0.5 if random.random() < 0.2 else 0)
            dates = first.isoformat(), last.isoformat()
            yield number, row.employee_id, *dates, random.choice(REASONS), days, fit_note


def _notes(absences: Sequence[Absence], rows: Sequence[Row], random: Random) -> Iterator[Note]:
    """On every second absence what somebody in HR wrote, naming who else had to do with it."""
    by_id = {row.employee_id: row for row in rows}
    number = 0
    for absence in absences:
        own = by_id[absence[1]]
        if random.random() < 0.5 and own is not rows[0]:
            continue
        number += 1
        written = datetime.combine(date.fromisoformat(absence[2]), time(9, random.randint(1, 59)))
        manager = by_id.get(own.manager_id)
        adviser = random.choice(ADVISERS)
        text = random.choice(NOTES).format(
            name=own.name.partition(" ")[0],
            manager=manager.name if manager else "The chair",
            colleague=random.choice(rows).name,
            adviser=adviser,
            hour=f"7:{random.randint(10, 59)}",
        )
        yield number, absence[0], absence[1], written.isoformat(" "), adviser, text
