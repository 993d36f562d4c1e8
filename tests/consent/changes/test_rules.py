"""Which change of a practice asks for a new answer: each field, in a version and a correction."""

import json
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.consent.changes import rules
from app.register.in_force.rules import Practice, State, Version
from app.register.schemas import PracticeDocument, VersionNote
from tests.support.consent import CHOICE, POLISH, a_choice
from tests.support.register import a_version

LONDON = ZoneInfo("Europe/London")
US = {"name": "Far Inc", "does": "Works it out", "country": "US", "safeguard": "A contract"}
IE = {"name": "Trackline", "does": "Stores it", "country": "IE"}
BASE = a_choice(
    processors=[IE, US],
    recipients=[{"name": "Insurer", "does": "Reads it", "country": "GB"}],
    emotions={"answer": False, "text": "No feeling is guessed."},
)
TO_TIPS, STYLE = BASE["purposes"][0], BASE["categories"][0]
SCORES = {"id": "scores", "label": "scores", "kind": "record"}
BONUS = {"id": "bonus", "text": "To pay a bonus", "label": "Bonus", "phrase": "to pay a bonus"}
TOM = {"label": "Managers", "when": "weekly", "relation": "manager"}

FACT, WORDS, NOTHING = (True, True), (True, False), (False, False)  # in a version, a correction
CHANGES: list[tuple[str, Any, tuple[bool, bool]]] = [
    # what is done with the data
    ("kind", "location", FACT),
    ("system", "telematics", FACT),
    ("purposes", [TO_TIPS, BONUS], FACT),
    ("purposes", [BONUS], FACT),
    ("purposes", [TO_TIPS, BONUS | {"basis": "contract"}], FACT),
    ("categories", [STYLE, SCORES], FACT),
    ("categories", [STYLE | {"kind": "health"}], FACT),
    ("categories", [SCORES], FACT),
    ("readers", [*BASE["readers"], TOM], FACT),
    ("readers", [BASE["readers"][0] | {"relation": "manager"}], FACT),
    ("processors", [IE], FACT),
    ("processors", [IE | {"country": "FR"}, US], FACT),
    ("processors", [IE, US | {"country": "IN"}], FACT),
    ("processors", [IE, US | {"safeguard": "Another contract"}], FACT),
    ("processors", [IE | {"name": "Trackline Group"}, US], FACT),
    ("recipients", [], FACT),
    ("recipients", [*BASE["recipients"], US], FACT),
    ("retention", {"label": "90 days", "then": "then it is deleted", "days": 90}, FACT),
    ("retention", {"label": "30 days", "then": "then it is deleted"}, FACT),
    ("figures", "team", FACT),
    ("reads", "content", FACT),
    ("used_to_judge", {"answer": True, "text": "Not used for pay."}, FACT),
    ("automated_decisions", {"answer": True, "text": "A dispatcher decides."}, FACT),
    ("emotions", {"answer": True, "text": "No feeling is guessed."}, FACT),
    ("collected_at", ["vehicle"], FACT),
    ("collected_hours", None, FACT),
    ("special_condition", "Explicit consent", FACT),
    ("rights", ["access"], FACT),
    ("choice", CHOICE | {"stops": "by-midnight"}, FACT),
    # how it is said
    ("purposes", [TO_TIPS | {"text": "To show tips"}], WORDS),
    ("categories", [STYLE | {"label": "style of driving"}], WORDS),
    ("readers", [BASE["readers"][0] | {"when": "in your app"}], WORDS),
    ("processors", [IE | {"does": "Keeps it"}, US], WORDS),
    ("retention", {"label": "A month", "then": "then it is deleted", "days": 30}, WORDS),
    ("retention", {"label": "30 days", "then": "then it is erased", "days": 30}, WORDS),
    ("used_to_judge", {"answer": False, "text": "Never used for pay."}, WORDS),
    ("automated_decisions", {"answer": False, "text": "Somebody decides."}, WORDS),
    ("emotions", {"answer": False, "text": "No feelings are guessed."}, WORDS),
    *(("choice", CHOICE | {name: "Said otherwise."}, WORDS) for name in CHOICE if name in {
        "question", "yes", "no", "alternative", "held",
    }),
    ("records", ["How you brake"], WORDS),
    ("does_not_record", ["Where you are"], WORDS),
    ("not_used_for", ["Pay"], WORDS),
    ("tool", "Trackline 2", WORDS),
    ("how", "The app sends it.", WORDS),
    ("when", "On a call-out", WORDS),
    ("where", "In the van", WORDS),
    ("extent", "All engineers", WORDS),
    ("why_content", "It is short.", WORDS),
    ("private_matters", "They are kept out.", WORDS),
    ("at_home", "Nothing is recorded there.", WORDS),
    ("alternative", "A paper form", WORDS),
    (
        "performance",
        {
            "targets": ["None"], "how": "By hand", "meetings": "None", "record": "A note",
            "support": "Training", "missed": "Nothing",
        },
        WORDS,
    ),
    # what says nothing of the data, or is asked elsewhere
    ("purposes", [TO_TIPS | {"label": "Tips", "phrase": "for tips", "needs_case": True}], NOTHING),
    ("choice", CHOICE | {"translations": [POLISH]}, NOTHING),  # of another language
    ("area", "work-and-pay", NOTHING),
    ("title", "Tips on driving", NOTHING),
    ("summary", "You get tips.", NOTHING),
    ("reasons", "Fewer accidents.", NOTHING),
    ("challenge", "Ask in person.", NOTHING),
    ("complaints", "Tell us.", NOTHING),
    ("basis_why", "You choose.", NOTHING),
    ("why_not_consent", "Parts of it are.", NOTHING),
    ("interest", "Safety.", NOTHING),
    ("balancing", "It is fair.", NOTHING),
    ("checks", BASE["checks"] | {"next_review": "2026-12-02"}, NOTHING),
    ("owner", {"name": "Somebody", "role": "Head"}, NOTHING),
    ("contact", "Privacy team", NOTHING),
    ("uses", ["messages"], NOTHING),
    ("scope", {"units": ["Dispatch"]}, NOTHING),  # whose choice it is: ``queries.applies``
]  # fmt: skip
ELSEWHERE = {
    "id",  # which practice it is
    "basis",  # through each purpose that has none of its own; without consent it is no choice
}


@dataclass(frozen=True)
class Answered:
    version: str = "1"
    language: str = "en"
    processing: Any = field(
        default_factory=lambda: {"party_identification": [{"party_name": "Northfold"}]}
    )


def a_document(**different: Any) -> PracticeDocument:
    words = deepcopy(BASE) | different
    kept = {
        name: part
        for name, part in words.items()
        if part is not None and name not in {"state", "version"}
    }
    return PracticeDocument.model_validate_json(json.dumps(kept))


def version(
    number: int,
    correction: int = 0,
    on: date = date(2026, 1, 5),
    adds: bool | None = None,
    **different: Any,
) -> Version:
    more = not correction if adds is None else adds
    note = a_version(number, on.isoformat(), correction=correction, adds=more)
    published = datetime.combine(on - timedelta(days=20), time(), UTC)
    document = a_document(**different)
    return Version(VersionNote.model_validate_json(json.dumps(note)), document, "", published)


def practice(*versions: Version) -> Practice:
    return Practice("driving-tips", State.IN_USE, versions[-1], versions, None)


@pytest.mark.parametrize(("name", "value", "asks"), CHANGES)
def test_a_change_asks_for_a_new_answer_exactly_if_it_is_material(
    name: str, value: Any, asks: tuple[bool, bool]
) -> None:
    before, changed = version(1), {name: value}
    assert a_document(**changed) != before.document
    found = tuple(
        rules.differs(practice(before, after), Answered(), "Northfold")
        for after in (version(2, **changed), version(1, 1, **changed))
    )
    assert found == asks
    assert not rules.differs(practice(before, version(2)), Answered(), "Northfold")


THEN = {"then": "then it is deleted"}


@pytest.mark.parametrize(
    ("name", "value", "another"),
    [
        ("retention", {"label": "30 days"} | THEN, {"label": "90 days"} | THEN),
        (
            "purposes",
            [TO_TIPS, BONUS | {"basis": "contract"}],
            [TO_TIPS, BONUS | {"basis": "legal-obligation"}],
        ),
        (
            "readers",
            [{"label": "IT", "when": "at work", "role": "Analyst"}],
            [{"label": "IT", "when": "at work", "role": "Analyst", "unit": "IT"}],
        ),
        ("emotions", None, {"answer": False, "text": "No feeling is guessed."}),
    ],
)
def test_a_fact_is_one_however_it_was_said_before(name: str, value: Any, another: Any) -> None:
    before, after = version(1, **{name: value}), version(1, 1, **{name: another})
    assert rules.differs(practice(before, after), Answered(), "Northfold")
    same = version(1, 1, **{name: value})
    assert not rules.differs(practice(before, same), Answered(), "Northfold")


def test_each_field_is_in_the_table() -> None:
    assert {name for name, *_rest in CHANGES} | ELSEWHERE == set(PracticeDocument.model_fields)
    assert not ELSEWHERE & {name for name, *_rest in CHANGES}
    assert set(rules.MEANING) <= set(PracticeDocument.model_fields)


@pytest.mark.parametrize(
    ("answered", "controller", "differs"),
    [
        (Answered(), "Northfold", False),
        (Answered(), "Northfold Holding", True),
        (Answered(language="pl"), "Northfold", True),  # her words are not there
        (Answered(version="0"), "Northfold", True),  # nor is what she answered
    ],
)
def test_so_does_another_controller_and_what_is_not_to_be_found(
    answered: Answered, controller: str, differs: bool
) -> None:
    assert rules.differs(practice(version(1)), answered, controller) is differs


def test_many_small_corrections_are_no_way_around_it() -> None:
    corrected = practice(
        version(1), version(1, 1, how="The app sends."), version(1, 2, figures="team")
    )
    assert rules.differs(corrected, Answered(), "Northfold")
    assert not rules.differs(practice(*corrected.versions[:2]), Answered(), "Northfold")
    assert rules.differs(
        practice(*corrected.versions[:2], version(2)), Answered("1.1"), "Northfold"
    )


MORE = {"records": ["How you brake", "How you steer"]}


@pytest.mark.parametrize(
    ("later", "asks"),
    [
        ([version(1, 1, **MORE)], False),
        ([version(1, 1, adds=True, **MORE)], True),
        ([version(1, 1, adds=True, **MORE), version(1, 2, how="The app sends.", **MORE)], True),
        ([version(1, 1, adds=True)], False),  # the same to whoever reads it
        ([version(1, 1, adds=True, **MORE), version(1, 2)], False),  # and taken back
    ],
)
def test_a_correction_for_the_past_that_adds_is_no_small_one(
    later: list[Version], asks: bool
) -> None:
    corrected = practice(version(1), *later)
    assert rules.differs(corrected, Answered(), "Northfold") is asks
    assert (rules.differs_since(corrected, Answered(), LONDON) is not None) is asks
    if len(later) > 1:
        assert not rules.differs(corrected, Answered(later[-1].label), "Northfold")


FEBRUARY, MARCH, JULY = date(2026, 2, 1), date(2026, 3, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("later", "since"),
    [
        ([version(2, on=FEBRUARY)], None),
        ([version(2, on=FEBRUARY, figures="team")], datetime(2026, 2, 1, tzinfo=LONDON)),
        (
            [version(2, on=FEBRUARY), version(3, on=JULY, figures="team")],
            datetime(2026, 7, 1, tzinfo=LONDON),
        ),
        (
            [version(2, on=MARCH, figures="team"), version(3, on=JULY, figures="team")],
            datetime(2026, 3, 1, tzinfo=LONDON),
        ),
        ([version(2, on=FEBRUARY, figures="team"), version(3, on=MARCH)], None),  # as it was
    ],
)
def test_it_does_so_from_the_first_day_of_the_version_on(
    later: list[Version], since: datetime | None
) -> None:
    assert rules.differs_since(practice(version(1), *later), Answered(), LONDON) == since


def test_and_not_before_that_was_published() -> None:
    at_noon = datetime(2026, 2, 1, 12, tzinfo=UTC)
    note = version(2, on=FEBRUARY).note
    second = Version(note, a_document(figures="team"), "", at_noon)
    assert rules.differs_since(practice(version(1), second), Answered(), LONDON) == at_noon
