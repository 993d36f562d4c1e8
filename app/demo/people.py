"""The people of Northfold Energy: a fixed cast, and as many others as asked for."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from random import Random

from app.demo.names import FAMILY, GIVEN

FIELD, OFFICE, HYBRID, HOME, SITE = "field", "office", "hybrid", "home", "site"


@dataclass(frozen=True)
class Row:
    """One line of the people file, in the order of its columns (INTERFACES: people import)."""

    employee_id: str
    name: str
    email: str
    unit: str
    role_title: str
    manager_id: str
    establishment: str
    work_setting: str
    devices: str
    active: str = "true"


def _row(
    number: int, name: str, unit: str, title: str, manager: str, place: str, how: str, devices: str
) -> Row:
    mail = name.lower().replace(" ", ".").replace("â", "a").replace("'", "") + "@example.com"
    return Row(f"E{number}", name, mail, unit, title, manager, place, how, devices)


PHONE, LAPTOP, VAN = "phone", "laptop", "van;phone;tablet"

CAST = (
    _row(1001, "Amara Okafor", "Field operations", "Field engineer", "E1002", "leith", FIELD, VAN),
    _row(1002, "Tom Whitlock", "Field operations", "Field manager", "E1020", "leith", FIELD, VAN),
    _row(1003, "Jo Lindqvist", "Dispatch", "Dispatcher", "E1021", "leith", SITE, LAPTOP),
    _row(1004, "Samir Haddad", "IT security", "Security analyst", "E1022", "leeds", HYBRID, LAPTOP),
    _row(1005, "Helen Marsh", "Privacy", "Privacy officer", "E1023", "leith", HYBRID, LAPTOP),
    _row(1006, "Daniel Osei", "Human resources", "Privacy officer", "E1024", "leeds", HYBRID, LAPTOP),
    _row(1007, "Mei Tan", "Finance", "Privacy officer", "E1025", "cardiff", OFFICE, LAPTOP),
    _row(1008, "Owain Parry", "Metering", "Privacy officer", "E1026", "cardiff", HYBRID, LAPTOP),
    _row(1009, "Ewan Galbraith", "Field operations", "Field engineer", "E1002", "perth", FIELD, VAN),
    _row(1010, "Ines Carvalho", "Internal audit", "Internal auditor", "E1019", "leeds", HYBRID, LAPTOP),
    _row(1011, "Viktor Lang", "IT", "Systems administrator", "E1022", "leeds", HYBRID, LAPTOP),
    _row(1012, "Ruth Adeyemi", "Health and safety", "Head of field safety", "E1020", "leith", HYBRID, LAPTOP),
    _row(1013, "Callum Reid", "Warehouse", "Warehouse operative", "E1027", "perth", SITE, ""),
    _row(1014, "Siân Prosser", "Customer care", "Customer adviser", "E1028", "cardiff", HYBRID, LAPTOP),
    _row(1015, "Yusuf Demir", "Finance", "Payroll clerk", "E1025", "leeds", OFFICE, LAPTOP),
    _row(1016, "Ewa Kowalczyk", "Metering", "Meter reader", "E1026", "perth", FIELD, VAN),
    _row(1017, "Marcus Bell", "Customer care", "Customer adviser", "E1028", "leeds", HOME, LAPTOP),
    _row(1018, "Niamh Kelly", "Field operations", "Field engineer", "E1002", "leith", FIELD, VAN),
    _row(1019, "Margaret Aldous", "Executive office", "Chief executive", "", "leith", OFFICE, LAPTOP),
    _row(1020, "Robert Kinnear", "Field operations", "Director of operations", "E1019", "leith", HYBRID, LAPTOP),
    _row(1021, "Anneke Visser", "Dispatch", "Dispatch manager", "E1020", "leith", SITE, LAPTOP),
    _row(1022, "Gareth Moss", "IT", "Head of technology", "E1019", "leeds", HYBRID, LAPTOP),
    _row(1023, "Ilse Brandt", "Legal", "General counsel", "E1019", "leith", OFFICE, LAPTOP),
    _row(1024, "Fola Bankole", "Human resources", "Head of people", "E1019", "leeds", HYBRID, LAPTOP),
    _row(1025, "Peter Sandell", "Finance", "Finance director", "E1019", "leeds", OFFICE, LAPTOP),
    _row(1026, "Catrin Lloyd", "Metering", "Head of metering", "E1019", "cardiff", HYBRID, LAPTOP),
    _row(1027, "Donald Muirhead", "Warehouse", "Warehouse manager", "E1020", "perth", SITE, LAPTOP),
    _row(1028, "Shauna Quigley", "Customer care", "Head of customer care", "E1019", "dublin", HYBRID, LAPTOP),
    _row(1029, "Craig Dunlop", "Field operations", "Field engineer", "E1002", "leith", FIELD, VAN),
    _row(1030, "Farida Noor", "Health and safety", "Occupational health nurse", "E1012", "leith", OFFICE, LAPTOP),
    _row(1031, "Liam Okonkwo", "Human resources", "HR adviser", "E1024", "cardiff", HYBRID, LAPTOP),
    _row(1032, "Joan Petrie", "Facilities", "Facilities lead", "E1025", "leith", SITE, PHONE),
    _row(1033, "Ravi Menon", "IT security", "Security analyst", "E1022", "leeds", HYBRID, LAPTOP),
    _row(1042, "Priya Raman", "Human resources", "HR adviser", "E1024", "leith", HYBRID, LAPTOP),
)  # fmt: skip

REPRESENTATIVE, AUDITOR, ADMINISTRATOR = "E1009", "E1010", "E1011"
OFFICERS = ("E1005", "E1006", "E1007", "E1008")


@dataclass(frozen=True)
class Post:
    """A kind of job: how many in a hundred people hold it, and where they work."""

    share: int
    unit: str
    title: str
    lead: str
    places: tuple[str, ...]
    how: str
    devices: str


POSTS = (
    Post(34, "Field operations", "Field engineer", "E1020", ("leith", "perth", "leeds", "cardiff"), FIELD, VAN),
    Post(5, "Dispatch", "Dispatcher", "E1021", ("leith",), SITE, LAPTOP),
    Post(23, "Customer care", "Customer adviser", "E1028", ("cardiff", "leeds", "dublin"), HYBRID, LAPTOP),
    Post(12, "Metering", "Meter reader", "E1026", ("perth", "cardiff", "leeds"), FIELD, VAN),
    Post(7, "Warehouse", "Warehouse operative", "E1027", ("perth", "leith"), SITE, ""),
    Post(5, "Finance", "Finance assistant", "E1025", ("leeds",), OFFICE, LAPTOP),
    Post(3, "Human resources", "HR adviser", "E1024", ("leeds", "leith"), HYBRID, LAPTOP),
    Post(5, "IT", "Software engineer", "E1022", ("leeds",), HOME, LAPTOP),
    Post(2, "IT security", "Security analyst", "E1022", ("leeds",), HYBRID, LAPTOP),
    Post(2, "Health and safety", "Safety adviser", "E1012", ("leith", "cardiff"), HYBRID, LAPTOP),
    Post(2, "Facilities", "Caretaker", "E1032", ("leith", "leeds", "cardiff"), SITE, PHONE),
)  # fmt: skip
TEAM = 12  # a manager for about as many people


def everyone(count: int, seed: int) -> Iterator[Row]:
    """``count`` people, the cast first; the same for the same seed."""
    rows = list(CAST[:count])
    random = Random(seed)  # noqa: S311  names, not secrets
    taken = {row.name for row in rows}
    leads: dict[str, list[str]] = {}
    for number in range(1043, 1043 + max(0, count - len(rows))):
        post = random.choices(POSTS, [post.share for post in POSTS])[0]
        rows.append(_other(number, post, _name(random, taken), leads, random))
    yield from rows


def as_csv(rows: Iterator[Row]) -> str:
    """The file that ``daylight people import`` takes."""
    out = io.StringIO()
    names = [field.name for field in fields(Row)]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: getattr(row, name) for name in names} for row in rows)
    return out.getvalue()


def _other(number: int, post: Post, name: str, leads: dict[str, list[str]], random: Random) -> Row:
    team = leads.setdefault(post.unit, [])
    if len(team) % TEAM == 0:
        team.append(f"E{number}")
        title, manager = f"{post.unit} team leader", post.lead
    else:
        team.append("")
        title, manager = post.title, next(lead for lead in reversed(team) if lead)
    place = random.choice(post.places)
    return _row(number, name, post.unit, title, manager, place, post.how, post.devices)


def _name(random: Random, taken: set[str]) -> str:
    while True:
        name = f"{random.choice(GIVEN)} {random.choice(FAMILY)}"
        if name not in taken:
            taken.add(name)
            return name
