"""What a change adds is read off the documents, whatever is said of it."""

from typing import Any

import pytest

from app.register.drafting.additions.rules import added
from app.register.schemas import PracticeDocument
from tests.support.register import PRACTICE, a_document


def with_(name: str, *more: Any) -> dict[str, Any]:
    return {name: [*PRACTICE[name], *more]}


def but(name: str, **different: Any) -> dict[str, Any]:
    return {name: PRACTICE[name] | different}


PURPOSE: dict[str, Any] = PRACTICE["purposes"][0]
CATEGORY: dict[str, Any] = PRACTICE["categories"][0]
READER: dict[str, Any] = PRACTICE["readers"][0]
ABROAD = {"name": "Trackline", "does": "Stores it for us", "country": "IE"}
CONSENTED = PURPOSE | {"basis": "consent"}
TARGETS = {
    "targets": ["Ten visits a day"],
    "how": "By counting.",
    "meetings": "Each month.",
    "record": "Kept for a year.",
    "support": "Training.",
    "missed": "We talk.",
}
CHOICE = {"question": "May we?", "yes": "It is kept.", "no": "Nothing is kept."}

ADDS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, with_("records", "Your heart rate"), "a record, “Your heart rate”"),
    ({}, {"records": ["Your heart rate"]}, "a record, “Your heart rate”"),
    ({}, {"does_not_record": ["What you say"]}, "what was not recorded before"),
    ({}, {"not_used_for": ["Marketing"]}, "a use that was ruled out"),
    ({}, with_("purposes", PURPOSE | {"id": "speed", "label": "Speed"}), "a purpose, “Speed”"),
    ({}, {"purposes": [PURPOSE | {"needs_case": False}]}, "looks without a case"),
    (
        {},
        with_("categories", {"id": "calls", "label": "calls", "kind": "content"}),
        "a category of data, “calls”",
    ),
    ({}, {"categories": [CATEGORY | {"kind": "content"}]}, "a category of data, “live location”"),
    ({}, with_("readers", READER | {"label": "Payroll", "unit": "Pay"}), "a reader, “Payroll”"),
    (
        {},
        {"readers": [{name: READER[name] for name in ("label", "when", "role")}]},
        "a reader, “Dispatch desk”",
    ),
    ({}, {"processors": [ABROAD]}, "a recipient, “Trackline”"),
    ({"processors": [ABROAD]}, {"recipients": [ABROAD]}, "a recipient, “Trackline”"),
    ({"processors": [ABROAD]}, {"processors": [ABROAD | {"country": "PL"}]}, "a recipient"),
    ({}, but("retention", label="10 years", days=3652), "a longer time, “10 years”"),
    ({}, but("retention", label="While you work here", days=None), "a longer time"),
    ({"figures": "team"}, {"figures": "individual"}, "figures of smaller groups"),
    ({"reads": "traffic"}, {"reads": "content"}, "reading of more"),
    ({}, {"emotions": {"answer": True, "text": "By voice."}}, "guesses about feelings"),
    (
        {"emotions": {"answer": False, "text": "No."}},
        {"emotions": {"answer": True, "text": "By voice."}},
        "guesses about feelings",
    ),
    ({}, but("used_to_judge", answer=True), "use to judge people"),
    ({}, but("automated_decisions", answer=True), "automatic decisions"),
    ({}, {"uses": ["location", "camera"]}, "a new kind of use"),
    ({"purposes": [CONSENTED]}, {}, "another legal reason, “Sending help to you”"),
    ({"purposes": [CONSENTED]}, {"purposes": [PURPOSE | {"basis": "contract"}]}, "another legal"),
    ({}, {"basis": "contract"}, "another legal reason, “Sending help to you”"),
    ({}, {"system": "fleet"}, "another system, “fleet”"),
    ({}, {"performance": TARGETS}, "measuring of work"),
    ({"choice": CHOICE}, {}, "going on without asking for a choice"),
    ({}, {"kind": "webcam"}, "another kind of practice"),
    ({"collected_at": ["site"]}, {"collected_at": ["site", "home"]}, "other places of collection"),
    ({"collected_at": ["site"]}, {}, "other places of collection"),
    ({"collected_hours": "in"}, {"collected_hours": "any"}, "collection outside working hours"),
    ({}, {"scope": {}}, "people to whom it did not apply"),
    ({}, {"scope": {"roles": ["Field engineer", "Driver"]}}, "people to whom it did not apply"),
]


def changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return added(document(before), document(after))


def document(different: dict[str, Any]) -> PracticeDocument:
    return a_document(**different)


@pytest.mark.parametrize(("before", "after", "says"), ADDS, ids=[says for *_, says in ADDS])
def test_what_is_more_than_before_is_named(
    before: dict[str, Any], after: dict[str, Any], says: str
) -> None:
    found = changed(before, after)

    assert len(found) == 1
    assert found[0].startswith(says)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {}),
        ({}, {"records": ["Your position, every 5 minutes"]}),
        ({}, {"does_not_record": ["Anything outside a call-out", "What you say"]}),
        (with_("records", "Your speed"), {}),
        ({"not_used_for": ["Pay"]}, {"not_used_for": ["Pay", "Marketing"]}),
        ({}, {"purposes": [PURPOSE | {"text": "To send help at once"}]}),
        ({}, {"purposes": [PURPOSE | {"basis": PRACTICE["basis"]}]}),
        ({}, {"purposes": [CONSENTED]}),
        ({"performance": TARGETS}, {}),
        ({"performance": TARGETS}, {"performance": TARGETS | {"how": "By adding up."}}),
        ({}, {"categories": [CATEGORY | {"label": "your location"}]}),
        ({}, {"readers": [READER | {"label": "The desk", "role": "dispatcher"}]}),
        ({"readers": [READER | {"unit": None}]}, {}),
        ({"processors": [ABROAD]}, {}),
        ({}, but("retention", label="3 days", days=3)),
        (but("retention", days=None), but("retention", days=30)),
        ({"figures": "individual"}, {"figures": "team"}),
        ({"reads": "both"}, {"reads": "traffic"}),
        (but("used_to_judge", answer=True), {}),
        ({"uses": ["location", "camera"]}, {}),
        ({}, {"collected_at": ["site"], "collected_hours": "in"}),
        ({"scope": {}}, {}),
        ({}, {"scope": {"roles": ["FIELD ENGINEER"], "units": ["Field"]}}),
        ({}, {"summary": "Other words.", "extent": "Engineers in the field"}),
    ],
)
def test_what_takes_away_or_rewords_adds_nothing(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert changed(before, after) == []


def test_a_practice_that_follows_nothing_is_added_whole() -> None:
    assert added(None, a_document()) == ["a whole practice"]
    assert added(a_document(), a_document()) == []
