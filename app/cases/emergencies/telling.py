"""Who is told of an emergency look, and when: never whom it was about, but to that person."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session

from app.cases.emergencies.models import EmergencyLook
from app.identity.roles import queries as roles
from app.identity.roles.models import Role
from app.notifications import service as notifications
from app.notifications.models import Kind

# Who reads what; somebody who is two of these is told once, as the first.
_PARTS = (
    ("auditor", Role.AUDITOR),
    ("officer", Role.OFFICER),
    ("representative", Role.REPRESENTATIVE),
)


def opened(session: Session, look: EmergencyLook) -> None:
    """The person, the auditors, every officer, the representatives: at once."""
    _tell(session, look, "opened", [look.person_id], part="subject")
    told = {look.person_id}
    for part, role in _PARTS:
        holders = {each.id for each in roles.holders(session, role)} - told
        _tell(session, look, "opened", holders, part=part)
        told |= holders


def reviewed(session: Session, look: EmergencyLook) -> None:
    """The person, and who looked."""
    _tell(session, look, "reviewed", [look.person_id], part="subject")
    _tell(session, look, "reviewed", [look.officer_id], part="owner")


def suspended(session: Session, look: EmergencyLook) -> None:
    """For want of a review: whose role it is, auditors who can lift it, the other officers."""
    _tell_of_role(session, look, "suspended")


def unjustified(session: Session, look: EmergencyLook) -> None:
    """The same, after a review that found it was not justified."""
    _tell_of_role(session, look, "unjustified")


def lifted(session: Session, look: EmergencyLook) -> None:
    """Whose role it is."""
    _tell(session, look, "lifted", [look.officer_id], part="owner")


def _tell_of_role(session: Session, look: EmergencyLook, stage: str) -> None:
    _tell(session, look, stage, [look.officer_id], part="owner")
    told = {look.officer_id, look.person_id}
    for part, role in _PARTS[:2]:
        holders = {each.id for each in roles.holders(session, role)} - told
        _tell(session, look, stage, holders, part=part)


def _tell(
    session: Session, look: EmergencyLook, stage: str, whom: Iterable[UUID], *, part: str
) -> None:
    notifications.tell(
        session,
        whom,
        Kind.EMERGENCY_LOOK,
        about=f"{look.reference} {stage}",
        emergency=look.reference,
        stage=stage,
        part=part,
    )
