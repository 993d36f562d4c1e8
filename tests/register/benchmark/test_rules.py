"""Each item changes with the fields it rests on and with no other; every field is named."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from pydantic import BaseModel

from app.register.benchmark import rules
from app.register.benchmark.deciding.rules import Record
from app.register.benchmark.fields.rules import empty, names, values
from app.register.benchmark.items.rules import ITEMS, NO_ITEM
from app.register.in_force.rules import Histories, Version, on_day
from app.register.schemas import PracticeDocument, VersionNote, canonical, digest
from app.register.terms.schemas import Basis, CategoryKind, Figures, Kind, Reads, Right
from tests.support.register import PRACTICE, a_practice

DAY = date(2026, 11, 20)
ON_RECORD = Record(DAY, assessment=PRACTICE["checks"]["assessment"]["reference"])
FIELDS = tuple(names(PracticeDocument))
CHOICE = {"question": "May we?", "yes": "Then we do.", "no": "Then we do not."}
MEASURED = {
    "targets": ["Two a week"],
    "how": "By count.",
    "meetings": "Monthly.",
    "record": "Kept.",
    "seen_by": "You and your manager.",
    "support": "Given.",
    "missed": "We talk.",
}
ABROAD = [{"name": "Cloud Inc", "does": "Stores it", "country": "US", "safeguard": "Clauses"}]
AGREED = {"result": "agreed", "text": "They agreed.", "ended_on": "2025-12-01"}
FULL: dict[str, Any] = {
    "figures": "team",
    "reads": "traffic",
    "choice": CHOICE,
    "performance": MEASURED,
    "processors": ABROAD,
    "recipients": ABROAD,
    "special_condition": "Employment law.",
    "alternative": "A card.",
    "why_content": "A link is inside.",
    "private_matters": "The union is left out.",
    "at_home": "Off after six.",
    "emotions": {"answer": False, "text": "Nobody’s mood is guessed."},
    "collected_at": ["home"],
    "rights": ["access", "objection", "human-review"],
    "checks": PRACTICE["checks"] | {"consultation": AGREED},
}


def document(**different: Any) -> PracticeDocument:
    """A practice as the register's file has it, without what stands beside a version."""
    told = a_practice(**FULL | different)
    beside = {"state", "version"}
    words = {name: said for name, said in told.items() if name not in beside}
    return PracticeDocument.model_validate_json(json.dumps(words))


def asked_for_consent(basis: str = "consent") -> list[dict[str, Any]]:
    return [PRACTICE["purposes"][0] | {"basis": basis}]


# Between them they ask every question, and meet every item that is asked.
BASES = (
    document(kind="calls", purposes=asked_for_consent()),
    document(kind="biometrics", choice=None, categories=[
        {"id": "face", "label": "face", "kind": "biometric"},
        {"id": "spoken", "label": "spoken words", "kind": "sound"},
    ], automated_decisions={"answer": True, "text": "It opens the door."}),
    document(kind="performance", purposes=asked_for_consent("contract"), choice=None,
             used_to_judge={"answer": True, "text": "Used for pay."}),
    document(basis="contract", purposes=asked_for_consent("contract"), choice=None, figures="none",
             rights=["access", "human-review"], scope={"work_settings": ["home"]},
             collected_at=["site"]),
    document(choice=None, reads="content", kind="other"),
    document(choice=None, reads="neither", kind="cctv"),
    document(choice=None, processors=[], recipients=[], kind="other"),
    document(basis="consent", kind="other", figures="individual",
             used_to_judge={"answer": True, "text": "Used for pay."}),
)  # fmt: skip


def replaced(part: Any, path: str, value: Any) -> Any:
    """The same part with one field different, whatever a form or a file would say to it."""
    head, _, rest = path.partition(".")
    name = head.removesuffix("[]")
    found = getattr(part, name)
    if rest and found:
        many = head.endswith("[]")
        new = tuple(replaced(one, rest, value) for one in found) if many else None
        value = new if many else replaced(found, rest, value)
    elif rest:
        return part
    return part.model_copy(update={name: value})


def others(value: Any) -> Iterator[Any]:
    """What else a field could hold: nothing, every other member of its kind, long ago, later."""
    yield () if isinstance(value, tuple) else None
    if isinstance(value, tuple) and value and isinstance(value[0], StrEnum):
        yield from ((one,) for one in type(value[0]))
    if isinstance(value, StrEnum):
        yield from (one for one in type(value) if one is not value)
    if isinstance(value, bool):
        yield not value
    if isinstance(value, date):
        yield from (value - timedelta(days=3000), value + timedelta(days=3000))
    if isinstance(value, str):
        yield from (f"{value} and more", "IE", "US")


def answers(of: PracticeDocument) -> dict[str, Any]:
    return {item.code: rules.answer(item, of, ON_RECORD) for item in ITEMS}


def changed(before: PracticeDocument, after: PracticeDocument) -> set[str]:
    one, two = answers(before), answers(after)
    return {code for code in one if one[code] != two[code]}


def all_that_changes_with(field: str) -> set[str]:
    found: set[str] = set()
    for base in BASES:
        for value in {repr(v): v for v in values(base, field)}.values():
            for other in others(value):
                found |= changed(base, replaced(base, field, other))
    return found


@pytest.mark.parametrize("field", FIELDS)
def test_changing_a_field_changes_exactly_the_items_that_rest_on_it(field: str) -> None:
    assert all_that_changes_with(field) == rules.resting_on(field)


@pytest.mark.parametrize("part", ["choice", "performance"])
def test_a_part_left_out_changes_only_what_rests_on_its_fields(part: str) -> None:
    resting: set[str] = set()
    for field in (field for field in FIELDS if field.startswith(f"{part}.")):
        resting |= rules.resting_on(field)

    found = [changed(base, base.model_copy(update={part: None})) for base in BASES]
    assert set().union(*found) == resting


def test_every_field_rests_under_an_item_or_is_listed_as_bearing_none() -> None:
    bearing = {field for item in ITEMS for field in item.rests_on}

    assert bearing | set(NO_ITEM) == set(FIELDS)
    assert not bearing & set(NO_ITEM)
    assert len(FIELDS) > 80


def test_a_new_field_that_nobody_placed_is_noticed() -> None:
    class Grown(PracticeDocument):
        mood: str

    bearing = {field for item in ITEMS for field in item.rests_on}
    assert set(names(Grown)) - bearing - set(NO_ITEM) == {"mood"}


def test_fields_are_named_down_to_the_last() -> None:
    class Inner(BaseModel):
        a: str
        b: tuple[str, ...] = ()

    class Outer(BaseModel):
        one: Inner
        many: tuple[Inner, ...]
        perhaps: Inner | None = None

    assert list(names(Outer)) == [
        "one.a",
        "one.b",
        "many[].a",
        "many[].b",
        "perhaps.a",
        "perhaps.b",
    ]
    made = Outer(one=Inner(a="x"), many=(Inner(a="y", b=("z",)), Inner(a="")))
    assert values(made, "many[].a") == ["y", ""]
    assert values(made, "perhaps.a") == [None]
    assert empty(made, ["one.a", "one.b", "many[].a", "perhaps.b"]) == [
        "one.b",
        "many[].a",
        "perhaps.b",
    ]


@pytest.mark.parametrize("base", BASES[:7], ids=lambda base: base.kind)
def test_what_is_asked_of_a_full_practice_is_met(base: PracticeDocument) -> None:
    assert not {code: faults for code, faults in answers(base).items() if faults}


def test_every_question_is_asked_of_some_practice() -> None:
    asked = {code for base in BASES for code, faults in answers(base).items() if faults is not None}
    assert asked == {item.code for item in ITEMS}
    assert len(ITEMS) == len(asked)


@pytest.mark.parametrize(
    ("code", "different", "faults"),
    [
        ("balanced", {"balancing": None}, ("balancing",)),
        ("balanced", {"basis": Basis.CONTRACT}, None),
        ("real-choice", {"why_not_consent": None}, ("why_not_consent",)),
        ("traffic-only", {"kind": Kind.CALLS, "reads": Reads.BOTH}, ("reads",)),
        ("traffic-only", {"reads": Reads.BOTH}, None),
        ("teams", {"figures": Figures.INDIVIDUAL}, ("figures",)),
        ("teams", {"figures": Figures.NONE}, None),
        ("rights", {"rights": (Right.ACCESS,)}, ("rights",)),
        ("outsiders", {"processors": (), "recipients": ()}, None),
        ("performance", {"kind": Kind.PERFORMANCE, "performance": None}, (
            "performance.targets", "performance.how", "performance.meetings",
            "performance.record", "performance.seen_by", "performance.support",
            "performance.missed",
        )),
    ],
)  # fmt: skip
def test_an_answer_names_the_fields_at_fault(
    code: str, different: dict[str, Any], faults: tuple[str, ...] | None
) -> None:
    item = next(item for item in ITEMS if item.code == code)
    practice = document(choice=None).model_copy(update=different)

    assert rules.answer(item, practice, ON_RECORD) == faults


@pytest.mark.parametrize(
    ("day", "met"),
    [(date(2026, 11, 20), True), (date(2027, 1, 2), True), (date(2027, 1, 3), False)],
)
def test_a_review_that_is_due_today_is_not_late_yet(day: date, met: bool) -> None:
    item = next(item for item in ITEMS if item.code == "reviewed")

    assert (rules.answer(item, document(choice=None), Record(day)) == ()) is met


def test_a_review_is_over_once_the_risk_changed() -> None:
    item = next(item for item in ITEMS if item.code == "reviewed")
    changed_since = Record(DAY, risk_changed=True)

    assert rules.answer(item, document(choice=None), changed_since) == ("checks.checked_on",)
    assert rules.answer(item, document(choice=None), Record(DAY)) == ()


def test_a_review_more_than_a_year_away_is_too_far() -> None:
    item = next(item for item in ITEMS if item.code == "reviewed")
    far = replaced(document(choice=None), "checks.next_review", date(2027, 6, 1))

    assert rules.answer(item, far, ON_RECORD) == ("checks.next_review",)


def test_an_outsider_abroad_needs_a_safeguard() -> None:
    item = next(item for item in ITEMS if item.code == "outsiders")
    base = document(choice=None)

    assert rules.answer(item, replaced(base, "recipients[].safeguard", None), ON_RECORD) == (
        "recipients[].safeguard",
    )
    at_home = replaced(replaced(base, "recipients[].safeguard", None), "recipients[].country", "IE")
    assert rules.answer(item, at_home, ON_RECORD) == ()


def test_the_score_counts_the_practices_in_use_and_names_the_others() -> None:
    notes = VersionNote.model_validate_json(
        '{"number": 1, "in_force_from": "2026-01-05", "headline": "x", "reason": "x", '
        '"approved_by": [], "consulted": "x", "adds": true}'
    )

    def published(of: PracticeDocument) -> Version:
        return Version(notes, of, digest(canonical(of)), datetime(2026, 1, 5, tzinfo=UTC))

    good, bad = (
        document(choice=None),
        document(choice=None, id="bad", title="Bad", figures="individual"),
    )
    register = on_day(
        Histories({"good": (published(good),), "bad": (published(bad),)}, {}, None), DAY
    )
    scored = {one.item.code: one for one in rules.score(register, {"good": ON_RECORD})}

    assert (scored["teams"].met, scored["teams"].asked) == (1, 2)
    assert [(s.practice.title, s.fields) for s in scored["teams"].shortfalls] == [
        ("Bad", ("figures",))
    ]
    assert (scored["purpose"].met, scored["purpose"].asked) == (2, 2)
    assert scored["no-biometrics"].asked == 0
    assert [met.practice.title for met in scored["teams"].met_by] == [good.title]
    assert [(m.practice.id, m.assessment) for m in scored["assessed"].met_by] == [("good", "IA-1")]
    assert [s.practice.id for s in scored["assessed"].shortfalls] == ["bad"]
    assert CategoryKind.BIOMETRIC not in {c.kind for c in good.categories}
