"""What is said of a file that somebody brings, and what anybody may know of the record."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import BoundedSemaphore

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.access_log.checking import queries as checking
from app.access_log.checking.queries import Checked
from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.checkpoints.models import PublishedCheckpoint
from app.access_log.proofs.parts import FalseEvidenceError, NotEvidenceError
from app.access_log.proofs.verifier import Evidence, verified
from app.access_log.tree import queries as tree
from app.core.crypto import merkle, notes, tiles
from app.core.db.session import reading
from app.core.errors import UnavailableError
from app.core.language import gettext as _

MOST_UNPACKED = 2 << 20  # bytes: a file of a thousand entries; what is larger is checked elsewhere
LATEST = 10
_TURN = BoundedSemaphore()  # whoever brings files can hold one core of a process, and no more


class BusyError(UnavailableError):
    """Another file is being checked."""

    def __init__(self) -> None:
        super().__init__(_("Another file is being checked. Try again in a moment."))


class Outcome(StrEnum):
    """What was found of a file."""

    TRUE = "true"
    FALSE = "false"
    ELSEWHERE = "elsewhere"  # true in itself, and of another record than ours
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Answer:
    """What was found of a file, and the verifier's own words for it."""

    outcome: Outcome
    why: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Known:
    """What anybody may know of the record: the last check, the newest seals, the key."""

    checked: Checked
    latest: Sequence[PublishedCheckpoint]
    key: notes.Key


def known() -> Known | None:
    """In a short transaction of its own; None while the database cannot be read."""
    try:
        with reading() as session:
            latest = checkpoints.latest(session, LATEST)
            return Known(checking.checked(session), latest, signing.key(session))
    except SQLAlchemyError:
        return None


def check(file: bytes) -> Answer:
    """Check the file with our own key, and its checkpoint with the record as it stands now.

    No transaction is open meanwhile. Raises BusyError while another one is checked.
    """
    with reading() as session:
        keys = json.dumps(signing.keys(session))
    if not _TURN.acquire(blocking=False):
        raise BusyError
    try:
        found = verified(io.BytesIO(file), keys, most=MOST_UNPACKED)
    except NotEvidenceError as wrong:
        return Answer(Outcome.UNREADABLE, str(wrong))
    except FalseEvidenceError as wrong:
        return Answer(Outcome.FALSE, str(wrong))
    finally:
        _TURN.release()
    with reading() as session:
        is_ours = _is_root_of_ours(session, found.checkpoint.size, found.checkpoint.root)
    return Answer(Outcome.TRUE if is_ours else Outcome.ELSEWHERE, evidence=found)


def _is_root_of_ours(session: Session, size: int, root: bytes) -> bool:
    newest = checkpoints.newest(session)
    if newest is None or newest.size < size or size == 0:
        return False
    return merkle.root(tiles.node(tree.stored(session)), size) == root
