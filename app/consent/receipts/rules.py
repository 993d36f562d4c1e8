"""What ISO/IEC TS 27560 wants said of a choice, taken from the register: pure."""

from collections.abc import Iterator
from typing import Any

from app.consent.notices.rules import purposes
from app.consent.receipts.schemas import Party, PiiType, Processing, PurposeOf, Transfer
from app.register.parts.schemas import Purpose
from app.register.schemas import PracticeDocument
from app.register.terms.schemas import SPECIAL_CATEGORIES

CONTROLLER = "controller"


def processing(
    document: PracticeDocument, *, version: str, language: str, name: str, address: str
) -> dict[str, Any]:
    """The processing and party sections of every receipt of these words.

    ``name`` and ``address`` are the organisation's. Addresses of pages are without their host.
    """
    section = Processing(
        privacy_notice=f"/collected/{document.id}/versions/{version}",
        language=language,
        purposes=[_purpose(document, purpose) for purpose in purposes(document)],
    )
    parties = [_party(CONTROLLER, name, address, document.contact, "controller")]
    for party_id, kind, other in _others(document):
        contact = f"{document.contact} ({name})"
        parties.append(_party(party_id, other.name, other.country, contact, kind))
    return {
        "pii_processing": section.model_dump(mode="json"),
        "party_identification": [party.model_dump(mode="json") for party in parties],
    }


def _purpose(document: PracticeDocument, purpose: Purpose) -> PurposeOf:
    others = list(_others(document))
    return PurposeOf(
        purpose=purpose.text,
        purpose_type=purpose.id,
        lawful_basis="consent",
        pii_information=[
            PiiType(
                pii_type=category.label,
                pii_attribute_id=category.id,
                special_pii_category=category.kind in SPECIAL_CATEGORIES,
            )
            for category in document.categories
        ],
        pii_controllers=[CONTROLLER],
        collection_method=f"{document.tool}: {document.how}",
        storage_locations=[
            document.system,
            *sorted({other.country for _id, _kind, other in others}),
        ],
        retention_period=f"{document.retention.label}, {document.retention.then}",
        geographic_restrictions=[
            Transfer(party_id=party_id, country=other.country, safeguard=other.safeguard)
            for party_id, _kind, other in others
            if other.safeguard
        ],
        recipient_third_parties=[party_id for party_id, _kind, _other in others],
        withdrawal_method=f"/choices/{document.id}",
        privacy_rights=[right.value for right in document.rights],
    )


def _others(document: PracticeDocument) -> Iterator[tuple[str, str, Any]]:
    for kind, found in (("processor", document.processors), ("recipient", document.recipients)):
        for number, other in enumerate(found, 1):
            yield f"{kind}-{number}", kind, other


def _party(party_id: str, name: str, address: str, contact: str, kind: Any) -> Party:
    return Party(
        party_id=party_id,
        party_address=address,
        party_name=name,
        party_contact=contact,
        party_type=kind,
    )
