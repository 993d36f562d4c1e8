"""Which practices must be assessed, what is missing, and how passages are left out."""

from datetime import date
from typing import Any

import pytest

from app.register.assessments import rules
from app.register.assessments.models import Verdict
from app.register.assessments.rules import Ground
from app.register.assessments.schemas import Removal, Run, Words
from tests.support.assessments import words
from tests.support.register import a_document

PLAIN: dict[str, Any] = {
    "kind": "badge",
    "figures": "none",
    "uses": [],
    "categories": [{"id": "doors", "label": "doors", "kind": "record"}],
}


def a_category(kind: str) -> dict[str, Any]:
    return {"categories": [{"id": "some", "label": "some", "kind": kind}]}


WITH: list[tuple[dict[str, Any], set[Ground]]] = [
    ({}, set()),
    ({"kind": "biometrics", "alternative": "A card."}, {Ground.BIOMETRICS}),
    ({"kind": "keystrokes"}, {Ground.KEYSTROKES}),
    ({"kind": "screen"}, {Ground.SCREENS}),
    ({"kind": "webcam"}, {Ground.WEBCAMS}),
    ({"kind": "location"}, {Ground.LOCATION}),
    (a_category("location"), {Ground.LOCATION}),
    (a_category("content"), {Ground.CONTENT}),
    ({"reads": "content"}, {Ground.CONTENT}),
    ({"reads": "both"}, {Ground.CONTENT}),
    ({"reads": "traffic"}, set()),
    ({"scope": {"work_settings": ["home"]}}, {Ground.HOME_WORKING}),
    ({"scope": {"work_settings": ["hybrid"]}}, {Ground.HOME_WORKING}),
    ({"scope": {"work_settings": ["site"]}}, set()),
    ({"collected_at": ["home", "site"]}, {Ground.HOME_WORKING}),
    (a_category("health"), {Ground.SPECIAL_CATEGORIES}),
    (a_category("biometric"), {Ground.SPECIAL_CATEGORIES, Ground.BIOMETRICS}),
    (
        {"figures": "individual", "used_to_judge": {"answer": True, "text": "Yes."}},
        {Ground.PROFILING},
    ),
    ({"figures": "team", "used_to_judge": {"answer": True, "text": "Yes."}}, set()),
]


@pytest.mark.parametrize(("different", "expected"), WITH)
def test_an_assessment_cannot_be_left_out_on_these_grounds(
    different: dict[str, Any], expected: set[Ground]
) -> None:
    document = a_document(**PLAIN | different)

    assert rules.grounds(document) == expected
    assert rules.must_be_assessed(document) is bool(expected)


def test_every_ground_is_tried() -> None:
    assert set().union(*(expected for _different, expected in WITH)) == set(Ground)


@pytest.mark.parametrize(
    "name", ["what", "why", "risk", "changed", "benefits", "effects", "options", "law", "reason"]
)
def test_each_empty_part_is_named(name: str) -> None:
    assert rules.what_is_missing(words()) == []
    assert rules.what_is_missing(words(**{name: ""})) == [name]


def test_risks_and_views_must_be_there_too() -> None:
    assert rules.what_is_missing(words(risks=(), asked=None, views="", people="")) == [
        "people",
        "risks",
        "asked",
        "views",
    ]
    assert len(rules.what_is_missing(Words(title="Vans"))) == 13


def test_a_removed_passage_leaves_its_reason() -> None:
    removals = [Removal(part="why", passage="a card", reason="names a security measure")]

    assert rules.without("With a card.\n\nWith a card, a card.", "why", removals) == (
        (Run(text="With "), Run(text="names a security measure", removed=True), Run(text=".")),
        (
            Run(text="With "),
            Run(text="names a security measure", removed=True),
            Run(text=", "),
            Run(text="names a security measure", removed=True),
            Run(text="."),
        ),
    )
    assert rules.without("With a card.", "what", removals) == ((Run(text="With a card."),),)


def test_a_reason_is_not_searched_for_passages() -> None:
    removals = [
        Removal(part="why", passage="secret", reason="names a measure"),
        Removal(part="why", passage="measure", reason="names another"),
    ]
    assert rules.without("A secret.", "why", removals)[0][1] == Run(
        text="names a measure", removed=True
    )


@pytest.mark.parametrize(
    ("text", "passages", "left"),
    [
        ("Code 4711 at gate 12.", ("Code 4711", "4711 at gate 12"), ["#0", "#1", "."]),
        ("Code 4711 at gate 12.", ("4711 at gate 12", "Code 4711"), ["#1", "#0", "."]),
        ("Code 4711 at gate 12.", ("Code 4711 at gate", "4711"), ["#0", " 12."]),
        ("Code 4711 at gate 12.", ("4711", "Code 4711 at gate"), ["#1", " 12."]),
        ("Code 4711, and 4711.", ("Code 4711", "4711"), ["#0", ", and ", "#1", "."]),
        (
            "Gate 12, and at gate 12 it is.",
            ("at gate", "gate 12"),
            ["Gate 12, and ", "#0", "#1", " it is."],
        ),
        ("From gate 1 gate 1 gate 1 on.", ("gate 1 gate 1",), ["From ", "#0", " on."]),
        ("Code 4711.", ("Code", " 4711"), ["#0", "#1", "."]),
    ],
)
def test_of_passages_that_overlap_nothing_is_left(
    text: str, passages: tuple[str, ...], left: list[str]
) -> None:
    """Whichever was named first: what two officers sign as left out is published in no part."""
    removals = [
        Removal(part="why", passage=each, reason=f"reason {number}")
        for number, each in enumerate(passages)
    ]

    (runs,) = rules.without(text, "why", removals)

    assert [run.text.replace("reason ", "#") for run in runs] == left
    assert [run.removed for run in runs] == [said.startswith("#") for said in left]


@pytest.mark.parametrize(
    ("day", "good"),
    [("2026-11-20", False), ("2026-11-21", True), ("2027-11-21", True), ("2027-11-22", False)],
)
def test_a_review_is_within_a_year(day: str, good: bool) -> None:
    assert rules.is_review_day(date.fromisoformat(day), date(2026, 11, 20)) is good


def test_only_another_verdict_overrules() -> None:
    assert rules.overrules(Verdict.STOP, Verdict.GO_AHEAD)
    assert not rules.overrules(Verdict.STOP, Verdict.STOP)
