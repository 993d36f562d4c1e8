"""What the worker does for the room: the quarter that ended, once."""

from app.core import clock
from app.core.db.session import reading, writing
from app.insights import service


def count() -> int:
    """Count the quarter that ended last, if that is due; how many were counted.

    It is read without holding anybody up, and written down in a moment.
    """
    at = clock.now()
    with reading() as session:
        quarter = service.due(session)
        if quarter is None:
            return 0
        given = service.given(session, quarter)
        counted = service.count(session, quarter, given, at)
    with writing() as session:
        return int(service.publish(session, quarter, given, counted, at))
