"""The seal that is made by itself, every hour."""

from app.access_log.seals import queries, rules, service
from app.core import clock
from app.core.db.session import reading


def seal() -> int:
    """Make a seal if that is due; how many were made."""
    with reading() as session:
        last = queries.newest(session)
    if not rules.is_due(last.made_at if last else None, clock.now()):
        return 0
    return int(service.seal() is not None)
