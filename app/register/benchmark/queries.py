"""What is on record beside the words of the practices in use."""

from sqlmodel import Session

from app.register.assessments import queries as assessments
from app.register.benchmark.deciding.rules import Record
from app.register.consultations import queries as consultations
from app.register.in_force.rules import Register


def records(session: Session, register: Register) -> dict[str, Record]:
    """The assessment each practice may run on, and its last decided consultation, read at once."""
    approved, decided = assessments.approved(session, register.day), consultations.decided(session)
    risky = {practice.id for practice in register.practices if practice.risks}
    return {
        practice_id: Record(
            register.day,
            assessment=approved.get(practice_id),
            consultation=decided.get(practice_id),
            risk_changed=practice_id in risky,
        )
        for practice_id in approved.keys() | decided.keys() | risky
    }
