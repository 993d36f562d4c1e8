"""A receipt: everything ISO/IEC TS 27560 asks for, in a file that keeps to its schema."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlmodel import Session

from app.consent import queries
from app.consent.keeping import service as keeping
from app.consent.models import State
from app.consent.receipts.queries import receipt
from app.consent.receipts.schemas import SCHEMA_VERSION, json_schema
from app.consent.rules import PERMITTING
from app.core import clock
from app.core.errors import NotFoundError
from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.consent import a_choice, answer, approve, offer, reword

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SCHEMA = Path("docs/consent-receipt.schema.json")
ABROAD = {
    "processors": [
        {"name": "Trackline", "does": "Stores it", "country": "IE"},
        {"name": "Far Inc", "does": "Works it out", "country": "US", "safeguard": "a contract"},
    ]
}
# LAW CON-6, each with its place
TERMS = (
    *("schema_version", "record_id", "pii_principal_id", "jurisdiction", "notice.sha256"),
    *("pii_processing.privacy_notice", "pii_processing.language"),
    *(
        f"pii_processing.purposes.0.{term}"
        for term in (
            *("purpose", "pii_information", "pii_controllers", "storage_locations"),
            *("retention_period", "recipient_third_parties", "withdrawal_method"),
            *("lawful_basis", "geographic_restrictions", "collection_method", "privacy_rights"),
        )
    ),
    *(
        f"party_identification.0.party_{term}"
        for term in ("id", "address", "name", "contact", "type")
    ),
    *(
        f"event.{term}"
        for term in ("event_time", "validity_duration", "entity_id", "event_type", "event_state")
    ),
)


def test_the_schema_in_docs_is_that_of_the_code_and_names_the_standards_terms() -> None:
    assert SCHEMA.read_text() == json_schema()
    for term in TERMS:
        assert f'"{term.rpartition(".")[2]}"' in SCHEMA.read_text()


def test_the_schema_says_its_dialect_and_a_name_that_changes_with_its_version() -> None:
    schema = json.loads(SCHEMA.read_text())

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:daylight:consent-receipt:1"
    assert SCHEMA_VERSION.endswith(f"daylight-{schema['$id'].rpartition(':')[2]}")


def test_every_step_has_a_receipt_that_keeps_to_the_schema(session: Session, cast: Cast) -> None:
    offer(session, cast, a_choice(**ABROAD))
    for yes in (True, False, True):
        answer(session, cast.amara, yes=yes)
    checked = 0
    for step in queries.history(session, cast.amara):
        written = receipt(session, cast.amara, step.event.reference).model_dump(mode="json")
        assert faults(written) == []
        assert {term: _at(written, term) for term in TERMS}
        shown = written["notice"]
        assert sha256(shown["text"].encode()).hexdigest() == shown["sha256"]
        assert written["event"]["event_state"] == step.event.state.value
        checked += 1
    assert checked == 4


# A record through every state there is: each step, its version, and whose act it was.
STORY = [
    (State.REQUESTED, "1", "controller"),
    (State.GIVEN, "1", "E1001"),
    (State.RENEWED, "1", "E1001"),
    (State.EXPIRED, "1", "controller"),
    (State.GIVEN, "1", "E1001"),
    (State.WITHDRAWN, "1", "E1001"),
    (State.GIVEN, "1", "E1001"),
    (State.REQUESTED, "2", "controller"),  # again: what she had said yes to has changed
    (State.REFUSED, "2", "E1001"),
    (State.GIVEN, "2", "E1001"),
    (State.REVOKED, "2", "controller"),
]


def a_story(session: Session, cast: Cast) -> None:
    """A year and a half of one choice."""
    with clock.set_to(FRIDAY):
        offer(session, cast, a_choice(**ABROAD))
        answer(session, cast.amara, yes=True)
    with clock.set_to(FRIDAY + timedelta(days=340)):
        answer(session, cast.amara, yes=True)
    with clock.set_to(FRIDAY + timedelta(days=340 + 366)):
        keeping.keep_time(session)
        for yes in (True, False, True):
            answer(session, cast.amara, yes=yes)
        reword(session, **(ABROAD | {"system": "telematics"}))
        approve(session, cast)
        keeping.follow_register(session)
        for yes in (False, True):
            answer(session, cast.amara, yes=yes)
        cast.amara.role_title = "Dispatcher"
        keeping.follow_register(session)


def test_every_state_has_a_receipt_of_what_was_true_of_it(session: Session, cast: Cast) -> None:
    a_story(session, cast)
    steps = queries.history(session, cast.amara)[::-1]
    written = [
        receipt(session, cast.amara, step.event.reference).model_dump(mode="json") for step in steps
    ]

    assert [fault for each in written for fault in faults(each)] == []
    assert {state for state, *_rest in STORY} == set(State)
    assert [
        (step.event.state, each["notice"]["version"], each["event"]["entity_id"])
        for step, each in zip(steps, written, strict=True)
    ] == STORY
    for step, each in zip(steps, written, strict=True):
        assert {term: _at(each, term) for term in TERMS}
        holds = each["event"]["validity_duration"] is not None
        assert holds == (step.event.state in PERMITTING)
        own = each["event"]["entity_id"] == "E1001"
        assert each["event"]["event_type"] == ("explicit" if own else "notice")
        [purpose] = each["pii_processing"]["purposes"]
        system = "field-app" if each["notice"]["version"] == "1" else "telematics"
        assert purpose["storage_locations"] == [system, "IE", "US"]
        assert f"({system})" in each["notice"]["text"]
    assert len({each["record_id"] for each in written}) == 1
    assert len({each["receipt_id"] for each in written}) == len(STORY)


@pytest.mark.parametrize("term", TERMS)
def test_without_one_of_its_terms_it_does_not(session: Session, cast: Cast, term: str) -> None:
    offer(session, cast, a_choice(**ABROAD))
    event = answer(session, cast.amara, yes=True)
    written = receipt(session, cast.amara, event.reference).model_dump(mode="json")
    spoilt = deepcopy(written)
    *way, last = term.split(".")
    inner: Any = spoilt
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    del inner[last]

    assert any(last in fault for fault in faults(spoilt))
    assert faults(written) == []


@pytest.mark.parametrize(
    ("way", "value"),
    [
        (("event", "event_time"), "2026-10-01T09:00:00"),
        (("event", "event_state"), "ConsentAssumed"),
        (("notice", "sha256"), "not a hash"),
        (("remark",), "a member that the schema does not know"),
    ],
)
def test_nor_with_a_value_that_a_receipt_cannot_have(
    session: Session, cast: Cast, way: tuple[str, ...], value: str
) -> None:
    offer(session, cast, a_choice(**ABROAD))
    event = answer(session, cast.amara, yes=True)
    written = receipt(session, cast.amara, event.reference).model_dump(mode="json")
    spoilt = deepcopy(written)
    inner = spoilt[way[0]] if len(way) > 1 else spoilt
    inner[way[-1]] = value

    assert len(faults(spoilt)) == 1
    assert faults(written) == []


def test_a_transfer_names_its_country_and_what_protects_there(session: Session, cast: Cast) -> None:
    offer(session, cast, a_choice(**ABROAD))
    event = answer(session, cast.amara, yes=True)

    purpose = receipt(session, cast.amara, event.reference).pii_processing.purposes[0]

    assert [(t.party_id, t.country) for t in purpose.geographic_restrictions] == [
        ("processor-2", "US")
    ]
    assert purpose.storage_locations == ["field-app", "IE", "US"]


def test_it_can_be_read_and_kept_by_its_owner_alone(
    browser: Browser, session: Session, cast: Cast
) -> None:
    offer(session, cast)
    event = answer(session, cast.amara, yes=True)
    path = f"/choices/receipts/{event.reference}"
    for somebody in (cast.ewan, cast.tom, cast.helen):
        browser.sign_in(somebody)
        browser.get(path, status=404)
        browser.get(f"{path}?format=json", status=404)
        with pytest.raises(NotFoundError):
            receipt(session, somebody, event.reference)

    browser.sign_in(cast.amara)
    page = browser.get(path)
    file = browser.get(f"{path}?format=json").response

    assert "Do you want tips about your own driving?" in page.main
    assert file.headers["content-type"] == "application/json"
    assert file.json()["receipt_id"] == event.reference
    assert faults(file.json()) == []


def faults(written: Any) -> list[str]:
    """What the schema in docs finds wrong; its moments are held to RFC 3339, zone and all."""
    moments = FormatChecker(formats=())
    moments.checks("date-time", raises=ValueError)(_has_a_zone)
    schema = json.loads(SCHEMA.read_text())
    found = Draft202012Validator(schema, format_checker=moments).iter_errors(written)
    return [fault.message for fault in found]


def _has_a_zone(moment: object) -> bool:
    return not isinstance(moment, str) or datetime.fromisoformat(moment).tzinfo is not None


def _at(written: Any, term: str) -> Any:
    for step in term.split("."):
        written = written[int(step)] if step.isdigit() else written[step]
    return written
