"""What the audit pages may be asked to show."""

from enum import StrEnum


class Show(StrEnum):
    """Which list of the four-eyes page."""

    APPROVALS = "approvals"
    ATTEMPTS = "attempts"
    COMMAND_LINE = "command-line"
    EMERGENCIES = "emergencies"
