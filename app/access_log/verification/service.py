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
from app.access_log.proofs.unpacking import FalseEvidenceError, NotEvidenceError
from app.access_log.proofs.verifier import Evidence, verified
from app.access_log.tree import queries as tree
from app.access_log.witnesses import queries as witnesses
from app.access_log.witnesses.queries import Standing, Witnessed
from app.core.crypto import merkle, notes, tiles
from app.core.crypto.checkpoints import Checkpoint, parse_checkpoint
from app.core.crypto.merkle import ProofError
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
    standings: Sequence[Standing]
    witnessed: Witnessed | None


def known() -> Known | None:
    """In a short transaction of its own; None while the database cannot be read."""
    try:
        with reading() as session:
            latest = checkpoints.latest(session, LATEST)
            return Known(
                checking.checked(session),
                latest,
                signing.key(session),
                witnesses.standings(session),
                witnesses.witnessed(session),
            )
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


class Hold(StrEnum):
    """What is found of a checkpoint that somebody kept."""

    CONTINUED = "continued"  # the record begins with all that it covered
    CHANGED = "changed"  # signed by our key, and the record does not begin with it
    LONGER = "longer"  # signed by our key, and of more entries than there are
    STRANGE = "strange"  # not signed by our key
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Held:
    """A checkpoint that somebody kept beside the newest, and what shows how one goes on."""

    hold: Hold
    kept: Checkpoint | None = None
    newest: Checkpoint | None = None
    path: Sequence[bytes] = ()


def hold(session: Session, text: str) -> Held:
    """Hold a checkpoint that was kept elsewhere against the record as it stands now.

    With the verifier's code: a consistency proof (RFC 9162 2.1.4) leads from the one root to the
    other.
    """
    try:
        note = notes.parse_note(text.replace("\r\n", "\n"))  # some programs save it so
        kept, key = parse_checkpoint(note.text), signing.key(session)
    except notes.NoteError:
        return Held(Hold.UNREADABLE)
    try:
        if kept.origin != key.name or not notes.is_signed_by(note, key):
            return Held(Hold.STRANGE, kept)
    except notes.NoteError:
        return Held(Hold.STRANGE, kept)
    published = checkpoints.newest(session)
    if published is None or published.size < kept.size:
        return Held(Hold.LONGER, kept)
    newest = Checkpoint(key.name, published.size, published.root)
    return _continued(session, kept, newest)


def _continued(session: Session, kept: Checkpoint, newest: Checkpoint) -> Held:
    try:
        node = tiles.node(tree.stored(session))
        path = merkle.consistency_path(node, kept.size, newest.size)
        merkle.check_consistency(kept.size, newest.size, path, kept.root, newest.root)
    except (ProofError, IndexError):
        return Held(Hold.CHANGED, kept, newest)
    return Held(Hold.CONTINUED, kept, newest, path)
