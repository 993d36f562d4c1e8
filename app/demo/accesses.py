"""A year of looks at Northfold Energy's people: mostly ordinary, a few unusual, one system silent.

Everything follows from a seed and a moment; identifiers are UUIDv7 of the access's own time,
as a source would make them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.demo.people import Row

ZONE = ZoneInfo("Europe/London")
YEAR = 365  # days


@dataclass(frozen=True)
class Access:
    """One event as its source reports it (INTERFACES: access events), and which source that is."""

    source: str
    occurred_at: datetime
    event: dict[str, Any] = field(compare=False)


@dataclass(frozen=True)
class Habit:
    """An ordinary reason to look: who, at what, how often."""

    weight: int
    source: str
    who: str  # “manager”, or the unit that does it
    role: str
    action: str
    categories: tuple[str, ...]
    purpose: str
    case: str = ""
    about: tuple[str, ...] = ()  # units whose people it concerns; empty: all
    reach: int = 0  # days back that the data went; 0: the source does not say
    place: str = ""  # where the data was collected, if the source says it
    but: str = ""  # an establishment whose people it is not about


OUTSIDE = ("Field operations", "Metering")
ROTA = Habit(24, "hr-core", "manager", "", "view", ("overtime",), "rota-planning", reach=7)
LEAVE = Habit(16, "hr-core", "manager", "", "view", ("leave",), "leave-approval")
ABSENCE = Habit(
    14, "hr-core", "Human resources", "HR adviser", "view", ("absence",), "return-to-work",
    "HR-{}", reach=300,
)  # fmt: skip
ADDRESS = Habit(
    10, "hr-core", "Human resources", "HR adviser", "edit", ("contact",), "address-update"
)
NEAREST = Habit(
    16, "field-app", "Dispatch", "Dispatcher", "view", ("live-location",), "dispatch-nearest",
    "C-{}", OUTSIDE, place="vehicle",
)  # fmt: skip
HELP = Habit(
    6, "field-app", "Dispatch", "Dispatcher", "view", ("live-location",), "dispatch-help",
    "C-{}", OUTSIDE, place="site",
)  # fmt: skip
ALERT = Habit(
    6, "sign-in", "IT security", "Security analyst", "view", ("sign-in-history",),
    "security-alert", "AL-{}", reach=7,
)  # fmt: skip
PAY = Habit(5, "payroll", "Finance", "Payroll clerk", "view", ("pay",), "pay-query", "PQ-{}")
BADGE = Habit(
    3, "badge", "Facilities", "Facilities lead", "view", ("badge-history",), "lost-badge", "B-{}",
    place="site", but="leith",
)  # fmt: skip
HABITS = (ROTA, LEAVE, ABSENCE, ADDRESS, NEAREST, HELP, ALERT, PAY, BADGE)
DIRECTORY = Habit(0, "hr-core", "", "", "view", ("contact",), "directory-update")
PAYROLL = Habit(0, "payroll", "", "", "view", ("pay",), "payroll-run")
AMARA, AMARAS_STORY = "E1001", timedelta(days=25)


class Year:
    """The accesses of the year before ``now``, oldest first."""

    def __init__(self, people: Sequence[Row], now: datetime, seed: int) -> None:
        self.people = people
        self.now = now
        self.random = Random(f"accesses {seed}")  # noqa: S311  stories, not secrets
        self.staff: dict[str, list[Row]] = {}
        for person in people:
            self.staff.setdefault(person.unit, []).append(person)
        self.by_id = {person.employee_id: person for person in people}

    def accesses(self, count: int) -> list[Access]:
        """``count`` looks by people, and the automatic jobs of the year beside them."""
        fixed = [*self._amaras_month(), *self._odd_ones(), *self._not_as_promised()]
        ordinary = [self._ordinary() for _ in range(max(0, count - len(fixed)))]
        jobs = list(self._jobs())
        return sorted(
            (access for access in fixed[:count] + ordinary + jobs),
            key=lambda access: access.occurred_at,
        )

    def _ordinary(self) -> Access:
        habit = self.random.choices(HABITS, [habit.weight for habit in HABITS])[0]
        while True:
            subject, at = self._subject(habit), self._working_time()
            others = [row for row in self._accessors(habit, subject) if row is not subject]
            told_already = subject.employee_id == AMARA and self.now - at < AMARAS_STORY
            if others and not told_already:
                break
        case = habit.case.format(self.random.randint(1000, 9999)) if habit.case else ""
        accessor = self.random.choice(others)
        return self._access(habit, at, accessor, (subject,), case)

    def _accessors(self, habit: Habit, subject: Row) -> list[Row]:
        if habit.who == "manager":
            return [self.by_id[subject.manager_id]]
        return [row for row in self.staff[habit.who] if row.role_title == habit.role]

    def _subject(self, habit: Habit) -> Row:
        while True:
            subject = self.random.choice(self.people)
            concerned = not habit.about or subject.unit in habit.about
            if concerned and subject.manager_id and subject.establishment != habit.but:
                return subject

    def _working_time(self) -> datetime:
        """Some weekday of the year between 9am and 5pm."""
        while True:
            day = (self.now - timedelta(days=self.random.uniform(1.5, YEAR))).astimezone(ZONE)
            if day.weekday() < 5:
                break
        start = day.replace(hour=9, minute=0, second=0, microsecond=0)
        return (start + timedelta(minutes=self.random.randrange(8 * 60))).astimezone(UTC)

    def _amaras_month(self) -> Iterator[Access]:
        """What Amara Okafor finds: nine looks by four people, one of them at night."""
        script = (
            (17, "10:12", LEAVE, "E1002", ""),
            (15, "09:30", ADDRESS, "E1042", ""),
            (11, "08:55", ROTA, "E1002", ""),
            (8, "14:02", NEAREST, "E1003", "C-5521"),
            (8, "14:31", HELP, "E1003", "C-5521"),
            (4, "08:50", ROTA, "E1002", ""),
            (3, "23:47", ALERT, "E1004", "AL-8841"),
            (1, "11:20", ABSENCE, "E1042", "HR-2207"),
            (1, "15:05", ABSENCE, "E1042", "HR-2207"),
        )
        for days, time, habit, who, case in script:
            at = self._at(days, time)
            yield self._access(habit, at, self.by_id[who], (self.by_id[AMARA],), case)

    def _odd_ones(self) -> Iterator[Access]:
        """One or two of each thing that is worth explaining."""
        coaching = Habit(0, "field-app", "", "", "export", ("journey-speed",), "coaching")
        former = Habit(0, "hr-core", "", "", "view", ("overtime",), "rota-planning")
        depot = Habit(0, "badge", "", "", "export", ("badge-history",), "lost-badge")
        script = (
            (52, "09:30", depot, "E1032", [r.employee_id for r in self._depot()], "B-7702"),
            (40, "02:10", ALERT, "E1033", ["E1017"], "AL-8630"),
            (33, "11:15", coaching, "E1003", ["E1029"], ""),
            (26, "10:05", ABSENCE, "E1031", ["E1018"], ""),
            (20, "16:40", former, "E1002", ["E1016"], ""),
        )
        for days, time, habit, who, about, case in script:
            subjects = [self.by_id[each] for each in about]
            yield self._access(habit, self._at(days, time), self.by_id[who], subjects, case)

    def _not_as_promised(self) -> Iterator[Access]:
        """What the register in force that day does not say: one old, one at home, one reason."""
        old = replace(HELP, reach=55)
        at_home = replace(NEAREST, place="home")
        punctual = replace(ALERT, purpose="attendance-check", case="", reach=0)
        script = (
            (29, "10:20", punctual, "E1033", "E1001", ""),
            (28, "10:35", punctual, "E1033", "E1018", ""),
            (27, "10:10", punctual, "E1033", "E1029", ""),
            (7, "13:15", old, "E1003", "E1009", "C-5498"),
            (5, "08:40", at_home, "E1003", "E1009", "C-5517"),
            (5, "09:05", at_home, "E1003", "E1018", "C-5517"),
        )
        for days, time, habit, who, about, case in script:
            at = self._at(days, time)
            yield self._access(habit, at, self.by_id[who], (self.by_id[about],), case)

    def _depot(self) -> list[Row]:
        return [row for row in self.people if row.establishment == "perth"][:40]

    def _jobs(self) -> Iterator[Access]:
        """What runs by itself each month: the directory update and the payroll run."""
        for month in range(12, 0, -1):
            yield self._job(DIRECTORY, "Directory update", month * 30 - 12, "05:00")
            yield self._job(PAYROLL, "Payroll run", month * 30 - 6, "04:00")

    def _job(self, habit: Habit, name: str, days: int, time: str) -> Access:
        accessor = {"id": habit.purpose, "name": name, "kind": "service"}
        return self._event(habit, self._at(days, time), accessor, self.people, "")

    def _access(
        self, habit: Habit, at: datetime, accessor: Row, subjects: Sequence[Row], case: str
    ) -> Access:
        who = {"id": accessor.employee_id, "kind": "person", "name": accessor.name}
        who["role"] = accessor.role_title
        return self._event(habit, at, who, subjects, case)

    def _event(
        self,
        habit: Habit,
        at: datetime,
        accessor: dict[str, str],
        subjects: Sequence[Row],
        case: str,
    ) -> Access:
        event: dict[str, Any] = {
            "id": str(self._id(at)),
            "occurred_at": at.isoformat(),
            "accessor": accessor,
            "subjects": [subject.employee_id for subject in subjects],
            "action": habit.action,
            "system": habit.source,
            "categories": list(habit.categories),
            "purpose": habit.purpose,
        }
        if case:
            event["case"] = case
        if data := self._data(habit, at):
            event["data"] = data
        return Access(habit.source, at, event)

    def _data(self, habit: Habit, at: datetime) -> dict[str, str]:
        """How old the data was and where it was collected, as far as the source says it."""
        data = {"place": habit.place, "hours": "in"} if habit.place else {}
        if habit.reach:
            first = at - timedelta(days=habit.reach)
            data |= {"from": f"{first:%Y-%m-%d}", "to": f"{at:%Y-%m-%d}"}
        return data

    def _at(self, days_ago: int, time: str) -> datetime:
        hour, minute = (int(part) for part in time.split(":"))
        day = (self.now - timedelta(days=days_ago)).astimezone(ZONE)
        if day.weekday() > 4 and time > "07:00":  # people look on working days
            day -= timedelta(days=day.weekday() - 4)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC)

    def _id(self, at: datetime) -> UUID:
        """A UUIDv7 of the access's own time (RFC 9562 5.7)."""
        value = int(at.timestamp() * 1000) << 80 | self.random.getrandbits(80)
        value = value & ~(0xF << 76) | 0x7 << 76
        return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
