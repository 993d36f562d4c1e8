"""What is said of a file that somebody brings."""

import io
import json
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from app.access_log.checkpoints import queries as checkpoints
from app.access_log.checkpoints import service as signing
from app.access_log.proofs.verifier import Evidence, FalseEvidenceError, NotEvidenceError, verified
from app.access_log.tree import queries as tree
from app.core.crypto import merkle, tiles

MOST_UNPACKED = 4 << 20  # bytes: a file of a thousand entries; what is larger is checked elsewhere


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


def check(session: Session, file: bytes) -> Answer:
    """Check the file with our own key, and its checkpoint with the record as it stands now."""
    keys = {"origin": signing.origin(), "log": str(signing.key())}
    try:
        found = verified(io.BytesIO(file), json.dumps(keys), most=MOST_UNPACKED)
    except NotEvidenceError as wrong:
        return Answer(Outcome.UNREADABLE, str(wrong))
    except FalseEvidenceError as wrong:
        return Answer(Outcome.FALSE, str(wrong))
    is_ours = _is_root_of_ours(session, found.checkpoint.size, found.checkpoint.root)
    return Answer(Outcome.TRUE if is_ours else Outcome.ELSEWHERE, evidence=found)


def _is_root_of_ours(session: Session, size: int, root: bytes) -> bool:
    newest = checkpoints.newest(session)
    if newest is None or newest.size < size or size == 0:
        return False
    return merkle.root(tiles.node(tree.stored(session)), size) == root
