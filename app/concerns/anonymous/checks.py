"""What ``doctor`` asks about the way from the speak-up origin to the desk."""

from datetime import timedelta

from app.concerns.anonymous import queries, releasing, rules
from app.core import clock
from app.core.checks import WELL
from app.core.config import settings
from app.core.db.session import reading
from app.core.health import Check, Finding
from app.speakup import folder

LATE = timedelta(hours=1)  # that a release may take to begin


def _releases() -> Finding:
    """Whether what came before the last noon or midnight was handed over, and all of it can be."""
    if not settings().speakup_url:
        return Finding(ok=True, words="No origin is set.")
    slot = rules.slot_of(clock.now() - LATE)
    with reading() as session:
        begun = folder.has_origin() or queries.newest(session) is not None
        late = begun and not queries.has_slot(session, slot)
    if late:
        words = (
            "What came without a name has waited for longer than a half day. Start daylight "
            "worker where SPEAKUP_DIR is that of daylight speakup."
        )
        return Finding(ok=False, words=words)
    if folder.has_origin() and (strange := releasing.strange()):
        words = (
            f"Reports that cannot be opened wait in the spool: {strange}. Was SECRET_FILE another "
            "one when daylight migrate wrote officers.key?"
        )
        return Finding(ok=False, words=words)
    return WELL


RELEASES = Check("speaking up", _releases)
