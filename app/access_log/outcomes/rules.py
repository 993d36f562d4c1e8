"""What can be found about an access that somebody asked about: no database, no clock."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """Whether an access was in order."""

    IN_ORDER = "in-order"
    POORLY_RECORDED = "in-order-not-well-recorded"
    OUTSIDE_AUTHORITY = "outside-authority"


@dataclass(frozen=True)
class Outcome:
    """What was found of one entry. ``reference`` is the question's, ``reasons`` she reads."""

    verdict: Verdict
    reasons: str
    decided_on: date
    reference: str
