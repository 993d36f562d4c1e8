"""What sources say of themselves, and what was refused of them."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.access_log import service as log
from app.access_log.appending.rules import EVENT_KEY, NONCE
from app.access_log.completeness import queries, rules
from app.access_log.keys.rules import Drawer
from app.access_log.keys.service import keyring
from app.access_log.leaves.rules import HEARTBEAT, SALTS, canonical, committed_leaf
from app.access_log.models import LOG_SUBJECT, Heartbeat, RefusedBatch
from app.access_log.rules import Retention, month_of
from app.core import clock
from app.core.db import dialects
from app.core.errors import ConflictError


class FewerEventsError(ConflictError):
    """A heartbeat counted fewer events than an earlier one."""

    def __init__(self, before: int) -> None:
        super().__init__(f"An earlier heartbeat already counted {before} events.")


def take_heartbeat(
    session: Session, source_id: UUID, *, covers_until: datetime, events_sent: int
) -> tuple[int, int]:
    """Record a heartbeat as a leaf of the log; gives received and missing.

    Raises FewerEventsError if an earlier one counted more, LogUnavailableError.
    """
    dialects.serialise(session, f"heartbeats of {source_id}")
    before = queries.last_heartbeat(session, source_id)
    if before is not None and before.events_sent > events_sent:
        raise FewerEventsError(before.events_sent)
    now = clock.now()
    covers = int(covers_until.timestamp())
    received = queries.received(session, source_id, until=covers)
    said = {
        # as it is kept, so that the leaf can be recomputed from the row
        "covers_until": datetime.fromtimestamp(covers, UTC),
        "events_sent": events_sent,
        "received": received,
        "recorded_at": now,
        "source": str(source_id),
    }
    drawer = Drawer(month_of(now), Retention.ORDINARY)
    key = keyring().usable(drawer, {LOG_SUBJECT.bytes})[LOG_SUBJECT.bytes]
    salts, nonce = os.urandom(SALTS), os.urandom(NONCE)
    leaf = committed_leaf(HEARTBEAT, salts, canonical(said))
    # The same form as an access's sealed part; a heartbeat has no event, so its key opens nothing.
    sealed = nonce + key.encrypt(nonce, salts + os.urandom(EVENT_KEY), leaf)
    seq = log.append_of_log(session, leaf, sealed)
    session.add(
        Heartbeat(
            seq=seq,
            source_id=source_id,
            covers=covers,
            events_sent=events_sent,
            received=received,
            late=queries.late_so_far(session, before),
            recorded_at=now,
        )
    )
    session.flush()
    return received, rules.missing(events_sent, received)


def record_refusal(
    session: Session, source_id: UUID, *, status: int, errors: Sequence[dict[str, Any]]
) -> None:
    """Keep that a batch was refused, and where it broke."""
    session.add(
        RefusedBatch(source_id=source_id, at=clock.now(), status=status, errors=list(errors))
    )
    session.flush()


def forget_refusals(session: Session) -> None:
    """Delete what was noted of refused batches more than 13 months ago."""
    before = clock.now() - rules.REFUSALS_KEPT
    session.exec(delete(RefusedBatch).where(col(RefusedBatch.at) < before))
