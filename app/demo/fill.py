"""Filling an empty database with Northfold Energy, through the doors a real one uses."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.access_log import service as access_log
from app.access_log.completeness import service as completeness
from app.access_log.following.queries import Opening
from app.access_log.promises import service as promises
from app.access_log.promises.corrections import service as corrections
from app.access_log.rules import Accessor, NewEvent
from app.access_log.telling import service as telling
from app.access_log.unusual import service as unusual
from app.consent.after_stop import service as after_stop
from app.core import clock
from app.core.db.session import reading, writing
from app.demo import (
    choosing,
    closed_requests,
    comments,
    concerns,
    decisions,
    desk_requests,
    drafts,
    emergencies,
    hr_core,
    insights,
    pledges,
    policies,
    questions,
    requests,
    speaking_up,
    surveys,
    told,
)
from app.demo import people as cast
from app.demo import roles as later_roles
from app.demo.accesses import Access, Year
from app.demo.people import Row
from app.demo.promises import answer_what_differs
from app.demo.reviews import check_who_can_look
from app.identity.people import queries as people
from app.identity.people import service as people_service
from app.identity.roles import queries as role_queries
from app.identity.roles import service as roles
from app.identity.roles.models import Role
from app.identity.sources import queries as source_queries
from app.identity.sources import service as sources
from app.notifications import service as notifications
from app.notifications.models import Kind as Told
from app.register.file import service as register

REGISTER = Path(__file__).parent / "data/register.yaml"
WRITTEN_FOR = date(2026, 11, 20)  # the dates in that file are as of this day
JOINED = timedelta(days=400)
MOVED = timedelta(days=120)  # when Ewa Kowalczyk left Tom Whitlock's team
AT_ONCE = 20_000
REPORTED_AFTER = timedelta(hours=6)
SYSTEMS = ("hr-core", "field-app", "sign-in", "badge", "payroll")
LATELY = timedelta(days=45)
TOLD = (Role.OFFICER, Role.REPRESENTATIVE)  # of acts of the command line
SILENT, SILENT_FOR = "badge", timedelta(days=2, hours=3)
BROKE = "field-app"
CAST_FIRST = (
    "E1001",
    "E1005",
    "E1002",
    "E1042",
    "E1004",
    "E1003",
    "E1006",
    "E1007",
    "E1008",
    cast.REPRESENTATIVE,
    cast.AUDITOR,
    cast.ADMINISTRATOR,
)
_DATE = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")

Say = Callable[[str], None]


def northfold(*, people: int, events: int, seed: int, say: Say) -> dict[str, Any]:
    """Everything, in the order in which it happened. Gives what the demo's card says of it."""
    now = clock.now()
    rows = list(cast.everyone(people, seed))
    say(f"{len(rows)} people join Northfold Energy …")
    _people(rows, now)
    _register(now)
    _roles(now)
    later_roles.since_set_up(now)
    check_who_can_look(now)
    decisions.decide(_moved(decisions.DECISIONS, now))
    keys = _sources(now)
    hr_core.connect(rows, now, seed)
    policies.publish(now)
    told.of_the_register(now)
    say("They are asked what they choose …")
    choosing.everything(now)
    comments.some(now)
    pledges.everything(now)
    say(f"A year passes: {events} looks …")
    year = Year(rows, now, seed).accesses(events)
    _report(year, now)
    _heartbeats(year, now)
    _refused_batches(now)
    _follow(promises)
    _follow(unusual, after_stop, telling)
    answer_what_differs(now)
    closed_requests.of_last_year(now)
    requests.at_each_stage(now)
    concerns.at_each_stage(now)
    speaking_up.at_each_stage(now)
    emergencies.of_last_week(now)
    desk_requests.in_each_queue(now)
    questions.in_each_state(now)
    surveys.in_each_state(now)
    _follow(promises, unusual, after_stop, telling)
    hr_core.amara_reads_hers(now)
    insights.of_last_quarter(rows, now)
    told.visits_made(now)
    drafts.waiting(now)
    keys[SILENT] = _new_key(SILENT, now)
    return {"people": _who_is_who(), "sources": keys}


def _people(rows: Sequence[Row], now: datetime) -> None:
    before = [
        replace(row, manager_id="E1002") if row.employee_id == "E1016" else row for row in rows
    ]
    for at, then in ((now - JOINED, before), (now - MOVED, rows)):
        with clock.set_to(at), writing() as session:
            people_service.import_csv(session, BytesIO(cast.as_csv(iter(then)).encode()))


def _register(now: datetime) -> None:
    with clock.set_to(now - JOINED), writing() as session:
        register.take_in(session, _moved(REGISTER, now).encode())


def _moved(file: Path, now: datetime) -> str:
    """A file of the demo with each of its dates as if it had been written today."""
    shift = now.date() - WRITTEN_FOR
    return _DATE.sub(
        lambda found: (date.fromisoformat(found[0]) + shift).isoformat(), file.read_text()
    )


def _roles(now: datetime) -> None:
    held = [(cast.REPRESENTATIVE, Role.REPRESENTATIVE), (cast.AUDITOR, Role.AUDITOR)]
    held += [(officer, Role.OFFICER) for officer in cast.OFFICERS]
    held += [(cast.ADMINISTRATOR, Role.ADMINISTRATOR)]
    with clock.set_to(now - JOINED), writing() as session:
        for employee_id, role in held:
            person = people.by_employee_id(session, employee_id)
            assert person is not None
            roles.set_up(session, person, role)


def _sources(now: datetime) -> dict[str, str]:
    with clock.set_to(now - JOINED), writing() as session:
        return {system: sources.add(session, system, system=system)[1] for system in SYSTEMS}


def _new_key(system: str, now: datetime) -> str:
    """What ``daylight source rotate`` does; the silent source was given a new key today."""
    with clock.set_to(now), writing() as session:
        source = source_queries.by_name(session, system)
        assert source is not None
        act = {"act": "source rotate", "by": "command line", "name": system}
        leaf = access_log.append_notice(session, act)
        told = {one.id for role in TOLD for one in role_queries.holders(session, role)}
        heard = Told.COMMAND_LINE_ACT
        notifications.tell(session, told, heard, about=f"log {leaf}", act=act["act"])
        return sources.rotate(session, source)


def _report(year: Sequence[Access], now: datetime) -> None:
    """Report each day's accesses that night, so that the log's dates are as they would be.

    What differs from the register is found the same night, as far as it is lately.
    """
    with writing() as session:  # what is published before the first entry is no correction
        corrections.follow(session, AT_ONCE)
    with reading() as session:
        ids = _source_ids(session)
    for _day, found in groupby(year, key=lambda access: access.occurred_at.date()):
        batch = list(found)
        recorded = min(batch[-1].occurred_at + REPORTED_AFTER, now)
        with clock.set_to(recorded):
            access_log.append([_event(access, ids[access.source]) for access in batch])
            if now - recorded < LATELY:
                _follow(promises)


def _event(access: Access, source_id: UUID) -> NewEvent:
    told = dict(access.event)
    told["accessor"] = Accessor(**told["accessor"])
    told["subjects"] = tuple(told["subjects"])
    told["categories"] = tuple(told["categories"])
    told["occurred_at"] = access.occurred_at
    return NewEvent(source_id=source_id, **told)


def _heartbeats(year: Sequence[Access], now: datetime) -> None:
    """Every source says it is complete, but one has been silent for two days."""
    for system in SYSTEMS:
        at = now - SILENT_FOR if system == SILENT else now
        sent = sum(a.source == system and a.occurred_at <= at for a in year)
        with clock.set_to(at), writing() as session:
            source = source_queries.by_name(session, system)
            assert source is not None
            completeness.take_heartbeat(session, source.id, covers_until=at, events_sent=sent)


def _refused_batches(now: datetime) -> None:
    """What one source sent wrongly this week: it was mended there and sent again."""
    faults = [
        {"line": 3, "field": "purpose", "message": "missing"},
        {"line": 17, "field": "subjects.0", "message": "no employee has this id"},
    ]
    with reading() as session:
        source_id = _source_ids(session)[BROKE]
    for days, status, errors in ((5, 413, []), (2, 422, faults)):
        with clock.set_to(now - timedelta(days=days)), writing() as session:
            completeness.record_refusal(session, source_id, status=status, errors=errors)


def _follow(*followers: Any) -> None:
    """Let these catch up with the log, as in the worker: what several read is opened once."""
    opening, read = Opening(), 1
    while read:
        read = sum(_step(follower, opening) for follower in followers)


def _step(follower: Any, opening: Opening) -> int:
    with writing() as session:
        found = follower.read(session, AT_ONCE, opening)
        return follower.write(session, found) if found else 0


def _source_ids(session: Session) -> dict[str, UUID]:
    return {source.name: source.id for source in source_queries.everything(session)}


def _who_is_who() -> dict[str, list[str]]:
    return {
        "employee": ["E1001"],
        "manager": ["E1002"],
        "representative": [cast.REPRESENTATIVE],
        "officer": list(cast.OFFICERS),
        "auditor": [cast.AUDITOR],
        "administrator": [cast.ADMINISTRATOR],
    }
