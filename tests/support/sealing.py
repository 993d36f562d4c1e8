"""The log's key, as a test asks for it."""

from app.access_log.checkpoints import service as signing
from app.core.crypto import notes
from app.core.db.session import reading


def log_key() -> notes.Key:
    """What this test's log is checked with."""
    with reading() as session:
        return signing.key(session)
