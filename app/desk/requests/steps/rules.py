"""The steps by their addresses, and which act each is."""

from collections.abc import Mapping
from enum import StrEnum

from app.subject_requests.models import Act


class Step(StrEnum):
    """One small form of the desk."""

    ASSIGNMENT = "assignment"
    IDENTITY = "identity"
    IDENTITY_SHOWN = "identity-shown"
    AUTHORITY = "authority"
    AUTHORITY_SHOWN = "authority-shown"
    ACKNOWLEDGEMENT = "acknowledgement"
    WITHDRAWAL = "withdrawal"
    CLOSING = "closing"
    REOPENING = "reopening"
    LETTER = "letter"


ACTS: Mapping[Step, Act] = {
    Step.ASSIGNMENT: Act.ASSIGNED,
    Step.IDENTITY: Act.IDENTITY_ASKED,
    Step.IDENTITY_SHOWN: Act.IDENTITY_CONFIRMED,
    Step.AUTHORITY: Act.AUTHORITY_ASKED,
    Step.AUTHORITY_SHOWN: Act.AUTHORITY_CONFIRMED,
    Step.ACKNOWLEDGEMENT: Act.ACKNOWLEDGED,
    Step.WITHDRAWAL: Act.WITHDRAWN,
    Step.CLOSING: Act.CLOSED,
    Step.REOPENING: Act.REOPENED,
    Step.LETTER: Act.LETTER_SENT,
}
# Every officer may do these, and they show nothing of whose request it is.
WITHOUT_LOOKING = frozenset({Step.ASSIGNMENT, Step.REOPENING})
