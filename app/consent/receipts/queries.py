"""A person's receipts."""

from typing import Any

from sqlmodel import Session, col, select

from app.consent.models import ConsentEvent, ConsentNotice, ConsentRecord
from app.consent.receipts.schemas import (
    SCHEMA_VERSION,
    Event,
    NoticeShown,
    Party,
    Processing,
    Receipt,
)
from app.core.config import settings
from app.core.errors import NotFoundError
from app.identity.people.models import Person


def receipt(session: Session, person: Person, reference: str) -> Receipt:
    """One step of a record of this person's; anybody else's is not found."""
    found = session.exec(
        select(ConsentEvent, ConsentRecord, ConsentNotice)
        .join(ConsentRecord, col(ConsentRecord.id) == col(ConsentEvent.record_id))
        .join(ConsentNotice, col(ConsentNotice.id) == col(ConsentEvent.notice_id))
        .where(ConsentRecord.person_id == person.id, ConsentEvent.reference == reference)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    event, record, notice = found
    return Receipt(
        schema_version=SCHEMA_VERSION,
        receipt_id=event.reference,
        record_id=str(record.id),
        pii_principal_id=person.employee_id,
        jurisdiction=event.jurisdiction,
        notice=NoticeShown(version=notice.version, text=notice.text, sha256=notice.digest),
        pii_processing=Processing.model_validate(_with_host(notice.processing["pii_processing"])),
        party_identification=[
            Party.model_validate(party) for party in notice.processing["party_identification"]
        ],
        event=_event(event, person),
    )


def _event(event: ConsentEvent, person: Person) -> Event:
    return Event(
        event_time=event.at,
        validity_duration=event.valid_until,
        entity_id=person.employee_id if event.by_person else "controller",
        event_type="explicit" if event.by_person else "notice",
        event_state=event.state.value,
    )


def _with_host(section: dict[str, Any]) -> dict[str, Any]:
    """The section with addresses that can be opened from elsewhere."""
    base = settings().base_url.rstrip("/")
    purposes = [
        purpose | {"withdrawal_method": base + purpose["withdrawal_method"]}
        for purpose in section["purposes"]
    ]
    return section | {"privacy_notice": base + section["privacy_notice"], "purposes": purposes}
