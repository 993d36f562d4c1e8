"""What was typed is kept for half an hour, whether or not anybody types again."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, select

from app.core import clock
from app.identity.kept_forms import service
from app.identity.kept_forms.models import KeptForm
from app.identity.kept_forms.rules import KEPT_FOR, Typed
from app.worker import WORK

NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)
FORGET = "identity:forget_kept_forms"


def forget_at(session: Session, now: datetime) -> list[str]:
    """Let the worker's job do its work; whose forms there are then."""
    with clock.set_to(now):
        WORK.jobs[FORGET](session)
    return sorted(session.exec(select(KeptForm.subject)))


def test_what_was_typed_goes_within_a_minute_of_its_half_hour(session: Session) -> None:
    typed = Typed("/concerns", [("text", "what nobody else may read")])
    for subject, minutes in (("u-1001", 0), ("u-1002", 10)):
        with clock.set_to(NOON + timedelta(minutes=minutes)):
            service.keep(session, "issuer", subject, typed)

    assert WORK.periodic[FORGET] <= 60
    assert forget_at(session, NOON + KEPT_FOR - timedelta(seconds=1)) == ["u-1001", "u-1002"]
    assert forget_at(session, NOON + KEPT_FOR) == ["u-1002"]
    assert forget_at(session, NOON + KEPT_FOR + timedelta(minutes=10)) == []
