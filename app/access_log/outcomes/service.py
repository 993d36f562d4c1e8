"""Putting what was found beside an entry, once."""

from sqlmodel import Session

from app.access_log.outcomes.models import EntryOutcome
from app.access_log.outcomes.rules import Outcome


def put(session: Session, seq: int, outcome: Outcome) -> None:
    """Let it stand beside the entry. Whoever calls has seen that there is none yet."""
    session.add(EntryOutcome(seq=seq, **vars(outcome)))
    session.flush()
