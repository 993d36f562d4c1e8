"""The label as a form: nothing of the schema is forgotten, nothing lost on the way."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.core.web.render import environment
from app.register.drafting import rules
from app.register.drafting.rows import rules as rows
from app.register.file.notation import rules as notation
from app.register.file.schemas import BESIDE
from app.register.schemas import PracticeDocument

DEMO: Any = notation.read(Path("app/demo/data/register.yaml").read_bytes()).value
PRACTICES = [
    {name: part for name, part in practice.items() if name not in BESIDE}
    for practice in DEMO["practices"]
]


def test_every_field_of_a_practice_stands_in_exactly_one_row() -> None:
    fields = [field for row in rows.ROWS.values() for field in row]

    assert sorted(fields) == sorted(PracticeDocument.model_fields.keys() - {"id"})


def test_every_field_has_words_and_no_words_are_left_over() -> None:
    module: Any = environment().get_template("desk/register/_words.html").module

    assert set(rows.codes()) == set(module.FIELDS)


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda practice: practice["id"])
def test_what_is_written_into_the_form_is_read_back_the_same(practice: dict[str, Any]) -> None:
    plain = deepcopy(practice)
    for row, fields in rows.ROWS.items():
        typed = rows.written(row, plain)
        values, errors = rows.read(row, typed)

        wanted = {name: plain[name] for name in fields if name in plain}
        assert not errors
        assert _texts(values) == _texts(_without_empty(wanted))


def test_a_choice_is_written_in_each_language() -> None:
    practice = next(p for p in PRACTICES if p["id"] == "driving-tips")
    words = {
        "question": "Ydych chi eisiau awgrymiadau?",
        "yes": "Cewch awgrymiadau.",
        "no": "Ni chedwir dim.",
        "alternative": "Yr un gwaith.",
        "held": "Caiff ei ddileu.",
    }
    translations = [{"language": code, **words} for code in ("cy", "pl")]
    plain = deepcopy(practice) | {"choice": practice["choice"] | {"translations": translations}}

    typed = rows.written("choice", plain)
    assert typed["choice.translations.1.language"] == "pl"
    assert [group.number for group in rows.groups("choice", typed)] == [None, 0, 1, 2]
    assert rows.read("choice", typed)[0]["choice"]["translations"] == translations

    emptied = {name: "" if ".0." in name else text for name, text in typed.items()}
    assert rows.read("choice", emptied)[0]["choice"]["translations"] == translations[1:]


@pytest.mark.parametrize("name", ["purposes.².text", "purposes.99999999999999.text", "purposes..a"])
def test_a_number_that_is_none_makes_no_entry(name: str) -> None:
    found = [group for group in rows.groups("why", {name: "a"}) if group.field == "purposes"]
    assert [group.number for group in found] == [0]


@pytest.mark.parametrize("field", sorted(PracticeDocument.model_fields.keys() - {"id"}))
def test_the_gate_names_the_row_of_each_field_that_is_missing(field: str) -> None:
    practice = next(p for p in PRACTICES if p["id"] == "location-in-the-field-app")
    whole = deepcopy(practice)
    assert rules.missing(_texts(whole), {}) == []
    without = _texts({name: part for name, part in whole.items() if name != field})

    rowed = {each.row for each in rules.missing(without, {})}

    needed = PracticeDocument.model_fields[field].is_required() or field in {
        "why_not_consent",
        "interest",
        "balancing",
        "uses",
        "collected_hours",
    }
    assert rowed == ({rows.row_of(field)} if needed else set())


def _without_empty(values: Any) -> Any:
    if isinstance(values, dict):
        kept = {name: _without_empty(part) for name, part in values.items()}
        return {name: part for name, part in kept.items() if part not in (None, [], {})}
    return [_without_empty(part) for part in values] if isinstance(values, list) else values


def _texts(values: Any) -> Any:
    """Days as text, and runs of spaces as one: as the form has them."""
    if isinstance(values, dict):
        return {name: _texts(part) for name, part in values.items()}
    if isinstance(values, list):
        return [_texts(part) for part in values]
    if isinstance(values, bool | int) or values is None:
        return values
    return " ".join(str(values).split())
