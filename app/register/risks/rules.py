"""Which changes of risk no review has answered, and what a review of them must rest on. Pure.

LAW MON-5; Art 35(11) GDPR asks for a review where there is a change of the risk.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, Protocol

from app.register.schemas import PracticeDocument


class Risk(NamedTuple):
    """One change of a practice's risk: the register's civil day, the moment, why, who said so."""

    on: date
    at: datetime
    reason: str
    by: str


class Published(Protocol):
    """What a version of a practice says of its own review."""

    @property
    def published_at(self) -> datetime: ...
    @property
    def document(self) -> PracticeDocument: ...


def turn(practice_id: str) -> str:
    """What is held while a change of risk is recorded, or a version published."""
    return f"risk of {practice_id}"


def unreviewed(risks: Iterable[Risk], held: Iterable[Published], day: date) -> tuple[Risk, ...]:
    """The changes up to a day that no version answers which has held by then, oldest first.

    One answers that was published after the change and was checked on its day or later.
    """
    versions = list(held)
    return tuple(
        risk
        for risk in sorted(risks)
        if risk.on <= day and not any(_answers(version, risk) for version in versions)
    )


def to_assess(risks: Iterable[Risk], checked_on: date, assessed_at: datetime | None) -> list[Risk]:
    """The changes a check of this day would answer, though nothing was assessed since."""
    answered = [risk for risk in risks if risk.on <= checked_on]
    return [risk for risk in answered if assessed_at is None or assessed_at <= risk.at]


def _answers(version: Published, risk: Risk) -> bool:
    return version.published_at > risk.at and version.document.checks.checked_on >= risk.on
