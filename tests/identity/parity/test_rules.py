"""No role sees a field of a person that she cannot see herself (PRODUCT M6)."""

from dataclasses import fields

import pytest

from app.desk.queries import Seen
from app.identity.parity import rules
from app.identity.parity.rules import GROUNDS, UNSEEN, VIEWS, Ground, Reason, View
from app.identity.people.models import Person


def test_no_role_sees_more_of_a_person_than_she_does() -> None:
    assert rules.excess(VIEWS, GROUNDS) == set()


@pytest.mark.parametrize("view", [view for view in View if view is not View.SELF])
def test_a_field_added_to_a_roles_view_is_noticed(view: View) -> None:
    grown = {**VIEWS, view: (*VIEWS[view], "salary")}

    assert rules.excess(grown, GROUNDS) == {(view, "salary")}


def test_a_field_is_excused_only_by_its_own_ground() -> None:
    view = View.OFFICER_WITH_CASE
    grown = {**VIEWS, view: (*VIEWS[view], "salary", "note")}
    ground = Ground(view, "note", Reason.THIRD_PARTY, "DPA 2018 Sch 2 para 16")
    elsewhere = Ground(View.AUDITOR, "salary", Reason.SEALED, "MON-8")

    assert rules.excess(grown, (ground, elsewhere)) == {(view, "salary")}


def test_a_field_taken_from_her_own_page_is_noticed() -> None:
    hidden = tuple(field for field in VIEWS[View.SELF] if field != "unit")

    found = rules.excess({**VIEWS, View.SELF: hidden}, GROUNDS)

    assert (View.OFFICER_WITH_CASE, "unit") in found
    assert {field for _view, field in found} == {"unit"}


def test_every_view_is_in_the_table_and_every_ground_says_where_it_comes_from() -> None:
    assert set(VIEWS) == set(View)
    assert all(ground.source for ground in GROUNDS)


def test_every_column_of_a_person_is_on_her_own_page_or_on_nobodys() -> None:
    seen = {field for listed in VIEWS.values() for field in listed}

    assert set(Person.model_fields) - UNSEEN <= set(VIEWS[View.SELF])
    assert not seen & UNSEEN


def test_a_view_holds_its_fields_and_no_others(amara: Person) -> None:
    seen = rules.of(View.OFFICER_SEARCHING, amara)

    assert seen["name"] == "Amara Okafor"
    assert set(seen) == set(VIEWS[View.OFFICER_SEARCHING])
    assert dict(rules.of(View.MANAGER, amara)) == {}


def test_what_an_officers_page_is_given_is_in_the_table() -> None:
    of_the_case = {"case", "place", "places", "system_name"}
    given = {field.name for field in fields(Seen)} - of_the_case - {"person"}

    assert given <= set(VIEWS[View.OFFICER_WITH_CASE])
