"""One answer for all kinds of data, or one for each: what the form's fields come to."""

from datetime import date

import pytest

from app.desk.register.endings.rules import own, read
from app.register.parts.schemas import CategoryFate
from app.register.terms.schemas import Became

KINDS = ("position", "times")
ALL = {"became": "deleted", "day": "2026-11-30", "rule": "30 days after  it was recorded."}
DELETED = CategoryFate(
    category="position",
    became=Became.DELETED,
    on=date(2026, 11, 30),
    rule="30 days after it was recorded.",
)
TAX = {"became:times": "kept", "day:times": "2032-11-30", "rule:times": "Tax law: 6 years."}


def test_one_answer_holds_for_all_kinds() -> None:
    found = read(ALL, KINDS)

    assert not found.errors
    assert found.fates == (DELETED, DELETED.model_copy(update={"category": "times"}))


def test_what_differs_is_said_of_one_kind_and_the_rest_is_as_for_all() -> None:
    found = read(ALL | TAX, KINDS)
    assert [(each.category, each.became, each.on.year) for each in found.fates] == [
        ("position", "deleted", 2026),
        ("times", "kept", 2032),
    ]

    later = read(ALL | {"day:times": "2026-12-24"}, KINDS)
    assert [(each.became, each.on.month) for each in later.fates] == [
        ("deleted", 11),
        ("deleted", 12),
    ]


def test_nothing_needs_to_be_said_for_all_where_each_kind_has_its_own() -> None:
    each = {f"{name}:{kind}": text for kind in KINDS for name, text in ALL.items()}

    assert len(read(each, KINDS).fates) == 2


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (ALL | {"became": ""}, {"became"}),
        (ALL | {"became": "lost"}, {"became"}),
        (ALL | {"day": "soon"}, {"day"}),
        (ALL | {"rule": " "}, {"rule"}),
        (ALL | {"rule": "x" * 1201}, {"rule"}),
        (ALL | {"day:times": "2026-02-30"}, {"day:times"}),
        ({"day": "2026-11-30"}, {"became", "rule"}),
    ],
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(
    typed: dict[str, str], wrong: set[str]
) -> None:
    found = read(typed, KINDS)

    assert set(found.errors) == wrong
    assert found.fates == ()


def test_only_these_fields_are_the_receipts() -> None:
    assert own(ALL | TAX | {"on": "2026-11-30", "fate": "Gone."}) == ALL | TAX
