"""Every fault of a people file is found, on its line, and nothing else is."""

import codecs
import io
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identity.people import importer, rules
from app.identity.people.schemas import COLUMNS, Fault
from tests.identity.people.rows import a_file, a_row

HEADER = ",".join(COLUMNS)
GOOD = "E1001,Amara Okafor,amara@example.com,Field,Engineer,,leith,field,phone,true"


def faults_of(content: bytes) -> list[str]:
    survey = importer.survey(io.BytesIO(content))
    found = [*survey.faults, *rules.manager_faults(survey.places, {})]
    return [str(fault) for fault in sorted(found)]


def faults_with(**cells: str) -> list[str]:
    return faults_of(a_file(a_row() | cells).getvalue())


def test_a_good_file_has_no_fault() -> None:
    assert faults_of(f"{HEADER}\n{GOOD}\n".encode()) == []


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{GOOD}",
        f"{HEADER}\r\n{GOOD}\r\n",
        f"\ufeff{HEADER}\n{GOOD}\n",
        f"\n{HEADER}\n\n{GOOD}\n  \n\n",
        f"{HEADER}\n{GOOD.replace(',', ' , ')}\n",
        ",".join(f'"{cell}"' for cell in HEADER.split(",")) + f"\n{GOOD}",
    ],
    ids=["no last line end", "windows", "byte order mark", "blank lines", "spaces", "quotes"],
)
def test_what_spreadsheets_do_to_a_file_is_no_fault(content: str) -> None:
    survey = importer.survey(io.BytesIO(content.encode()))

    assert survey.faults == []
    assert list(survey.places) == ["E1001"]


def test_columns_may_stand_in_any_order() -> None:
    file = a_file(a_row(), columns=reversed(COLUMNS))

    assert [line.employee_id for line in importer.lines(file)] == ["E1001"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "line 1: the file is empty"),
        (b"\n\n \n", "line 1: the file is empty"),
        (codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le"), "line 1: the file is UTF-16"),
        (codecs.BOM_UTF16_BE + HEADER.encode("utf-16-be"), "line 1: the file is UTF-16"),
        (HEADER.encode("utf-16-le"), "line 1: the file is not text"),
        (codecs.BOM_UTF32_LE + HEADER.encode("utf-32-le"), "line 1: the file is UTF-32"),
        (b"PK\x03\x04\x14\x00", "line 1: the file is a spreadsheet or an archive"),
        (HEADER.replace(",", ";").encode(), "line 1: the columns must be separated by commas"),
        (HEADER.replace(",", "\t").encode(), "line 1: the columns must be separated by commas"),
        (b'"' + HEADER.encode(), "line 1: is not well-formed CSV"),
        (f"{HEADER},salary".encode(), "line 1: salary: this column is not known"),
        (f"{HEADER},\x1b[2J".encode(), "line 1: '\\x1b[2J': this column is not known"),
        (f"{HEADER},name".encode(), "line 1: name: this column is there twice"),
        (f"{HEADER}\n".encode() + b"x" * 70_000 + b"\n", "line 2: is longer than 64 KiB"),
        (f"{HEADER}\n{GOOD},more\n".encode(), "line 2: has 11 fields, the first line has 10"),
        (f"{HEADER}\nE1001,Amara\n".encode(), "line 2: has 2 fields, the first line has 10"),
        (f'{HEADER}\n{GOOD}\nE1,"x,,,,\n'.encode(), "line 3: is not well-formed CSV"),
        (f'{HEADER}\nE1,"x"y,,,\n'.encode(), "line 2: is not well-formed CSV"),
        (f"{HEADER}\nE1,x\ry,,,\n".encode(), "line 2: is not well-formed CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_so(content: bytes, fault: str) -> None:
    (found,) = faults_of(content)

    assert found.startswith(fault)


def test_each_missing_column_is_named() -> None:
    kept = [name for name in COLUMNS if name not in {"unit", "active"}]

    assert faults_of(",".join(kept).encode()) == [
        "line 1: active: this column is missing",
        "line 1: unit: this column is missing",
    ]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("employee_id", "", "is missing"),
        ("employee_id", "E 1", "must be letters, digits"),
        ("employee_id", "E1/../2", "must be letters, digits"),
        ("employee_id", "E" * 65, "is longer than 64 characters"),
        ("name", "", "is missing"),
        ("name", "   ", "is missing"),
        ("name", "N" * 201, "is longer than 200 characters"),
        ("name", "Am\0ara", "has a character that cannot be shown (U+0000)"),
        ("name", "Amara\u202egpj", "has a character that cannot be shown (U+202E)"),
        ("name", "A\u2028B", "has a character that cannot be shown (U+2028)"),
        ("name", "A\x1b[31mB", "has a character that cannot be shown (U+001B)"),
        ("email", "amara", "must be an e-mail address"),
        ("email", "a@b", "must be an e-mail address"),
        ("email", "a b@example.com", "must be an e-mail address"),
        ("email", "a@example.com,b@example.com", "must be an e-mail address"),
        ("email", "ämara@example.com", "must be an e-mail address"),
        ("email", "a" * 250 + "@example.com", "is longer than 254 characters"),
        ("unit", "", "is missing"),
        ("role_title", "", "is missing"),
        ("establishment", "", "is missing"),
        ("establishment", "Leith depot", "must be a code"),
        ("work_setting", "", "is missing"),
        ("work_setting", "in the field!", "must be a code such as home"),
        ("devices", "phone;;<b>", "must be codes such as laptop"),
        ("devices", ";".join(f"d{n}" for n in range(21)), "names more than 20 devices"),
        ("active", "", "is missing"),
        ("active", "yes", "must be true or false"),
        ("active", "1", "must be true or false"),
        ("manager_id", "E9999", "nobody has the employee id E9999"),
        ("manager_id", "E1001", "nobody is their own manager"),
        ("manager_id", "E 1", "must be letters, digits"),
    ],
)
def test_a_bad_value_is_named_with_its_line_and_column(
    column: str, value: str, message: str
) -> None:
    (found,) = faults_with(**{column: value})

    assert found.startswith(f"line 2: {column}: {message}")


def test_a_line_of_another_encoding_is_named() -> None:
    content = f"{HEADER}\n{GOOD}\n".encode() + GOOD.replace("E1001", "E1").replace(
        "Okafor", "Øverby"
    ).encode("cp1252")

    assert faults_of(content) == ["line 3: name: is not UTF-8; save the file as “CSV UTF-8”"]


def test_all_faults_of_a_line_are_named() -> None:
    assert len(faults_with(name="", email="x", active="maybe", manager_id="E9")) == 3


def test_the_second_line_of_a_person_is_named() -> None:
    content = a_file(a_row("E1"), a_row("E2"), a_row("E1", name="")).getvalue()

    assert faults_of(content) == [
        "line 4: employee_id: E1 is on line 2 too",
        "line 4: name: is missing",
    ]


@pytest.mark.parametrize("broken", ["E2,Tom", 'E2,"Tom,,', "E2,,,U,R,,leith,field,,true"])
def test_reporting_to_somebody_on_a_faulty_line_is_no_fault(broken: str) -> None:
    content = f"{HEADER}\n{GOOD.replace('Engineer,,', 'Engineer,E2,')}\n{broken}\n"

    assert len(faults_of(content.encode())) == 1


def test_everybody_in_a_circle_is_named() -> None:
    content = a_file(
        a_row("E1", manager_id="E2"),
        a_row("E2", manager_id="E3"),
        a_row("E3", manager_id="E1"),
        a_row("E4", manager_id="E1"),
    ).getvalue()

    found = faults_of(content)

    assert [fault[:18] for fault in found] == [f"line {n}: manager_id" for n in (2, 3, 4)]
    assert "E1 → E2 → E3 → E1" in found[0]


def test_a_long_circle_is_told_shortly() -> None:
    rows = [a_row(f"E{n}", manager_id=f"E{(n + 1) % 100}") for n in range(100)]

    found = faults_of(a_file(*rows).getvalue())

    assert len(found) == 100
    assert found[0].endswith("E0 → E1 → E2 → E3 → E4 → (95 more) → E0")


def test_an_active_person_needs_an_active_manager_and_a_former_one_does_not() -> None:
    content = a_file(
        a_row("E1", active="false"),
        a_row("E2", manager_id="E1"),
        a_row("E3", manager_id="E1", active="false"),
    ).getvalue()

    assert faults_of(content) == ["line 3: manager_id: E1 no longer works here"]


# Each spoils one line that was good, and says in which column that shows.
SPOILERS: list[tuple[str, Callable[[dict[str, str]], dict[str, str]]]] = [
    ("employee_id", lambda row: row | {"employee_id": ""}),
    ("name", lambda row: row | {"name": " "}),
    ("name", lambda row: row | {"name": "a\0b"}),
    ("name", lambda row: row | {"name": "x" * 999}),
    ("email", lambda row: row | {"email": "@"}),
    ("manager_id", lambda row: row | {"manager_id": "NOBODY"}),
    ("active", lambda row: row | {"active": "ja"}),
    ("devices", lambda row: row | {"devices": "phone;!"}),
    ("work_setting", lambda row: row | {"work_setting": "?"}),
]


@given(st.lists(st.none() | st.sampled_from(SPOILERS), min_size=1, max_size=40))
def test_every_spoilt_line_is_found_and_no_other(
    spoilt: list[tuple[str, Callable[[dict[str, str]], dict[str, str]]] | None],
) -> None:
    rows, expected = [], set()
    for number, spoil in enumerate(spoilt):
        row = a_row(f"E{number}")
        if spoil is not None:
            row = spoil[1](row)
            expected.add((number + 2, spoil[0]))
        rows.append(row)

    survey = importer.survey(a_file(*rows))
    found = [*survey.faults, *rules.manager_faults(survey.places, {})]

    assert {(fault.line, fault.field) for fault in found} == expected


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_no_bytes_at_all_break_the_reader(noise: bytes) -> None:
    for content in (noise, HEADER.encode() + b"\n" + noise):
        for line in importer.lines(io.BytesIO(content)):
            assert (line.row is None) == bool(line.faults)


@given(st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12), max_size=13))
def test_circles_are_exactly_the_people_who_are_their_own_managers_manager(
    links: dict[int, int | None],
) -> None:
    manager_of = {str(k): None if v is None else str(v) for k, v in links.items()}

    def comes_back(start: str) -> bool:
        here = manager_of.get(start)
        for _ in manager_of:
            if here == start:
                return True
            here = manager_of.get(here) if here is not None else None
        return False

    found = {person for circle in rules.circles(manager_of) for person in circle}
    assert found == {person for person in manager_of if comes_back(person)}


class Endless(io.RawIOBase):
    """A file of many people that is never in memory."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.seek(0)

    def seek(self, _offset: int, _whence: int = 0) -> int:
        self._lines = self._all()
        return 0

    def readline(self, _size: int | None = -1) -> bytes:
        return next(self._lines, b"")

    def _all(self) -> Iterator[bytes]:
        yield f"{HEADER}\n".encode()
        for number in range(self._number):
            manager = "" if number < 10 else f"E{number // 10}"
            yield (
                f"E{number},Person {number},e{number}@example.com,Unit {number % 50},Engineer,"
                f"{manager},leith,field,phone;laptop,true\n"
            ).encode()


def test_a_large_file_is_read_in_bounded_memory() -> None:
    tracemalloc.start()
    survey = importer.survey(Endless(20_000))  # type: ignore[arg-type]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(survey.places) == 20_000
    assert peak < 20_000 * 500  # bytes: the tree, not the rows


def test_faults_read_as_an_operator_expects() -> None:
    assert str(Fault(7, "manager_id", "nobody has the employee id E9")).startswith(
        "line 7: manager_id: "
    )
