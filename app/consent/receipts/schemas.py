"""A consent receipt as JSON. The names and descriptions are those of ISO/IEC TS 27560:2023."""

import json
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = "ISO-IEC-TS-27560-2023 daylight-1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "urn:daylight:consent-receipt:1"
Filled = Annotated[str, Field(min_length=1)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PiiType(Part):
    """pii_information: one type of personal data."""

    pii_type: Filled = Field(description="pii_type: what it is, in the words shown")
    pii_attribute_id: Filled = Field(description="pii_attribute_id: its code in the register")
    special_pii_category: bool = Field(description="special_pii_category (GDPR Art 9)")


class Transfer(Part):
    """geographic_restrictions: a country outside the UK and the EEA, and what protects there."""

    party_id: Filled = Field(description="party_id of whoever receives the data there")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(description="ISO 3166-1 alpha-2")
    safeguard: Filled = Field(description="what protects the data (GDPR Art 46)")


class PurposeOf(Part):
    """purposes: one purpose and everything said of it."""

    purpose: Filled = Field(description="purpose: what the data is used for, in the words shown")
    purpose_type: Filled = Field(description="purpose_type: its code in the register")
    lawful_basis: Literal["consent"] = Field(description="lawful_basis (GDPR Art 6(1)(a))")
    pii_information: Annotated[list[PiiType], Field(min_length=1)] = Field(
        description="pii_information: the types of data"
    )
    pii_controllers: Annotated[list[Filled], Field(min_length=1)] = Field(
        description="pii_controllers: party_id of each"
    )
    collection_method: Filled = Field(description="collection_method: the source of the data")
    storage_locations: Annotated[list[Filled], Field(min_length=1)] = Field(
        description="storage_locations: the system, and the countries where it is kept"
    )
    retention_period: Filled = Field(description="retention_period")
    geographic_restrictions: list[Transfer] = Field(
        description="geographic_restrictions: transfers to other countries"
    )
    recipient_third_parties: list[Filled] = Field(
        description="recipient_third_parties: party_id of each"
    )
    withdrawal_method: Filled = Field(description="withdrawal_method: where a no is said")
    privacy_rights: Annotated[list[Filled], Field(min_length=1)] = Field(
        description="privacy_rights: the rights that go with it"
    )


class Processing(Part):
    """The PII processing section of a consent record."""

    privacy_notice: Filled = Field(description="privacy_notice: address of the words shown")
    language: Filled = Field(description="language of the notice, BCP 47")
    purposes: Annotated[list[PurposeOf], Field(min_length=1)] = Field(description="purposes")


class Party(Part):
    """The party identification section of a consent record, once for each party."""

    party_id: Filled = Field(description="party_id: how the other sections name it")
    party_address: str = Field(description="party_address: postal address, or the country")
    party_name: Filled = Field(description="party_name")
    party_contact: Filled = Field(description="party_contact: how to reach it, or whom to ask")
    party_type: Literal["controller", "processor", "recipient"] = Field(description="party_type")


class Event(Part):
    """The event section of a consent record."""

    event_time: datetime = Field(description="event_time, UTC")
    validity_duration: datetime | None = Field(
        description="validity_duration: the moment up to which a yes holds; null: it holds none"
    )
    entity_id: Filled = Field(description="entity_id: whose act it was")
    event_type: Literal["explicit", "notice"] = Field(
        description="event_type: explicit: the person's own answer; notice: the controller's act"
    )
    event_state: Literal[
        "ConsentRequested",
        "ConsentGiven",
        "ConsentRefused",
        "ConsentWithdrawn",
        "ConsentExpired",
        "RenewedConsentGiven",
        "ConsentRevoked",
    ] = Field(description="event_state: a consent status of the W3C Data Privacy Vocabulary")


class NoticeShown(Part):
    """The exact words shown, so that the receipt proves what was answered."""

    version: Filled = Field(description="version of the practice in the register")
    text: Filled = Field(description="the words as they were shown")
    sha256: Digest = Field(description="SHA-256 of the text in UTF-8, hexadecimal")


class Receipt(Part):
    """A consent receipt: one event of a consent record, with everything that was true of it."""

    schema_version: Literal["ISO-IEC-TS-27560-2023 daylight-1"] = Field(
        description="schema_version of the record"
    )
    receipt_id: Filled = Field(description="receipt_id: the receipt's own name")
    record_id: Filled = Field(description="record_id of the consent record")
    pii_principal_id: Filled = Field(description="pii_principal_id: the person's employee number")
    jurisdiction: Filled = Field(description="jurisdiction of the person's place of work")
    notice: NoticeShown = Field(description="the notice that was shown")
    pii_processing: Processing = Field(description="PII processing section")
    party_identification: Annotated[list[Party], Field(min_length=1)] = Field(
        description="party identification section"
    )
    event: Event = Field(description="event section")


def json_schema() -> str:
    """The JSON Schema of a receipt (docs/consent-receipt.schema.json), ending in a line break.

    It names its dialect, and itself by a name that no address has to answer for (RFC 8141).
    """
    named = {"$schema": DIALECT, "$id": NAME}
    written = named | Receipt.model_json_schema()
    return json.dumps(written, indent=2, ensure_ascii=False) + "\n"
