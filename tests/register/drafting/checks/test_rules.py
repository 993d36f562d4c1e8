"""What must be on record before a draft is published, and how each lack is named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.register.assessments.models import Verdict
from app.register.consultations.rules import Outcome
from app.register.drafting.checks.rules import Assessed, Followed, OnRecord, filled, unproven
from app.register.drafting.wording.rules import digest_of
from app.register.terms.schemas import Consulted
from tests.support.register import a_document, a_practice

TODAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
OF = digest_of({})
ASSESSED = Assessed(
    reference="IA-1",
    signed_on=date(2026, 1, 1),
    decision=Verdict.GO_AHEAD,
    review_on=TODAY,
    summary="It is fair.",
    at=NOON,
    of=OF,
)
AGREED = Outcome(Consulted.AGREED, "We agree.", NOON, "vans", OF)
ALONE = replace(AGREED, result=Consulted.NOT_CONSULTED, text="It burnt.\nIt is needed today.")
WHOLE = OnRecord(TODAY, ASSESSED, AGREED)
FOLLOWED = Followed(a_document(), NOON)
UNDER, RESULT = "checks.assessment.reference", "checks.consultation.result"
REASON = "checks.consultation.text"


def words(**consultation: Any) -> dict[str, Any]:
    """A draft that names IA-1 and an agreement."""
    checks = a_practice()["checks"]
    return {"checks": checks | {"consultation": checks["consultation"] | consultation}}


@pytest.mark.parametrize(
    ("record", "path", "says"),
    [
        (replace(WHOLE, assessed=None), UNDER, "no approved assessment is on record"),
        (
            replace(WHOLE, assessed=replace(ASSESSED, decision=Verdict.STOP)),
            UNDER,
            "the newest assessment, IA-1, says stop",
        ),
        (
            replace(WHOLE, assessed=replace(ASSESSED, review_on=TODAY - timedelta(days=1))),
            UNDER,
            "the review of IA-1 is overdue",
        ),
        (
            replace(WHOLE, assessed=replace(ASSESSED, reference="IA-2")),
            UNDER,
            "on record is IA-2, signed on 2026-01-01",
        ),
        (
            replace(WHOLE, assessed=replace(ASSESSED, signed_on=date(2026, 1, 2))),
            UNDER,
            "on record is IA-1, signed on 2026-01-02",
        ),
        (
            replace(WHOLE, consulted=None),
            RESULT,
            "no consultation is on record, and no reason for going on without one",
        ),
        (
            replace(WHOLE, consulted=replace(AGREED, result=Consulted.DISSENT)),
            RESULT,
            "on record is “dissent”",
        ),
        (replace(WHOLE, consulted=ALONE), RESULT, "on record is “not-consulted”"),
        (
            replace(WHOLE, assessed=replace(ASSESSED, of=digest_of(a_practice()))),
            UNDER,
            "the words changed since they were assessed",
        ),
        (
            replace(WHOLE, assessed=replace(ASSESSED, of=None)),
            UNDER,
            "the words changed since they were assessed",
        ),
        (
            replace(WHOLE, consulted=replace(AGREED, of=digest_of(a_practice()))),
            RESULT,
            "the words changed since they were consulted on",
        ),
    ],
)
def test_each_thing_that_is_not_on_record_is_named(record: OnRecord, path: str, says: str) -> None:
    assert unproven(words(), record) == [(path, says)]
    assert unproven(words(), WHOLE) == []


def test_a_start_without_consultation_carries_its_recorded_reason() -> None:
    record = replace(WHOLE, consulted=ALONE)

    silent = unproven(words(result="not-consulted", text="We had no time."), record)
    assert silent == [(REASON, "the recorded reason must stand here, word for word")]
    said = "Nobody was asked: It burnt. It is needed today."
    assert unproven(words(result="not-consulted", text=said), record) == []


def whole(**different: Any) -> dict[str, Any]:
    """All the words of a draft, of a practice that keeps payslips."""
    pay = [{"id": "payslips", "label": "payslips", "kind": "pay"}]
    said = {"kind": "payroll", "categories": pay, "uses": None, "state": None, "version": None}
    return a_practice(**said | different)


def paths(words: dict[str, Any], record: OnRecord) -> list[str]:
    return [path for path, _sentence in unproven(words, record)]


def test_a_new_practice_can_carry_nothing_over_and_a_change_can() -> None:
    nothing = OnRecord(TODAY)

    assert paths(whole(), nothing) == [UNDER, RESULT]
    assert paths(whole(), replace(nothing, followed=FOLLOWED)) == []
    other = whole()
    other["checks"]["assessment"]["reference"] = "IA-9"
    assert paths(other, replace(nothing, followed=FOLLOWED)) == [UNDER]


def test_what_can_never_be_left_out_is_not_carried_over_from_elsewhere() -> None:
    followed = replace(WHOLE, assessed=None, followed=FOLLOWED)
    location = whole(kind="location")

    assert paths(location, followed) == [UNDER]
    assert paths(location, replace(followed, assessed=ASSESSED)) == []
    assert paths(whole(), followed) == []


def test_a_dissent_since_the_version_in_force_cannot_be_carried_past() -> None:
    dissent = replace(AGREED, result=Consulted.DISSENT)
    before = replace(WHOLE, followed=FOLLOWED, consulted=dissent)
    since = replace(before, consulted=replace(dissent, at=LATER))

    assert unproven(words(), before) == []
    assert unproven(words(), since) == [(RESULT, "on record is “dissent”")]


@pytest.mark.parametrize(
    ("assessed_at", "consulted_at", "is_older"),
    [
        (LATER, LATER, False),
        (LATER, NOON, True),
        (NOON, LATER, True),
        (None, LATER, True),
        (LATER, None, True),
    ],
)
def test_what_adds_is_checked_anew(
    assessed_at: datetime | None, consulted_at: datetime | None, is_older: bool
) -> None:
    record = OnRecord(
        TODAY,
        replace(ASSESSED, at=assessed_at) if assessed_at else None,
        replace(AGREED, at=consulted_at) if consulted_at else None,
        FOLLOWED,
    )

    assert record.has_both_anew_of(words()) is not is_older
    assert not record.has_both_anew_of(a_practice())
    whole = assessed_at is not None and consulted_at is not None
    assert replace(record, followed=None).has_both_anew_of(words()) is whole


@pytest.mark.parametrize(
    ("at", "of", "counts"),
    [
        (NOON, "other", True),
        (NOON, None, True),
        (LATER, "drafted", True),
        (LATER, "followed", True),
        (LATER, "other", False),
        (LATER, None, False),
    ],
)
def test_a_check_since_the_version_in_force_is_of_its_words_or_of_those_drafted(
    at: datetime, of: str | None, counts: bool
) -> None:
    drafted = whole(summary="Payslips are kept.")
    digests = {
        "drafted": digest_of(drafted),
        "followed": digest_of(a_practice()),
        "other": digest_of(whole(summary="Other words.")),
        None: None,
    }
    record = OnRecord(
        TODAY,
        replace(ASSESSED, at=at, of=digests[of]),
        replace(AGREED, at=at, of=digests[of]),
        FOLLOWED,
    )

    assert paths(drafted, record) == ([] if counts else [UNDER, RESULT])


def test_checks_and_spelling_are_no_part_of_the_words_that_are_checked() -> None:
    said = a_document().model_dump(mode="json")

    assert digest_of(said) == digest_of(a_practice(checks=None))
    assert digest_of(said) != digest_of(said | {"retention": said["retention"] | {"days": 3650}})


@pytest.mark.parametrize("consulted", [AGREED, ALONE, replace(AGREED, result=Consulted.IMPOSED)])
def test_what_is_filled_in_opens_the_gate(consulted: Outcome) -> None:
    record = replace(WHOLE, assessed=replace(ASSESSED, reference="IA-2"), consulted=consulted)

    found = filled(words(result="dissent"), record)

    assert unproven(found, record) == []
    assert found["checks"]["next_review"] == a_practice()["checks"]["next_review"]
    assert filled({}, OnRecord(TODAY)) == {}
