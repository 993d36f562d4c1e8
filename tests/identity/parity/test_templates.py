"""What a template of staff prints of a person is in the table too (PRODUCT M6).

A page that is given a whole person could print any column of hers, whatever the table lists:
here every column that is read anywhere in a template of staff is held against the views of the
roles that open it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta, nodes

from app.identity.parity.rules import UNSEEN, VIEWS, View
from app.identity.people.models import Person

TEMPLATES = Path("templates")
OFFICERS = frozenset(view for view in View if view.value.startswith("officer-"))
# Whose eyes see what is in a folder. What a second person decides on is shown to officers.
EYES: Mapping[str, frozenset[View]] = {
    "desk": OFFICERS,
    "admin": frozenset({View.ADMINISTRATOR}),
    "audit": frozenset({View.AUDITOR}),
    "reps": frozenset({View.REPRESENTATIVE, View.REPRESENTATIVE_READING}),
    "matters": OFFICERS,
}
# Whom a practice is for is said by devices too: those of its scope, and of no person.
OF_A_SCOPE = ("register/_words.html", {"devices"})
ENV = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, extensions=["jinja2.ext.i18n"]
)
COLUMNS = frozenset(Person.model_fields) - UNSEEN


def read_in(source: str) -> set[str]:
    """The columns of a person that a template reads, of whatever it reads them."""
    tree = ENV.parse(source)
    by_dot = {node.attr for node in tree.find_all(nodes.Getattr)}
    by_key = {
        node.arg.value for node in tree.find_all(nodes.Getitem) if isinstance(node.arg, nodes.Const)
    }
    named = {node.value for node in tree.find_all(nodes.Const)}  # map(attribute="email")
    filters = {"map", "selectattr", "rejectattr", "groupby", "sort", "unique", "sum", "attr"}
    by_filter = {
        part.value
        for node in tree.find_all(nodes.Filter)
        if node.name in filters
        for part in node.find_all(nodes.Const)
    }
    return {str(name) for name in by_dot | by_key | (by_filter & named)} & COLUMNS


@cache
def read_of(name: str) -> set[str]:
    return read_in((TEMPLATES / name).read_text())


@cache
def taken_in(name: str) -> frozenset[str]:
    tree = ENV.parse((TEMPLATES / name).read_text())
    return frozenset(other for other in meta.find_referenced_templates(tree) if other)


def of_folder(folder: str) -> list[str]:
    if folder == "matters":
        return sorted(_name(path) for path in TEMPLATES.rglob("_*matter.html"))
    return sorted(_name(path) for path in (TEMPLATES / folder).rglob("*.html"))


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def with_parts(name: str) -> set[str]:
    """A template, and all that it takes in but layouts: partials and macros."""
    found, left = set[str](), [name]
    while left:
        part = left.pop()
        if part not in found and not part.startswith("layouts/"):
            found.add(part)
            left += taken_in(part)
    return found


CASES = [(folder, name) for folder in EYES for name in of_folder(folder)]


@pytest.mark.parametrize(("folder", "name"), CASES, ids=lambda part: part)
def test_a_template_of_staff_prints_no_more_of_a_person_than_its_role_sees(
    folder: str, name: str
) -> None:
    listed = {field for view in EYES[folder] for field in VIEWS[view]}
    for part in sorted(with_parts(name)):
        read = read_of(part) - (OF_A_SCOPE[1] if part == OF_A_SCOPE[0] else set())
        assert read <= listed, f"{part}, read by {name}: {sorted(read - listed)}"


@pytest.mark.parametrize("column", sorted(COLUMNS))
@pytest.mark.parametrize(
    "line",
    [
        "{{{{ one.{0} }}}}",
        "{{{{ one['{0}'] }}}}",
        "{{{{ people | map(attribute='{0}') | join }}}}",
        "{{% for p in people | sort(attribute='{0}') %}}{{% endfor %}}",
    ],
)
def test_a_column_is_noticed_however_it_is_read(column: str, line: str) -> None:
    assert read_in(line.format(column)) == {column}


def test_every_folder_of_staff_is_read() -> None:
    assert {folder: len(of_folder(folder)) > 2 for folder in EYES} == dict.fromkeys(EYES, True)
    assert set(View) - set().union(*EYES.values()) == {
        *(View.SELF, View.COLLEAGUE, View.MANAGER, View.SOURCE),
    }
