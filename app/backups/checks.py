"""What ``doctor`` asks: whether a backup was made lately with our own command."""

from app.access_log import queries as log
from app.backups import rules
from app.core import clock
from app.core.db.session import reading
from app.core.health import Check, Finding


def _backups() -> Finding:
    now = clock.now()
    with reading() as session:
        acts = log.command_line_acts(session, since=now - rules.REMEMBERED)
    last = max((act.at for act in acts if act.act == rules.ACT), default=None)
    if last is None:
        return Finding(ok=True, words="None was made with daylight backup: does something else?")
    words = f"The last one was made on {last:%Y-%m-%d %H:%M} UTC."
    return Finding(ok=not rules.is_old(last, now), words=words)


BACKUPS = Check("backups", _backups)
"""For operators alone: it says what they do, and a page needs none of it."""
