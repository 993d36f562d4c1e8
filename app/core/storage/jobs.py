"""What the worker does for stored files: remove those that nothing names."""

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from app.core.storage import service

ORPHANED_AFTER = timedelta(hours=24)  # longer than any portion or bundle is on its way
Named = Callable[[Session, Collection[UUID]], set[UUID]]


def sweep(session: Session, *, named: Sequence[Named]) -> None:
    """Remove files that broke off, or whose row was never written. ``named``: who may name one."""
    service.sweep(
        lambda ids: set().union(*(asked(session, ids) for asked in named)), ORPHANED_AFTER
    )
