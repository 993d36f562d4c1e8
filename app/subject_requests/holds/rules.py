"""Which requests hold back what would delete somebody's data (LAW SAR-11)."""

from app.subject_requests.models import Kind

HOLDING = frozenset({Kind.ACCESS, Kind.PORTABILITY})


def holds(kind: Kind, *, is_open: bool) -> bool:
    """Whether nothing of the person's is deleted because of this request."""
    return is_open and kind in HOLDING
