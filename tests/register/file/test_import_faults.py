"""A register file with a fault is refused whole, and every fault is named by its place."""

from typing import Any

import pytest
from sqlmodel import Session, select

from app.identity.establishments.models import Establishment
from app.register import queries
from app.register.file import service
from app.register.file.notation.rules import DEEPEST, LARGEST
from tests.support.consent import a_choice
from tests.support.register import PRACTICE, a_file, a_practice, a_version

LEITH = {
    "id": "leith",
    "name": "Leith",
    "jurisdiction": "GB-SCT",
    "time_zone": "Europe/London",
    "working_hours": {"mon": "08:00-18:00"},
}


def faults(session: Session, raw: bytes) -> list[str]:
    """What is said of a refused file; it must have left nothing behind."""
    with pytest.raises(service.FaultyFileError) as refused:
        service.take_in(session, raw)
    assert queries.is_empty(session)
    assert not queries.open_drafts(session)
    assert not session.exec(select(Establishment)).all()
    return [str(fault) for fault in refused.value.faults]


FIELDS = [
    ({"retention": None}, "practices[0].retention: is missing"),
    ({"retention": {"label": "30 days", "then": "gone", "days": "30"}}, "retention.days: must be"),
    ({"colour": "red"}, "practices[0].colour: is not a name we know"),
    ({"kind": "mind-reading"}, "practices[0].kind: must be one of e-mail, web"),
    ({"basis": "because"}, "practices[0].basis: must be one of consent, contract"),
    ({"area": "attic"}, "practices[0].area: must be one of"),
    ({"id": "Location!"}, "practices[0].id: must be small letters"),
    ({"title": ""}, "practices[0].title: must not be empty"),
    ({"title": "x" * 121}, "practices[0].title: is longer than 120 characters"),
    ({"title": "Loc\u202eation"}, "practices[0].title: has a line break or a character"),
    ({"title": "a\nb"}, "practices[0].title: has a line break"),
    ({"title": 7}, "practices[0].title: must be text"),
    ({"records": "one"}, "practices[0].records: must be a list"),
    ({"records": []}, "practices[0].records: must not be empty"),
    ({"state": "asleep"}, "practices[0].state: must be one of draft"),
    ({"version": None}, "practices[0].version: is missing: the state is in-use"),
    ({"state": "ended"}, "practices[0].ended: must be there exactly when"),
    ({"why_not_consent": None}, "practices[0].why_not_consent: is missing"),
    ({"interest": None}, "practices[0].interest: is missing"),
    ({"balancing": None}, "practices[0].balancing: is missing"),
    ({"rights": ["access"]}, "practices[0].rights: must name objection"),
    ({"uses": []}, "practices[0].uses: must name location"),
    ({"kind": "performance"}, "practices[0].performance: is missing"),
    ({"kind": "biometrics"}, "practices[0].alternative: is missing"),
    ({"basis": "consent"}, "practices[0].choice: is missing"),
    ({"scope": {"establishments": ["mars"]}}, "scope.establishments[0]: no establishment is"),
    ({"readers": [{"label": "Someone", "when": "always"}]}, "readers[0]: names nobody"),
    (
        {"processors": [{"name": "Far", "does": "Stores it", "country": "US"}]},
        "processors[0]: sends data to US without naming a safeguard",
    ),
    (
        {"automated_decisions": {"answer": True, "text": "It decides."}},
        "practices[0].rights: must name human-review",
    ),
    ({"purposes": PRACTICE["purposes"] * 2}, "practices[0].purposes[1].id: repeats"),
    (
        {"checks": PRACTICE["checks"] | {"next_review": "2026-01-02"}},
        "practices[0].checks.next_review: must be later",
    ),
    (
        {"checks": PRACTICE["checks"] | {"next_review": "2099-01-01"}},
        "practices[0].checks.next_review: must be within a year",
    ),
    (
        {"checks": PRACTICE["checks"] | {"next_review": "2027-01-04"}},
        "practices[0].checks.next_review: must be within a year",
    ),
    (
        {"version": a_version(1, "tomorrow")},
        "practices[0].version.in_force_from: must be a date",
    ),
    (
        {"history": [{"version": a_version(1, "2025-01-01"), "was": {"tool": "Other"}}]},
        "practices[0].history[0].version.number: must be lower",
    ),
    (
        {
            "version": a_version(2, "2026-01-05"),
            "history": [{"version": a_version(1, "2025-01-01"), "was": {"readers": []}}],
        },
        "practices[0].history[0].was.readers: must not be empty",
    ),
    (
        {
            "version": a_version(2, "2026-01-05"),
            "history": [{"version": a_version(1, "2025-01-01"), "was": {"id": "other"}}],
        },
        "practices[0].history[0].was.id: is not a field that a version can change",
    ),
]


@pytest.mark.parametrize(("different", "said"), FIELDS, ids=[said for _, said in FIELDS])
def test_a_field_is_named_with_its_line(
    session: Session, different: dict[str, object], said: str
) -> None:
    found = faults(session, a_file(a_practice(**different)))

    assert any(said in fault and ", line " in fault for fault in found), found
    assert service.take_in(session, a_file(a_practice())).published == 1


# LAW CON-1: what has to hold before anybody may be asked
NO_CHOICE = [
    ({"choice": {"optional": False}}, "choice.optional: must be true"),
    ({"choice": {"no_detriment": False}}, "choice.no_detriment: must be true"),
    ({"choice": {"apart_from_job_and_pay": False}}, "choice.apart_from_job_and_pay: must be true"),
    ({"choice": {"alternative": ""}}, "choice.alternative: "),
    ({"choice": {"held": ""}}, "choice.held: "),
    ({"choice": {"stops": None}}, "choice.stops: "),
    ({"basis": "legitimate-interests"}, "the legal reason is not consent"),
]


@pytest.mark.parametrize(("different", "said"), NO_CHOICE, ids=[said for _, said in NO_CHOICE])
def test_a_choice_that_is_none_is_refused(
    session: Session, different: dict[str, Any], said: str
) -> None:
    found = faults(session, a_file(a_choice(**different)))

    assert any(said in fault for fault in found), found
    assert service.take_in(session, a_file(a_choice())).published == 1


ESTABLISHMENTS = [
    ({"jurisdiction": "GB-ENG"}, "establishments[0].jurisdiction: must be GB-EAW"),
    ({"time_zone": "Europe/Leith"}, "establishments[0].time_zone: must be a time zone"),
    ({"working_hours": {"mon": "8 to 6"}}, "establishments[0].working_hours.mon: must be hours"),
    ({"working_hours": {"mon": "25:00-26:00"}}, "working_hours.mon: must be hours"),
    ({"working_hours": {"monday": "08:00-18:00"}}, "working_hours.monday: the days are mon"),
    ({"name": ""}, "establishments[0].name: must not be empty"),
    ({"id": "no spaces"}, "establishments[0].id: "),
]


@pytest.mark.parametrize(("different", "said"), ESTABLISHMENTS)
def test_a_place_is_checked_as_well(
    session: Session, different: dict[str, object], said: str
) -> None:
    found = faults(session, a_file(a_practice(), establishments=[LEITH | different]))

    assert any(said in fault for fault in found), found


def test_every_fault_is_named_in_the_order_of_the_lines(session: Session) -> None:
    broken = a_file(
        a_practice(retention=None, colour="red"),
        a_practice(basis="because"),
        time_zone="Mars/Olympus",
        establishments=[LEITH, LEITH | {"jurisdiction": "nowhere"}],
    )
    found = faults(session, broken)

    assert [fault.split(":")[0] for fault in found] == [
        "time_zone",
        "establishments[1].id",
        "establishments[1].jurisdiction",
        "practices[0].retention",
        "practices[0].colour",
        "practices[1].basis",
    ]


def test_a_name_used_twice_and_a_code_with_two_meanings_are_found(session: Session) -> None:
    other = [{"id": "live-location", "label": "position", "kind": "location"}]
    found = faults(
        session, a_file(a_practice(), a_practice(), a_practice(id="b", categories=other))
    )

    assert any(fault.startswith("practices[1].id: repeats “location”") for fault in found)
    assert any("“live-location” is called “live location” elsewhere" in fault for fault in found)


NOTATION = [
    (b"practices: []\npractices: []\n", "practices: stands here twice, line 2"),
    (b"a: &x 1\nb: *x\n", "anchors and aliases"),
    (b"practices: !!python/object:os.system x\n", "tags (!) are not used"),
    (b"practices:\n\t- id: x\n", "a tab stands before the text: use spaces, line 2"),
    ("practices: é\n".encode("latin-1"), "this is not UTF-8: save the file as UTF-8, line 1"),
    ("practices: []\n".encode("utf-16"), "this is not UTF-8"),
    (b"", "the file is empty"),
    (b"# only a remark\n", "the file is empty"),
    (b"- one\n", "must be a group of names and values"),
    (b"practices: {}\n", "practices: must be a list, line 1"),
    (b"{}\n", "practices: is missing"),
    (b"practices: []\n---\npractices: []\n", "a second document begins"),
    (b"practices: [\n", "this is not YAML"),
    (b"? [a]\n: b\n", "a name must be text"),
    (b"practices: \x00\n", "this is not YAML"),
    (b"practices: " + b"[" * (DEEPEST + 5), "nested deeper than"),
    (b"practices: " + b"[" * 100_000, "nested deeper than"),
    (b"#" * (LARGEST + 1), "the file is larger than"),
    (b'practices: [{title: "\\ud800"}]\n', "this is not YAML"),
]


@pytest.mark.parametrize(("raw", "said"), NOTATION, ids=[said for _, said in NOTATION])
def test_what_is_not_plain_yaml_is_refused(session: Session, raw: bytes, said: str) -> None:
    found = faults(session, raw)

    assert any(said in fault for fault in found), found


def test_plain_words_stay_words(session: Session) -> None:
    raw = a_file(a_practice()).replace(b"title: Location in the field app", b"title: no")

    service.take_in(session, raw)

    assert queries.histories(session).versions["location"][0].document.title == "no"
