"""A quarter that was counted, and who reads it in the house of acts."""

from sqlmodel import Session

from app.core import clock
from app.insights import service
from app.insights.rules import Quarter
from tests.support.acts import reads
from tests.support.decisions import EVERYBODY

SPRING = Quarter(2026, 2)


def published(session: Session, quarter: Quarter = SPRING) -> dict[str, str]:
    """Count it and publish it; what paths name of it."""
    given, at = service.given(session, quarter), clock.now()
    counted = service.count(session, quarter, given, at)
    assert service.publish(session, quarter, given, counted, at)
    return {"quarter": str(quarter)}


INSIGHTS = {
    "insights:show": reads(*EVERYBODY, at="/insights/{quarter}"),
    "insights:download": reads(*EVERYBODY, at="/insights/{quarter}/download"),
}
