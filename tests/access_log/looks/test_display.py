"""Who is shown how: by name, by role, by unit, and never more than the policy says."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access_log.looks.display import Display, initials, policy, pseudonym, shown
from app.access_log.sentences import Naming
from app.core import secrets
from app.core.config import settings
from app.core.references import ALPHABET


@dataclass(frozen=True)
class Accessor:
    id: str = "E1042"
    name: str | None = "Priya Raman"
    role: str | None = "HR adviser"
    unit: str | None = "HR"
    organisation: str | None = "Northfold Energy"
    kind: str = "person"


PRIYA = Accessor()
IDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@pytest.fixture(autouse=True, scope="module")
def _secret(tmp_path_factory: pytest.TempPathFactory) -> object:
    file: Path = tmp_path_factory.mktemp("secret") / "secret"
    file.write_bytes(bytes(range(32)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAYLIGHT_SECRET_FILE", str(file))
        for cached in (settings, secrets.derive):
            cached.cache_clear()
        yield
    for cached in (settings, secrets.derive):
        cached.cache_clear()


def test_by_name() -> None:
    who = shown(PRIYA, "E1001", Display.NAME)
    assert (who.name, who.beside, who.initials, who.key) == (
        "Priya Raman",
        "HR adviser",
        "PR",
        "E1042",
    )


def test_a_relation_stands_for_the_role_where_names_are_shown() -> None:
    assert shown(PRIYA, "E1001", Display.NAME, "your manager").beside == "your manager"


@pytest.mark.parametrize("display", [Display.ROLE, Display.UNIT])
def test_neither_name_nor_number_nor_relation_shows_where_names_are_not_shown(
    display: Display,
) -> None:
    seen = repr(shown(PRIYA, "E1001", display, "your manager"))
    for secret in ("Priya", "Raman", "PR", "E1042", "manager"):
        assert secret not in seen


def test_by_role_and_by_unit() -> None:
    by_role = shown(PRIYA, "E1001", Display.ROLE)
    assert by_role.name == f"HR adviser {by_role.key[:3]}"
    assert (by_role.beside, by_role.naming) == ("HR", Naming.PLACED)
    by_unit = shown(PRIYA, "E1001", Display.UNIT)
    assert by_unit.name == f"Someone in HR ({by_unit.key[:3]})"
    assert "adviser" not in repr(by_unit)


def test_a_role_or_unit_that_is_not_known_is_left_out() -> None:
    nobody = Accessor(role=None, unit=None)
    assert shown(nobody, "E1001", Display.ROLE).name.startswith("Someone (")
    assert shown(replace(PRIYA, role=None), "E1001", Display.ROLE).name.startswith("Someone in HR")


@pytest.mark.parametrize("display", list(Display))
def test_services_and_outsiders_are_always_named(display: Display) -> None:
    job = Accessor("nightly-pay", "Payroll run", None, None, None, "service")
    auditor = Accessor("x-7", "Ivo Stern", "Auditor", None, "Stern & Co", "external")
    assert shown(job, "E1001", display).name == "Payroll run"
    assert shown(job, "E1001", display).automatic
    assert (shown(auditor, "E1001", display).name, shown(auditor, "E1001", display).beside) == (
        "Ivo Stern",
        "Stern & Co",
    )


@pytest.mark.parametrize("display", list(Display))
def test_you_are_you(display: Display) -> None:
    assert shown(PRIYA, "E1042", display).naming is Naming.YOU


def test_the_policy_is_the_setting_or_the_profile_of_the_place() -> None:
    assert policy("name", "EU-DE") is Display.NAME
    assert policy("", "GB-SCT") is Display.ROLE
    assert policy("", "EU-DE") is Display.ROLE
    assert policy("", "elsewhere") is Display.UNIT


@given(IDS, IDS)
def test_a_pseudonym_is_stable_and_can_be_read_aloud(subject: str, accessor: str) -> None:
    known_as = pseudonym(subject, accessor)
    assert known_as == pseudonym(subject, accessor)
    assert len(known_as) == 12
    assert set(known_as) <= set(ALPHABET)


@given(IDS, IDS, IDS)
def test_two_people_who_compare_notes_learn_nothing(one: str, other: str, accessor: str) -> None:
    if one != other:
        assert pseudonym(one, accessor)[:6] != pseudonym(other, accessor)[:6]


@given(st.lists(IDS, min_size=2, max_size=40, unique=True), IDS)
def test_two_accessors_never_share_a_key(accessors: list[str], subject: str) -> None:
    assert len({pseudonym(subject, accessor) for accessor in accessors}) == len(accessors)


def test_where_one_id_ends_and_the_other_begins_matters() -> None:
    assert pseudonym("E1", "23") != pseudonym("E12", "3")


def test_initials() -> None:
    assert [initials(name) for name in ("Priya Raman", "Cher", "Ana de la Cruz", "")] == [
        "PR",
        "C",
        "AC",
        "",
    ]
