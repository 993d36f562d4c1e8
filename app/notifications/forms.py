"""What the updates page may submit."""

from enum import StrEnum
from uuid import UUID

from app.core.web.forms import Form
from app.notifications.models import Kind


class Show(StrEnum):
    """Which updates the list holds."""

    ALL = "all"
    UNREAD = "unread"
    LOOKS = "looks"
    CHANGES = "changes"

    @property
    def kinds(self) -> frozenset[Kind]:
        return _KINDS.get(self, frozenset())


_KINDS = {
    Show.LOOKS: frozenset({Kind.LOOK, Kind.UNUSUAL_LOOK, Kind.AFTER_STOP, Kind.EMERGENCY_LOOK}),
    Show.CHANGES: frozenset(
        {
            Kind.PRACTICE_CHANGED,
            Kind.REGISTER_CHANGED,
            Kind.COMMAND_LINE_ACT,
            Kind.SECOND_IDENTITY,
            Kind.POLICY_TO_READ,
            Kind.CHOICE_CHANGED,
            Kind.CHOICE_ENDING,
            Kind.CHOICE_ENDED,
            Kind.ROLE_CHANGED,
            Kind.CONSULTATION_OPENED,
            Kind.ASSESSMENT_TO_WRITE,
        }
    ),
}


class Reading(Form):
    """One update, or without one all of them."""

    update: UUID | None = None
